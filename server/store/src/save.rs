//! Writing a whole row as somebody saw and changed it.

use domain::Moment;
use domain::access::Viewer;
use serde::Serialize;
use serde_json::Value;

use crate::audit::Note;
use crate::once::{Once, opened};
use crate::{Change, Script, Store, StoreError};

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

impl Script {
    /// Adds the guard of a row: that it still is of the version that was seen, 0 where there was none yet;
    /// `gq:stale` otherwise. The row is `$seen_` with its table's name then, and what goes on changes it and
    /// counts its version on. One row of a table in a script: of more see [`Script::rewrite`].
    pub(crate) fn seen(self, table: &'static str, id: &str, version: u32) -> Self {
        self.then(&format!(
            "LET $seen_{table} = type::record('{table}', $seen_{table}_id);
             IF ((SELECT VALUE version FROM ONLY $seen_{table}) ?? 0) != $seen_{table}_version {{ THROW 'gq:stale' }};"
        ))
        .bind(&format!("seen_{table}_id"), id)
        .bind(&format!("seen_{table}_version"), i64::from(version))
    }

    /// Adds the one way in which a single row is written whole: over the version that was seen (0 for a
    /// new row), with the version after it. `$id` and `$next` are the row's then. `gq:stale` when somebody
    /// changed the row meanwhile.
    pub(crate) fn over(self, table: &'static str, id: &str, seen: u32, mut next: Value) -> Self {
        next["version"] = Value::from(seen + 1);
        self.seen(table, id, seen)
            .then(&format!("UPSERT $seen_{table} CONTENT $next RETURN NONE;"))
            .bind("id", id)
            .bind("next", next)
    }
}

impl Store {
    /// Writes `next` with the version after the one seen, and a row of the trail. `prior` is
    /// nothing for a new row.
    ///
    /// # Errors
    /// `gq:stale` when somebody changed the row meanwhile; when the store fails.
    pub(crate) fn save_row(
        &self,
        change: Change,
        save: &Save<'_>,
        prior: Option<&(impl Serialize + Sync)>,
        next: Value,
    ) -> impl Future<Output = Result<(), StoreError>> + Send {
        self.save_row_and(change, save, prior, next, |script| script)
    }

    /// The same with more statements in the same transaction.
    pub(crate) fn save_row_and(
        &self,
        change: Change,
        save: &Save<'_>,
        prior: Option<&(impl Serialize + Sync)>,
        next: Value,
        more: impl FnOnce(Script) -> Script,
    ) -> impl Future<Output = Result<(), StoreError>> + Send {
        let note = Note::of(save.viewer, save.now).saves(prior.is_some(), save.table, save.id, save.path);
        let script = Script::default().over(save.table, save.id, save.version, next).json("prior", &prior).note(
            &note,
            "$prior ?? NONE",
            "$next",
        );
        let written = self.write(change, more(script));
        async move { written.await.map(|_| ()) }
    }

    /// The same for a row that is new or edited, where a new one is opened once: gives the id under
    /// which it stands, which is another's when somebody opened the same thing before.
    pub(crate) async fn save_once(
        &self,
        change: Change,
        save: &Save<'_>,
        prior: Option<&(impl Serialize + Sync)>,
        next: Value,
        once: &Once,
    ) -> Result<String, StoreError> {
        let new = prior.is_none();
        let more = |script: Script| if new { script.once(once, save.id) } else { script };
        opened(self.save_row_and(change, save, prior, next, more).await, save.id)
    }
}
