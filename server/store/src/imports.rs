//! Imports: kept as a preview until confirmed, then written all or nothing.

pub(crate) mod feature;
pub(crate) mod importing;
mod judged;
mod known;
mod planned;

use std::collections::HashMap;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use domain::access::{Permission, Viewer};
use domain::audit::Action;
use domain::import::port::Imports;
use domain::import::{self, Column, FileNote, ImportRow, ImportState, ImportView, OpenImport, PreviewRow};
use domain::organisation::Unit;
use domain::page::{Page, Window};
use domain::ports::Answer;
use domain::{Fault, ImportId, Moment, Reason, UnitId};
use serde::Deserialize;
use serde_json::{Value, json};
use surrealdb::types::{RecordId, Variables};

use crate::audit::{Actor, Note};
use crate::error::is_conflict;
use crate::people::person_content;
use crate::row::tables;
use crate::rows::{content, new_id};
use crate::script::real_error;
use crate::{Change, Script, Store, StoreError};

use self::judged::Plan;
use self::planned::{Planned, kept, row_id, text};

tables! { "import" by ImportId: ImportRecord }

/// Hours an unconfirmed preview is kept.
const KEPT_HOURS: i64 = 24;
/// Days the rows are kept that were left to be mended when the others were written.
const OPEN_DAYS: i64 = 90;
/// People written between two reports of progress.
const CHUNK: usize = 250;

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

#[derive(Deserialize)]
struct PlannedRow {
    id: String,
    record: String,
    photo: String,
}

/// Seconds that the transaction of an import may take, and some more.
const LONGEST_SECONDS: i64 = 900;
/// What is under way for so long tells other servers to read all anew: they do not look back so far.
const LONG: Duration = Duration::from_secs(60);

impl Store {
    /// Judges a file's rows against the store and keeps the preview.
    ///
    /// # Errors
    /// [`Fault::Forbidden`] without the permission; a home unit outside the scope.
    pub async fn preview_import(&self, viewer: &Viewer, new: NewImport<'_>, now: Moment) -> Answer<ImportId> {
        let plan = Plan { home: new.home.cloned().unwrap_or_default(), ..Plan::default() };
        let judged = self.judge_rows(viewer, new.rows, &plan, now).await?;
        self.sweep_imports(now).await?;
        let id = ImportId(new_id(now));
        let head = json!({
            "account": viewer.account, "file": new.file.chars().take(120).collect::<String>(), "at": now,
            "state": ImportState::Preview, "columns": text(&new.columns)?, "notes": text(&new.notes)?,
            "words": text(&judged.words)?, "choices": text(&plan.choices)?, "counts": judged.counts, "done": 0,
            "all": judged.counts[0] + judged.counts[1], "home": plan.home, "written": 0, "waiting": 0,
        });
        for (at, chunk) in judged.rows.chunks(500).enumerate() {
            let mut rows = Vec::with_capacity(chunk.len());
            for (n, one) in chunk.iter().enumerate() {
                let mut row = new.rows[one.preview.at as usize].clone();
                let photo = row.photo.replace(String::new()).unwrap_or_default();
                if photo.is_empty() {
                    row.photo = None;
                }
                let at_id = row_id(&id, one.preview.at);
                rows.push(json!({
                    "id": at_id, "import": id, "n": at * 500 + n, "preview": text(&one.preview)?,
                    "record": self.seal_row(&at_id, &one.planned), "photo": photo, "row": self.seal_row(&at_id, &text(&row)?),
                }));
            }
            self.write(
                Change::Answers("import.rows"),
                Script::new("INSERT INTO import_row $rows RETURN NONE;").bind("rows", rows),
            )
            .await?;
        }
        self.write(
            Change::Answers("import.create"),
            Script::new("CREATE type::record('import', $id) CONTENT $head RETURN NONE;")
                .bind("id", id.as_str())
                .bind("head", head),
        )
        .await?;
        Ok(id)
    }

    /// What a row of an import keeps of a person, sealed as records are; nothing stays nothing.
    fn seal_row(&self, id: &str, text: &str) -> String {
        if text.is_empty() { String::new() } else { self.sealed("import_row", id, text) }
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
            self.drop_import_rows(&id).await?;
            self.write(
                Change::Answers("import.drop"),
                Script::new("DELETE type::record('import', $id) RETURN NONE;").bind("id", id.as_str()),
            )
            .await?;
        }
        Ok(())
    }

    async fn drop_import_rows(&self, import: &str) -> Result<(), StoreError> {
        loop {
            let ids: Vec<String> = self
                .rows(
                    Script::new("SELECT VALUE record::id(id) FROM import_row WHERE import = $import LIMIT 1000")
                        .bind("import", import),
                )
                .await?;
            if ids.is_empty() {
                return Ok(());
            }
            let ids: Vec<RecordId> = ids.iter().map(|id| RecordId::new("import_row", id.as_str())).collect();
            self.write(Change::Answers("import.sweep"), Script::new("DELETE $ids RETURN NONE;").bind("ids", ids))
                .await?;
        }
    }

    async fn find_import(&self, viewer: &Viewer, id: &ImportId) -> Answer<ImportRecord> {
        let record: Option<ImportRecord> = self.find(id).await?;
        record.filter(|record| record.account == viewer.account.0).ok_or(Fault::from(import::Refusal::Gone))
    }

    /// Notes that an import failed, unless it is known to be written.
    async fn fail_import(&self, id: &str) -> Result<(), StoreError> {
        let script =
            Script::default().json("failed", &ImportState::Failed).json("writing", &ImportState::Writing).then(
                "IF (SELECT VALUE state FROM ONLY type::record('import', $id)) = $writing {
                UPDATE type::record('import', $id) SET state = $failed, done = 0 RETURN NONE
             };",
            );
        self.write(Change::Answers("import.state"), script.bind("id", id)).await?;
        Ok(())
    }

    /// Notes as failed what a program that ended was still writing: its transaction went with it. In a
    /// shared store others may be writing still, for as long as a transaction may take.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn end_imports(&self, now: Moment) -> Result<(), StoreError> {
        let late = now.plus_seconds(if self.shared { -LONGEST_SECONDS } else { LONGEST_SECONDS });
        let script = Script::default().json("writing", &ImportState::Writing).then(
            "SELECT VALUE record::id(id) FROM import WHERE state = $writing AND (since IS NONE OR since < $late)",
        );
        let left: Vec<String> = self.rows(script.bind("late", late.0)).await?;
        for id in left.into_iter().filter(|id| !self.caches.importing.holds(id)) {
            tracing::warn!(import.id = %id, "an import was being written when the program ended; nothing of it was");
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

    /// Writes everything that was planned, in one transaction.
    async fn write_import(&self, viewer: &Viewer, id: &ImportId, now: Moment) -> Result<u32, StoreError> {
        let mut last_error = StoreError::Conflict("import");
        for attempt in 0u64..3 {
            match self.try_write_import(viewer, id, now).await {
                Ok(done) => return Ok(done),
                Err(StoreError::Engine(error)) if is_conflict(&error) => {
                    metrics::counter!("ganqiao_store_conflicts_total", "name" => "import").increment(1);
                    last_error = StoreError::Engine(error);
                    tokio::time::sleep(std::time::Duration::from_millis(50 << attempt)).await;
                }
                Err(error) => return Err(error),
            }
        }
        Err(last_error)
    }

    async fn try_write_import(&self, viewer: &Viewer, id: &ImportId, now: Moment) -> Result<u32, StoreError> {
        if let Some(pause) = self.pause() {
            return Err(StoreError::Paused(pause));
        }
        self.nobody_came_meanwhile(id).await?;
        // A transaction over several statements needs a session of its own.
        let units: HashMap<UnitId, Unit> = self
            .rows_where::<Unit>("active", Script::default())
            .await?
            .into_iter()
            .map(|unit| (unit.id.clone(), unit))
            .collect();
        let _changing = self.changing(Change::Answers("import"));
        let (tx, began) = (self.engine.begin().await?, Instant::now());
        let mut done = 0u32;
        let mut from = 0usize;
        let outcome: Result<(), StoreError> = async {
            loop {
                let rows: Vec<PlannedRow> = self
                    .rows(
                        Script::new(
                            "SELECT record::id(id) AS id, record, photo FROM import_row WHERE import = $import AND n >= $from AND n < $to AND record != ''",
                        )
                        .bind("import", id.as_str())
                        .bind("from", from as i64)
                        .bind("to", (from + CHUNK) as i64),
                    )
                    .await?;
                let more: Vec<i64> = self
                    .rows(
                        Script::new("SELECT VALUE n FROM import_row WHERE import = $import AND n >= $from LIMIT 1")
                            .bind("import", id.as_str())
                            .bind("from", (from + CHUNK) as i64),
                    )
                    .await?;
                from += CHUNK;
                done += u32::try_from(rows.len()).unwrap_or(0);
                let (sql, vars) = chunk_script(self, viewer, rows, &units, now)?;
                if !sql.is_empty() {
                    let mut results = tx.query(sql, vars).await?;
                    if let Some(error) = real_error(&mut results) {
                        return Err(error.into());
                    }
                }
                self.caches.importing.tell(id.as_str(), done);
                if more.is_empty() {
                    // That it is done stands or falls with what was done.
                    let script = "UPDATE type::record('import', $import) SET state = $state, done = $done,
                        written += $done RETURN NONE;";
                    let script = Script::new(script)
                        .bind("import", id.as_str())
                        .json("state", &ImportState::Done)
                        .bind("done", i64::from(done));
                    // Another server does not look back so far for what was touched.
                    let script = if self.shared && began.elapsed() > LONG { script.touches_all() } else { script };
                    let (sql, vars) = script.parts();
                    return match real_error(&mut tx.query(sql, vars).await?) {
                        Some(error) => Err(error.into()),
                        None => Ok(()),
                    };
                }
            }
        }
        .await;
        match outcome {
            Ok(()) => {
                tx.commit().await?;
                Ok(done)
            }
            Err(error) => {
                tx.cancel().await?;
                Err(error)
            }
        }
    }
}

/// The statements for one chunk of people.
fn chunk_script(
    store: &Store,
    viewer: &Viewer,
    rows: Vec<PlannedRow>,
    units: &HashMap<UnitId, Unit>,
    now: Moment,
) -> Result<(String, Variables), StoreError> {
    let mut fresh_people = Vec::new();
    let mut fresh_private = Vec::new();
    let mut changed = Vec::new();
    let mut photos = Vec::new();
    let mut appointments: Vec<Value> = Vec::new();
    let mut audit: Vec<Value> = Vec::new();
    let mut pending: Vec<Value> = Vec::new();
    let actor = Actor::from(viewer);
    for row in rows {
        let planned = store.unsealed("import_row", &row.id, &row.record)?;
        let Planned { record, version, before, .. } = serde_json::from_str(&planned)?;
        let id = record.person.id.clone();
        let mut person = record.person;
        person.version = version.map_or(0, |version| version + 1);
        if version.is_none() {
            // Where the unit is now, not where it was when the file was looked at.
            let unit = units.get(&person.unit).ok_or(StoreError::Thrown("gq:stale".to_owned()))?;
            person.path.clone_from(&unit.path);
            let made = domain::appointment::of_record(domain::AppointmentId(format!("{id}-1")), &person, unit);
            appointments.extend(made.map(|one| {
                let mut row = content(&one);
                row["id"] = Value::from(one.id.as_str());
                row
            }));
        }
        let after = person_content(&person);
        let mut private = store.private_content(&id, &record.sensitive);
        let audit_id = new_id(now);
        let mut note = json!({
            "id": audit_id, "at": now, "actor": actor.account, "actor_name": actor.name, "action": Action::Import,
            "subject": "person", "subject_id": id, "path": person.path, "reason": "", "request": actor.request,
            "after": content(&person),
        });
        if let Some(before) = before {
            note["before"] = before;
        }
        audit.push(note);
        pending.push(json!({ "id": audit_id, "at": now }));
        if !row.photo.is_empty() {
            photos.push(json!({ "id": id, "data": row.photo }));
        }
        match version {
            None => {
                let mut after = after;
                after["id"] = Value::from(id.as_str());
                private["id"] = Value::from(id.as_str());
                fresh_people.push(after);
                fresh_private.push(private);
            }
            Some(version) => {
                changed.push(json!({ "id": id, "version": version, "person": after, "private": private }));
            }
        }
    }
    let mut sql = String::new();
    let mut vars = Variables::default();
    let mut add = |name: &str, values: Vec<Value>, statements: &str| {
        if !values.is_empty() {
            sql.push_str(statements);
            vars.insert(name.to_owned(), values);
        }
    };
    add("fresh_people", fresh_people, "INSERT INTO person $fresh_people RETURN NONE;");
    add("fresh_private", fresh_private, "INSERT INTO person_private $fresh_private RETURN NONE;");
    add("appointments", appointments, "INSERT INTO appointment $appointments RETURN NONE;");
    add(
        "changed",
        changed,
        "FOR $row IN $changed {
            LET $was = (SELECT VALUE version FROM ONLY type::record('person', $row.id));
            IF $was != $row.version { THROW 'gq:stale' };
            UPDATE type::record('person', $row.id) CONTENT $row.person RETURN NONE;
            UPSERT type::record('person_private', $row.id) CONTENT $row.private RETURN NONE;
         };",
    );
    add(
        "photos",
        photos,
        "FOR $photo IN $photos { UPSERT type::record('person_photo', $photo.id) SET data = $photo.data RETURN NONE };",
    );
    add("audit", audit, "INSERT INTO audit $audit RETURN NONE;");
    add("pending", pending, "INSERT INTO audit_pending $pending RETURN NONE;");
    Ok((sql, vars))
}

#[async_trait]
impl Imports for Store {
    async fn import(&self, viewer: &Viewer, id: &ImportId, window: &Window) -> Answer<ImportView> {
        viewer.require(Permission::PERSON_IMPORT)?;
        // Until its rows are swept too, it is being written. Asked first: what was over by then is read
        // as it stays.
        let underway = self.caches.importing.done(id.as_str());
        let record = self.find_import(viewer, id).await?;
        let rows: Vec<String> = self
            .rows(
                Script::new(
                    "SELECT VALUE preview FROM import_row WHERE import = $id AND n >= $from AND n < $to ORDER BY n",
                )
                .bind("id", id.as_str())
                .bind("from", i64::from(window.offset()))
                .bind("to", i64::from(window.offset() + window.limit())),
            )
            .await?;
        let rows: Vec<PreviewRow> =
            rows.iter().map(|row| serde_json::from_str(row)).collect::<Result<_, _>>().map_err(StoreError::from)?;
        let mut counts = [0u32; 6];
        counts.iter_mut().zip(&record.counts).for_each(|(to, from)| *to = *from);
        let total = counts.iter().sum();
        // Until its rows are swept too, it is being written.
        let (state, done) = match underway {
            Some(done) => (ImportState::Writing, done),
            None => (record.state, record.done),
        };
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
        if record.state == ImportState::Writing {
            return Err(Fault::Refused(Reason::WrongState));
        }
        self.drop_import_rows(id.as_str()).await?;
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
            ImportState::Failed => return Err(import::Refusal::Gone.into()),
        }
        let waiting: u32 = [3, 4].iter().filter_map(|n| record.counts.get(*n)).sum();
        if waiting > 0 && !skip_problems {
            return Err(import::Refusal::Problems(waiting).into());
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
            let _importing = store.caches.importing.begin(id.as_str());
            let ended = match store.write_import(&viewer, &id, now).await {
                // The preview of what is written holds personal data nobody needs any more. It
                // goes first: who sees that it is done may stop the program.
                Ok(_) => store.finish_import(id.as_str()).await,
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
