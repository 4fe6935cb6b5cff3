//! The ledger of hours. Entries are never edited: what was wrong is reversed by a new
//! entry that names the old one and says why.

use serde::{Deserialize, Serialize};

use super::{Bar, Certificate, Hours};
use crate::code::{Level, TrainingForm};
use crate::page::Window;
use crate::{ClassId, Day, LedgerId, Moment, PersonId, UnitId};

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerEntry {
    /// The entry.
    pub id: LedgerId,
    /// Whose hours.
    pub person: PersonId,
    /// The class they come from; empty for hours recorded otherwise.
    #[serde(default)]
    pub class: ClassId,
    /// What they were for.
    pub title: String,
    /// Form of training.
    pub form: TrainingForm,
    /// Hours, negative in a reversal.
    pub hours: Hours,
    /// The day they count for.
    pub day: Day,
    /// The entry this one reverses; empty for an ordinary one.
    #[serde(default)]
    pub reverses: LedgerId,
    /// The entry that reverses this one; empty while it stands.
    #[serde(default)]
    pub reversed_by: LedgerId,
    /// Why, for a reversal.
    #[serde(default)]
    pub reason: String,
    /// When it was posted.
    pub at: Moment,
}

/// A person's training page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrainingRecord {
    /// Whose.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Their level.
    pub level: Level,
    /// What is required and done.
    pub bars: Vec<Bar>,
    /// Entries, newest first.
    pub entries: Vec<LedgerEntry>,
    /// Certificates, newest first.
    pub certificates: Vec<Certificate>,
    /// Whether the viewer may reverse entries.
    pub may_reverse: bool,
}

/// A row of the completion table: a unit with those below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompletionRow {
    /// The unit.
    pub unit: UnitId,
    /// Its short name.
    pub name: String,
    /// Depth below the top of the table.
    pub depth: u32,
    /// Cadres in service.
    pub people: u32,
    /// Of them, those who meet every requirement that applies to them.
    pub met: u32,
    /// Of them, those without any hours in the current year.
    pub none: u32,
    /// Hours of the current year, all forms.
    pub hours: Hours,
}

/// The completion table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completion {
    /// The day it is for.
    pub on: Day,
    /// Rows: the top unit(s) and the units directly below.
    pub rows: Vec<CompletionRow>,
    /// People who do not meet a requirement, those furthest from it first.
    pub lagging: Vec<LaggingRow>,
    /// How many there are of them.
    pub lagging_total: u32,
}

/// A person who does not meet a requirement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaggingRow {
    /// The person.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// Unit's short name.
    pub unit_name: String,
    /// Level.
    pub level: Level,
    /// The requirement furthest from being met, in Chinese and English.
    pub requirement: (String, String),
    /// Hours still to do of it.
    pub left: Hours,
}

/// Which part of the completion table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CompletionQuery {
    /// From this unit down; the whole scope when empty.
    pub unit: UnitId,
    /// Which part of the list of those lagging.
    #[serde(flatten)]
    pub window: Window,
}
