//! What may be done with a case.

use super::voice::{Behalf, Ending, Part, Voice, Vote};
use crate::exchange::eligibility::RuleKey;
use crate::exchange::kind::Paper;
use crate::form::{Field, Fields, Form, kind};
use crate::procedure::{Action as _, acts};
use crate::record::Grade;
use crate::{Day, Fault};

acts! {
    /// Something to be done with a case. Whose act it is depends on more than its kind for some, see
    /// [`super::Case::who`].
    Action,
    /// What was done.
    ActionKind by Part {
        File "file" "归入材料" "Filed a paper" [Organiser] {
            paper: Paper,
            /// Number or content.
            note: String,
        },
        Give "give" "提出意见" "Gave an opinion" [Organiser] {
            voice: Voice,
            agrees: bool = "decision",
            /// In their words.
            text: String,
        },
        /// Otherwise than a rule says, where the rule lets somebody.
        Waive "waive" "作出特别决定" "Decided about a rule" [Organiser] {
            key: RuleKey,
            reason: String,
            /// Number of the decision.
            document: String,
        },
        Vote "vote" "会议表决" "Voted" [Organiser] (Vote),
        /// In both units.
        Publish "publish" "公示" "Put up notice" [Organiser] {
            /// The first day.
            on: Day,
        },
        Object "object" "提出异议" "Objected" [Organiser, Home, Host, Person] {
            from: String,
            text: String = "objection",
        },
        Answer "answer" "答复异议" "Answered an objection" [Organiser] {
            /// Which objection, from 0.
            n: u32,
            /// Whether it stands in the way.
            upheld: bool = "decision",
            text: String = "answered",
        },
        Approve "approve" "审批（备案）" "Approved or filed" [Organiser] {
            /// Its number.
            document: String,
        },
        /// Although the person does not agree (公务员法 73).
        Overrule "overrule" "说明继续办理的理由" "Said why it goes on" [Organiser] {
            reason: String,
        },
        Appoint "appoint" "发文任免" "Appointed" [Organiser] {
            /// Its number.
            document: String,
            /// The day it bears.
            dated: Day,
            /// First day in the post.
            from: Day = "on",
        },
        Report "report" "报到" "Reported for duty" [Host] {
            on: Day,
        },
        /// In the middle of the term, or at its end.
        Review "review" "考核鉴定" "Reviewed" [Host] {
            grade: Grade,
            text: String,
        },
        End "end" "期满处理" "Ended" [Organiser] {
            ending: Ending,
            /// For an extension the new last day, for an early end the last day; today when it is not said.
            until: Option<Day>,
            reason: String,
        },
        Advance "advance" "进入下一步" "Went on" [Organiser],
        SendBack "send-back" "退回补正" "Sent back" [Organiser, Host] {
            /// What is to be corrected.
            reason: String = "why",
        },
        Withdraw "withdraw" "撤回" "Withdrawn" [Organiser, Person] {
            reason: String = "why",
        },
        Refuse "refuse" "不予通过" "Refused" [Organiser] {
            reason: String = "why",
        },
        Detach "detach" "撤下附件" "Took a file off" [Organiser] {
            /// Which file, from 0.
            n: u32,
            reason: String,
        };
        given: Attach "attach" "上传附件" "Attached a file" [Organiser, Home, Host, Person] {
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
        /// What another part put on paper.
        Behalf "behalf" "代为录入" "Entered on behalf" [Organiser] {
            /// An opinion, a paper, a report, a review, or the correction of one.
            entry: Box<Action>,
            paper: Behalf,
        },
        Correct "correct" "更正" "Corrected" [Organiser] {
            /// The record as it should be.
            entry: Box<Action>,
            /// Which, from 0, where there are several of its kind.
            n: u32,
            reason: String,
        };
        written: Open "open" "提出" "Opened" [Organiser],
    }
}

impl Field for Vote {
    fn read(form: &mut Form, _: &str) -> Self {
        Self {
            on: form.read("on"),
            members: form.read("members"),
            present: form.read("present"),
            yes: form.read("yes"),
            no: form.number_or("no", 0),
        }
    }
}

/// Fields of the form of several cases, which stands for all that can be done at a step.
const TOGETHER: [&str; 12] =
    ["voice", "decision", "text", "paper", "note", "on", "members", "present", "yes", "no", "document", "dated"];

impl Action {
    /// Reads an act: with `behalf` = 1 it is entered for another part from the paper named; with
    /// `correct` = 1 it corrects record `entry` instead of adding one. What the form of several cases
    /// asks for other acts is not this one's.
    ///
    /// # Errors
    /// As [`crate::procedure::read`].
    pub fn of(text: &str, fields: Fields, several: bool) -> Result<Self, Fault> {
        let mut form = Form::of(fields);
        let (correct, behalf) = (form.is("correct", "1"), form.is("behalf", "1"));
        let mut action = Self::read(kind("action", text)?, &mut form)?;
        if correct {
            let (n, reason) = (form.number_or("entry", 0), form.text("correct_reason"));
            action = Self::Correct { entry: Box::new(action), n, reason };
        }
        if behalf {
            let (document, on) = (form.text("behalf_document"), form.read("behalf_on"));
            let paper = Behalf { document, on, who: form.text("behalf_who") };
            action = Self::Behalf { entry: Box::new(action), paper };
        }
        if several {
            for other in TOGETHER {
                form.text(other);
            }
        }
        form.done()?;
        Ok(action)
    }
}
