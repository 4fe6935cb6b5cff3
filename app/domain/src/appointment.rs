//! Appointments: who holds which post, since when, by which document.

use serde::{Deserialize, Serialize};

use crate::code::{AppointmentKind, Level};
use crate::fault::Checks;
use crate::{AppointmentId, Day, Fault, PersonId, PostId, UnitId};

/// A day after every other, for what has no end.
#[must_use]
pub fn open_end() -> Day {
    Day::from_ymd_opt(9999, 12, 31).unwrap_or_default()
}

/// One appointment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appointment {
    /// The appointment.
    pub id: AppointmentId,
    /// Who.
    pub person: PersonId,
    /// In which unit.
    pub unit: UnitId,
    /// That unit's name then.
    pub unit_name: String,
    /// Which post; empty when it is none of the unit's listed ones.
    #[serde(default)]
    pub post: PostId,
    /// Title.
    pub title: String,
    /// Level.
    pub level: Level,
    /// How the post was taken.
    pub kind: AppointmentKind,
    /// First day.
    pub from: Day,
    /// Last day; [`open_end`] while it lasts.
    pub until: Day,
    /// Document of appointment.
    pub document: String,
    /// Document of removal.
    #[serde(default)]
    pub end_document: String,
    /// Whether it is the main post, which decides the unit a person counts in.
    pub main: bool,
}

impl Appointment {
    /// Whether it lasts on a day.
    #[must_use]
    pub fn holds_on(&self, day: Day) -> bool {
        self.from <= day && day <= self.until
    }
}

/// An appointment as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentDraft {
    /// Who.
    pub person: PersonId,
    /// In which unit.
    pub unit: UnitId,
    /// Title.
    pub title: String,
    /// Level.
    pub level: Level,
    /// How the post is taken.
    pub kind: AppointmentKind,
    /// First day. A main post ends the main post before it the day before.
    pub from: Day,
    /// Document of appointment.
    pub document: String,
    /// Whether it is the main post.
    pub main: bool,
}

impl AppointmentDraft {
    /// Checks the fields that can be checked alone.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self) -> Result<(), Fault> {
        let mut checks = Checks::default();
        checks.text(self.unit.as_str(), "unit", 64);
        checks.text(&self.title, "title", 60);
        checks.optional_text(&self.document, "document", 80);
        // A secondment leaves the personnel relation where it is (公务员法 72).
        checks.require(!(self.main && self.kind == AppointmentKind::Seconded), "main", crate::Rule::Wrong);
        checks.done()
    }
}
