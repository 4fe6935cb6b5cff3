//! Review and appeal (公务员法 95–98): one set of windows for everything that somebody may contest,
//! and whose they are to decide.
//!
//! A review is asked for once, within its days from the telling, of the organ that decided. An
//! appeal goes directly within the same days, or within its own after the review's answer; a review
//! that is not answered in time opens the appeal from the day after it was due. Once somebody
//! appealed, the review is over, answered or not. The appeal is decided by the department of civil
//! servants of the same level or by the organ above the one that decided, never by that organ
//! itself, and neither by whoever decided before.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::Day;
use crate::calendar::Workdays;
use crate::code::codes;

codes! {
    /// A means against a decision.
    RemedyKind {
        Review "review" "复核" "Review",
        Appeal "appeal" "申诉" "Appeal",
    }
}

/// Calendar days of the means against a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Periods {
    /// To ask for a review, from the telling (公务员法 95).
    pub review: u32,
    /// To answer it (公务员法 96).
    pub review_answer: u32,
    /// To appeal, from the review's answer (公务员法 95).
    pub appeal: u32,
    /// To answer the appeal (公务员法 96).
    pub appeal_answer: u32,
    /// More for a complex one, once (公务员法 96).
    pub appeal_more: u32,
}

/// A means somebody made use of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Used {
    /// Which.
    pub kind: RemedyKind,
    /// The last day to answer it.
    pub due: Day,
    /// The day it was answered.
    pub answered: Option<Day>,
}

/// A last day that is no working day moves to the next one that is.
#[must_use]
pub fn last_day(day: Day, days: &Workdays) -> Day {
    (0..31).map(|n| day + TimeDelta::days(n)).find(|day| days.works(*day)).unwrap_or(day)
}

fn after(day: Day, n: u32, days: &Workdays) -> Day {
    last_day(day + TimeDelta::days(i64::from(n)), days)
}

impl Periods {
    /// The last day to answer what was asked for on a day; `more` when an appeal was given more time.
    #[must_use]
    pub fn answer(&self, kind: RemedyKind, asked: Day, more: bool, days: &Workdays) -> Day {
        match kind {
            RemedyKind::Review => after(asked, self.review_answer, days),
            RemedyKind::Appeal => after(asked, self.appeal_answer + if more { self.appeal_more } else { 0 }, days),
        }
    }

    /// The last day on which a means may be used; none when it is not open at all.
    #[must_use]
    pub fn window(&self, kind: RemedyKind, told: Day, used: &[Used], days: &Workdays, today: Day) -> Option<Day> {
        let of = |kind| used.iter().find(|one| one.kind == kind);
        if of(RemedyKind::Appeal).is_some() {
            return None;
        }
        match (kind, of(RemedyKind::Review)) {
            (_, None) => Some(after(told, self.review, days)),
            (RemedyKind::Review, Some(_)) => None,
            (RemedyKind::Appeal, Some(review)) => match review.answered {
                Some(on) => Some(after(on, self.appeal, days)),
                None if today > review.due => Some(after(review.due, self.appeal, days)),
                None => None,
            },
        }
    }
}

/// What waits for an answer: an appeal ends the review before it.
#[must_use]
pub fn open(used: &[Used]) -> Option<RemedyKind> {
    let last = used.iter().find(|one| one.kind == RemedyKind::Appeal).or(used.first())?;
    last.answered.is_none().then_some(last.kind)
}

/// How somebody who would answer an appeal stands to the organ that decided (公务员法 95).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stand {
    /// Of that organ itself, or of none that the law names: they don't.
    #[default]
    Same,
    /// Of the organ above it, or of the department of civil servants of the same level.
    Competent,
    /// Of that organ, where the competent one does not work with this system: they record what it
    /// decided, from its paper.
    Records,
}

/// Whether a unit stands above another, by their paths.
#[must_use]
pub fn above(unit: &str, other: &str) -> bool {
    unit != other && other.starts_with(unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::parse_day;

    fn day(text: &str) -> Day {
        parse_day(text).unwrap()
    }

    const LAW: Periods = Periods { review: 30, review_answer: 30, appeal: 15, appeal_answer: 60, appeal_more: 30 };

    #[test]
    fn a_review_that_nobody_answers_opens_the_appeal_and_last_days_move_over_holidays() {
        let days = Workdays::of(Workdays::read("2027-01-11,休,测试").unwrap());
        let told = day("2026-12-10");
        // The thirtieth day, 9 January, is a Saturday and the Monday after it off.
        let window = |kind, used: &[Used], today| LAW.window(kind, told, used, &days, day(today));
        assert_eq!(window(RemedyKind::Review, &[], "2026-12-11"), Some(day("2027-01-12")));
        assert_eq!(window(RemedyKind::Appeal, &[], "2026-12-11"), Some(day("2027-01-12")));
        let due = LAW.answer(RemedyKind::Review, day("2026-12-13"), false, &days);
        assert_eq!(due, day("2027-01-12"));
        let asked = Used { kind: RemedyKind::Review, due, answered: None };
        assert_eq!(window(RemedyKind::Review, &[asked], "2026-12-20"), None, "once");
        assert_eq!(window(RemedyKind::Appeal, &[asked], "2027-01-12"), None, "its answer may still come");
        assert_eq!(window(RemedyKind::Appeal, &[asked], "2027-01-13"), Some(day("2027-01-27")));
        let answered = Used { answered: Some(day("2026-12-30")), ..asked };
        assert_eq!(window(RemedyKind::Appeal, &[answered], "2027-01-04"), Some(day("2027-01-14")));
        let appealed = Used { kind: RemedyKind::Appeal, due: day("2027-03-01"), answered: None };
        assert_eq!(window(RemedyKind::Appeal, &[asked, appealed], "2027-01-14"), None);
        assert_eq!(open(&[asked, appealed]), Some(RemedyKind::Appeal), "the review is over");
        assert_eq!(open(&[asked, Used { answered: Some(day("2027-02-01")), ..appealed }]), None);
        assert_eq!((open(&[asked]), open(&[answered]), open(&[])), (Some(RemedyKind::Review), None, None));
    }

    #[test]
    fn above_is_by_whole_units() {
        assert!(above("/p/", "/p/u/") && above("/", "/p/"));
        assert!(!above("/p/", "/p/") && !above("/p/u/", "/p/") && !above("/q/", "/p/"));
    }
}
