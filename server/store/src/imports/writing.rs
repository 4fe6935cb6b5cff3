//! Writing what was confirmed, all of it or nothing.
//!
//! The people of an import are made ready in pieces, beside each other and ahead of whoever writes them. A file of
//! an office is then written at once, as the engine reads its own exports: no field is checked, since the program
//! made all of them, and no event runs. A longer one is written piece by piece in one transaction, so that memory
//! does not grow with it and its importer sees how far it is; the engine takes its checked writes alone there.

use std::collections::{HashMap, HashSet, VecDeque};
use std::num::NonZero;
use std::ops::Range;
use std::time::{Duration, Instant};

use domain::access::Viewer;
use domain::import::ImportState;
use domain::organisation::Unit;
use domain::{ImportId, Moment, UnitId};
use serde::Deserialize;
use tokio::task::JoinHandle;

use super::piece::Piece;
use super::planned::{Planned, left, waiting};
use crate::audit::Actor;
use crate::engine::Batch;
use crate::error::is_conflict;
use crate::keys::name_key;
use crate::load::Way;
use crate::once::IMPORTS;
use crate::script::real_error;
use crate::{Change, Script, Store, StoreError};

/// People made ready together.
const PIECE: u32 = 250;
/// Bytes, as they are kept, of what is written at once: some five thousand people.
const AT_ONCE: usize = 16 << 20;
/// Times that an import is made ready when another was written meanwhile.
const TIMES: u32 = 3;
/// A transaction of this length tells other servers to read all anew: they do not look back so far.
const LONG: Duration = Duration::from_secs(60);

/// Begins to write. That it is done stands or falls with what is done after this. All imports write the row that
/// counts them, so that of two the later one is made ready anew, and meets those whom the first has entered; where a
/// unit moves or ends it is written too, as people are made ready for where their unit lies.
const BEGUN: &str = "
    LET $imports = type::record('once', $counter);
    IF ((SELECT VALUE turn FROM ONLY $imports) ?? 0) != $turn { THROW 'gq:moved' };
    UPSERT $imports CONTENT { kind: 'import', row: '', turn: $turn + 1 } RETURN NONE;
    UPDATE type::record('import', $import) SET state = $state, done = $done, written += $done, counts = $left,
        waiting = $waiting RETURN NONE;";

/// An import that is being written.
struct Writing {
    id: ImportId,
    by: Actor,
    now: Moment,
    counts: [u32; 6],
    /// What the row that counts the imports said when this one began to be made ready.
    turn: i64,
}

impl Writing {
    /// How many people are to be written.
    fn all(&self) -> u32 {
        self.counts[0] + self.counts[1]
    }

    /// Where they stand in the list: behind those who wait.
    fn list(&self) -> Range<u32> {
        let first = waiting(&self.counts);
        first..first + self.all()
    }

    fn begun(&self) -> Script {
        Script::new(BEGUN)
            .bind("counter", IMPORTS)
            .bind("turn", self.turn)
            .bind("import", self.id.as_str())
            .json("state", &ImportState::Done)
            .bind("done", i64::from(self.all()))
            .json("left", &left(&self.counts))
            .bind("waiting", i64::from(waiting(&self.counts)))
    }

    /// Goes on where nobody is lacking who was to be written.
    fn complete(&self, people: u32) -> Result<(), StoreError> {
        if people == self.all() { Ok(()) } else { Err(stale()) }
    }
}

fn stale() -> StoreError {
    StoreError::Thrown("gq:stale".to_owned())
}

/// Whether another import was written, or somebody else wrote the same rows, before this one was.
fn met(error: &StoreError) -> bool {
    match error {
        StoreError::Engine(error) => is_conflict(error),
        StoreError::Thrown(code) => code == "gq:moved",
        _ => false,
    }
}

/// The pieces of an import, made ready beside each other: as many as the machine has processors.
struct Pieces<'a> {
    store: &'a Store,
    of: &'a Writing,
    left: Range<u32>,
    lanes: usize,
    under_way: VecDeque<JoinHandle<Result<Piece, StoreError>>>,
}

impl<'a> Pieces<'a> {
    fn of(store: &'a Store, of: &'a Writing) -> Self {
        let lanes = std::thread::available_parallelism().map_or(2, NonZero::get);
        Self { store, of, left: of.list(), lanes, under_way: VecDeque::new() }
    }

    /// The next piece in the order of the list; nothing after the last.
    async fn next(&mut self) -> Result<Option<Piece>, StoreError> {
        while self.under_way.len() < self.lanes && !self.left.is_empty() {
            let some = self.left.start..self.left.end.min(self.left.start + PIECE);
            self.left.start = some.end;
            let (store, by, id, now) = (self.store.clone(), self.of.by.clone(), self.of.id.clone(), self.of.now);
            self.under_way.push_back(tokio::spawn(async move { store.piece(&by, &id, some, now).await }));
        }
        match self.under_way.pop_front() {
            Some(piece) => piece.await.map_err(|error| StoreError::Broken(error.to_string()))?.map(Some),
            None => Ok(None),
        }
    }
}

/// Runs statements in a transaction.
async fn run(tx: &Batch, script: Script) -> Result<(), StoreError> {
    let (sql, vars) = script.parts();
    match real_error(&mut tx.query(sql, vars).await?) {
        Some(error) => Err(error.into()),
        None => Ok(()),
    }
}

impl Store {
    /// Writes everything that was planned, in one transaction. `counts` are those of the preview.
    pub(super) async fn write_import(
        &self,
        viewer: &Viewer,
        id: &ImportId,
        counts: [u32; 6],
        now: Moment,
    ) -> Result<(), StoreError> {
        for time in 0..TIMES {
            match self.try_write_import(viewer, id, counts, now).await {
                Err(error) if met(&error) => {
                    metrics::counter!("ganqiao_store_conflicts_total", "name" => "import").increment(1);
                    tokio::time::sleep(Duration::from_millis(50u64 << time)).await;
                }
                ended => return ended,
            }
        }
        Err(StoreError::Conflict("import"))
    }

    async fn try_write_import(
        &self,
        viewer: &Viewer,
        id: &ImportId,
        counts: [u32; 6],
        now: Moment,
    ) -> Result<(), StoreError> {
        if let Some(pause) = self.pause() {
            return Err(StoreError::Paused(pause));
        }
        let turn = self.imports_written().await?;
        let of = Writing { id: id.clone(), by: Actor::from(viewer), now, counts, turn };
        let mut pieces = Pieces::of(self, &of);
        let (mut ready, mut bytes) = (Vec::new(), 0);
        while let Some(piece) = pieces.next().await? {
            bytes += piece.bytes;
            ready.push(piece);
            if bytes > AT_ONCE {
                return self.write_in_pieces(&of, ready, pieces).await;
            }
        }
        self.write_at_once(&of, ready).await
    }

    async fn write_at_once(&self, of: &Writing, ready: Vec<Piece>) -> Result<(), StoreError> {
        let mut whole = Piece::default();
        ready.into_iter().for_each(|piece| whole.join(piece));
        of.complete(whole.people)?;
        self.write(Change::Answers("import"), whole.written(of.begun(), Way::Plain)).await?;
        Ok(())
    }

    async fn write_in_pieces(&self, of: &Writing, ready: Vec<Piece>, mut pieces: Pieces<'_>) -> Result<(), StoreError> {
        let mut changing = self.changing(Change::Answers("import"));
        // A transaction over several statements needs a session of its own.
        let (tx, began) = (self.engine.begin().await?, Instant::now());
        let written: Result<(), StoreError> = async {
            run(&tx, of.begun()).await?;
            let (mut ready, mut done) = (ready.into_iter(), 0);
            loop {
                let next = match ready.next() {
                    Some(piece) => Some(piece),
                    None => pieces.next().await?,
                };
                let Some(piece) = next else { break };
                done += piece.people;
                run(&tx, piece.written(Script::default(), Way::Checked)).await?;
                self.caches.importing.tell(of.id.as_str(), done);
            }
            of.complete(done)?;
            if self.shared && began.elapsed() > LONG {
                run(&tx, Script::default().touches_all()).await?;
            }
            Ok(())
        }
        .await;
        let ended = match written {
            Ok(()) => tx.commit().await,
            Err(error) => tx.cancel().await.and(Err(error)),
        };
        changing.settled();
        ended
    }

    /// What the row says that counts the imports.
    async fn imports_written(&self) -> Result<i64, StoreError> {
        let script = Script::new("SELECT VALUE turn FROM type::record('once', $counter)").bind("counter", IMPORTS);
        Ok(self.row(script).await?.unwrap_or(0))
    }

    /// Makes those ready who stand in a stretch of an import's list.
    async fn piece(&self, by: &Actor, id: &ImportId, some: Range<u32>, now: Moment) -> Result<Piece, StoreError> {
        #[derive(Deserialize)]
        struct Kept {
            id: String,
            record: String,
            photo: String,
        }
        let kept: Vec<Kept> = self
            .rows(
                Script::new(
                    "SELECT record::id(id) AS id, record, photo FROM import_row
                        WHERE import = $import AND n >= $from AND n < $to AND record != ''",
                )
                .bind("import", id.as_str())
                .bind("from", i64::from(some.start))
                .bind("to", i64::from(some.end)),
            )
            .await?;
        let mut piece = Piece::default();
        let mut planned = Vec::with_capacity(kept.len());
        for one in kept {
            piece.bytes += one.record.len() + one.photo.len();
            let record = self.unsealed("import_row", &one.id, &one.record)?;
            planned.push((serde_json::from_str::<Planned>(&record)?, one.photo));
        }
        self.nobody_came_meanwhile(&planned).await?;
        let wanted: HashSet<UnitId> = planned.iter().map(|(one, _)| one.record.person.unit.clone()).collect();
        let units = self.these::<Unit>(wanted).await?;
        let units: HashMap<UnitId, Unit> = units.into_iter().map(|unit| (unit.id.clone(), unit)).collect();
        for one in planned {
            piece.add(self, by, one, &units, now)?;
        }
        Ok(piece)
    }

    /// Refuses to enter somebody anew whose name came onto record after the preview: it may be the same person.
    async fn nobody_came_meanwhile(&self, planned: &[(Planned, String)]) -> Result<(), StoreError> {
        let mut seen: HashMap<String, HashSet<String>> = HashMap::new();
        for (one, _) in planned.iter().filter(|(one, _)| one.version.is_none()) {
            let known = one.namesakes.iter().map(|id| id.0.clone());
            seen.entry(name_key(&one.record.person.name)).or_default().extend(known);
        }
        if seen.is_empty() {
            return Ok(());
        }
        let keys: Vec<String> = seen.keys().cloned().collect();
        for (name, person) in self.alike(&keys).await? {
            if !seen.get(&name).is_some_and(|known| known.contains(person.as_str())) {
                return Err(stale());
            }
        }
        Ok(())
    }
}
