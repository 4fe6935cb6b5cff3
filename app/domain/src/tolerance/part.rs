//! The steps of a case and what is decided, who acts in it, and for which side.

use serde::{Deserialize, Serialize};

use crate::code::codes;
use crate::{AccountId, PersonId};

codes! {
    /// The steps, in their order.
    Step {
        Application "application" "启动" "Application",
        Acceptance "acceptance" "受理" "Acceptance",
        Verification "verification" "核实" "Verification",
        Determination "determination" "认定" "Determination",
        Feedback "feedback" "反馈" "Feedback",
        Review "review" "复核申诉" "Review and appeal",
        Correction "correction" "纠错" "Correction",
        Filing "filing" "备案归档" "Filing",
        Visit "visit" "回访澄清" "Follow-up",
    }

    /// Whether a case goes on.
    State {
        Running "running" "办理中" "Under way",
        Rejected "rejected" "不予受理" "Not accepted",
        Withdrawn "withdrawn" "已撤回" "Withdrawn",
        Done "done" "已办结" "Closed",
    }

    /// What is decided, from light to heavy.
    Outcome {
        Exempt "exempt" "予以容错（免责）" "Tolerated, exempt",
        Lighter "lighter" "从轻或减轻" "Handled more lightly",
        Refused "refused" "不予容错" "Not tolerated",
    }

    /// Who began it.
    Opener {
        Person "person" "本人申请" "The person applied",
        Unit "unit" "单位申请" "The unit applied",
        Organ "organ" "处理机关主动启动" "The handling organ began it",
    }

    /// As what somebody acts.
    Part {
        Person "person" "本人" "The person",
        Unit "unit" "所在单位" "The unit",
        Organ "organ" "受理机关" "The organ that accepts",
        Handler "handler" "核实人员" "Handler",
        Decider "decider" "认定成员" "Member of the deciding body",
    }

    /// For which side something speaks.
    Side {
        For "for" "支持容错" "For tolerance",
        Against "against" "不支持容错" "Against",
    }
}

impl Opener {
    /// As what they act in the case.
    #[must_use]
    pub fn part(self) -> Part {
        match self {
            Self::Person => Part::Person,
            Self::Unit => Part::Unit,
            Self::Organ => Part::Organ,
        }
    }
}

impl Part {
    /// Whether it is one of those who verify and decide, to whom the whole file is open.
    #[must_use]
    pub fn inside(self) -> bool {
        matches!(self, Self::Organ | Self::Handler | Self::Decider)
    }
}

/// Somebody named in a case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The account they act with.
    pub account: AccountId,
    /// Who; empty for an account of nobody.
    #[serde(default)]
    pub person: PersonId,
    pub name: String,
}
