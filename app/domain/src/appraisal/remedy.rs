//! Review and appeal of a result (公务员法 95): for 定期考核定为不称职, within the law's days.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::{AppraisalRules, Member, Outcome};
use crate::code::codes;
use crate::exchange::workdays::Workdays;
use crate::{AccountId, Day};

codes! {
    /// What somebody asks for.
    RemedyKind {
        Review "review" "复核" "Review",
        Appeal "appeal" "申诉" "Appeal",
    }
}

/// A remedy that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remedy {
    /// Which.
    pub kind: RemedyKind,
    /// The day it was asked for.
    pub asked: Day,
    /// On what grounds.
    pub grounds: String,
    /// The last day to answer.
    pub due: Day,
    /// Why the answer was put off; empty when it was not.
    #[serde(default)]
    pub more: String,
    /// The answer.
    #[serde(default)]
    pub answer: Option<RemedyAnswer>,
}

/// An answer to a remedy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemedyAnswer {
    /// What holds from now on.
    pub outcome: Outcome,
    /// Why.
    pub reason: String,
    /// Who answered.
    pub by: AccountId,
    /// Their name.
    pub by_name: String,
    /// The day.
    pub on: Day,
}

/// A last day that is no working day moves to the next one that is.
fn last(day: Day, days: &Workdays) -> Day {
    (0..31).map(|n| day + TimeDelta::days(n)).find(|day| days.works(*day)).unwrap_or(day)
}

/// The last day on which a remedy may be asked for; none when it is not open at all. A review is
/// asked for once, within its days from the telling. An appeal goes directly within the same days,
/// or within its own after the review's answer; a review that is not answered in time opens the
/// appeal from the day after it was due.
#[must_use]
pub fn window(member: &Member, kind: RemedyKind, rules: &AppraisalRules, days: &Workdays, today: Day) -> Option<Day> {
    let told = member.told?;
    let after = |day: Day, n: u32| last(day + TimeDelta::days(i64::from(n)), days);
    let of = |kind: RemedyKind| member.remedies.iter().find(|one| one.kind == kind);
    // A right once given stays: what counts is the result somebody was told.
    if member.told_outcome != Some(Outcome::Incompetent) || of(RemedyKind::Appeal).is_some() {
        return None;
    }
    match (kind, of(RemedyKind::Review)) {
        (_, None) => Some(after(told, rules.review)),
        (RemedyKind::Review, Some(_)) => None,
        (RemedyKind::Appeal, Some(review)) => match &review.answer {
            Some(answer) => Some(after(answer.on, rules.appeal)),
            None if today > review.due => Some(after(review.due, rules.appeal)),
            None => None,
        },
    }
}
