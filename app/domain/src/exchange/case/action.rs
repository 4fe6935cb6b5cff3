//! What may be done with a case.

use serde::{Deserialize, Serialize};

use super::{Behalf, Ending, Voice, Vote};
use crate::Day;
use crate::code::codes;
use crate::exchange::eligibility::RuleKey;
use crate::exchange::kind::Paper;
use crate::record::Grade;

codes! {
    /// What was done.
    ActionKind {
        Open "open" "提出" "Opened",
        File "file" "归入材料" "Filed a paper",
        Attach "attach" "上传附件" "Attached a file",
        Detach "detach" "撤下附件" "Took a file off",
        Give "give" "提出意见" "Gave an opinion",
        Waive "waive" "作出特别决定" "Decided about a rule",
        Vote "vote" "会议表决" "Voted",
        Publish "publish" "公示" "Put up notice",
        Object "object" "提出异议" "Objected",
        Answer "answer" "答复异议" "Answered an objection",
        Approve "approve" "审批（备案）" "Approved or filed",
        Overrule "overrule" "说明继续办理的理由" "Said why it goes on",
        Appoint "appoint" "发文任免" "Appointed",
        Report "report" "报到" "Reported for duty",
        Review "review" "考核鉴定" "Reviewed",
        End "end" "期满处理" "Ended",
        Advance "advance" "进入下一步" "Went on",
        SendBack "send-back" "退回补正" "Sent back",
        Withdraw "withdraw" "撤回" "Withdrawn",
        Refuse "refuse" "不予通过" "Refused",
        Behalf "behalf" "代为录入" "Entered on behalf",
        Correct "correct" "更正" "Corrected",
    }
}

/// Something to be done with a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Action {
    /// Files a paper.
    File {
        /// Which.
        paper: Paper,
        /// Number or content.
        note: String,
    },
    /// Attaches a file that was taken in.
    Attach {
        /// Under which name it is kept.
        file: String,
        /// What it was called.
        name: String,
        /// Bytes.
        size: u32,
        /// What it is.
        about: String,
        /// For the organisation department alone.
        closed: bool,
    },
    /// Takes a file off that does not belong there.
    Detach {
        /// Which, from 0.
        n: u32,
        /// Why.
        reason: String,
    },
    /// Gives an opinion.
    Give {
        /// Whose.
        voice: Voice,
        /// Whether they agree.
        agrees: bool,
        /// In their words.
        text: String,
    },
    /// Decides otherwise than a rule, where the rule lets somebody.
    Waive {
        /// Which rule.
        key: RuleKey,
        /// Why.
        reason: String,
        /// Document of the decision.
        document: String,
    },
    /// Records a meeting's vote.
    Vote(Vote),
    /// Puts the public notice up in both units.
    Publish {
        /// The day.
        on: Day,
    },
    /// Objects.
    Object {
        /// From whom.
        from: String,
        /// What.
        text: String,
    },
    /// Answers an objection.
    Answer {
        /// Which, from 0.
        n: u32,
        /// Whether it stands in the way.
        upheld: bool,
        /// Reasons.
        text: String,
    },
    /// Records the approval or filing.
    Approve {
        /// Its number.
        document: String,
    },
    /// Says why a move goes on although the person does not agree (公务员法 73).
    Overrule {
        /// Why.
        reason: String,
    },
    /// Records the notice of appointment and removal.
    Appoint {
        /// Its number.
        document: String,
        /// The day it bears.
        dated: Day,
        /// First day in the post.
        from: Day,
    },
    /// Records that the person reported for duty.
    Report {
        /// The day.
        on: Day,
    },
    /// Records a mid-term review or an appraisal.
    Review {
        /// The grade.
        grade: Grade,
        /// In words.
        text: String,
    },
    /// Decides how the posting ends.
    End {
        /// How.
        ending: Ending,
        /// For an extension the new last day, for an early end the last day; today when it is not said.
        until: Option<Day>,
        /// Reason.
        reason: String,
    },
    /// Goes on to the next step.
    Advance,
    /// Sends the case back to the step before, to be corrected.
    SendBack {
        /// What is to be corrected.
        reason: String,
    },
    /// Withdraws the case.
    Withdraw {
        /// Why.
        reason: String,
    },
    /// Refuses the case.
    Refuse {
        /// Why.
        reason: String,
    },
    /// Enters for another part what that part put on paper.
    Behalf {
        /// What: an opinion, a paper, a report, a review, or the correction of one.
        entry: Box<Action>,
        /// The paper.
        paper: Behalf,
    },
    /// Corrects a record, with what it should have been.
    Correct {
        /// The record as it should be.
        entry: Box<Action>,
        /// Which, from 0, where there are several of its kind.
        n: u32,
        /// Why.
        reason: String,
    },
}

impl Action {
    /// What it is.
    #[must_use]
    pub fn kind(&self) -> ActionKind {
        match self {
            Self::File { .. } => ActionKind::File,
            Self::Attach { .. } => ActionKind::Attach,
            Self::Detach { .. } => ActionKind::Detach,
            Self::Give { .. } => ActionKind::Give,
            Self::Waive { .. } => ActionKind::Waive,
            Self::Vote(_) => ActionKind::Vote,
            Self::Publish { .. } => ActionKind::Publish,
            Self::Object { .. } => ActionKind::Object,
            Self::Answer { .. } => ActionKind::Answer,
            Self::Approve { .. } => ActionKind::Approve,
            Self::Appoint { .. } => ActionKind::Appoint,
            Self::Report { .. } => ActionKind::Report,
            Self::Review { .. } => ActionKind::Review,
            Self::End { .. } => ActionKind::End,
            Self::Advance => ActionKind::Advance,
            Self::SendBack { .. } => ActionKind::SendBack,
            Self::Withdraw { .. } => ActionKind::Withdraw,
            Self::Refuse { .. } => ActionKind::Refuse,
            Self::Overrule { .. } => ActionKind::Overrule,
            Self::Behalf { .. } => ActionKind::Behalf,
            Self::Correct { .. } => ActionKind::Correct,
        }
    }
}
