//! How somebody comes into a record's service and leaves it.

use serde::{Deserialize, Serialize};

use super::{Person, Sensitive, normal_id_number};
use crate::code::{Level, PersonState, Politics, Sex};
use crate::organisation::Unit;
use crate::time::Date;
use crate::{Day, Fault, PersonId, UnitId};

/// Somebody who is entered by hand. What is not known stays empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPerson {
    pub name: String,
    pub sex: Sex,
    /// Born.
    pub birth: Date,
    /// Identity number; empty when not known.
    pub id_number: String,
    /// Ethnic group; empty when not known.
    pub ethnic: String,
    /// Political status.
    pub politics: Option<Politics>,
    /// 参加工作时间.
    pub work_since: Option<Date>,
    /// The unit they serve in.
    pub unit: UnitId,
    /// 现任职务; empty for whoever is appointed afterwards.
    pub title: String,
    /// Level of the post.
    pub level: Option<Level>,
    /// At this level since.
    pub level_since: Option<Date>,
    /// That they are another person than those of the same name and birth.
    pub another: bool,
}

impl NewPerson {
    /// Checks the fields that can be checked before there is a record.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check_alone(&self) -> Result<(), Fault> {
        let mut checks = crate::fault::Checks::default();
        checks.text(&self.name, "name", 30);
        checks.require(!self.unit.as_str().is_empty(), "unit", crate::Rule::Required);
        checks.done()
    }

    /// The record, in a unit.
    #[must_use]
    pub fn record(&self, id: PersonId, unit: &Unit) -> (Person, Sensitive) {
        let person = Person {
            name: self.name.split_whitespace().collect::<Vec<_>>().join(if self.name.is_ascii() { " " } else { "" }),
            sex: self.sex,
            birth: self.birth,
            ethnic: crate::code::ethnic_group(&self.ethnic).unwrap_or(self.ethnic.trim()).to_owned(),
            politics: self.politics,
            work_since: self.work_since,
            title: self.title.trim().to_owned(),
            level: self.level.unwrap_or(Level::Unknown),
            level_since: self.level_since,
            unit: unit.id.clone(),
            path: unit.path.clone(),
            version: 1,
            ..Person::blank(id)
        };
        (person, Sensitive { id_number: normal_id_number(&self.id_number), ..Sensitive::default() })
    }
}

/// How somebody's service ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndOfService {
    /// Who.
    pub person: PersonId,
    /// The version of the record that was read.
    pub version: u32,
    /// Retired, resigned, moved away, dead.
    pub state: PersonState,
    /// The last day.
    pub on: Day,
    /// The paper.
    pub document: String,
}

impl EndOfService {
    /// Checks the fields.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self, today: Day) -> Result<(), Fault> {
        let mut checks = crate::fault::Checks::default();
        checks.require(self.state != PersonState::Active, "state", crate::Rule::Required);
        checks.require(self.on <= today, "on", crate::Rule::NotLater);
        checks.text(&self.document, "document", 80);
        checks.done()
    }
}
