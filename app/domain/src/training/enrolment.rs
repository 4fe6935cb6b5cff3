//! A person's place in a class: how it stands, how they came to it, and what was decided about it.

use serde::{Deserialize, Serialize};

use crate::code::{Code, Lang, codes};
use crate::record::Hours;
use crate::{AccountId, ClassId, EnrolmentId, Moment, PersonId, UnitId};

codes! {
    /// How somebody came to a place.
    #[derive(Default)]
    Channel {
        #[default]
        SelfChosen "self" "个人选学" "Own choice",
        Nominated "nominated" "单位选派" "Sent by the unit",
        CalledUp "called-up" "组织调训" "Called up",
        ByName "by-name" "点名调训" "Called up by name",
    }

    /// Final grade (学员成绩).
    Grade {
        Excellent "excellent" "优秀" "Excellent",
        Good "good" "良好" "Good",
        Pass "pass" "合格" "Pass",
        Fail "fail" "不合格" "Fail",
    }
}

impl Grade {
    /// The grade that a result in per cent proposes.
    #[must_use]
    pub fn of_percent(percent: u32) -> Self {
        match percent {
            90.. => Self::Excellent,
            80.. => Self::Good,
            60.. => Self::Pass,
            _ => Self::Fail,
        }
    }
}

/// How a place in a class stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EnrolmentState {
    /// Asked for; the person's unit is to decide.
    Requested,
    /// The unit agrees, or none was needed; the host is to decide.
    Recommended,
    /// Approved, in line for a seat.
    Waiting,
    /// A seat became free and is kept until it is confirmed or the time runs out.
    Offered,
    /// Seat confirmed.
    Enrolled,
    /// Not approved.
    Refused,
    /// Did not confirm an offered seat in time.
    Lapsed,
    /// Gave the place back.
    Withdrawn,
    /// 退学.
    Dropped,
    /// Had a seat and never came (未报到).
    Absent,
    /// 结业.
    Completed,
    /// 未结业.
    NotCompleted,
}

impl EnrolmentState {
    /// Every state, in the order of a place's life.
    pub const ALL: [Self; 12] = [
        Self::Requested,
        Self::Recommended,
        Self::Waiting,
        Self::Offered,
        Self::Enrolled,
        Self::Refused,
        Self::Lapsed,
        Self::Withdrawn,
        Self::Dropped,
        Self::Absent,
        Self::Completed,
        Self::NotCompleted,
    ];

    /// Whether it holds a seat of the class.
    #[must_use]
    pub fn has_seat(self) -> bool {
        matches!(self, Self::Offered | Self::Enrolled) || self.is_result()
    }

    /// Whether somebody is to decide about it.
    #[must_use]
    pub fn awaits_decision(self) -> bool {
        matches!(self, Self::Requested | Self::Recommended)
    }

    /// Whether it is on its way to a seat or has one, the class not being over.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Requested | Self::Recommended | Self::Waiting | Self::Offered | Self::Enrolled)
    }

    /// Whether the class has ended for them, in whatever way.
    #[must_use]
    pub fn is_result(self) -> bool {
        matches!(self, Self::Dropped | Self::Absent | Self::Completed | Self::NotCompleted)
    }
}

impl Code for EnrolmentState {
    const ALL: &'static [Self] = &Self::ALL;

    fn code(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Recommended => "recommended",
            Self::Waiting => "waiting",
            Self::Offered => "offered",
            Self::Enrolled => "enrolled",
            Self::Refused => "refused",
            Self::Lapsed => "lapsed",
            Self::Withdrawn => "withdrawn",
            Self::Dropped => "dropped",
            Self::Absent => "absent",
            Self::Completed => "completed",
            Self::NotCompleted => "not-completed",
        }
    }

    fn name(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            Self::Requested => ("待所在单位审批", "With one's unit"),
            Self::Recommended => ("待主办单位审批", "With the host"),
            Self::Waiting => ("候补", "Waiting"),
            Self::Offered => ("待确认", "To be confirmed"),
            Self::Enrolled => ("已报名", "Enrolled"),
            Self::Refused => ("未批准", "Not approved"),
            Self::Lapsed => ("逾期未确认", "Not confirmed in time"),
            Self::Withdrawn => ("已退出", "Withdrawn"),
            Self::Dropped => ("退学", "Dropped out"),
            Self::Absent => ("未报到", "Never came"),
            Self::Completed => ("结业", "Completed"),
            Self::NotCompleted => ("未结业", "Not completed"),
        };
        match lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}

/// A person's place in a class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// The place.
    pub id: EnrolmentId,
    pub class: ClassId,
    pub person: PersonId,
    pub name: String,
    /// Their unit then.
    pub unit_name: String,
    /// How it stands.
    pub state: EnrolmentState,
    /// When it was asked for.
    pub at: Moment,
    /// Hours attended, once marked.
    #[serde(default)]
    pub attended: Hours,
    /// Their unit's path then.
    #[serde(default)]
    pub path: String,
    /// Out of which seats: the unit of a quota, or nothing for everybody's.
    #[serde(default)]
    pub pool: UnitId,
    /// How they came.
    #[serde(default)]
    pub channel: Channel,
    /// What the order of the line goes by before the time of asking.
    #[serde(default)]
    pub rank: String,
    /// Until when an offered seat is kept.
    #[serde(default)]
    pub until: Moment,
    /// What was decided about it.
    #[serde(default)]
    pub decisions: Vec<Decision>,
    /// Final grade; nothing before the class is over or where none is given.
    #[serde(default, with = "super::optional_code")]
    pub grade: Option<Grade>,
    /// Why the result is what it is, where that must be said.
    #[serde(default)]
    pub remark: String,
}

impl Enrolment {
    /// By what the line is ordered.
    #[must_use]
    pub fn order(&self) -> (&str, Moment, &EnrolmentId) {
        (&self.rank, self.at, &self.id)
    }
}

/// One decision about a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The step it ended: where the place stood.
    pub step: EnrolmentState,
    /// Whether it was granted.
    pub granted: bool,
    /// Who decided.
    pub by: String,
    #[serde(default)]
    pub account: AccountId,
    /// When.
    pub at: Moment,
    /// Why, when refused.
    #[serde(default)]
    pub reason: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_called_as_they_are_kept() {
        for state in EnrolmentState::ALL {
            assert_eq!(serde_json::to_value(state).unwrap(), state.code());
        }
    }
}
