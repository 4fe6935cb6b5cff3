//! Call-ups (调训): the organisation names who is to attend, by a numbered notice; each
//! answers it. And sending (选派): a unit names its own.

use serde::{Deserialize, Serialize};

use super::{Enrolment, EnrolmentState, Refusal, Roll};
use crate::code::Level;
use crate::fault::{Checks, Milestone, Rule};
use crate::page::{Page, Window};
use crate::record::Hours;
use crate::{CallUpId, ClassId, Day, Fault, Moment, PersonId, Reason, UnitId};

/// A notice of call-up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallUp {
    /// The call-up.
    pub id: CallUpId,
    pub class: ClassId,
    pub title: String,
    /// Path of the unit that holds it.
    pub path: String,
    /// Number of the notice (文号).
    pub number: String,
    /// Whether people are called by name (点名调训) rather than in the course of tiered training.
    pub by_name: bool,
    /// By when it must be answered.
    pub reply_by: Day,
    /// What else the notice says.
    #[serde(default)]
    pub note: String,
    /// Who issued it.
    pub by: String,
    /// When.
    pub at: Moment,
    /// How many it calls.
    pub people: u32,
}

/// A call-up as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallUpDraft {
    pub class: ClassId,
    /// Number of the notice.
    pub number: String,
    /// By name or not.
    pub by_name: bool,
    /// By when it must be answered.
    pub reply_by: Day,
    /// What else the notice says.
    pub note: String,
    /// Who is called.
    pub people: Vec<PersonId>,
}

impl CallUpDraft {
    /// Checks the fields.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self, today: Day, starts: Day) -> Result<(), Fault> {
        let mut checks = Checks::default();
        checks.text(&self.number, "number", 40);
        checks.optional_text(&self.note, "note", 1000);
        checks.require(!self.people.is_empty(), "people", Rule::Required);
        checks.require(self.reply_by >= today, "reply_by", Rule::not_before(Milestone::Today, today));
        checks.require(self.reply_by < starts, "reply_by", Rule::BeforeStart);
        checks.done()
    }
}

/// How a call stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CallState {
    /// Not answered.
    Open,
    /// Will attend.
    Attending,
    /// Asked for leave (请假), not decided.
    LeaveAsked,
    Excused,
    /// Proposed somebody else, not decided.
    SubstituteAsked,
    /// Somebody else attends.
    Substituted,
}

impl CallState {
    /// Every state.
    pub const ALL: [Self; 6] =
        [Self::Open, Self::Attending, Self::LeaveAsked, Self::Excused, Self::SubstituteAsked, Self::Substituted];

    /// Whether the issuer is to decide.
    #[must_use]
    pub fn awaits_decision(self) -> bool {
        matches!(self, Self::LeaveAsked | Self::SubstituteAsked)
    }

    /// Whether the person may still answer.
    #[must_use]
    pub fn may_answer(self) -> bool {
        matches!(self, Self::Open | Self::Attending | Self::LeaveAsked | Self::SubstituteAsked)
    }
}

/// One person called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Names class and person, as their place does.
    pub id: crate::EnrolmentId,
    /// The notice.
    pub call_up: CallUpId,
    pub class: ClassId,
    /// Who.
    pub person: PersonId,
    pub name: String,
    pub unit_name: String,
    /// How it stands.
    pub state: CallState,
    /// The reason given for leave or substitute.
    #[serde(default)]
    pub reason: String,
    /// Who is proposed instead; empty for nobody.
    #[serde(default)]
    pub substitute: PersonId,
    #[serde(default)]
    pub substitute_name: String,
    /// When it was last answered or decided.
    pub at: Moment,
    /// Who decided; empty while nobody has.
    #[serde(default)]
    pub decided_by: String,
    /// What was decided against, and why.
    #[serde(default)]
    pub refused: String,
}

/// What somebody answers to a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CallAnswer {
    /// Attends.
    Attend,
    /// Asks for leave.
    Leave(String),
    /// Proposes somebody of the same unit.
    Substitute(PersonId, String),
}

/// A notice's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallUpDetail {
    /// The notice.
    pub call_up: CallUp,
    /// First and last day of the class.
    pub days: (Day, Day),
    /// Where.
    pub place: String,
    pub hours: Hours,
    /// Who holds the class.
    pub unit_name: String,
    /// Who is called; only oneself for those who are called.
    pub calls: Vec<Call>,
    /// Those of one's own unit who could come instead, for the person called.
    pub colleagues: Vec<(PersonId, String)>,
    /// Whether the viewer may decide about answers.
    pub may_decide: bool,
}

/// Something to know before somebody is called up or sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Warning {
    /// Has a place in this class already.
    HasPlace(EnrolmentState),
    /// Has a place in another class at the same time.
    Clash(String, Day, Day),
    /// Was called up to another class that has not begun.
    CalledUp(String),
    /// Has far more hours than the year asks for, in per cent of it.
    OverTrained(i64),
    /// Has had no hours for so many years: one to call.
    LongUntrained(i64),
    /// Is to be trained after the result of an appraisal: the year and the result, and the basis.
    Appraised(String),
}

impl Warning {
    /// Whether it speaks against calling them.
    #[must_use]
    pub fn is_against(&self) -> bool {
        !matches!(self, Self::LongUntrained(_) | Self::Appraised(_))
    }
}

/// Somebody who could be called up or sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prospect {
    /// Who.
    pub person: PersonId,
    pub name: String,
    /// Unit's short name.
    pub unit_name: String,
    pub level: Level,
    /// Hours this year.
    pub hours: Hours,
    /// What to know.
    pub warnings: Vec<Warning>,
}

/// Which prospects to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProspectQuery {
    pub class: ClassId,
    /// Words of the name.
    pub q: String,
    /// Only this unit and below.
    pub unit: UnitId,
    /// Only those without a warning against them.
    #[serde(deserialize_with = "crate::page::written")]
    pub clear: bool,
    /// Which part.
    #[serde(flatten)]
    pub window: Window,
}

/// Those who could be called up or sent, fewest hours first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prospects {
    pub class: super::Class,
    /// A page of them.
    pub people: Page<Prospect>,
    /// Whether the viewer may call up (rather than only send).
    pub may_call_up: bool,
    /// The day by which answers are due unless told otherwise.
    pub reply_by: Day,
}

/// What is known of a person's year when it is asked whether to call them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    /// Hours this year.
    pub hours: Hours,
    /// Hours the year asks for of them; nothing when nothing is asked by the year.
    pub required: Option<Hours>,
    /// The last year with any hours.
    pub last_year: Option<i32>,
}

/// With how many hours somebody has far more than the year asks of them: `over` per cent of it; none where it asks
/// nothing.
#[must_use]
pub fn over_trained_from(required: Option<Hours>, over: i64) -> Option<Hours> {
    let required = required.filter(|hours| hours.0 > 0)?;
    let hours = (over * i64::from(required.0) + 99).div_euclid(100);
    Some(Hours(i32::try_from(hours).unwrap_or(i32::MAX)))
}

/// What their year says about calling somebody up. `over` in per cent, `long` in years.
#[must_use]
pub fn load_warnings(load: &Load, year: i32, over: i64, long: i64) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if over_trained_from(load.required, over).is_some_and(|from| load.hours >= from) {
        let required = load.required.unwrap_or_default();
        let natural = |hours: Hours| u64::try_from(hours.0).unwrap_or_default();
        let share = crate::rate::percent(natural(load.hours), natural(required)).unwrap_or_default();
        warnings.push(Warning::OverTrained(share.into()));
    }
    // Somebody without any record is as old in this as the record reaches: the limit itself.
    let years = load.last_year.map_or(long, |last| i64::from(year - last));
    if years >= long {
        warnings.push(Warning::LongUntrained(years));
    }
    warnings
}

impl Roll {
    /// Puts somebody into another's seat: a substitute approved.
    ///
    /// # Errors
    /// The seat is gone, or the substitute has a place already.
    pub fn replace(&mut self, person: &PersonId, substitute: Enrolment, now: Moment) -> Result<(), Reason> {
        let held = self.places().iter().find(|place| place.person == *person).map(|place| place.state);
        if !held.is_some_and(|state| matches!(state, EnrolmentState::Enrolled | EnrolmentState::Offered)) {
            return Err(Refusal::NotEnrolled.into());
        }
        let known = self.places().iter().find(|place| place.person == substitute.person);
        if known.is_some_and(|place| place.state.is_open() || place.state.is_result()) {
            return Err(Refusal::AlreadyEnrolled.into());
        }
        self.swap(person, substitute, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_much_and_who_has_nothing_is_pointed_out() {
        let load = |hours, required, last_year| Load { hours: Hours::whole(hours), required, last_year };
        let ninety = Some(Hours::whole(90));
        assert_eq!(load_warnings(&load(100, ninety, Some(2026)), 2026, 200, 2), []);
        assert_eq!(load_warnings(&load(180, ninety, Some(2026)), 2026, 200, 2), [Warning::OverTrained(200)]);
        let odd = Load { hours: Hours(14), required: Some(Hours(9)), last_year: Some(2026) };
        assert_eq!(over_trained_from(odd.required, 150), Some(odd.hours), "of thirteen and a half, the next");
        assert_eq!(load_warnings(&odd, 2026, 150, 2), [Warning::OverTrained(156)]);
        assert_eq!(load_warnings(&Load { hours: Hours(13), ..odd }, 2026, 150, 2), []);
        assert_eq!((over_trained_from(None, 200), over_trained_from(Some(Hours(0)), 200)), (None, None));
        assert_eq!(load_warnings(&load(0, ninety, Some(2023)), 2026, 200, 2), [Warning::LongUntrained(3)]);
        assert_eq!(load_warnings(&load(0, None, None), 2026, 200, 2), [Warning::LongUntrained(2)]);
        assert!(!Warning::LongUntrained(3).is_against());
    }
}
