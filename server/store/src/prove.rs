//! A store and its [witness](crate::witness): compared before anything is served, written anew after
//! every seal, and borne once more as the store is closed.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use domain::Moment;
use domain::audit::Seal;

use crate::audit::{Actor, Note};
use crate::engine::log;
use crate::{Change, FLEETING, Lacking, LogMark, Script, Store, StoreError, TABLES, Witness};

impl Store {
    /// Compares the store with its witness, before anything is served or changed.
    ///
    /// # Errors
    /// [`StoreError::Behind`] when the store lacks something that was in it.
    pub async fn prove(&self) -> Result<(), StoreError> {
        let Some(file) = &self.witness else { return Ok(()) };
        let trail = self.has_trail().await?;
        let Some(seen) = Witness::read(file) else {
            if file.exists() {
                return Err(StoreError::Unopened(format!(
                    "{} can't be read. It says how far this store had got: put it back from a copy, or see \
                     `ganqiao recover`",
                    file.display()
                )));
            }
            return if trail { self.witness_anew(None).await } else { Ok(()) };
        };
        if seen.seal == 0 {
            return Ok(());
        }
        let behind = |lacking| Err(StoreError::Behind { witness: file.clone(), lacking });
        let lost = |last| Lacking::Seal(seen.seal, seen.head.clone(), seen.at, last);
        if !trail {
            return behind(lost(0));
        }
        let there: Option<Seal> = self
            .row(
                Script::new("SELECT * OMIT id FROM type::record('audit_seal', $id)")
                    .bind("id", format!("{:012}", seen.seal)),
            )
            .await?;
        let last = self.last_seal().await?.map_or(0, |seal| seal.seq);
        if there.is_none_or(|seal| seal.hash != seen.head) {
            return behind(lost(last));
        }
        let rows = self.count("audit").await?;
        if rows < seen.rows {
            return behind(Lacking::Rows(seen.rows, rows));
        }
        if let Some(closed) = seen.closed.as_ref().filter(|_| last == seen.seal) {
            for (table, closed) in closed {
                let found = self.count(table).await?;
                if found != *closed {
                    return behind(Lacking::Table(table.clone(), *closed, found));
                }
            }
        }
        // From here on it may be written to, so those counts say nothing any more.
        let (file, open) = (file.clone(), Witness { closed: None, ..seen });
        let written = tokio::task::spawn_blocking(move || open.write(&file)).await;
        written
            .map_err(|error| StoreError::Broken(error.to_string()))?
            .map_err(|error| StoreError::Unopened(format!("the witness of the store: {error}")))
    }

    /// What the store lacks of what its witness saw; nothing when it is whole, or there is no witness.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn lacking(&self) -> Result<Option<Lacking>, StoreError> {
        match self.prove().await {
            Ok(()) | Err(StoreError::Unopened(_)) => Ok(None),
            Err(StoreError::Behind { lacking, .. }) => Ok(Some(lacking)),
            Err(error) => Err(error),
        }
    }

    /// Accepts that a migrated store is as it is, with the reason on its trail, and makes a new
    /// witness; the old one is kept under another name.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn accept_loss(
        &self,
        actor: Actor,
        reason: &str,
        lacking: Option<&Lacking>,
        now: Moment,
    ) -> Result<(), StoreError> {
        if let Some(file) = &self.witness
            && file.exists()
        {
            let kept = PathBuf::from(format!("{}.given-up", file.display()));
            fs::rename(file, kept).map_err(|error| StoreError::Unopened(format!("{}: {error}", file.display())))?;
        }
        let what = lacking.map(ToString::to_string).unwrap_or_default();
        let reason = format!("{reason} {what}");
        let note = Note::of(actor, now).ends("store", "loss", "").because(&reason);
        self.write(Change::Everything("raw"), Script::new("").note(&note, "NONE", "NONE")).await?;
        while self.seal(now).await? > 0 {}
        self.witness_anew(None).await
    }

    /// Writes the witness from what the store says of itself: after a restore, at the first start of
    /// a program that keeps one, or as the store is closed.
    ///
    /// # Errors
    /// When the store or the disk fails.
    pub(crate) async fn witness_anew(&self, closed: Option<BTreeMap<String, u64>>) -> Result<(), StoreError> {
        if self.witness.is_none() {
            return Ok(());
        }
        let last = self.last_seal().await?;
        let rows = self.count("audit").await?.saturating_sub(self.count("audit_pending").await?);
        self.bear_witness(last.as_ref(), None, move |witness| Witness { rows, closed, ..witness }).await
    }

    /// Writes the witness of a seal. `log` is how far the log had got before it.
    pub(crate) async fn bear_witness(
        &self,
        seal: Option<&Seal>,
        log: Option<LogMark>,
        with: impl FnOnce(Witness) -> Witness + Send + 'static,
    ) -> Result<(), StoreError> {
        let Some(file) = self.witness.clone() else { return Ok(()) };
        let (seq, head, at) = seal.map_or((0, String::new(), Moment(0)), |seal| (seal.seq, seal.hash.clone(), seal.at));
        let clock = self.clock.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        let written = tokio::task::spawn_blocking(move || {
            let before = Witness::read(&file).unwrap_or_default();
            let clock = clock.or(before.clock);
            let witness = with(Witness { seal: seq, head, at, log, closed: None, clock, rows: before.rows });
            witness.write(&file).map_err(|error| StoreError::Unopened(format!("{}: {error}", file.display())))
        });
        written.await.map_err(|error| StoreError::Broken(error.to_string()))?
    }

    /// How far the engine's log has got, for the witness.
    pub(crate) fn log_mark(&self) -> Option<LogMark> {
        log::mark(self.engine.watch.folder()?)
    }

    /// Seals what is left, counts, writes the witness and closes the engine, which is closed whatever
    /// becomes of the rest.
    ///
    /// # Errors
    /// When any of it fails; the next start then goes by the log.
    pub async fn shut(&self, now: Moment) -> Result<(), StoreError> {
        let whole = self.pause().is_none() && !self.engine.watch.is_abandoned();
        let counted = if whole { self.witness_end(now).await } else { Ok(()) };
        self.give_reserve_back();
        let closed = self.engine.close().await;
        counted.and(closed)
    }

    async fn witness_end(&self, now: Moment) -> Result<(), StoreError> {
        while self.seal(now).await? > 0 {}
        if self.witness.is_none() {
            return Ok(());
        }
        let mut counts = BTreeMap::new();
        for table in TABLES.iter().copied() {
            counts.insert(table.to_owned(), self.count(table).await?);
        }
        self.witness_anew(Some(counts)).await
    }

    /// Gives the reserve back and closes the engine, and neither seals nor counts: for a store that
    /// does not have this program's schema, and for one that was just filled.
    ///
    /// # Errors
    /// When it could not be closed in good order.
    pub async fn shut_uncounted(&self) -> Result<(), StoreError> {
        self.give_reserve_back();
        let noted = match self.witness.as_ref().and_then(|file| Some((file, Witness::read(file)?))) {
            // What the log held is in the engine's files from here on, so it is not asked for.
            Some((file, seen)) if self.pause().is_none() && !self.engine.watch.is_abandoned() => {
                Witness { log: None, ..seen }
                    .write(file)
                    .map_err(|error| StoreError::Unopened(format!("{}: {error}", file.display())))
            }
            _ => Ok(()),
        };
        let closed = self.engine.close().await;
        noted.and(closed)
    }

    /// Gives the store up as it is: what is in it is worth nothing, so that closing it waits for nothing, neither for
    /// the engine to merge its files nor for a count of all rows. Whoever opens it again finds what a crash leaves.
    pub fn abandon(&self) {
        self.engine.watch.abandon();
    }

    async fn has_trail(&self) -> Result<bool, StoreError> {
        Ok(self.schema().await?["tables"].get("audit_seal").is_some())
    }

    async fn count(&self, table: &str) -> Result<u64, StoreError> {
        debug_assert!(TABLES.contains(&table) || FLEETING.contains(&table));
        Ok(self
            .row(Script::new(&format!("SELECT VALUE n FROM (SELECT count() AS n FROM {table} GROUP ALL)")))
            .await?
            .unwrap_or(0))
    }
}
