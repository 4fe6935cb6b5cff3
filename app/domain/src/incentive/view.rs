//! What the screens read, and what encourages beside awards.

use serde::{Deserialize, Serialize};

use super::{Award, AwardKind, Missing, Part, Share, Suggestion};
use crate::code::codes;
use crate::fault::{Checks, Rule};
use crate::secrecy::Known;
use crate::{AccountId, AwardId, CareId, Day, Fault, PersonId};

codes! {
    /// Means that are no award.
    CareKind {
        Care "care" "谈心关怀" "Care",
        Leave "leave" "落实休假" "Leave",
        Health "health" "健康体检" "Health check",
        Hardship "hardship" "困难帮扶" "Help in hardship",
        Thanks "thanks" "群众感谢" "Thanks from people served",
        Clearing "clearing" "澄清正名" "Name cleared",
    }
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Care {
    /// Which.
    pub id: CareId,
    /// For whom.
    pub person: PersonId,
    /// Their name.
    #[serde(default)]
    pub name: String,
    /// Path of their unit.
    #[serde(default)]
    pub path: String,
    /// Kind.
    pub kind: CareKind,
    /// The day.
    pub on: Day,
    /// What was done or said.
    pub text: String,
    /// Who entered it.
    #[serde(default)]
    pub by: String,
    /// Counts edits.
    #[serde(default)]
    pub version: u32,
}

impl Care {
    /// Checks the fields.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self, today: Day) -> Result<(), Fault> {
        let mut checks = Checks::default();
        checks.text(&self.text, "text", 1000);
        checks.require(self.on <= today, "on", Rule::NotLater);
        checks.done()
    }
}

/// A line of a list of care.
pub type CareRow = Care;

/// A line of the list of awards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwardRow {
    /// The award.
    pub award: Known<Award>,
    /// Whether it waits for the viewer.
    pub waits: bool,
    /// Last day of its notice.
    pub due: Option<Day>,
}

/// What others can learn from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Practice {
    /// The award it was for.
    pub award: AwardId,
    /// Kind.
    pub kind: AwardKind,
    /// Whose.
    pub name: String,
    /// Their unit.
    pub unit_name: String,
    /// The story.
    pub story: String,
    /// The day it was conferred.
    pub on: Option<Day>,
}

/// The page of incentives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incentives {
    /// Awards the viewer sees, those that wait first.
    pub awards: Vec<AwardRow>,
    /// Practice, newest first.
    pub practice: Vec<Practice>,
    /// Who was overlooked, for those who nominate or decide.
    pub suggestions: Vec<Suggestion>,
    /// Awards by group: (name of the grouping, its groups), for the same.
    pub shares: Vec<(String, Vec<Share>)>,
    /// Whether the viewer may nominate.
    pub nominates: bool,
}

/// An award's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwardDetail {
    /// The award.
    pub award: Known<Award>,
    /// As which parts the viewer acts.
    pub parts: Vec<Part>,
    /// What is missing, and whose turn each is.
    pub missing: Vec<(Missing, Option<Part>)>,
    /// Units the viewer may approve for: (id, name).
    pub approvers: Vec<(String, String)>,
    /// With which account the viewer acts.
    pub me: AccountId,
    /// The year whose holiday table is missing for a notice put up today.
    pub no_table: Option<i32>,
}
