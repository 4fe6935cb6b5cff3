//! What is on record of a person's training, on one page.

use serde::{Deserialize, Serialize};

use super::{Bar, Certificate, Class, LedgerEntry};
use crate::code::Level;
use crate::{Day, PersonId};

/// A person's training page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrainingRecord {
    /// Whose.
    pub person: PersonId,
    pub name: String,
    pub level: Level,
    /// The day it is for: today, or the last of a past year.
    pub on: Day,
    /// The first year there are hours or requirements of.
    pub since: i32,
    /// What is required and done.
    pub bars: Vec<Bar>,
    /// Classes with a seat that are not over: what they give is still to come, with the
    /// [`Bar::key`] of each requirement not met they count for.
    pub coming: Vec<(Class, Vec<String>)>,
    /// Classes that take enrolments now and would fill something that is missing, with the
    /// [`Bar::key`] of each they count for.
    pub fillers: Vec<(Class, Vec<String>)>,
    /// Entries, newest first.
    pub entries: Vec<LedgerEntry>,
    /// Certificates, newest first.
    pub certificates: Vec<Certificate>,
    /// Whether the viewer may reverse entries.
    pub may_reverse: bool,
}
