//! People as lists and pages show them.

use serde::{Deserialize, Serialize};

use super::Person;
use crate::appointment::Appointment;
use crate::code::{Level, PersonState, Politics, Sex};
use crate::organisation::Post;
use crate::page::Window;
use crate::time::Date;
use crate::{PersonId, UnitId};

/// A row of the roster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRow {
    /// The person.
    pub id: PersonId,
    pub name: String,
    pub sex: Sex,
    /// Born.
    pub birth: Date,
    /// Ethnic group; empty when not on record.
    pub ethnic: String,
    /// Political status, when on record.
    #[serde(default, with = "crate::time::unknown")]
    pub politics: Option<Politics>,
    /// 现任职务.
    pub title: String,
    pub level: Level,
    /// Since when at this level, when on record.
    #[serde(default, with = "crate::time::unknown")]
    pub level_since: Option<Date>,
    pub unit: UnitId,
    /// Its short name.
    #[serde(default)]
    pub unit_name: String,
    /// In service, retired, left.
    pub state: PersonState,
}

/// Which people to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PeopleQuery {
    /// Name in Han text, pinyin or initials, or a title.
    pub q: String,
    /// Only this unit and those below.
    pub unit: UnitId,
    /// Only this level, by code.
    pub level: String,
    /// Only this sex, by code.
    pub sex: String,
    /// Only this state, by code; in service when empty, everybody for `all`.
    pub state: String,
    /// Which part, in which order.
    #[serde(flatten)]
    pub window: Window,
}

/// A person's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonDetail {
    pub person: Person,
    /// The unit's full name.
    pub unit_name: String,
    /// From the root down to the unit: (id, short name).
    pub ancestors: Vec<(UnitId, String)>,
    /// Appointments, newest first.
    pub appointments: Vec<Appointment>,
    /// The posts that the units of these list.
    pub posts: Vec<Post>,
    /// Sensitive fields, masked: the number's ends, how many relatives are recorded,
    /// whether health is.
    pub masked: Masked,
    /// Whether the viewer may change the record.
    pub editable: bool,
    /// Whether the viewer may ask to see the sensitive fields.
    pub may_unmask: bool,
    /// Whether it is the viewer's own record.
    pub own: bool,
}

/// Sensitive fields as shown to everybody in scope.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Masked {
    /// The number with only its ends; empty when not known.
    pub id_number: String,
    /// Whether a state of health is recorded.
    pub has_health: bool,
    /// How many relatives are recorded.
    pub relatives: u32,
    /// Of them, those in office who are linked to no record.
    #[serde(default)]
    pub unlinked: u32,
}
