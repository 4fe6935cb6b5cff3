//! Imports: kept as a preview until confirmed, then written all or nothing.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use domain::access::{Permission, Viewer};
use domain::audit::Action;
use domain::import::{
    Field, ImportRow, ImportState, ImportView, Match, PreviewRow, Problem, ProblemRule, Record, Verdict, judge,
};
use domain::organisation::Unit;
use domain::page::{Page, Window};
use domain::person::{Sensitive, normal_id_number};
use domain::ports::{Answer, Imports};
use domain::{Fault, ImportId, Moment, PersonId, Reason};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use surrealdb::types::{RecordId, Variables};

use crate::audit::{Actor, Note};
use crate::error::is_conflict;
use crate::people::{Stored, person_content};
use crate::rows::{content, new_id, take};
use crate::script::real_error;
use crate::sealed::Private;
use crate::{Script, Store, StoreError};

/// Hours an unconfirmed preview is kept.
const KEPT_HOURS: i64 = 24;
/// People written between two reports of progress.
const CHUNK: usize = 250;

/// A file as read, before it is compared with anything.
pub struct NewImport<'a> {
    /// Its name.
    pub file: &'a str,
    /// Columns and what each was taken for; empty for forms.
    pub columns: &'a [(String, Option<Field>)],
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
    counts: [u32; 4],
    done: u32,
    all: u32,
}

/// What will be written for one person, together with what it was judged against.
#[derive(Serialize, Deserialize)]
struct Planned {
    record: Record,
    /// The version it was judged against; nothing for a new person.
    version: Option<u32>,
    before: Option<Value>,
}

#[derive(Deserialize)]
struct PlannedRow {
    record: String,
    photo: String,
}

/// Seconds that the transaction of an import may take, and some more.
const LONGEST_SECONDS: i64 = 900;

/// The imports that this program is writing, with the people written so far: progress is told outside
/// of the transaction, or nobody would see it.
#[derive(Default)]
pub(crate) struct Importing(Mutex<HashMap<String, u32>>);

impl Importing {
    fn locked(&self) -> MutexGuard<'_, HashMap<String, u32>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin<'a>(&'a self, id: &str) -> Underway<'a> {
        self.tell(id, 0);
        Underway(self, id.to_owned())
    }

    fn tell(&self, id: &str, done: u32) {
        self.locked().insert(id.to_owned(), done);
    }

    fn holds(&self, id: &str) -> bool {
        self.locked().contains_key(id)
    }

    fn done(&self, id: &str) -> Option<u32> {
        self.locked().get(id).copied()
    }
}

/// An import that ends when this goes out of scope, however it ends.
struct Underway<'a>(&'a Importing, String);

impl Drop for Underway<'_> {
    fn drop(&mut self) {
        self.0.locked().remove(&self.1);
    }
}

impl Store {
    /// Judges a file's rows against the store and keeps the preview.
    ///
    /// # Errors
    /// [`Fault::Forbidden`] without the permission; a home unit outside the scope.
    pub async fn preview_import(&self, viewer: &Viewer, new: NewImport<'_>, now: Moment) -> Answer<ImportId> {
        let scope = viewer.require(Permission::PersonImport)?;
        let units = self.units_in(&scope).await?;
        let mut by_name: HashMap<&str, &Unit> = HashMap::new();
        let mut twice: Vec<&str> = Vec::new();
        for unit in units.iter().filter(|unit| unit.active) {
            for name in [unit.name.as_str(), unit.short.as_str()] {
                if by_name.insert(name, unit).is_some_and(|other| other.id != unit.id) {
                    twice.push(name);
                }
            }
        }
        // A name that means two units means none.
        for name in twice {
            by_name.remove(name);
        }
        let home = match new.home {
            Some(id) => Some(units.iter().find(|unit| unit.id == *id && unit.active).ok_or(Fault::Forbidden)?),
            None => None,
        };
        let known = self.matches(new.rows).await?;

        let mut seen: HashMap<PersonId, u32> = HashMap::new();
        let mut counts = [0u32; 4];
        let mut judged: Vec<(u8, PreviewRow, String, String)> = Vec::with_capacity(new.rows.len());
        for (n, row) in new.rows.iter().enumerate() {
            let fresh = PersonId(format!("{}{n:x}", new_id(now)));
            let found = known.of(row, &scope);
            let version = if let Match::One(record) = &found { Some(record.person.version) } else { None };
            let before = if let Match::One(record) = &found { serde_json::to_value(&record.person).ok() } else { None };
            let (mut verdict, mut record) =
                judge(row, found, |name| by_name.get(name).map(|unit| (*unit).clone()), home, fresh, now.day());
            // The same person twice in one file: by record, or by number for new people.
            if let Some(planned) = &record {
                let key = if planned.sensitive.id_number.is_empty() {
                    planned.person.id.clone()
                } else {
                    PersonId(planned.sensitive.id_number.clone())
                };
                if let Some(first) = seen.insert(key, row.line) {
                    verdict = Verdict::Problem(vec![Problem {
                        field: Field::Name,
                        rule: ProblemRule::Twice(first),
                        found: row.get(Field::Name).unwrap_or_default().to_owned(),
                    }]);
                    record = None;
                }
            }
            let rank = match &verdict {
                Verdict::Problem(_) => 0,
                Verdict::Changed(_) => 1,
                Verdict::New => 2,
                Verdict::Same => 3,
            };
            counts[match rank {
                0 => 3,
                1 => 1,
                2 => 0,
                _ => 2,
            }] += 1;
            let preview = PreviewRow {
                line: row.line,
                source: row.source.clone(),
                name: row.get(Field::Name).unwrap_or_default().chars().take(30).collect(),
                verdict,
            };
            let planned = match record {
                Some(record) => {
                    serde_json::to_string(&Planned { record, version, before }).map_err(StoreError::from)?
                }
                None => String::new(),
            };
            judged.push((rank, preview, planned, row.photo.clone().unwrap_or_default()));
        }
        judged.sort_by_key(|(rank, preview, ..)| (*rank, preview.line));

        let id = ImportId(new_id(now));
        let columns = serde_json::to_string(new.columns).map_err(StoreError::from)?;
        let head = json!({
            "account": viewer.account, "file": new.file.chars().take(120).collect::<String>(), "at": now,
            "state": ImportState::Preview, "columns": columns, "counts": counts, "done": 0,
            "all": counts[0] + counts[1], "home": new.home.cloned().unwrap_or_default(),
        });
        self.sweep_imports(now).await?;
        for (at, chunk) in judged.chunks(500).enumerate() {
            let rows: Vec<Value> = chunk
                .iter()
                .enumerate()
                .map(|(n, (_, preview, record, photo))| {
                    let n = at * 500 + n;
                    Ok(json!({
                        "id": format!("{id}-{n:06}"), "import": id, "n": n,
                        "preview": serde_json::to_string(preview)?, "record": record, "photo": photo,
                    }))
                })
                .collect::<Result<_, serde_json::Error>>()
                .map_err(StoreError::from)?;
            self.write("import.rows", Script::new("INSERT INTO import_row $rows RETURN NONE;").bind("rows", rows))
                .await?;
        }
        self.write(
            "import.create",
            Script::new("CREATE type::record('import', $id) CONTENT $head RETURN NONE;")
                .bind("id", id.as_str())
                .bind("head", head),
        )
        .await?;
        Ok(id)
    }

    /// Removes previews nobody confirmed, and the rows of those that are done.
    async fn sweep_imports(&self, now: Moment) -> Result<(), StoreError> {
        let old: Vec<String> = self
            .rows(
                Script::new("SELECT VALUE record::id(id) FROM import WHERE at < $prior LIMIT 20")
                    .bind("prior", now.plus_seconds(-KEPT_HOURS * 3600).0),
            )
            .await?;
        for id in old {
            self.drop_import_rows(&id).await?;
            self.write(
                "import.drop",
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
            self.write("import.sweep", Script::new("DELETE $ids RETURN NONE;").bind("ids", ids)).await?;
        }
    }

    async fn find_import(&self, viewer: &Viewer, id: &ImportId) -> Answer<ImportRecord> {
        let record: Option<ImportRecord> = self
            .row(Script::new("SELECT *, record::id(id) AS id FROM type::record('import', $id)").bind("id", id.as_str()))
            .await?;
        record.filter(|record| record.account == viewer.account.0).ok_or(Fault::Refused(Reason::ImportGone))
    }

    /// Notes that an import failed, unless it is known to be written.
    async fn fail_import(&self, id: &str) -> Result<(), StoreError> {
        let script = Script::new(
            "IF (SELECT VALUE state FROM ONLY type::record('import', $id)) = 'writing' {
                UPDATE type::record('import', $id) SET state = 'failed', done = 0 RETURN NONE
             };",
        );
        self.write("import.state", script.bind("id", id)).await?;
        Ok(())
    }

    /// Notes as failed what a program that ended was still writing: its transaction went with it. In a
    /// shared store others may be writing still, for as long as a transaction may take.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn end_imports(&self, now: Moment) -> Result<(), StoreError> {
        let late = now.plus_seconds(if self.shared { -LONGEST_SECONDS } else { LONGEST_SECONDS });
        let script = Script::new(
            "SELECT VALUE record::id(id) FROM import WHERE state = 'writing' AND (since IS NONE OR since < $late)",
        );
        let left: Vec<String> = self.rows(script.bind("late", late.0)).await?;
        for id in left.into_iter().filter(|id| !self.caches.importing.holds(id)) {
            tracing::warn!(import.id = %id, "an import was being written when the program ended; nothing of it was");
            self.fail_import(&id).await?;
        }
        let script = Script::new("SELECT VALUE record::id(id) FROM import WHERE state = 'done'");
        for id in self.rows::<String>(script).await?.into_iter().filter(|id| !self.caches.importing.holds(id)) {
            self.drop_import_rows(&id).await?;
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
        // A transaction over several statements needs a session of its own.
        let units: HashMap<domain::UnitId, Unit> = self
            .rows::<Unit>(Script::new("SELECT *, record::id(id) AS id FROM unit WHERE active"))
            .await?
            .into_iter()
            .map(|unit| (unit.id.clone(), unit))
            .collect();
        let tx = self.engine.begin().await?;
        let mut done = 0u32;
        let mut from = 0usize;
        let outcome: Result<(), StoreError> = async {
            loop {
                let rows: Vec<PlannedRow> = self
                    .rows(
                        Script::new(
                            "SELECT record, photo FROM import_row WHERE import = $import AND n >= $from AND n < $to AND record != ''",
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
                    let script = "UPDATE type::record('import', $import) SET state = 'done', done = $done RETURN NONE;";
                    let script = Script::new(script).bind("import", id.as_str()).bind("done", i64::from(done));
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
                self.caches.changed("import");
                Ok(done)
            }
            Err(error) => {
                tx.cancel().await?;
                Err(error)
            }
        }
    }

    /// The known people a file's rows may be about.
    async fn matches(&self, rows: &[ImportRow]) -> Result<Known, StoreError> {
        let mut known = Known::default();
        let numbers: Vec<String> =
            rows.iter().filter_map(|row| row.get(Field::IdNumber)).map(normal_id_number).collect();
        let names: std::collections::BTreeSet<String> = rows
            .iter()
            .filter_map(|row| row.get(Field::Name))
            .map(|name| name.split_whitespace().collect::<Vec<_>>().concat())
            .collect();
        for chunk in numbers.chunks(500) {
            let keys: HashMap<String, &String> =
                chunk.iter().map(|number| (self.id_number_key(number), number)).collect();
            #[derive(Deserialize)]
            struct Key {
                id: PersonId,
                id_key: String,
            }
            let found: Vec<Key> = self
                .rows(
                    Script::new("SELECT record::id(id) AS id, id_key FROM person_private WHERE id_key IN $keys")
                        .bind("keys", keys.keys().cloned().collect::<Vec<_>>()),
                )
                .await?;
            for key in found {
                if let Some(number) = keys.get(&key.id_key) {
                    known.by_number.insert((*number).clone(), key.id);
                }
            }
        }
        let names: Vec<String> = names.into_iter().collect();
        for chunk in names.chunks(500) {
            #[derive(Deserialize)]
            struct Named {
                id: PersonId,
                name: String,
            }
            let found: Vec<Named> = self
                .rows(
                    Script::new("SELECT record::id(id) AS id, name FROM person WHERE name IN $names")
                        .bind("names", chunk.to_vec()),
                )
                .await?;
            for person in found {
                known.by_name.entry(person.name).or_default().push(person.id);
            }
        }
        let ids: std::collections::BTreeSet<PersonId> =
            known.by_number.values().chain(known.by_name.values().flatten()).cloned().collect();
        let ids: Vec<PersonId> = ids.into_iter().collect();
        for chunk in ids.chunks(500) {
            let records =
                |table: &str| -> Vec<RecordId> { chunk.iter().map(|id| RecordId::new(table, id.as_str())).collect() };
            let script = Script::new(
                "SELECT *, record::id(id) AS id FROM $people;
                 SELECT record::id(id) AS id, sealed FROM $private;",
            )
            .bind("people", records("person"))
            .bind("private", records("person_private"));
            let mut results = self.read(script).await?;
            let people: Vec<Stored> = take(&mut results, 0)?;
            let private: Vec<Private> = take(&mut results, 1)?;
            let mut private: HashMap<PersonId, Sensitive> = private
                .into_iter()
                .map(|row| Ok((row.id.clone(), self.open_private(&row)?)))
                .collect::<Result<_, StoreError>>()?;
            for Stored(person) in people {
                let sensitive = private.remove(&person.id).unwrap_or_default();
                known.records.insert(person.id.clone(), Record { person, sensitive });
            }
        }
        Ok(known)
    }
}

#[derive(Default)]
struct Known {
    by_number: HashMap<String, PersonId>,
    by_name: HashMap<String, Vec<PersonId>>,
    records: HashMap<PersonId, Record>,
}

impl Known {
    /// By number where the file has one; else by a name that only one person has.
    fn of(&self, row: &ImportRow, scope: &domain::access::Scope) -> Match {
        let in_scope = |id: &PersonId| match self.records.get(id) {
            Some(record) if scope.holds(&record.person.path) => Match::One(Box::new(record.clone())),
            Some(_) => Match::OutOfScope,
            None => Match::Nobody,
        };
        if let Some(number) = row.get(Field::IdNumber) {
            let number = normal_id_number(number);
            if let Some(id) = self.by_number.get(&number) {
                return in_scope(id);
            }
            // A namesake with another number is another person; one without any may be
            // this one, if it is the only one.
            let name = row.get(Field::Name).unwrap_or_default().split_whitespace().collect::<Vec<_>>().concat();
            let nameless: Vec<&PersonId> = self
                .by_name
                .get(&name)
                .into_iter()
                .flatten()
                .filter(|id| {
                    self.records
                        .get(*id)
                        .is_some_and(|r| r.sensitive.id_number.is_empty() && scope.holds(&r.person.path))
                })
                .collect();
            return match nameless.as_slice() {
                [one] => in_scope(one),
                _ => Match::Nobody,
            };
        }
        let name = row.get(Field::Name).unwrap_or_default().split_whitespace().collect::<Vec<_>>().concat();
        let mine: Vec<&PersonId> = self
            .by_name
            .get(&name)
            .into_iter()
            .flatten()
            .filter(|id| self.records.get(*id).is_some_and(|record| scope.holds(&record.person.path)))
            .collect();
        match mine.as_slice() {
            [] => Match::Nobody,
            [one] => in_scope(one),
            _ => Match::Many,
        }
    }
}

/// The statements for one chunk of people.
fn chunk_script(
    store: &Store,
    viewer: &Viewer,
    rows: Vec<PlannedRow>,
    units: &HashMap<domain::UnitId, Unit>,
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
        let Planned { record, version, before } = serde_json::from_str(&row.record)?;
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
        viewer.require(Permission::PersonImport)?;
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
        let total = record.counts.iter().sum();
        // Until its rows are swept too, it is being written.
        let (state, done) = match self.caches.importing.done(id.as_str()) {
            Some(done) => (ImportState::Writing, done),
            None => (record.state, record.done),
        };
        Ok(ImportView {
            id: record.id,
            file: record.file,
            at: record.at,
            state,
            columns: serde_json::from_str(&record.columns).map_err(StoreError::from)?,
            counts: record.counts,
            progress: (done, record.all),
            rows: Page::new(rows, total, window),
        })
    }

    async fn confirm_import(&self, viewer: &Viewer, id: &ImportId, skip_problems: bool, now: Moment) -> Answer<()> {
        viewer.require(Permission::PersonImport)?;
        let record = self.find_import(viewer, id).await?;
        match record.state {
            // A second click changes nothing.
            ImportState::Writing | ImportState::Done => return Ok(()),
            ImportState::Preview => {}
            ImportState::Failed => return Err(Fault::Refused(Reason::ImportGone)),
        }
        if record.counts[3] > 0 && !skip_problems {
            return Err(Fault::Refused(Reason::ImportProblems(record.counts[3])));
        }
        let claim = Script::new(
            "IF (SELECT VALUE state FROM ONLY type::record('import', $id)) != 'preview' { THROW 'gq:import-gone' };
             UPDATE type::record('import', $id) SET state = 'writing', since = $since RETURN NONE;",
        )
        .bind("id", id.as_str())
        .bind("since", now.0)
        .note(
            &Note {
                actor: viewer.into(),
                now,
                action: Action::Import,
                subject: "import",
                id: id.as_str(),
                path: "",
                reason: &record.file,
            },
            "NONE",
            "NONE",
        );
        self.write("import.claim", claim).await?;
        let (store, viewer, id) = (self.clone(), viewer.clone(), id.clone());
        tokio::spawn(async move {
            let _importing = store.caches.importing.begin(id.as_str());
            let ended = match store.write_import(&viewer, &id, now).await {
                // The preview of a written import holds personal data nobody needs any more. It
                // goes first: who sees that it is done may stop the program.
                Ok(_) => store.drop_import_rows(id.as_str()).await,
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
