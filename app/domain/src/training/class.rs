//! Classes (班次), and the results of their people.

mod view;

use serde::{Deserialize, Serialize};

pub use view::{Ahead, ClassDetail, ClassQuery, ClassRow, OwnPlace, Request};

use super::{Admission, EnrolmentState, Grade, Quota, Refusal};
use crate::code::{ClassKind, Family, Level, Tier, TrainingForm};
use crate::consequence::{Consequence, EffectKind};
use crate::fault::{Checks, Milestone, Rule};
use crate::record::Hours;
use crate::{CategoryId, ClassId, Day, Fault, Moment, PersonId, ProgrammeId, Reason, UnitId};

/// Where a class stands. It moves forward only, except that it may be cancelled
/// until it is finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClassState {
    /// Being prepared; seen by those who prepare it.
    Draft,
    /// Announced; takes enrolments in its window.
    Published,
    /// Results are in, hours are posted.
    Finished,
    /// Called off.
    Cancelled,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Class {
    /// The class.
    pub id: ClassId,
    pub title: String,
    /// Content.
    pub category: CategoryId,
    /// Whom it is meant for.
    pub tier: Tier,
    /// What it is for.
    pub kind: ClassKind,
    /// Form of training, which decides what its hours count for.
    pub form: TrainingForm,
    /// Families it is open to; both when empty.
    #[serde(default)]
    pub families: Vec<Family>,
    /// Hours a full attendance earns.
    pub hours: Hours,
    /// Seats.
    pub capacity: u32,
    /// Seats taken. Every enrolment and withdrawal writes this in its transaction, so
    /// two of them can't both take the last seat.
    #[serde(default)]
    pub taken: u32,
    /// The unit that holds it.
    pub unit: UnitId,
    /// That unit's name.
    pub unit_name: String,
    /// That unit's path: cadres in its subtree may enrol.
    pub path: String,
    /// Enrolment opens.
    pub enrol_from: Moment,
    /// Enrolment closes.
    pub enrol_until: Moment,
    /// First day.
    pub starts: Day,
    /// Last day.
    pub ends: Day,
    /// Where.
    pub place: String,
    /// Who teaches.
    #[serde(default)]
    pub trainer: String,
    /// What it is about.
    #[serde(default)]
    pub about: String,
    /// The programme of an annual plan it was made from; empty for none.
    #[serde(default)]
    pub programme: ProgrammeId,
    /// Where it stands.
    pub state: ClassState,
    /// How its places are given.
    #[serde(default)]
    pub admission: Admission,
    /// How many wait for a seat.
    #[serde(default)]
    pub queued: u32,
    /// Counts the changes of its places: who changes them from what they read tells by
    /// it whether that still holds.
    #[serde(default)]
    pub turn: u32,
    /// Counts edits, seats apart.
    #[serde(default)]
    pub version: u32,
    /// When its results were entered.
    #[serde(default)]
    pub finished: Moment,
    /// How often it was opened again after that.
    #[serde(default)]
    pub reopened: u32,
}

impl Class {
    /// Until when a finished class may be opened again: so many days after its results were
    /// entered.
    #[must_use]
    pub fn reopens_until(&self, days: i64) -> Moment {
        self.finished.plus_seconds(days * 86_400)
    }

    /// What entering these results does.
    #[must_use]
    pub fn ending(&self, marks: &[Mark]) -> Consequence {
        let of = |state| marks.iter().filter(|mark| mark.outcome == state).count();
        let earning: Vec<Hours> = marks
            .iter()
            .filter(|mark| mark.outcome == EnrolmentState::Completed)
            .map(|mark| self.earned(mark.attended))
            .filter(|hours| hours.0 > 0)
            .collect();
        let tenths: i32 = earning.iter().map(|hours| hours.0).sum();
        Consequence::default()
            .and(EffectKind::Completed, of(EnrolmentState::Completed))
            .and(EffectKind::Hours, usize::try_from(tenths).unwrap_or_default())
            .and(EffectKind::Certificates, earning.len())
            .and(EffectKind::NotCompleted, of(EnrolmentState::NotCompleted))
            .and(EffectKind::Dropped, of(EnrolmentState::Dropped))
            .and(EffectKind::Absent, of(EnrolmentState::Absent))
            .and(EffectKind::Told, earning.len())
    }

    /// Free seats.
    #[must_use]
    pub fn free(&self) -> u32 {
        self.capacity.saturating_sub(self.taken)
    }

    /// Whether it takes enrolments now.
    #[must_use]
    pub fn enrolling(&self, now: Moment) -> bool {
        self.state == ClassState::Published && self.enrol_from <= now && now <= self.enrol_until
    }

    /// Whether somebody of this level, family and unit path is meant.
    #[must_use]
    pub fn meant_for(&self, level: Level, family: Family, path: &str) -> bool {
        level.tier() == self.tier
            && (self.families.is_empty() || self.families.contains(&family))
            && path.starts_with(&self.path)
    }

    /// Whether a person may take a seat now. The seat itself is decided in the store.
    ///
    /// # Errors
    /// The reason why not.
    pub fn may_enrol(&self, level: Level, family: Family, path: &str, now: Moment) -> Result<(), Reason> {
        if !self.enrolling(now) {
            return Err(Refusal::EnrolmentClosed.into());
        }
        if !self.meant_for(level, family, path) {
            return Err(Refusal::NotEligible.into());
        }
        Ok(())
    }

    /// The hours an attendance earns: in proportion, a tenth of an hour at least
    /// exact, rounded down.
    #[must_use]
    pub fn earned(&self, attended: Hours) -> Hours {
        attended.clamp(Hours(0), self.hours)
    }
}

/// A class as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassDraft {
    /// The class; empty for a new one.
    pub id: ClassId,
    /// The version that was read.
    pub version: u32,
    pub title: String,
    /// Content.
    pub category: CategoryId,
    /// Whom it is meant for.
    pub tier: Tier,
    /// What it is for.
    pub kind: ClassKind,
    /// Form of training.
    pub form: TrainingForm,
    /// Families it is open to; both when empty.
    pub families: Vec<Family>,
    /// Hours a full attendance earns.
    pub hours: Hours,
    /// Seats.
    pub capacity: u32,
    /// The unit that holds it.
    pub unit: UnitId,
    /// Day enrolment opens, from its first minute.
    pub enrol_from: Day,
    /// Day enrolment closes, to its last minute.
    pub enrol_until: Day,
    /// First day.
    pub starts: Day,
    /// Last day.
    pub ends: Day,
    /// Where.
    pub place: String,
    /// Who teaches.
    pub trainer: String,
    /// What it is about.
    pub about: String,
    /// The programme it is made from; empty for none.
    pub programme: ProgrammeId,
    /// How its places are given; what the program keeps there itself is ignored.
    pub admission: Admission,
}

impl ClassDraft {
    /// Checks the fields that can be checked alone.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self) -> Result<(), Fault> {
        let mut checks = Checks::default();
        checks.text(&self.title, "title", 80);
        checks.text(self.unit.as_str(), "unit", 64);
        checks.between(i64::from(self.hours.0), "hours", 1, 10_000);
        checks.between(i64::from(self.capacity), "capacity", 1, 100_000);
        checks.require(
            self.enrol_from <= self.enrol_until,
            "enrol_until",
            Rule::not_before(Milestone::EnrolFrom, self.enrol_from),
        );
        checks.require(self.starts <= self.ends, "ends", Rule::not_before(Milestone::Starts, self.starts));
        checks.text(&self.place, "place", 80);
        checks.optional_text(&self.trainer, "trainer", 80);
        checks.optional_text(&self.about, "about", 2000);
        checks.between(i64::from(self.admission.waiting), "waiting", 0, 100_000);
        checks.between(i64::from(self.admission.confirm_hours), "confirm_hours", 0, 720);
        checks.between(i64::from(self.admission.min_years), "min_years", 0, 40);
        // Collected requests get their seats when enrolment has closed, and nobody gets one
        // on the day the class begins: a clear day must lie between.
        if self.admission.collects() {
            let between = self.enrol_until.succ_opt().is_some_and(|next| next < self.starts);
            checks.require(between, "enrol_until", Rule::BeforeStart);
        }
        checks.done()
    }
}

/// Checks seats set aside by unit against the capacity.
///
/// # Errors
/// [`Fault::Invalid`] naming `quotas`.
pub fn check_quotas(capacity: u32, quotas: &[Quota]) -> Result<(), Fault> {
    let mut checks = Checks::default();
    let sum: u64 = quotas.iter().map(|quota| u64::from(quota.seats)).sum();
    checks.require(sum <= u64::from(capacity), "quotas", Rule::Between(0, i64::from(capacity)));
    let mut units: Vec<&UnitId> = quotas.iter().map(|quota| &quota.unit).collect();
    units.sort();
    units.dedup();
    checks.require(units.len() == quotas.len(), "quotas", Rule::Taken);
    checks.done()
}

/// One person's result, as marked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    pub person: PersonId,
    /// Hours attended.
    pub attended: Hours,
    /// 结业, 未结业, 退学 or 未报到.
    pub outcome: EnrolmentState,
    /// Final grade, where one is given.
    pub grade: Option<Grade>,
    /// Why, where that must be said.
    pub remark: String,
}

impl Mark {
    /// A result without a grade.
    #[must_use]
    pub fn new(person: PersonId, attended: Hours, completed: bool) -> Self {
        let outcome = if completed { EnrolmentState::Completed } else { EnrolmentState::NotCompleted };
        Self { person, attended, outcome, grade: None, remark: String::new() }
    }

    /// Checks it. `too_much` says that more was missed than the rule allows: completing all
    /// the same is a decision, and says why.
    ///
    /// # Errors
    /// [`Fault::Invalid`] naming `mark-…` or `remark-…` of the person.
    pub fn check(&self, class: &Class, too_much: bool) -> Result<(), Fault> {
        let mut checks = Checks::default();
        let within = self.attended.0 >= 0 && self.attended <= class.hours;
        checks.require(within, &format!("mark-{}", self.person), Rule::Between(0, i64::from(class.hours.0 / 10)));
        let remark = format!("remark-{}", self.person);
        checks.optional_text(&self.remark, &remark, 200);
        checks.require(self.outcome.is_result(), &format!("outcome-{}", self.person), Rule::Unknown);
        let failed = self.grade == Some(Grade::Fail) && self.outcome == EnrolmentState::Completed;
        let silent = self.remark.trim().is_empty();
        if too_much && self.outcome == EnrolmentState::Completed && silent {
            checks.require(false, &remark, Rule::MissedTooMuch);
        } else if (self.outcome == EnrolmentState::Dropped || failed) && silent {
            checks.require(false, &remark, Rule::Required);
        }
        checks.done()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class() -> Class {
        Class {
            id: "c".into(),
            title: "群团干部能力提升班".into(),
            category: "mass-work".into(),
            tier: Tier::Section,
            kind: ClassKind::InService,
            form: TrainingForm::OffJob,
            families: vec![Family::Mass],
            hours: Hours::whole(24),
            capacity: 2,
            taken: 0,
            unit: "p".into(),
            unit_name: "省".into(),
            path: "/p/".into(),
            enrol_from: Moment(100),
            enrol_until: Moment(200),
            starts: crate::time::parse_day("2026-12-01").unwrap(),
            ends: crate::time::parse_day("2026-12-03").unwrap(),
            place: "省委党校".into(),
            trainer: String::new(),
            about: String::new(),
            programme: ProgrammeId::default(),
            state: ClassState::Published,
            admission: Admission::default(),
            queued: 0,
            turn: 0,
            finished: Moment(0),
            reopened: 0,
            version: 0,
        }
    }

    #[test]
    fn enrolment_keeps_to_window_state_and_audience() {
        let class = class();
        let ask = |level, family, path: &str, now| class.may_enrol(level, family, path, Moment(now));
        assert_eq!(ask(Level::SectionChief, Family::Mass, "/p/u/", 100), Ok(()));
        assert_eq!(ask(Level::SectionChief, Family::Mass, "/p/u/", 99), Err(Refusal::EnrolmentClosed.into()));
        assert_eq!(ask(Level::SectionChief, Family::Mass, "/p/u/", 201), Err(Refusal::EnrolmentClosed.into()));
        assert_eq!(ask(Level::DivisionChief, Family::Mass, "/p/u/", 150), Err(Refusal::NotEligible.into()));
        assert_eq!(ask(Level::SectionChief, Family::Government, "/p/u/", 150), Err(Refusal::NotEligible.into()));
        assert_eq!(ask(Level::SectionChief, Family::Mass, "/q/", 150), Err(Refusal::NotEligible.into()));
        let cancelled = Class { state: ClassState::Cancelled, ..class.clone() };
        assert_eq!(
            cancelled.may_enrol(Level::SectionChief, Family::Mass, "/p/", Moment(150)),
            Err(Refusal::EnrolmentClosed.into())
        );
    }

    #[test]
    fn nobody_earns_more_than_the_class_has() {
        assert_eq!(class().earned(Hours::whole(30)), Hours::whole(24));
        assert_eq!(class().earned(Hours(-5)), Hours(0));
        assert_eq!(class().earned(Hours(125)), Hours(125));
    }
}
