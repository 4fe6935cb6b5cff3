//! A public notice (公示) before something is decided for good, and the objections to it: one law for
//! whatever is put up.
//!
//! A notice begins on the day it is put up, never before, and runs for whole working days from the
//! next; it may be put up for a later first day. Objections are made while it runs, from its first day to
//! its last. It holds when its last day is over and every objection was answered. An objection that was
//! upheld stands until the matter was sent back, which takes the notice down, and a new one was put
//! up after it was looked into again.

use serde::{Deserialize, Serialize};

use crate::access::Viewer;
use crate::calendar::Workdays;
use crate::fault::{Checks, Milestone, Rule};
use crate::{AccountId, Day, Fault, Moment, PersonId, Reason};

/// A notice that is or was up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The day it was put up; the first whole working day is the next.
    pub on: Day,
    /// Its last day.
    pub until: Day,
    /// Working days it runs.
    pub days: u32,
    /// The year whose holiday table was missing when the last day was worked out.
    #[serde(default)]
    pub unknown: Option<i32>,
}

impl Notice {
    /// A notice of so many working days from a day on.
    #[must_use]
    pub fn of(on: Day, days: u32, table: &Workdays) -> Self {
        let until = table.after(on, days);
        Self { on, until, days, unknown: table.unknown(on, until) }
    }

    /// Whether its first day has come.
    #[must_use]
    pub fn begun(&self, today: Day) -> bool {
        today >= self.on
    }

    /// Whether its last day is over.
    #[must_use]
    pub fn over(&self, today: Day) -> bool {
        today > self.until
    }
}

/// Who made an objection. They alone may know it, to read what they are answered: see [`Publicity::veil`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objector {
    pub account: AccountId,
    /// Empty for an account that is nobody's.
    pub person: PersonId,
}

impl Objector {
    /// Whether a viewer is who it was.
    #[must_use]
    pub fn is(&self, viewer: &Viewer) -> bool {
        let same = !self.account.as_str().is_empty() && self.account == viewer.account;
        same || viewer.owns(&self.person)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    /// From whom, as they wish to be named; empty where nobody is named.
    #[serde(default)]
    pub from: String,
    /// Whether the person concerned made it themself.
    #[serde(default)]
    pub own: bool,
    /// Who made it here; none of those from before it was kept, and none in what anybody else is shown.
    #[serde(default)]
    pub who: Option<Objector>,
    /// What it says.
    pub text: String,
    /// When.
    pub at: Moment,
    #[serde(default)]
    pub answer: Option<Answered>,
    /// Whether the matter was sent back after it was upheld.
    #[serde(default)]
    pub settled: bool,
}

impl Objection {
    /// Whether a viewer made it.
    #[must_use]
    pub fn is_of(&self, viewer: &Viewer) -> bool {
        self.who.as_ref().is_some_and(|who| who.is(viewer))
    }
}

/// The answer to an objection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// Whether it stands in the way.
    pub upheld: bool,
    /// What was found, and why.
    pub text: String,
    /// Who answered.
    pub by: String,
}

/// What to do about an upheld objection, in Chinese and in English.
pub const UPHELD: (&str, &str) = (
    "异议成立：请退回补正，重新办理后再次公示；不能补正的，不予通过",
    "An objection was upheld: send it back, go through it again and put up a new notice, or refuse it",
);

/// What of a notice is still open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open {
    /// None is up.
    Down,
    /// It begins on this day.
    Begins(Day),
    /// It runs to the end of this day.
    Runs(Day),
    /// So many objections are not answered.
    Unanswered(u32),
    /// An objection was upheld, and the matter was not sent back.
    Upheld,
}

/// The notice of something, and what was said to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Publicity {
    /// The one that is up, or ran to its end.
    pub notice: Option<Notice>,
    /// Those taken down, oldest first.
    pub earlier: Vec<Notice>,
    /// Objections, oldest first.
    pub objections: Vec<Objection>,
}

impl Publicity {
    /// Puts a notice up. One of days gone by gives nobody time, so it begins today or later.
    ///
    /// # Errors
    /// [`Reason::WrongState`] while one is up; the field `on` in `checks`.
    pub fn put_up(
        &mut self,
        on: Day,
        days: u32,
        table: &Workdays,
        today: Day,
        checks: &mut Checks,
    ) -> Result<Notice, Fault> {
        if self.notice.is_some() {
            return Err(Fault::Refused(Reason::WrongState));
        }
        checks.require(on >= today, "on", Rule::not_before(Milestone::Today, today));
        Ok(*self.notice.insert(Notice::of(on, days, table)))
    }

    /// Takes the notice down because the matter goes back: what was upheld is settled by that, and
    /// a new notice is needed.
    pub fn take_down(&mut self) {
        self.earlier.extend(self.notice.take());
        for one in &mut self.objections {
            one.settled |= one.answer.as_ref().is_some_and(|answer| answer.upheld);
        }
    }

    /// Whether objections are made on a day: while the notice runs.
    ///
    /// # Errors
    /// [`Reason::NoticeBegins`] with the day from which they are; [`Reason::TimeOver`] after the last day;
    /// [`Reason::WrongState`] while none is up.
    pub fn takes(&self, today: Day) -> Result<(), Reason> {
        match self.notice {
            None => Err(Reason::WrongState),
            Some(notice) if !notice.begun(today) => Err(Reason::NoticeBegins(notice.on)),
            Some(notice) if notice.over(today) => Err(Reason::TimeOver),
            Some(_) => Ok(()),
        }
    }

    /// Adds an objection somebody makes; `own` is one of the person concerned. The same one, sent again before
    /// it was answered, is there once.
    ///
    /// # Errors
    /// As [`Publicity::takes`], on the day it is made.
    pub fn object(&mut self, who: Objector, from: &str, own: bool, text: &str, at: Moment) -> Result<(), Fault> {
        self.takes(at.day())?;
        self.enter(who, from, own, text, at);
        Ok(())
    }

    /// Adds what the person concerned asks to be looked into again after the notice, as [`Publicity::object`]
    /// does: a review (复核) has days of its own.
    pub fn ask(&mut self, who: Objector, from: &str, text: &str, at: Moment) {
        self.enter(who, from, true, text, at);
    }

    fn enter(&mut self, who: Objector, from: &str, own: bool, text: &str, at: Moment) {
        let (from, text, who) = (from.trim().to_owned(), text.trim().to_owned(), Some(who));
        let one = Objection { from, own, who, text, at, answer: None, settled: false };
        if !self.objections.iter().any(|held| Objection { at, ..held.clone() } == one) {
            self.objections.push(one);
        }
    }

    /// Leaves of each objection what a viewer may know: all of their own; of others that there is one, since
    /// when, and whether it was answered and stands in the way, and of those they are `told` all but who made it
    /// here.
    pub fn veil(&mut self, viewer: &Viewer, told: impl Fn(&Objection) -> bool) {
        for one in self.objections.iter_mut().filter(|one| !one.is_of(viewer)) {
            one.who = None;
            if told(one) {
                continue;
            }
            one.from.clear();
            one.text.clear();
            if let Some(answer) = &mut one.answer {
                answer.text.clear();
                answer.by.clear();
            }
        }
    }

    /// Answers the n-th objection, from 0.
    ///
    /// # Errors
    /// [`Fault::NotFound`] for none; [`Reason::AlreadyAnswered`].
    pub fn answer(&mut self, n: u32, answer: Answered) -> Result<(), Fault> {
        let one = self.objections.get_mut(n as usize).ok_or(Fault::NotFound)?;
        if one.answer.is_some() {
            return Err(Fault::Refused(Reason::AlreadyAnswered));
        }
        one.answer = Some(answer);
        Ok(())
    }

    /// The objections answered, or answered otherwise, since it was as `before`.
    pub fn answered_since(&self, before: &Self) -> impl Iterator<Item = (&Objection, &Answered)> {
        let was = |n: usize| before.objections.get(n).and_then(|one| one.answer.as_ref());
        let answered = self.objections.iter().enumerate();
        answered.filter_map(move |(n, one)| {
            one.answer.as_ref().filter(|answer| was(n) != Some(*answer)).map(|answer| (one, answer))
        })
    }

    /// Whether an upheld objection stands in the way.
    #[must_use]
    pub fn upheld(&self) -> bool {
        self.objections.iter().any(|one| !one.settled && one.answer.as_ref().is_some_and(|answer| answer.upheld))
    }

    /// The last day of the notice.
    #[must_use]
    pub fn until(&self) -> Option<Day> {
        self.notice.map(|one| one.until)
    }

    /// What is still open, in the order to do it.
    #[must_use]
    pub fn open(&self, today: Day) -> Vec<Open> {
        let mut open = Vec::new();
        match self.notice {
            None => open.push(Open::Down),
            Some(notice) if !notice.begun(today) => open.push(Open::Begins(notice.on)),
            Some(notice) if !notice.over(today) => open.push(Open::Runs(notice.until)),
            Some(_) => {}
        }
        open.extend(self.contested());
        open
    }

    /// What objections leave open.
    #[must_use]
    pub fn contested(&self) -> Vec<Open> {
        let unanswered = self.objections.iter().filter(|one| one.answer.is_none()).count() as u32;
        let unanswered = (unanswered > 0).then_some(Open::Unanswered(unanswered));
        unanswered.into_iter().chain(self.upheld().then_some(Open::Upheld)).collect()
    }

    /// The same with the last day of a running notice worked out anew under a table that came in,
    /// when that changes anything. What is over stays over, and nothing ends before today.
    #[must_use]
    pub fn worked_out(&self, table: &Workdays, today: Day) -> Option<Self> {
        let held = self.notice.filter(|one| !one.over(today))?;
        let anew = Notice::of(held.on, held.days, table);
        let anew = Notice { until: anew.until.max(today), ..anew };
        (anew != held).then(|| Self { notice: Some(anew), ..self.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::parse_day;

    fn day(text: &str) -> Day {
        parse_day(text).unwrap()
    }

    fn up(on: &str, today: &str, table: &Workdays) -> Result<Publicity, Fault> {
        let (mut one, mut checks) = (Publicity::default(), Checks::default());
        one.put_up(day(on), 5, table, day(today), &mut checks)?;
        checks.done()?;
        Ok(one)
    }

    #[test]
    fn a_notice_gives_its_whole_time_from_the_day_it_is_put_up() {
        let none = Workdays::default();
        assert_eq!(
            up("2026-03-05", "2026-03-06", &none),
            Err(Fault::field("on", Rule::not_before(Milestone::Today, day("2026-03-06"))))
        );
        let one = up("2026-03-06", "2026-03-06", &none).unwrap();
        assert_eq!(one.until(), Some(day("2026-03-13")));
        assert_eq!(one.open(day("2026-03-13")), [Open::Runs(day("2026-03-13"))]);
        assert_eq!(one.open(day("2026-03-14")), []);
        assert_eq!(Publicity::default().open(day("2026-03-14")), [Open::Down]);
    }

    proptest::proptest! {
        /// Whenever a notice is put up and for whichever first day: objections are taken on its days and on no
        /// other, whoever is too early reads from when, and nothing goes on before its last day is over.
        #[test]
        fn objections_are_taken_on_the_days_of_the_notice(ahead in 0i64..40, days in 5u32..20, at in 0i64..90) {
            let (put_up, none) = (day("2026-03-06"), Workdays::default());
            let (first, today) = (put_up + chrono::TimeDelta::days(ahead), put_up + chrono::TimeDelta::days(at));
            let mut one = Publicity::default();
            let notice = one.put_up(first, days, &none, put_up, &mut Checks::default()).unwrap();
            let before = one.open(today);
            let done = one.object(Objector::default(), "", false, "材料不实", Moment::start_of(today));
            let expected = if today < first {
                Err(Fault::Refused(Reason::NoticeBegins(first)))
            } else if today > notice.until {
                Err(Fault::Refused(Reason::TimeOver))
            } else {
                Ok(())
            };
            proptest::prop_assert_eq!(done.is_ok(), one.objections.len() == 1);
            proptest::prop_assert_eq!(done, expected);
            proptest::prop_assert_eq!(before.is_empty(), today > notice.until);
            proptest::prop_assert_eq!(before.contains(&Open::Begins(first)), today < first);
        }
    }

    #[test]
    fn an_upheld_objection_is_settled_by_going_back_and_a_new_notice() {
        let (none, at) = (Workdays::default(), Moment::start_of(day("2026-03-10")));
        let mut one = up("2026-03-06", "2026-03-06", &none).unwrap();
        one.object(Objector::default(), " 群众 ", false, "材料不实", at).unwrap();
        one.object(Objector::default(), "群众", false, "材料不实 ", at).unwrap();
        let after = day("2026-04-01");
        assert_eq!(one.open(after), [Open::Unanswered(1)]);
        let answer = || Answered { upheld: true, text: "属实".into(), by: "王".into() };
        one.answer(0, answer()).unwrap();
        assert_eq!(one.answer(0, answer()), Err(Fault::Refused(Reason::AlreadyAnswered)));
        assert_eq!(one.answer(1, answer()), Err(Fault::NotFound));
        assert_eq!(one.open(after), [Open::Upheld]);
        // It can't be overtaken by a second notice.
        let again = one.clone().put_up(after, 5, &none, after, &mut Checks::default());
        assert_eq!(again, Err(Fault::Refused(Reason::WrongState)));
        one.take_down();
        assert_eq!((one.open(after), one.earlier.len()), (vec![Open::Down], 1));
        one.put_up(after, 5, &none, after, &mut Checks::default()).unwrap();
        assert_eq!(one.open(day("2026-05-01")), []);
    }

    #[test]
    fn who_objected_reads_their_own_and_nobody_else_reads_who_it_was() {
        let by = |name: &str| Objector { account: name.into(), person: format!("p-{name}").as_str().into() };
        let viewer = |name: &str, person: &str| Viewer {
            account: name.into(),
            name: name.to_owned(),
            person: person.into(),
            grants: Vec::new(),
            request: String::new(),
        };
        let (none, at) = (Workdays::default(), Moment::start_of(day("2026-03-10")));
        let mut one = up("2026-03-06", "2026-03-06", &none).unwrap();
        // The same words of two people are two objections.
        for name in ["a", "b", "b"] {
            one.object(by(name), "", false, "材料不实", at).unwrap();
        }
        assert_eq!(one.objections.len(), 2);
        let before = one.clone();
        one.answer(1, Answered { upheld: false, text: "经核查属实".into(), by: "王".into() }).unwrap();
        let told: Vec<_> = one.answered_since(&before).map(|(one, _)| one.who.clone()).collect();
        assert_eq!((told, one.answered_since(&one).count()), (vec![Some(by("b"))], 0));
        let read = |viewer: &Viewer, told: bool| {
            let mut one = one.clone();
            one.veil(viewer, |_| told);
            one.objections.into_iter().map(|one| (one.who.is_some(), one.text)).collect::<Vec<_>>()
        };
        let (said, kept) = (|own| (own, "材料不实".to_owned()), (false, String::new()));
        // With another account, too, as long as it is the same person's.
        for viewer in [viewer("b", ""), viewer("other", "p-b")] {
            assert_eq!(read(&viewer, false), [kept.clone(), said(true)]);
        }
        assert_eq!(read(&viewer("c", ""), false), [kept.clone(), kept.clone()]);
        assert_eq!(read(&viewer("c", ""), true), [said(false), said(false)]);
    }

    #[test]
    fn a_running_notice_is_worked_out_anew_and_one_that_is_over_is_not() {
        let none = Workdays::default();
        let one = up("2026-12-30", "2026-12-30", &none).unwrap();
        assert_eq!((one.until(), one.notice.unwrap().unknown), (Some(day("2027-01-07")), Some(2026)));
        let read = |text: &str| Workdays::of(Workdays::read(text).unwrap());
        let table = read("2026-10-01,休,国庆节\n2027-01-01,休,元旦\n2027-01-02,休,元旦\n2027-01-03,班,元旦");
        let anew = one.worked_out(&table, day("2027-01-05")).unwrap();
        assert_eq!((anew.until(), anew.notice.unwrap().unknown), (Some(day("2027-01-06")), None));
        assert_eq!(anew.worked_out(&table, day("2027-01-05")), None);
        assert_eq!(one.worked_out(&table, day("2027-01-07")).unwrap().until(), Some(day("2027-01-07")));
        assert_eq!(one.worked_out(&table, day("2027-01-08")), None);
    }
}
