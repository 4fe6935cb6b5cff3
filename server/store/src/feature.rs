//! What a feature adds to the whole, said by the feature itself, in its file of this name. [`crate::FEATURES`]
//! lists them all, and who puts the whole together asks each in turn.

use async_trait::async_trait;
use domain::Moment;
use domain::access::Viewer;
use domain::calendar::Workdays;
use domain::home::Due;
use domain::ports::Answer;
use domain::publicity::Publicity;
use serde_json::Value;

use crate::asking::Asker;
use crate::{Script, Store, StoreError};

/// A feature: what it has of this it says, and nothing of the rest.
#[async_trait]
pub(crate) trait Feature: Sync {
    /// What its things are called in the trail: a table, and an expression over its row.
    fn names(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }

    /// Subjects of the trail that are called as the row of another table with their id: subject, table.
    fn called_as(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }

    /// Subjects whose rows the trail keeps whole. What is not named by any feature is secret.
    fn kept_whole(&self) -> &'static [&'static str] {
        &[]
    }

    /// Its tables that lie in the tree.
    fn placed(&self) -> &'static [Placed] {
        &[]
    }

    /// Lists of places inside rows: a table whose rows count their edits, and the field.
    fn places_inside(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }

    /// Adds what gives more than [`Placed::units`] of the unit `$id` to the unit `$into`, called `$into_name`,
    /// on the day `$today`.
    fn taken_over(&self, script: Script) -> Script {
        script
    }

    /// Columns that are sealed with the program's key, beside the sensitive half of a person's record.
    fn sealed(&self) -> &'static [SealedColumn] {
        &[]
    }

    /// Tables that are of the moment and no part of a backup.
    fn fleeting(&self) -> &'static [&'static str] {
        &[]
    }

    /// What waits for a viewer, each by where the home page shows it.
    ///
    /// # Errors
    /// When the store fails.
    async fn waiting(&self, store: &Store, asker: &Asker<'_>) -> Answer<Vec<(Waits, Due)>> {
        let _ = (store, asker);
        Ok(Vec::new())
    }

    /// Does what time does to it, and tells whom something falls due.
    async fn tend(&self, store: &Store, now: Moment) -> Vec<Tended> {
        let _ = (store, now);
        Vec::new()
    }

    /// Its rows whose running public notice ends on another day under a new table of holidays: a table, and
    /// the rows by their ids as they are then, to be written by [`Script::rewrite`].
    ///
    /// # Errors
    /// When the store fails.
    async fn notices_anew(&self, store: &Store, holidays: &NewHolidays<'_>) -> Answer<Anew> {
        let _ = (store, holidays);
        Ok(Vec::new())
    }
}

/// A step of what time does: what is said in the log where it fails, and how it ended.
pub(crate) type Tended = (&'static str, Result<(), StoreError>);

/// Tables with their rows that were worked out anew.
pub(crate) type Anew = Vec<(&'static str, Vec<(String, Value)>)>;

/// Where the home page shows something that waits, the first first; beside each other as
/// [`crate::FEATURES`] are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Waits {
    /// For the viewer as a cadre.
    Own,
    /// For somebody to decide or to do.
    Office,
    /// So many who stand in a line.
    Line,
}

impl Waits {
    pub(crate) fn all(self, due: Vec<Due>) -> Vec<(Self, Due)> {
        due.into_iter().map(|one| (self, one)).collect()
    }
}

/// A table whose rows lie somewhere in the tree.
pub struct Placed {
    pub table: &'static str,
    /// Its fields that hold a path.
    pub paths: &'static [&'static str],
    /// Its fields that hold the id of a unit, which another unit takes over in a merger.
    pub units: &'static [&'static str],
    /// Whether its rows count their edits: who read a row before the move must not write it back.
    pub version: bool,
}

impl Placed {
    /// With a path and a unit.
    pub(crate) const fn new(table: &'static str, version: bool) -> Self {
        Self { table, paths: &["path"], units: &["unit"], version }
    }

    /// With a path alone: it goes with its person, or with what it belongs to.
    pub(crate) const fn by_path(table: &'static str, version: bool) -> Self {
        Self { table, paths: &["path"], units: &[], version }
    }
}

/// A column whose text is sealed.
pub(crate) struct SealedColumn {
    pub(crate) table: &'static str,
    pub(crate) column: &'static str,
    /// What the purpose begins with, which the row's id ends.
    pub(crate) purpose: &'static str,
}

impl SealedColumn {
    pub(crate) const fn new(table: &'static str, column: &'static str, purpose: &'static str) -> Self {
        Self { table, column, purpose }
    }
}

/// A table of holidays that comes in, and who brings it.
pub(crate) struct NewHolidays<'a> {
    pub(crate) table: &'a Workdays,
    pub(crate) viewer: &'a Viewer,
    pub(crate) now: Moment,
}

impl NewHolidays<'_> {
    /// A notice that still runs as it is under the table, where that is another day, and what the history says
    /// of it.
    pub(crate) fn anew(&self, publicity: &Publicity) -> Option<(Publicity, String)> {
        let publicity = publicity.worked_out(self.table, self.now.day())?;
        let until = publicity.until().map(domain::time::day_text).unwrap_or_default();
        let note = format!("按导入的节假日安排重新计算，公示期至{until}");
        Some((publicity, note))
    }
}
