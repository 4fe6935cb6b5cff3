//! Imports: kept as a preview until confirmed, then written all or nothing.

pub(crate) mod feature;
pub(crate) mod importing;
mod judged;
mod known;
mod piece;
mod planned;
mod writing;

use async_trait::async_trait;
use domain::access::{Permission, Viewer};
use domain::audit::Action;
use domain::import::port::Imports;
use domain::import::{self, Column, FileNote, ImportRow, ImportState, ImportView, OpenImport, PreviewRow};
use domain::page::{Page, Window};
use domain::ports::Answer;
use domain::{Fault, ImportId, Moment, Reason, UnitId};
use serde::Deserialize;
use serde_json::json;
use surrealdb::types::RecordId;

use crate::audit::Note;
use crate::row::tables;
use crate::rows::new_id;
use crate::{Change, Script, Store, StoreError};

use self::planned::{kept, left, text, waiting};

tables! { "import" by ImportId: ImportRecord }

/// Hours an unconfirmed preview is kept.
const KEPT_HOURS: i64 = 24;
/// Days the rows are kept that were left to be mended when the others were written.
const OPEN_DAYS: i64 = 90;
/// Seconds that the transaction of an import may take, and some more.
const LONGEST_SECONDS: i64 = 900;
/// The states that end with the program.
const GOING: [ImportState; 2] = [ImportState::Judging, ImportState::Writing];

/// A file as read, before it is compared with anything.
pub struct NewImport<'a> {
    /// Its name.
    pub file: &'a str,
    /// Columns and what each was taken for; empty for forms.
    pub columns: &'a [Column],
    /// What else there is to say of the files.
    pub notes: &'a [FileNote],
    /// What it has.
    pub rows: &'a [ImportRow],
    /// Where new people go whose row names no unit.
    pub home: Option<&'a domain::UnitId>,
}

#[derive(Deserialize)]
struct ImportRecord {
    id: ImportId,
    account: String,
    file: String,
    at: Moment,
    state: ImportState,
    columns: String,
    #[serde(default)]
    notes: String,
    #[serde(default)]
    words: String,
    #[serde(default)]
    choices: String,
    home: UnitId,
    counts: Vec<u32>,
    done: u32,
    all: u32,
    #[serde(default)]
    written: u32,
}

impl ImportRecord {
    fn counts(&self) -> [u32; 6] {
        let mut counts = [0; 6];
        counts.iter_mut().zip(&self.counts).for_each(|(to, from)| *to = *from);
        counts
    }
}

impl Store {
    /// Opens an import, judges a file's rows against the store and keeps the preview.
    ///
    /// # Errors
    /// As [`Self::open_import`] and [`Self::judge_import`].
    pub async fn preview_import(&self, viewer: &Viewer, new: NewImport<'_>, now: Moment) -> Answer<ImportId> {
        let id = self.open_import(viewer, &new, now).await?;
        self.judge_import(viewer, &id, new.rows, now).await?;
        Ok(id)
    }

    /// Opens an import of a file, whose rows are to be judged next. It can be looked at from now on.
    ///
    /// # Errors
    /// [`Fault::Forbidden`] without the permission; when the store fails.
    pub async fn open_import(&self, viewer: &Viewer, new: &NewImport<'_>, now: Moment) -> Answer<ImportId> {
        viewer.require(Permission::PERSON_IMPORT)?;
        self.sweep_imports(now).await?;
        let id = ImportId(new_id(now));
        let counts = [0u32; 6];
        let head = json!({
            "account": viewer.account, "file": new.file.chars().take(120).collect::<String>(), "at": now, "since": now,
            "state": ImportState::Judging, "columns": text(&new.columns)?, "notes": text(&new.notes)?, "words": "",
            "choices": "", "counts": counts, "done": 0, "all": new.rows.len(),
            "home": new.home.cloned().unwrap_or_default(), "written": 0, "waiting": 0,
        });
        self.write(
            Change::Answers("import.create"),
            Script::new("CREATE type::record('import', $id) CONTENT $head RETURN NONE;")
                .bind("id", id.as_str())
                .bind("head", head),
        )
        .await?;
        Ok(id)
    }

    /// Judges the rows of an import that the viewer has opened, and keeps the preview. How far it is can be looked at
    /// meanwhile.
    ///
    /// # Errors
    /// [`Fault::Forbidden`] for a home unit outside the scope; when the store fails. Then nothing comes of it any more.
    pub async fn judge_import(&self, viewer: &Viewer, id: &ImportId, rows: &[ImportRow], now: Moment) -> Answer<()> {
        let _underway = self.caches.importing.begin(id.as_str(), ImportState::Judging);
        let judged = self.previewed(viewer, id, rows, now).await;
        if judged.is_err()
            && let Err(error) = self.fail_import(id.as_str()).await
        {
            tracing::error!(import.id = %id, %error, "import state not recorded");
        }
        judged
    }

    /// Removes previews nobody confirmed, and the rows of those that are done, some at a time.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sweep_imports(&self, now: Moment) -> Result<(), StoreError> {
        let old: Vec<String> = self
            .rows(
                Script::new(
                    "SELECT VALUE record::id(id) FROM import WHERE (at < $prior AND waiting = 0) OR at < $long LIMIT 20",
                )
                .bind("prior", now.plus_seconds(-KEPT_HOURS * 3600).0)
                .bind("long", now.plus_seconds(-OPEN_DAYS * 86_400).0),
            )
            .await?;
        for id in old {
            self.drop_import_rows(&id, 0).await?;
            self.write(
                Change::Answers("import.drop"),
                Script::new("DELETE type::record('import', $id) RETURN NONE;").bind("id", id.as_str()),
            )
            .await?;
        }
        Ok(())
    }

    /// Removes the rows of an import that stand in its list from a place on.
    async fn drop_import_rows(&self, import: &str, from: u32) -> Result<(), StoreError> {
        loop {
            let ids: Vec<String> = self
                .rows(
                    Script::new(
                        "SELECT VALUE record::id(id) FROM import_row WHERE import = $import AND n >= $from LIMIT 1000",
                    )
                    .bind("import", import)
                    .bind("from", i64::from(from)),
                )
                .await?;
            if ids.is_empty() {
                return Ok(());
            }
            let ids: Vec<RecordId> = ids.iter().map(|id| RecordId::new("import_row", id.as_str())).collect();
            self.write(Change::Nothing("import.sweep"), Script::new("DELETE $ids RETURN NONE;").bind("ids", ids))
                .await?;
        }
    }

    async fn find_import(&self, viewer: &Viewer, id: &ImportId) -> Answer<ImportRecord> {
        let record: Option<ImportRecord> = self.find(id).await?;
        record.filter(|record| record.account == viewer.account.0).ok_or(Fault::from(import::Refusal::Gone))
    }

    /// Notes that an import failed, unless it is known to have come to an end.
    async fn fail_import(&self, id: &str) -> Result<(), StoreError> {
        let script = Script::default().json("failed", &ImportState::Failed).json("going", &GOING).then(
            "IF (SELECT VALUE state FROM ONLY type::record('import', $id)) IN $going {
                UPDATE type::record('import', $id) SET state = $failed, done = 0 RETURN NONE
             };",
        );
        self.write(Change::Answers("import.state"), script.bind("id", id)).await?;
        Ok(())
    }

    /// Notes as failed what a program that ended was still judging or writing: its transaction went with it. In a
    /// shared store others may be at it still, for as long as a transaction may take. Of what was written the
    /// rows go that the program had no time to remove.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn end_imports(&self, now: Moment) -> Result<(), StoreError> {
        let late = now.plus_seconds(if self.shared { -LONGEST_SECONDS } else { LONGEST_SECONDS });
        let script = Script::default()
            .json("going", &GOING)
            .then("SELECT VALUE record::id(id) FROM import WHERE state IN $going AND (since IS NONE OR since < $late)");
        let cut: Vec<String> = self.rows(script.bind("late", late.0)).await?;
        for id in cut.into_iter().filter(|id| !self.caches.importing.holds(id)) {
            tracing::warn!(import.id = %id, "an import was cut off by the end of the program; nothing of it was written");
            self.fail_import(&id).await?;
        }
        let script = Script::default()
            .json("done", &ImportState::Done)
            .then("SELECT VALUE record::id(id) FROM import WHERE state = $done");
        for id in self.rows::<String>(script).await?.into_iter().filter(|id| !self.caches.importing.holds(id)) {
            self.finish_import(&id).await?;
        }
        Ok(())
    }

    /// Ends a writing: what was written, is the same or was left out goes, as it holds personal data that nobody needs
    /// any more; what has to be mended or decided stays until it is.
    async fn finish_import(&self, id: &str) -> Result<(), StoreError> {
        let Some(record) = self.find::<ImportRecord>(&ImportId(id.to_owned())).await? else { return Ok(()) };
        let counts = record.counts();
        // The transaction that wrote it has counted so; those of earlier programs had not.
        if counts != left(&counts) {
            let script =
                Script::new("UPDATE type::record('import', $id) SET counts = $counts, waiting = $waiting RETURN NONE;")
                    .bind("id", id)
                    .json("counts", &left(&counts))
                    .bind("waiting", i64::from(waiting(&counts)));
            self.write(Change::Answers("import.finish"), script).await?;
        }
        self.drop_import_rows(id, waiting(&counts)).await
    }

    /// Waits until nothing is left to do of the imports that this program has written: who stops it then leaves nothing
    /// to the next start.
    pub async fn imports_at_rest(&self) {
        drop(self.caches.importing.turn().await);
    }
}

#[async_trait]
impl Imports for Store {
    async fn import(&self, viewer: &Viewer, id: &ImportId, window: &Window) -> Answer<ImportView> {
        viewer.require(Permission::PERSON_IMPORT)?;
        // Asked first: what was over by then is read as it stays.
        let underway = self.caches.importing.how_far(id.as_str());
        let record = self.find_import(viewer, id).await?;
        let counts = record.counts();
        // Rows that stand behind those that count are on their way out.
        let total: u32 = counts.iter().sum();
        let rows: Vec<String> = self
            .rows(
                Script::new(
                    "SELECT VALUE preview FROM import_row WHERE import = $id AND n >= $from AND n < $to ORDER BY n",
                )
                .bind("id", id.as_str())
                .bind("from", i64::from(window.offset()))
                .bind("to", i64::from(total.min(window.offset() + window.limit()))),
            )
            .await?;
        let rows: Vec<PreviewRow> =
            rows.iter().map(|row| serde_json::from_str(row)).collect::<Result<_, _>>().map_err(StoreError::from)?;
        let (state, done) = underway.unwrap_or((record.state, record.done));
        Ok(ImportView {
            id: record.id,
            file: record.file,
            at: record.at,
            state,
            columns: kept(&record.columns)?,
            notes: kept(&record.notes)?,
            words: kept(&record.words)?,
            counts,
            progress: (done, record.all),
            written: record.written,
            rows: Page::new(rows, total, window),
        })
    }

    async fn open_imports(&self, viewer: &Viewer) -> Answer<Vec<OpenImport>> {
        viewer.require(Permission::PERSON_IMPORT)?;
        let mut open: Vec<OpenImport> = self
            .rows(
                Script::new(
                    "SELECT record::id(id) AS id, file, at, written, waiting FROM import WHERE account = $account AND waiting > 0",
                )
                .bind("account", viewer.account.as_str()),
            )
            .await?;
        open.sort_by_key(|one| std::cmp::Reverse(one.at));
        Ok(open)
    }

    async fn drop_import(&self, viewer: &Viewer, id: &ImportId, now: Moment) -> Answer<()> {
        viewer.require(Permission::PERSON_IMPORT)?;
        let record = self.find_import(viewer, id).await?;
        if GOING.contains(&record.state) {
            return Err(Fault::Refused(Reason::WrongState));
        }
        self.drop_import_rows(id.as_str(), 0).await?;
        let note = Note::of(viewer, now).ends("import", id.as_str(), "").because(&record.file);
        let script = Script::new("DELETE type::record('import', $id) RETURN NONE;").bind("id", id.as_str());
        self.write(Change::Answers("import.drop"), script.note(&note, "NONE", "NONE")).await?;
        Ok(())
    }

    async fn confirm_import(&self, viewer: &Viewer, id: &ImportId, skip_problems: bool, now: Moment) -> Answer<()> {
        viewer.require(Permission::PERSON_IMPORT)?;
        let record = self.find_import(viewer, id).await?;
        match record.state {
            // A second click changes nothing.
            ImportState::Writing | ImportState::Done => return Ok(()),
            ImportState::Preview => {}
            ImportState::Judging => return Err(Fault::Refused(Reason::WrongState)),
            ImportState::Failed => return Err(import::Refusal::Gone.into()),
        }
        let counts = record.counts();
        if waiting(&counts) > 0 && !skip_problems {
            return Err(import::Refusal::Problems(waiting(&counts)).into());
        }
        let claim = Script::default()
            .json("preview", &ImportState::Preview)
            .json("writing", &ImportState::Writing)
            .then(
                "IF (SELECT VALUE state FROM ONLY type::record('import', $id)) != $preview { THROW 'gq:import-gone' };
             UPDATE type::record('import', $id) SET state = $writing, since = $since RETURN NONE;",
            )
            .bind("id", id.as_str())
            .bind("since", now.0)
            .note(
                &Note::of(viewer, now).does(Action::Import, "import", id.as_str(), "").because(&record.file),
                "NONE",
                "NONE",
            );
        self.write(Change::Answers("import.claim"), claim).await?;
        let (store, viewer, id) = (self.clone(), viewer.clone(), id.clone());
        tokio::spawn(async move {
            let importing = &store.caches.importing;
            let underway = importing.begin(id.as_str(), ImportState::Writing);
            let _turn = importing.turn().await;
            let ended = match store.write_import(&viewer, &id, counts, now).await {
                // It is done. Its rows go now, or at the next start, should the program end before.
                Ok(()) => {
                    drop(underway);
                    store.finish_import(id.as_str()).await
                }
                Err(StoreError::Unknown(why)) => {
                    tracing::error!(import.id = %id, why, "whether the import was written is seen at the next start");
                    Ok(())
                }
                Err(error) => {
                    tracing::error!(import.id = %id, %error, "import failed; nothing of it was written");
                    store.fail_import(id.as_str()).await
                }
            };
            if let Err(error) = ended {
                tracing::error!(import.id = %id, %error, "import state not recorded");
            }
        });
        Ok(())
    }
}
