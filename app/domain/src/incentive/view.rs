//! What the screens read, and what encourages beside awards.

use serde::{Deserialize, Serialize};

use super::{Award, AwardKind, Missing, Part, Share, State, Step, Suggestion};
use crate::code::{Code, Lang, codes};
use crate::fault::{Checks, Rule};
use crate::page::Page;
use crate::register::{Cell, Head, Listed, Register, RegisterQuery, head};
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
    #[serde(default)]
    pub name: String,
    /// Path of their unit.
    #[serde(default)]
    pub path: String,
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
    pub award: Known<Award>,
    /// Whether it waits for the viewer.
    pub waits: bool,
    /// Last day of its notice.
    pub due: Option<Day>,
}

impl Listed for AwardRow {
    type Step = Step;
    const SEARCHED: (&'static str, &'static str) =
        ("姓名、单位、奖励名称或拼音", "Name, unit, title of the award or pinyin");
    const HEADS: &'static [Head] = &[
        head("what", "奖励", "Award"),
        head("whose", "对象", "To"),
        head("of", "单位", "Unit"),
        head("step", "状态", "State"),
        head("due", "公示至", "Notice until"),
        head("hint", "提示", "To know").unsorted(),
    ];

    fn words(&self) -> Vec<&str> {
        vec![self.award.name(), &self.award.unit_name, &self.award.title]
    }

    fn step(&self) -> Option<Step> {
        self.is_open().then_some(self.award.step)
    }

    fn is_open(&self) -> bool {
        self.award.state == State::Running
    }

    fn waits(&self) -> bool {
        self.waits
    }

    fn due(&self) -> Option<Day> {
        self.due
    }

    fn cell(&self, key: &str, lang: Lang) -> Cell {
        let award = &self.award;
        match key {
            "what" if award.title.is_empty() => Cell::text(award.kind.name(lang)),
            "what" => Cell::Text(format!("{}“{}”", award.kind.name(lang), award.title)),
            "whose" => Cell::text(award.name()),
            "of" => Cell::text(&award.unit_name),
            "step" => Cell::standing(self.step(), award.state, lang),
            "due" => Cell::day(self.due),
            _ => Cell::waiting(self.waits, lang),
        }
    }
}

/// What others can learn from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Practice {
    /// The award it was for.
    pub award: AwardId,
    pub kind: AwardKind,
    /// Whose.
    pub name: String,
    pub unit_name: String,
    pub story: String,
    /// The day it was conferred.
    pub on: Option<Day>,
}

/// What the page of incentives is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct IncentiveQuery {
    /// Part of the name of who was overlooked or of their unit, in Han text, pinyin or initials; empty for all.
    pub overlooked: String,
    /// Which page of them, from 1.
    #[serde(deserialize_with = "crate::page::written")]
    pub more: u32,
    /// Which awards.
    #[serde(flatten)]
    pub awards: RegisterQuery,
}

/// The page of incentives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incentives {
    /// Awards the viewer sees.
    pub awards: Register<AwardRow>,
    /// Practice, newest first.
    pub practice: Vec<Practice>,
    /// A page of who was overlooked, for those who nominate or decide.
    pub suggestions: Page<Suggestion>,
    /// Awards by group: (name of the grouping, its groups), for the same.
    pub shares: Vec<(String, Vec<Share>)>,
    /// Whether the viewer may nominate.
    pub nominates: bool,
}

/// An award's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwardDetail {
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
