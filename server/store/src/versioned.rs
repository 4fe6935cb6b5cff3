//! Settings that hold from a day on: one table for each kind, a row for each day that a version begins.

use async_trait::async_trait;
use domain::access::Viewer;
use domain::ports::Answer;
use domain::versioned::{Versioned, Versioning, Versions};
use domain::{Day, Moment};
use serde::Serialize;

use crate::audit::Note;
use crate::rows::content;
use crate::{Change, Script, Store, StoreError};

impl Store {
    /// Every version of a kind of settings, newest first.
    pub(crate) async fn versions_of<T: Versioned>(&self) -> Result<Vec<T>, StoreError> {
        let mut all: Vec<T> = self.rows(Script::new(&format!("SELECT * FROM {}", T::TOPIC))).await?;
        all.sort_by_key(|one| std::cmp::Reverse(one.begins()));
        Ok(all)
    }

    /// The settings of a kind in force on a day.
    pub(crate) async fn settings_on<T: Versioned>(&self, day: Day) -> Result<T, StoreError> {
        Ok(T::in_force(&self.versions_of().await?, day))
    }

    /// How often a version was added to a table. To be read before the versions: whoever is overtaken in
    /// between is told so when they send their own.
    pub(crate) async fn times_added(&self, table: &str) -> Result<u32, StoreError> {
        let script = Script::new("SELECT VALUE turn FROM type::record('once', $counter)");
        let turn: Option<u32> = self.row(script.bind("counter", counter(table))).await?;
        Ok(turn.unwrap_or_default())
    }

    /// Writes a version and its row of the trail, if none was added to the table since `seen`, what
    /// [`Self::times_added`] gave; one that stands under the id is replaced.
    ///
    /// # Errors
    /// `gq:stale` when one was added meanwhile; when the store fails.
    pub(crate) async fn add_row(
        &self,
        viewer: &Viewer,
        (table, id): (&'static str, &str),
        next: &(impl Serialize + Sync),
        basis: &str,
        seen: u32,
        now: Moment,
    ) -> Result<(), StoreError> {
        let note = Note::of(viewer, now).creates(table, id, "").because(basis);
        let script = Script::new(
            "LET $added = type::record('once', $counter);
             IF ((SELECT VALUE turn FROM ONLY $added) ?? 0) != $version { THROW 'gq:stale' };
             UPSERT $added CONTENT { kind: $table, row: '', turn: $version + 1 } RETURN NONE;
             LET $row = type::record($table, $id);
             LET $prior = (SELECT * OMIT id FROM ONLY $row);
             UPSERT $row CONTENT $next RETURN NONE;",
        )
        .bind("counter", counter(table))
        .bind("version", i64::from(seen))
        .bind("table", table)
        .bind("id", id)
        .bind("next", content(next))
        .note(&note, "$prior ?? NONE", "$next");
        self.write(Change::Answers("settings.add"), script).await.map(|_| ())
    }
}

/// The row that counts the versions added to a table. They all write it, so of those who add one at the same
/// time the engine lets the first commit, and the others, tried again, read that they were overtaken.
fn counter(table: &str) -> String {
    format!("versions-{table}")
}

#[async_trait]
impl<T: Versioned> Versioning<T> for Store {
    async fn versions(&self, viewer: &Viewer) -> Answer<Versions<T>> {
        if let Some(seen) = T::SEEN {
            viewer.require(seen)?;
        }
        let version = self.times_added(T::TOPIC).await?;
        let versions = self.versions_of().await?;
        let editable = self.require_everywhere(viewer, T::ADDED).await.is_ok();
        Ok(Versions { versions, editable, version })
    }

    async fn add_version(&self, viewer: &Viewer, next: &T, version: u32, now: Moment) -> Answer<()> {
        self.require_everywhere(viewer, T::ADDED).await?;
        next.check(now.day())?;
        let (table, id) = (T::TOPIC, domain::time::day_text(next.begins()));
        Ok(self.add_row(viewer, (table, &id), next, next.basis(), version, now).await?)
    }
}
