//! Lessons (课次) of a class and who was there. A code that changes every few seconds
//! proves presence: it is shown in the room and is worth nothing a moment later.

use serde::{Deserialize, Serialize};

use super::{Class, Refusal};
use crate::code::codes;
use crate::fault::{Checks, Milestone, Rule};
use crate::record::Hours;
use crate::{ClassId, Fault, LessonId, Moment, PersonId, Reason};

codes! {
    /// Whether somebody was at a lesson.
    Presence {
        Present "present" "到课" "Present",
        Late "late" "迟到" "Late",
        Leave "leave" "请假" "On leave",
        Absent "absent" "缺课" "Absent",
    }

    /// How that became known.
    Witness {
        Scan "scan" "扫码" "Scanned",
        Typed "typed" "输码" "Typed the code",
        Offline "offline" "离线补传" "Sent later from a phone without connection",
        List "list" "班主任点名" "By the class head",
    }
}

impl Presence {
    /// Whether it earns the lesson's hours.
    #[must_use]
    pub fn attended(self) -> bool {
        matches!(self, Self::Present | Self::Late)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lesson {
    /// The lesson.
    pub id: LessonId,
    pub class: ClassId,
    /// What it is about.
    pub title: String,
    /// Begins.
    pub starts: Moment,
    pub ends: Moment,
    /// Where.
    pub place: String,
    /// Who teaches.
    pub trainer: String,
    /// Whether a leading cadre teaches (领导授课).
    pub leader: bool,
    /// Hours it earns.
    pub hours: Hours,
    /// Counts edits, as its calendar entry does (SEQUENCE).
    #[serde(default)]
    pub version: u32,
    /// When it was last edited.
    #[serde(default)]
    pub at: Moment,
    /// Whether it was called off.
    #[serde(default)]
    pub cancelled: bool,
}

/// Minutes before a lesson from which one may check in.
pub const OPENS_BEFORE: i64 = 30;

/// Minutes after coming from which checking in again is signing out.
pub const OUT_AFTER: i64 = 10;

/// Hours after a lesson's end within which a phone that had no connection may send what it kept.
pub const SEND_LATER_HOURS: i64 = 24;

impl Lesson {
    /// The first moment at which one may check in.
    #[must_use]
    pub fn opens(&self) -> Moment {
        self.starts.plus_seconds(-OPENS_BEFORE * 60)
    }

    /// Whether one may check in now.
    ///
    /// # Errors
    /// [`Refusal::CheckInClosed`].
    pub fn open(&self, now: Moment) -> Result<(), Reason> {
        if self.cancelled || now < self.opens() || now > self.ends {
            Err(Refusal::CheckInClosed.into())
        } else {
            Ok(())
        }
    }

    /// What checking in at a moment counts as; `grace` in minutes.
    #[must_use]
    pub fn presence(&self, at: Moment, grace: i64) -> Presence {
        if at <= self.starts.plus_seconds(grace * 60) { Presence::Present } else { Presence::Late }
    }

    /// Whether two lessons overlap in time.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.starts < other.ends && other.starts < self.ends
    }
}

/// A lesson as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LessonDraft {
    /// The lesson; empty for a new one.
    pub id: LessonId,
    /// The version that was read.
    pub version: u32,
    pub class: ClassId,
    /// What it is about.
    pub title: String,
    /// Begins.
    pub starts: Moment,
    pub ends: Moment,
    /// Where.
    pub place: String,
    /// Who teaches.
    pub trainer: String,
    /// Whether a leading cadre teaches.
    pub leader: bool,
    /// Hours it earns.
    pub hours: Hours,
}

impl LessonDraft {
    /// Checks the fields that can be checked alone.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check_alone(&self) -> Result<(), Fault> {
        self.alone().done()
    }

    fn alone(&self) -> Checks {
        let mut checks = Checks::default();
        checks.text(&self.title, "title", 80);
        checks.optional_text(&self.place, "place", 80);
        checks.optional_text(&self.trainer, "trainer", 80);
        checks.require(self.starts < self.ends, "until", Rule::after_time(Milestone::Begins, self.starts));
        checks.require(self.starts.day() == self.ends.day(), "until", Rule::SameDay);
        checks
    }

    /// Checks it against its class and the other lessons.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self, class: &Class, others: &[Lesson]) -> Result<(), Fault> {
        let mut checks = self.alone();
        let within = (class.starts..=class.ends).contains(&self.starts.day());
        checks.require(within, "day", Rule::WithinClass);
        let others: Vec<&Lesson> = others.iter().filter(|other| other.id != self.id && !other.cancelled).collect();
        let planned: Hours = others.iter().map(|other| other.hours).sum();
        let left = i64::from(class.hours.0 - planned.0);
        checks.require(
            i64::from(self.hours.0) >= 1 && i64::from(self.hours.0) <= left,
            "hours",
            Rule::Between(0, left.max(0) / 10),
        );
        let clash = others.iter().any(|other| self.starts < other.ends && other.starts < self.ends);
        checks.require(!clash, "from", Rule::Overlaps);
        checks.done()
    }
}

/// What is known of one person at one lesson.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckIn {
    pub lesson: LessonId,
    pub class: ClassId,
    pub person: PersonId,
    /// Whether they were there.
    pub presence: Presence,
    /// How that became known.
    pub witness: Witness,
    /// When they came; 0 when they did not.
    pub came: Moment,
    /// When they were last seen, checking in again before they go; 0 when they were not.
    pub left: Moment,
    /// Why, for leave and corrections.
    #[serde(default)]
    pub reason: String,
}

/// A lesson of somebody's day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LessonOfDay {
    pub lesson: Lesson,
    /// What its class is called.
    pub class: String,
    /// What is known of them at it.
    pub check_in: Option<CheckIn>,
}

/// A person's line in the list of a lesson.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttendanceRow {
    /// Who.
    pub person: PersonId,
    pub name: String,
    pub unit_name: String,
    /// What is known.
    pub check_in: Option<CheckIn>,
}

/// A lesson's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LessonDetail {
    pub lesson: Lesson,
    pub class: Class,
    /// Everybody with a seat, for those who keep the list.
    pub rows: Option<Vec<AttendanceRow>>,
    /// The viewer's own.
    pub mine: Option<CheckIn>,
    /// Whether the viewer has a seat.
    pub has_seat: bool,
}

/// The code on the screen in the room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LessonCode {
    /// The code, digits.
    pub code: String,
    /// Seconds until it changes.
    pub seconds: u32,
    /// How many have come.
    pub came: u32,
    /// How many have seats.
    pub seats: u32,
}

/// How somebody checks in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckInDraft {
    pub lesson: LessonId,
    /// The code seen.
    pub code: String,
    /// How it came here.
    pub witness: Witness,
    /// When the phone kept it, for what is sent later; the code itself proves the time.
    pub kept_at: Moment,
}

/// A correction by the class head.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresenceMark {
    /// Who.
    pub person: PersonId,
    /// What it was.
    pub presence: Presence,
    /// Why, for leave.
    pub reason: String,
}

/// What somebody's lessons come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attendance {
    /// Hours of lessons attended.
    pub attended: Hours,
    /// Hours missed, with leave or without.
    pub missed: Hours,
    /// Of them, hours missed with leave.
    #[serde(default)]
    pub excused: Hours,
    /// Hours of all lessons held so far.
    pub held: Hours,
}

impl Attendance {
    /// Adds up. A lesson that is over and knows nothing of somebody was missed.
    #[must_use]
    pub fn of(lessons: &[Lesson], check_ins: &[CheckIn], now: Moment) -> Self {
        let mut sum = Self::default();
        for lesson in lessons.iter().filter(|lesson| !lesson.cancelled) {
            let known = check_ins.iter().find(|check_in| check_in.lesson == lesson.id);
            if known.is_none() && lesson.ends > now {
                continue;
            }
            sum.held = sum.held + lesson.hours;
            if known.is_some_and(|check_in| check_in.presence.attended()) {
                sum.attended = sum.attended + lesson.hours;
            } else {
                sum.missed = sum.missed + lesson.hours;
                if known.is_some_and(|check_in| check_in.presence == Presence::Leave) {
                    sum.excused = sum.excused + lesson.hours;
                }
            }
        }
        sum
    }

    /// Whether what was missed exceeds one part in `share` of a class's hours: the step of
    /// withdrawal from training (退学) then has to be decided, 学员管理规定.
    #[must_use]
    pub fn exceeds(&self, class: Hours, share: i64) -> bool {
        i64::from(self.missed.0) * share > i64::from(class.0)
    }
}

/// What the lessons of a class come to, by person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassAttendance {
    /// Missing more than one part in so many leads to a decision.
    pub share: i64,
    /// Whether the class has lessons at all; without them hours are marked by hand.
    pub has_lessons: bool,
    /// Everybody with a seat.
    pub sums: Vec<(PersonId, Attendance)>,
    /// What the class's exams that are over come to for everybody with a seat; empty where there
    /// are none.
    pub results: Vec<(PersonId, ExamSum)>,
}

/// What several exams come to for one person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExamSum {
    /// The lowest of the results there are, in per cent.
    pub lowest: Option<u32>,
    /// Exams that are over and were not sat.
    pub missed: u32,
    /// Exams whose marking is not done.
    pub pending: u32,
}

impl ExamSum {
    /// Adds an exam: the results of the person's attempts, none where marking is not done.
    pub fn add(&mut self, attempts: &[Option<u32>]) {
        match attempts.iter().copied().collect::<Option<Vec<u32>>>().map(|all| all.into_iter().max()) {
            Some(Some(best)) => self.lowest = Some(self.lowest.map_or(best, |held| held.min(best))),
            Some(None) => self.missed += 1,
            None => self.pending += 1,
        }
    }

    /// The result of all; none while one was missed or is being marked: absence is not nought, nor
    /// is it what the others were.
    #[must_use]
    pub fn result(&self) -> Option<u32> {
        self.lowest.filter(|_| self.missed == 0 && self.pending == 0)
    }
}

impl ClassAttendance {
    /// What the exams come to for a person.
    #[must_use]
    pub fn result(&self, person: &PersonId) -> ExamSum {
        self.results.iter().find(|(id, _)| id == person).map(|(_, sum)| *sum).unwrap_or_default()
    }

    /// The sum of a person.
    #[must_use]
    pub fn of(&self, person: &PersonId) -> Attendance {
        self.sums.iter().find(|(id, _)| id == person).map(|(_, sum)| *sum).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_exam_nobody_sat_is_missed_and_not_left_out() {
        let sum = |exams: &[&[Option<u32>]]| {
            let mut sum = ExamSum::default();
            exams.iter().for_each(|attempts| sum.add(attempts));
            sum
        };
        assert_eq!(
            sum(&[&[Some(85)], &[Some(50), Some(70)]]).result(),
            Some(70),
            "the best try of each, the lowest of both"
        );
        let missed = sum(&[&[Some(85)], &[]]);
        assert_eq!((missed.lowest, missed.missed, missed.result()), (Some(85), 1, None));
        let marking = sum(&[&[Some(55), None]]);
        assert_eq!((marking.lowest, marking.pending, marking.result()), (None, 1, None));
    }

    fn lesson(n: i64, hours: i32) -> Lesson {
        Lesson {
            id: format!("l{n}").into(),
            class: "c".into(),
            title: "课".into(),
            starts: Moment(n * 10_000_000),
            ends: Moment(n * 10_000_000 + 7_200_000),
            place: String::new(),
            trainer: String::new(),
            leader: false,
            hours: Hours::whole(hours),
            version: 0,
            at: Moment(0),
            cancelled: false,
        }
    }

    fn at(lesson: &Lesson, presence: Presence) -> CheckIn {
        CheckIn {
            lesson: lesson.id.clone(),
            class: "c".into(),
            person: "p".into(),
            presence,
            witness: Witness::Scan,
            came: lesson.starts,
            left: Moment(0),
            reason: String::new(),
        }
    }

    #[test]
    fn one_checks_in_within_the_window_and_late_is_late() {
        // mod_attendance#807: nobody is marked at a lesson that has not come; #746: an early
        // scan locks nobody out, it is just too early.
        let one = lesson(10, 2);
        assert_eq!(one.open(one.starts.plus_seconds(-OPENS_BEFORE * 60 - 1)), Err(Refusal::CheckInClosed.into()));
        assert_eq!(one.open(one.starts.plus_seconds(-OPENS_BEFORE * 60)), Ok(()));
        assert_eq!(one.open(Moment(one.ends.0 + 1)), Err(Refusal::CheckInClosed.into()));
        assert_eq!(one.presence(one.starts.plus_seconds(15 * 60), 15), Presence::Present);
        assert_eq!(one.presence(one.starts.plus_seconds(15 * 60 + 1), 15), Presence::Late);
        assert_eq!(Lesson { cancelled: true, ..one.clone() }.open(one.starts), Err(Refusal::CheckInClosed.into()));
    }

    #[test]
    fn leave_over_a_seventh_leads_to_a_decision() {
        let lessons = [lesson(1, 4), lesson(2, 4), lesson(3, 20)];
        let over = Moment(4 * 10_000_000);
        let check_ins = [at(&lessons[0], Presence::Leave), at(&lessons[2], Presence::Late)];
        let sum = Attendance::of(&lessons, &check_ins, over);
        assert_eq!((sum.attended, sum.missed, sum.held), (Hours::whole(20), Hours::whole(8), Hours::whole(28)));
        assert_eq!(sum.excused, Hours::whole(4));
        assert!(sum.exceeds(Hours::whole(28), 7));
        let one = Attendance { missed: Hours::whole(4), ..sum };
        assert!(!one.exceeds(Hours::whole(28), 7), "a seventh itself is allowed");
        // What has not been yet is not missed.
        assert_eq!(Attendance::of(&lessons, &[], Moment(0)), Attendance::default());
    }

    proptest! {
        #[test]
        fn what_is_attended_and_missed_is_what_was_held(
            states in proptest::collection::vec((1i32..9, 0usize..5), 0..12),
        ) {
            let lessons: Vec<Lesson> =
                states.iter().enumerate().map(|(n, (hours, _))| lesson(n as i64 + 1, *hours)).collect();
            let check_ins: Vec<CheckIn> = states
                .iter()
                .zip(&lessons)
                .filter(|((_, state), _)| *state < 4)
                .map(|((_, state), lesson)| {
                    at(lesson, [Presence::Present, Presence::Late, Presence::Leave, Presence::Absent][*state])
                })
                .collect();
            let sum = Attendance::of(&lessons, &check_ins, Moment(i64::MAX));
            let all: Hours = lessons.iter().map(|lesson| lesson.hours).sum();
            prop_assert_eq!(sum.attended + sum.missed, all);
            prop_assert_eq!(sum.held, all);
        }
    }
}
