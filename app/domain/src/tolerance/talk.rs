//! Early correction: reminders, written inquiries, admonitions, with how long each counts.

use serde::{Deserialize, Serialize};

use crate::calendar::Workdays;
use crate::code::codes;
use crate::fault::{Checks, Rule};
use crate::{Day, Fault, PersonId, Reason, TalkId};

use super::ToleranceRules;

codes! {
    /// A means of early correction.
    TalkKind {
        Remind "remind" "提醒谈话" "Reminder talk",
        Inquire "inquire" "函询" "Written inquiry",
        Admonish "admonish" "诫勉" "Admonition",
    }
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Talk {
    /// Which.
    pub id: TalkId,
    /// With whom.
    pub person: PersonId,
    /// Their name.
    #[serde(default)]
    pub name: String,
    /// Path of their unit.
    #[serde(default)]
    pub path: String,
    /// Kind.
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
    /// Counts edits.
    #[serde(default)]
    pub version: u32,
}

impl Talk {
    /// Checks the fields and sets its periods: how long an admonition counts, by when an inquiry is to
    /// be answered; a reminder has neither.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn checked(mut self, rules: &ToleranceRules, days: &Workdays, today: Day) -> Result<Self, Fault> {
        let mut checks = Checks::default();
        checks.require(self.on <= today, "on", Rule::NotLater);
        checks.text(&self.reason, "reason", 500);
        checks.text(&self.basis, "basis", 200);
        checks.optional_text(&self.document, "document", 60);
        checks.done()?;
        let counts = self.kind == TalkKind::Admonish;
        self.until = counts.then(|| crate::calendar::months_later(self.on, rules.admonished));
        self.answer_by = (self.kind == TalkKind::Inquire).then(|| days.after(self.on, rules.inquiry));
        Ok(self)
    }

    /// Takes it back as entered by mistake: it counts no more, and the record says why.
    ///
    /// # Errors
    /// [`Fault::Refused`] when it was withdrawn before, [`Fault::Invalid`] naming `why`.
    pub fn withdraw(&self, why: &str) -> Result<Self, Fault> {
        if !self.withdrawn.is_empty() {
            return Err(Fault::Refused(Reason::WrongState));
        }
        let mut checks = Checks::default();
        checks.text(why, "why", 500);
        checks.done()?;
        Ok(Self { withdrawn: why.trim().to_owned(), until: None, answer_by: None, ..self.clone() })
    }

    /// Whether it counts on a day.
    #[must_use]
    pub fn counts(&self, on: Day) -> bool {
        self.lifted.is_empty() && self.until.is_some_and(|until| on <= until)
    }
}
