//! What may be done with a case, by whom, and at which steps.

use super::clause::Distinction;
use super::part::{Member, Outcome, Part, Side, Step};
use crate::form::{Field, Form};
use crate::procedure::acts;
use crate::remedy::RemedyKind;
use crate::{AccountId, Day};

acts! {
    /// Something to be done with a case.
    Action,
    /// What was done.
    ActionKind by Part {
        Submit "submit" "提交" "Submitted" [Person, Unit, Organ] {
            /// What completes the application.
            text: String,
        },
        Accept "accept" "受理" "Accepted" [Organ] {
            /// Why, where the time to apply can't be told.
            reason: String,
        },
        /// From whoever kept the case.
        Take "take" "接手经办" "Took it over" [Organ] {
            reason: String = "why",
        },
        SendBack "send-back" "退回补正" "Sent back to be completed" [Organ] {
            reason: String = "why",
        },
        Reject "reject" "不予受理" "Not accepted" [Organ] {
            reason: String = "why",
        },
        Withdraw "withdraw" "撤回" "Withdrawn" [Person, Unit, Organ] {
            reason: String = "why",
        },
        Assign "assign" "确定核实和认定人员" "Named handlers and deciders" [Organ] {
            handlers: Vec<Member>,
            deciders: Vec<Member>,
        },
        Recuse "recuse" "申请回避" "Asked somebody to stand aside" [Person, Unit, Handler, Decider] {
            member: AccountId,
            reason: String,
        },
        AnswerRecusal "answer-recusal" "决定回避" "Decided who stands aside" [Organ] {
            /// Which request, from 0.
            n: u32,
            granted: bool = "decision",
            reason: String,
        },
        Give "give" "提交证据" "Gave evidence" [Person, Unit, Handler] {
            side: Side,
            /// The clause or distinction it is about; empty for the whole.
            about: String,
            text: String = "evidence",
            /// Under which name a file is kept, and what it was called; filled in by who takes files in.
            file: Upload,
        },
        Hear "hear" "听取本人陈述" "Heard the person" [Handler] {
            on: Day,
            text: String = "heard",
        },
        WaiveHearing "waive-hearing" "放弃陈述" "Needs no hearing" [Person],
        Judge "judge" "研判条款" "Judged a clause" [Handler] {
            clause: String,
            holds: bool = "decision",
            reason: String,
        },
        Distinguish "distinguish" "研判三个区分开来" "Judged a distinction" [Handler] {
            distinction: Distinction,
            side: Side,
            reason: String,
        },
        Exclude "exclude" "认定排除情形" "Found an exclusion" [Handler] {
            clause: String,
            reason: String,
        },
        Report "report" "形成核实报告" "Wrote the report" [Handler] {
            text: String = "report",
        },
        Sign "sign" "签署核实报告" "Signed the report" [Handler],
        Extend "extend" "延长期限" "Took more time" [Organ, Handler] {
            reason: String = "why",
        },
        Suspend "suspend" "中止" "Suspended" [Organ, Handler] {
            reason: String = "why",
        },
        Resume "resume" "恢复" "Resumed" [Organ, Handler],
        Vote "vote" "表决" "Voted" [Decider] {
            outcome: Outcome,
            reason: String,
        },
        Decide "decide" "作出认定" "Decided" [Organ] {
            reasons: String,
            /// Number.
            document: String,
        },
        Tell "tell" "书面反馈" "Told the person in writing" [Organ] {
            on: Day,
            text: String,
        },
        Agree "agree" "接受认定" "Accepted the decision" [Person],
        Ask "ask" "申请复核（申诉）" "Asked for a review or appealed" [Person] {
            remedy: RemedyKind,
            grounds: String,
        },
        AnswerRemedy "answer-remedy" "答复复核（申诉）" "Answered it" [Organ] {
            /// Of the body of another organ, whose decision is recorded here; none where the votes say it.
            outcome: Option<Outcome>,
            reasons: String,
            /// Number.
            document: String,
            /// The body of another organ.
            body: String,
        },
        Correct "correct" "下达纠错通知" "Gave notice to correct" [Organ, Handler] {
            /// Number.
            document: String,
            plan: String,
            /// The last day; by the rules where it is not said.
            due: Option<Day>,
        },
        NoCorrection "no-correction" "无需纠错" "Nothing to correct" [Organ, Handler] {
            reason: String,
        },
        Check "check" "检查整改" "Checked the correction" [Organ, Handler] {
            done: bool = "decision",
            text: String,
        },
        File "file" "备案归档" "Filed" [Organ] {
            /// Number.
            document: String,
        },
        Visit "visit" "回访" "Visited" [Organ] {
            on: Day,
            text: String,
        },
        Clear "clear" "澄清正名" "Cleared in public" [Organ] {
            text: String,
        },
        Reopen "reopen" "重新启动" "Reopened" [Organ] {
            reason: String = "why",
        },
        Urge "urge" "催办" "Urged" [Person],
        Advance "advance" "进入下一步" "Went on" [Organ, Handler];
        written: Open "open" "提出" "Opened" [Person, Unit, Organ],
            Void "void" "签署因内容变更作废" "Signatures void: what was signed changed" [],
    }
}

impl Field for Vec<Member> {
    fn read(form: &mut Form, field: &str) -> Self {
        let named = |account: String| Member { account: account.into(), ..Member::default() };
        form.ids(field).into_iter().map(named).collect()
    }
}

/// A file as it was taken in: (under which name it is kept, what it was called); empty for none.
pub type Upload = (String, String);

/// Files come another way than the fields of a form.
impl Field for Upload {
    fn read(_: &mut Form, _: &str) -> Self {
        Self::default()
    }
}

impl ActionKind {
    /// At which steps it is done.
    #[must_use]
    pub fn at(self, step: Step) -> bool {
        use Step as S;
        match self {
            Self::Open | Self::Void => false,
            Self::Submit => step == S::Application,
            Self::Accept | Self::SendBack | Self::Reject => step == S::Acceptance,
            Self::Withdraw => step < S::Determination,
            Self::Assign | Self::Recuse | Self::AnswerRecusal => {
                matches!(step, S::Verification | S::Determination | S::Review)
            }
            Self::Give => step < S::Determination || step == S::Review,
            Self::WaiveHearing => step == S::Verification,
            Self::Hear | Self::Judge | Self::Distinguish | Self::Exclude | Self::Report | Self::Sign => {
                matches!(step, S::Verification | S::Review)
            }
            Self::Extend => matches!(step, S::Verification | S::Review),
            Self::Suspend | Self::Resume => matches!(step, S::Verification | S::Determination),
            Self::Vote => matches!(step, S::Determination | S::Review),
            Self::Decide => step == S::Determination,
            Self::Tell => step == S::Feedback,
            Self::Agree | Self::Ask | Self::AnswerRemedy => step == S::Review,
            Self::Correct | Self::NoCorrection | Self::Check => step == S::Correction,
            Self::File => step == S::Filing,
            Self::Visit | Self::Clear => step == S::Visit,
            Self::Reopen => step > S::Feedback,
            Self::Urge => true,
            Self::Take => step > S::Acceptance,
            Self::Advance => step > S::Acceptance,
        }
    }
}
