//! Settings that hold from a day on: one table for each kind, a row for each day that a version begins.

use async_trait::async_trait;
use domain::access::Viewer;
use domain::ports::Answer;
use domain::replaced::Replaced;
use domain::versioned::{Drawn, Versioned, Versioning, Versions};
use domain::{Day, Moment, Reason};
use serde::{Deserialize, Serialize};

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

    /// How often a version was added to a table, and the ids of the last of them, newest first. To be read
    /// before the versions: whoever is overtaken in between is told so when they send their own.
    pub(crate) async fn times_added(&self, table: &str) -> Result<(u32, Vec<String>), StoreError> {
        #[derive(Deserialize)]
        struct Counter {
            turn: u32,
            row: String,
        }
        let script = Script::new("SELECT turn, row FROM type::record('once', $counter)");
        let found: Option<Counter> = self.row(script.bind("counter", counter(table))).await?;
        Ok(found
            .map_or_else(Default::default, |one| (one.turn, one.row.split_whitespace().map(str::to_owned).collect())))
    }

    /// Who wrote a row last and when, by the trail; nobody where that was the system itself.
    pub(crate) async fn written_by(&self, table: &str, id: &str) -> Result<(String, Option<Moment>), StoreError> {
        #[derive(Deserialize)]
        struct Written {
            actor_name: String,
            at: Moment,
        }
        let script = Script::new(
            "SELECT actor_name, at, id FROM audit WHERE subject = $table AND subject_id = $id
             ORDER BY at DESC, id DESC LIMIT 1",
        );
        let found: Option<Written> = self.row(script.bind("table", table).bind("id", id)).await?;
        Ok(found
            .filter(|one| !one.actor_name.is_empty())
            .map_or_else(Default::default, |one| (one.actor_name, Some(one.at))))
    }

    /// Goes on where the version under an id, if there is one, was seen by who adds another in its place.
    /// `said` makes of who wrote it and of its key what whoever adds one is told.
    ///
    /// # Errors
    /// [`Reason::Stale`] when a version was added since the form was drawn, [`Fault::Replaces`] when another is
    /// to be confirmed; when the store fails.
    pub(crate) async fn may_add(
        &self,
        (table, id): (&str, &str),
        drawn: &Drawn,
        said: Option<impl FnOnce((String, Option<Moment>), String) -> Replaced>,
    ) -> Answer<()> {
        let (version, _) = self.times_added(table).await?;
        if version != drawn.version {
            return Err(Reason::Stale.into());
        }
        let Some(said) = said else { return Ok(()) };
        let replaced = said(self.written_by(table, id).await?, format!("{id}:{version}"));
        Ok(replaced.confirmed(&drawn.confirmed)?)
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
             LET $last = string::slice(string::concat($id, ' ', (SELECT VALUE row FROM ONLY $added) ?? ''), 0, 600);
             UPSERT $added CONTENT { kind: $table, row: $last, turn: $version + 1 } RETURN NONE;
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
        let (version, added) = self.times_added(T::TOPIC).await?;
        let versions = self.versions_of().await?;
        let editable = self.require_everywhere(viewer, T::ADDED).await.is_ok();
        Ok(Versions { versions, editable, version, added })
    }

    async fn add_version(&self, viewer: &Viewer, next: &T, drawn: &Drawn, now: Moment) -> Answer<()> {
        self.require_everywhere(viewer, T::ADDED).await?;
        next.check(now.day())?;
        let (table, id) = (T::TOPIC, domain::time::day_text(next.begins()));
        let held: Vec<T> = self.versions_of().await?;
        let held = held.iter().find(|one| one.begins() == next.begins());
        let said = held.map(|held| {
            |by, key| Replaced::new(next.begins(), by, key, |lang| held.said(lang), |lang| next.said(lang))
        });
        self.may_add((table, &id), drawn, said).await?;
        Ok(self.add_row(viewer, (table, &id), next, next.basis(), drawn.version, now).await?)
    }
}
