//! Early correction: reminders, written inquiries, admonitions, with how long each counts.

use serde::{Deserialize, Serialize};

use crate::calendar::Workdays;
use crate::code::codes;
use crate::fault::{Checks, Rule};
use crate::procedure::{self, Acting, Action as _, Doing, Done, Procedure, acts};
use crate::{Day, Fault, Moment, PersonId, Reason, TalkId};

use super::ToleranceRules;

codes! {
    /// A means of early correction.
    TalkKind {
        Remind "remind" "提醒谈话" "Reminder talk",
        Inquire "inquire" "函询" "Written inquiry",
        Admonish "admonish" "诫勉" "Admonition",
    }

    /// Where one stands.
    TalkStep {
        Open "open" "已登记" "On record",
        Answered "answered" "已答复" "Answered",
        Withdrawn "withdrawn" "已撤回" "Withdrawn",
    }

    /// As what somebody acts.
    TalkPart {
        Person "person" "本人" "The person",
        Keeper "keeper" "登记单位" "Who keeps the record",
    }
}

acts! {
    /// Something to be done with one of them.
    TalkAct,
    /// What was done.
    TalkActKind by TalkPart {
        Answer "answer" "答复" "Answered" [Person] {
            text: String,
        },
        /// As entered by mistake: it counts no more, and the record says why.
        Withdraw "withdraw" "误登记，撤回" "Withdrawn as a mistake" [Keeper] {
            reason: String = "why",
        };
        written: Hold "hold" "登记" "Recorded" [Keeper],
    }
}

/// Something that happened to one of them.
pub type TalkEvent = procedure::Event<TalkStep, TalkActKind>;

/// One of them as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TalkDraft {
    /// With whom.
    pub person: PersonId,
    pub kind: TalkKind,
    /// The day.
    pub on: Day,
    /// Why.
    pub reason: String,
    /// Number of its document; empty for none.
    pub document: String,
    /// Basis (依据).
    pub basis: String,
}

impl TalkDraft {
    /// Puts it on record with its periods: how long an admonition counts, by when an inquiry is to be
    /// answered; a reminder has neither. `name` and `path` are the person's, `by` is who held it.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn held(
        &self,
        (id, name, path): (TalkId, &str, &str),
        by: &str,
        rules: &ToleranceRules,
        days: &Workdays,
        now: Moment,
    ) -> Result<Talk, Fault> {
        let mut checks = Checks::default();
        checks.require(self.on <= now.day(), "on", Rule::NotLater);
        checks.text(&self.reason, "reason", 500);
        checks.text(&self.basis, "basis", 200);
        checks.optional_text(&self.document, "document", 60);
        checks.done()?;
        let (counts, asks) = (self.kind == TalkKind::Admonish, self.kind == TalkKind::Inquire);
        let held = TalkEvent {
            at: now,
            by: by.to_owned(),
            step: TalkStep::Open,
            action: TalkActKind::Hold,
            note: String::new(),
        };
        Ok(Talk {
            id,
            person: self.person.clone(),
            name: name.to_owned(),
            path: path.to_owned(),
            kind: self.kind,
            on: self.on,
            reason: self.reason.clone(),
            document: self.document.trim().to_owned(),
            basis: self.basis.clone(),
            by: by.to_owned(),
            until: counts.then(|| crate::calendar::months_later(self.on, rules.admonished)),
            answer_by: asks.then(|| days.after(self.on, rules.inquiry)),
            answer: String::new(),
            lifted: String::new(),
            withdrawn: String::new(),
            history: vec![held],
            version: 0,
        })
    }
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Talk {
    /// Which.
    pub id: TalkId,
    /// With whom.
    pub person: PersonId,
    #[serde(default)]
    pub name: String,
    /// Path of their unit.
    #[serde(default)]
    pub path: String,
    pub kind: TalkKind,
    /// The day.
    pub on: Day,
    /// Why.
    pub reason: String,
    /// Number of its document; empty for none.
    #[serde(default)]
    pub document: String,
    /// Basis (依据).
    pub basis: String,
    /// Who held it.
    #[serde(default)]
    pub by: String,
    /// Last day it counts; none when it has no period.
    #[serde(default)]
    pub until: Option<Day>,
    /// By when an inquiry is to be answered.
    #[serde(default)]
    pub answer_by: Option<Day>,
    /// The person's answer.
    #[serde(default)]
    pub answer: String,
    /// The case that found the error tolerable and so took it back; empty for none.
    #[serde(default)]
    pub lifted: String,
    /// Why it was withdrawn as entered by mistake; empty while it stands. Its periods went with it.
    #[serde(default)]
    pub withdrawn: String,
    /// What was done, oldest first; those of earlier versions of this program have none.
    #[serde(default)]
    pub history: Vec<TalkEvent>,
    /// Counts edits.
    #[serde(default)]
    pub version: u32,
}

impl Talk {
    /// Where it stands.
    #[must_use]
    pub fn step(&self) -> TalkStep {
        match () {
            () if !self.withdrawn.is_empty() => TalkStep::Withdrawn,
            () if !self.answer.is_empty() => TalkStep::Answered,
            () => TalkStep::Open,
        }
    }

    /// Whether it counts on a day.
    #[must_use]
    pub fn counts(&self, on: Day) -> bool {
        self.lifted.is_empty() && self.until.is_some_and(|until| on <= until)
    }
}

impl Procedure for Talk {
    type Part = TalkPart;
    type Action = TalkAct;
    type Ground<'g> = ();
    /// The answer to an inquiry, due on a day.
    type Missing = Day;

    fn who(&self, act: &TalkAct) -> Vec<TalkPart> {
        act.kind().parts().to_vec()
    }

    fn timely(&self, act: &TalkAct, _: &Acting<TalkPart>, (): &(), _: Day) -> Result<(), Reason> {
        match (act, self.step()) {
            (TalkAct::Answer { .. }, TalkStep::Open) if self.kind == TalkKind::Inquire => Ok(()),
            (TalkAct::Answer { .. }, TalkStep::Open | TalkStep::Answered) => Err(Reason::AlreadyAnswered),
            (TalkAct::Withdraw { .. }, TalkStep::Open | TalkStep::Answered) => Ok(()),
            _ => Err(Reason::WrongState),
        }
    }

    fn apply(&mut self, act: &TalkAct, _: &Doing<'_, '_, Self>, checks: &mut Checks) -> Result<String, Fault> {
        Ok(match act {
            TalkAct::Answer { text } => {
                checks.text(text, "text", 2000);
                text.trim().clone_into(&mut self.answer);
                String::new()
            }
            TalkAct::Withdraw { reason } => {
                checks.text(reason, "why", 500);
                reason.trim().clone_into(&mut self.withdrawn);
                (self.until, self.answer_by) = (None, None);
                reason.clone()
            }
        })
    }

    fn log(&mut self, before: &Self, done: Done<'_, Self>) {
        let (by, step) = (done.by.to_owned(), before.step());
        self.history.push(TalkEvent { at: done.at, by, step, action: done.kind, note: done.note });
    }

    fn missing(&self, (): &(), _: Day) -> Vec<Day> {
        self.answer_by.filter(|_| self.step() == TalkStep::Open).into_iter().collect()
    }

    fn turn(&self, _: &Day) -> Option<(TalkPart, TalkActKind)> {
        Some((TalkPart::Person, TalkActKind::Answer))
    }

    fn next(&self) -> Option<(TalkPart, TalkActKind)> {
        None
    }
}
