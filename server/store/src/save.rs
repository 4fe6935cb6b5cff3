//! Writing a whole row as somebody saw and changed it.

use domain::Moment;
use domain::access::Viewer;
use domain::audit::Action;
use serde::Serialize;
use serde_json::Value;

use crate::audit::Note;
use crate::once::{Once, opened};
use crate::{Script, Store, StoreError};

/// Which row, and who changes it.
pub(crate) struct Save<'a> {
    pub(crate) viewer: &'a Viewer,
    pub(crate) now: Moment,
    /// The table, which is also what the trail calls it.
    pub(crate) table: &'static str,
    pub(crate) id: &'a str,
    /// For the scope of the trail's row.
    pub(crate) path: &'a str,
    /// The version they saw; 0 for a new row.
    pub(crate) version: u32,
}

impl Store {
    /// Writes `next` with the version after the one seen, and a row of the trail. `prior` is
    /// nothing for a new row.
    ///
    /// # Errors
    /// `gq:stale` when somebody changed the row meanwhile; when the store fails.
    pub(crate) async fn save_row(
        &self,
        name: &'static str,
        save: &Save<'_>,
        prior: Option<&(impl Serialize + Sync)>,
        next: Value,
    ) -> Result<(), StoreError> {
        self.save_row_and(name, save, prior, next, |script| script).await
    }

    /// The same with more statements in the same transaction.
    pub(crate) async fn save_row_and(
        &self,
        name: &'static str,
        save: &Save<'_>,
        prior: Option<&(impl Serialize + Sync)>,
        mut next: Value,
        more: impl FnOnce(Script) -> Script,
    ) -> Result<(), StoreError> {
        next["version"] = Value::from(save.version + 1);
        let note = Note {
            actor: save.viewer.into(),
            now: save.now,
            action: if prior.is_some() { Action::Update } else { Action::Create },
            subject: save.table,
            id: save.id,
            path: save.path,
            reason: "",
        };
        let script = Script::new(
            "LET $row = type::record($table, $id);
             LET $held = (SELECT VALUE version FROM ONLY $row) ?? 0;
             IF $held != $version { THROW 'gq:stale' };
             UPSERT $row CONTENT $next RETURN NONE;",
        )
        .bind("table", save.table)
        .bind("id", save.id)
        .bind("version", i64::from(save.version))
        .bind("next", next)
        .json("prior", &prior)
        .note(&note, "$prior ?? NONE", "$next");
        self.write(name, more(script)).await.map(|_| ())
    }

    /// The same for a row that is new or edited, where a new one is opened once: gives the id under
    /// which it stands, which is another's when somebody opened the same thing before.
    pub(crate) async fn save_once(
        &self,
        name: &'static str,
        save: &Save<'_>,
        prior: Option<&(impl Serialize + Sync)>,
        next: Value,
        once: &Once,
    ) -> Result<String, StoreError> {
        let new = prior.is_none();
        let more = |script: Script| if new { script.once(once, save.id) } else { script };
        opened(self.save_row_and(name, save, prior, next, more).await, save.id)
    }

    /// Adds a version of settings that hold from a day on, under that day; the past stays as it was,
    /// because what began under it goes on under it.
    ///
    /// # Errors
    /// `from` for a day gone by; when the store fails.
    pub(crate) async fn save_version(
        &self,
        name: &'static str,
        table: &'static str,
        viewer: &Viewer,
        (from, basis): (domain::Day, &str),
        next: Value,
        now: Moment,
    ) -> Result<(), domain::Fault> {
        if from < now.day() {
            return Err(domain::Fault::field("from", domain::Rule::NotBefore));
        }
        let id = domain::time::day_text(from);
        let note = Note {
            actor: viewer.into(),
            now,
            action: Action::Create,
            subject: table,
            id: &id,
            path: "",
            reason: basis,
        };
        let script = Script::new(
            "LET $row = type::record($table, $id);
             LET $prior = (SELECT * OMIT id FROM ONLY $row);
             UPSERT $row CONTENT $next RETURN NONE;",
        )
        .bind("table", table)
        .bind("id", id.as_str())
        .bind("next", next)
        .note(&note, "$prior ?? NONE", "$next");
        self.write(name, script).await?;
        Ok(())
    }
}
