//! Early correction: reminders, written inquiries, admonitions, with how long each counts.

use serde::{Deserialize, Serialize};

use crate::code::codes;
use crate::exchange::workdays::Workdays;
use crate::fault::{Checks, Rule};
use crate::{Day, Fault, PersonId, TalkId};

codes! {
    /// A means of early correction.
    TalkKind {
        Remind "remind" "提醒谈话" "Reminder talk",
        Inquire "inquire" "函询" "Written inquiry",
        Admonish "admonish" "诫勉" "Admonition",
    }
}

/// Months an admonition counts (《公务员考核规定》《关于组织人事部门对领导干部进行提醒、函询和诫勉的实施细则》); others have no
/// period of effect.
const ADMONISHED_MONTHS: u32 = 6;
/// Working days to answer an inquiry (同上细则：收到函询后十五个工作日内).
const ANSWER_DAYS: u32 = 15;

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
    /// Counts edits.
    #[serde(default)]
    pub version: u32,
}

impl Talk {
    /// Checks the fields and sets its periods.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn checked(mut self, days: &Workdays, today: Day) -> Result<Self, Fault> {
        let mut checks = Checks::default();
        checks.require(self.on <= today, "on", Rule::NotLater);
        checks.text(&self.reason, "reason", 500);
        checks.text(&self.basis, "basis", 200);
        checks.optional_text(&self.document, "document", 60);
        checks.done()?;
        let counts = self.kind == TalkKind::Admonish;
        self.until = counts.then(|| crate::exchange::case::months_later(self.on, ADMONISHED_MONTHS));
        self.answer_by = (self.kind == TalkKind::Inquire).then(|| days.after(self.on, ANSWER_DAYS));
        Ok(self)
    }

    /// Whether it counts on a day.
    #[must_use]
    pub fn counts(&self, on: Day) -> bool {
        self.lifted.is_empty() && self.until.is_some_and(|until| on <= until)
    }
}
