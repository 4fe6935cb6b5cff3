//! Reading the audit trail.

pub(crate) mod looks;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use async_trait::async_trait;
use domain::Moment;
use domain::access::{Permission, Scope, Viewer};
use domain::audit::port::Trail;
use domain::audit::{Action, AuditLine, AuditQuery, AuditReport, AuditRow, PAGE};
use domain::code::Code;
use domain::home::AuditHome;
use domain::ports::Answer;
use serde::Deserialize;
use surrealdb::types::RecordId;

use crate::answers::Made;
use crate::asking::Asker;
use crate::audit::Note;
use crate::scope::in_scope;
use crate::written::On;
use crate::{Change, FEATURES, Script, Store, StoreError};

/// People and accounts of one name at most.
const MOST_NAMED: usize = 500;

/// The table of the thing that a row's id names.
fn table_of(subject: &str) -> &str {
    let called = FEATURES.iter().flat_map(|one| one.called_as()).find(|(other, _)| *other == subject);
    called.map_or(subject, |(_, table)| table)
}

impl Store {
    /// The newest rows that a query asks for, at most so many, with the names of their things.
    ///
    /// # Errors
    /// [`domain::Fault::Forbidden`] unless the viewer may read the trail; when the store fails.
    pub async fn trail(&self, viewer: &Viewer, query: &AuditQuery, most: usize, now: Moment) -> Answer<Vec<AuditLine>> {
        let scope = viewer.require(Permission::AUDIT_VIEW)?;
        // What happened nowhere in particular (accounts, sign-ins) is for every auditor.
        let (inside, mut script) = in_scope("path", &scope, Script::default());
        let mut conditions = vec![format!("(path = '' OR {inside})")];
        for (name, value) in [("subject", &query.subject), ("subject_id", &query.subject_id)] {
            if !value.is_empty() {
                conditions.push(format!("{name} = ${name}"));
                script = script.bind(name, value.as_str());
            }
        }
        if let Some(action) = query.action {
            conditions.push("action = $action".to_owned());
            script = script.bind("action", action.code());
        }
        let name = query.name.trim();
        if !name.is_empty() {
            conditions.push("(string::contains(actor_name, $name) OR subject_id IN $named)".to_owned());
            script = script.bind("name", name).bind("named", self.ids_named(name).await?);
        }
        let condition = conditions.join(" AND ");
        let floor = query.from.map_or(Moment(0), Moment::start_of);
        let end = query.until.map(|day| format!("{:011x}", Moment::end_of(day).0 + 1));
        let before = match end {
            Some(end) if query.before.is_empty() || query.before > end => end,
            _ => query.before.clone(),
        };
        let rows = if query.subject_id.is_empty() {
            self.newest_rows(&condition, script, (&before, floor), now, most).await?
        } else {
            // Few rows of many: found by index, sorted here.
            let bound = script.bind("before", before.as_str()).bind("floor", format!("{:011x}", floor.0));
            let between =
                format!("{condition} AND ($before = '' OR record::id(id) < $before) AND record::id(id) >= $floor");
            let mut rows: Vec<AuditRow> = self.rows_where(&between, bound).await?;
            rows.sort_by(|a, b| b.id.cmp(&a.id));
            rows.truncate(most);
            rows
        };
        Ok(self.with_names(rows).await?)
    }

    /// The people and accounts of a name.
    async fn ids_named(&self, name: &str) -> Result<Vec<String>, StoreError> {
        let mut found: Vec<String> = Vec::new();
        for table in ["person", "account"] {
            let script = Script::new(&format!(
                "SELECT VALUE record::id(id) FROM {table} WHERE string::contains(name, $name) LIMIT {MOST_NAMED}"
            ));
            found.extend(self.rows::<String>(script.bind("name", name)).await?);
        }
        Ok(found)
    }

    async fn with_names(&self, rows: Vec<AuditRow>) -> Result<Vec<AuditLine>, StoreError> {
        #[derive(Deserialize)]
        struct Named {
            id: String,
            name: Option<String>,
        }
        let mut wanted: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for row in rows.iter().filter(|row| !row.subject_id.is_empty()) {
            wanted.entry(table_of(&row.subject)).or_default().insert(&row.subject_id);
        }
        let mut names: HashMap<(String, String), String> = HashMap::new();
        for &(table, expression) in FEATURES.iter().flat_map(|one| one.names()) {
            let Some(ids) = wanted.get(table) else { continue };
            let records: Vec<RecordId> = ids.iter().map(|id| RecordId::new(table, *id)).collect();
            let script = Script::new(&format!("SELECT record::id(id) AS id, {expression} AS name FROM $records"));
            for found in self.rows::<Named>(script.bind("records", records)).await? {
                names.insert((table.to_owned(), found.id), found.name.unwrap_or_default());
            }
        }
        let about = |row: &AuditRow| {
            let key = (table_of(&row.subject).to_owned(), row.subject_id.clone());
            names.get(&key).cloned().unwrap_or_default()
        };
        Ok(rows.into_iter().map(|row| AuditLine { about: about(&row), row }).collect())
    }

    /// Notes that somebody takes the list of a table out as a file: no more than that, since what a line is
    /// about may be a secret of its own.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn note_list(
        &self,
        viewer: &Viewer,
        (table, id): (&str, &str),
        lines: usize,
        now: Moment,
    ) -> Result<(), StoreError> {
        let note = Note::of(viewer, now).does(Action::Export, table, id, "").because("list xlsx");
        let left = Script::bound("left", serde_json::json!({ "count": lines }));
        self.write(Change::Answers("list.export"), left.note(&note, "NONE", "$left")).await?;
        Ok(())
    }

    /// Notes that somebody reads the trail or takes it out as a file.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn note_trail(&self, viewer: &Viewer, action: Action, now: Moment) -> Result<(), StoreError> {
        let note = Note::of(viewer, now).does(action, "trail", "", "");
        self.write(Change::Answers("audit.look"), Script::default().note(&note, "NONE", "NONE")).await?;
        Ok(())
    }

    /// What happened in the last day, for those who read the trail.
    pub(crate) async fn audit_home(&self, asker: &Asker<'_>) -> Result<Option<AuditHome>, StoreError> {
        let scope = asker.viewer.scope(Permission::AUDIT_VIEW);
        if scope.paths.is_empty() {
            return Ok(None);
        }
        let key = ("trail", scope.paths.join("|"));
        let home = self.kept_at(key, asker.now, self.read_last_day(asker, &scope)).await?;
        Ok(Some(AuditHome::clone(&home)))
    }

    async fn read_last_day(&self, asker: &Asker<'_>, scope: &Scope) -> Result<Made<AuditHome>, StoreError> {
        #[derive(Deserialize)]
        struct Count {
            action: Action,
            n: u32,
        }
        #[derive(Deserialize)]
        struct Pending {
            n: u32,
        }
        let (inside, script) = in_scope("path", scope, Script::default());
        // Ids begin with their time, so a day is a range of them.
        let script = script
            .then(&format!(
                "SELECT action, count() AS n FROM type::record('audit', $since..)
                    WHERE path = '' OR {inside} GROUP BY action;
                 SELECT count() AS n FROM audit_pending GROUP ALL;
                 SELECT VALUE `after`.count ?? 1 FROM type::record('audit', $since..)
                    WHERE action = $failed AND (path = '' OR {inside});"
            ))
            .json("failed", &Action::SignInFailed)
            .bind("since", format!("{:011x}", asker.now.plus_seconds(-86_400).0));
        let (mut rows, seal) = tokio::try_join!(asker.read(script, 3), self.last_seal())?;
        let counts: Vec<Count> = rows.take(0)?;
        let of = |action| counts.iter().find(|count| count.action == action).map_or(0, |count| count.n);
        // Those of one minute are counted in one row.
        let failures: Vec<u32> = rows.take(2)?;
        let home = AuditHome {
            failures: failures.into_iter().sum(),
            unmasked: of(Action::Unmask),
            exports: of(Action::Export),
            sealed: seal.map(|seal| seal.at).unwrap_or_default(),
            pending: rows.first::<Pending>(1)?.map_or(0, |pending| pending.n),
        };
        // A day ago is another time with every moment, and of seals nobody tells.
        Ok(Made::of(home).on([On::All("audit")]).today(asker.now).brief())
    }
}

#[async_trait]
impl Trail for Store {
    async fn audit(&self, viewer: &Viewer, query: &AuditQuery, now: Moment) -> Answer<Vec<AuditLine>> {
        let lines = self.trail(viewer, query, PAGE, now).await?;
        if self.caches.looks.is_new(&viewer.account, now) {
            self.note_trail(viewer, Action::Look, now).await?;
        }
        Ok(lines)
    }

    async fn verify_audit(&self, viewer: &Viewer) -> Answer<AuditReport> {
        viewer.require(Permission::AUDIT_VIEW)?;
        Ok(self.verify_trail(None).await?)
    }
}
