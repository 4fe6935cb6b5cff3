//! Who approves which award, and what comes with it. Amounts change with time and place, so they
//! are settings with a basis and a first day.

use serde::{Deserialize, Serialize};

use super::AwardKind;
use crate::code::{Code, UnitLevel};
use crate::fault::{Checks, Rule};
use crate::{Day, Fault};

/// What holds for one kind of award.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwardRule {
    /// The kind.
    pub kind: AwardKind,
    /// The lowest level of unit that may approve it.
    pub level: UnitLevel,
    /// Once for each person, in yuan.
    pub bonus: u32,
}

/// The rules from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncentiveRules {
    /// First day in force; an award goes by those in force when it was nominated.
    pub from: Day,
    /// One for each kind, in their order.
    pub kinds: Vec<AwardRule>,
    /// Working days of public notice: five at least.
    pub notice_days: u32,
    /// Years of 优秀 running that suggest a third-class merit (公务员考核规定: three).
    pub excellent_years: u32,
    /// Years without any award after which somebody is looked at.
    pub overlooked_years: u32,
    /// Basis (依据).
    pub basis: String,
}

impl IncentiveRules {
    /// What a system begins with.
    #[must_use]
    pub fn first(from: Day) -> Self {
        let of = |kind, level, bonus| AwardRule { kind, level, bonus };
        Self {
            from,
            kinds: vec![
                of(AwardKind::Commendation, UnitLevel::County, 1500),
                of(AwardKind::MeritThree, UnitLevel::County, 3000),
                of(AwardKind::MeritTwo, UnitLevel::City, 6000),
                of(AwardKind::MeritOne, UnitLevel::Province, 12_000),
                of(AwardKind::Title, UnitLevel::Province, 20_000),
            ],
            notice_days: 5,
            excellent_years: 3,
            overlooked_years: 5,
            basis: "《公务员法》第五十一至五十六条；《公务员奖励规定》；本地奖金标准（请核对）".to_owned(),
        }
    }

    /// What holds for a kind.
    #[must_use]
    pub fn of(&self, kind: AwardKind) -> AwardRule {
        let found = self.kinds.iter().find(|one| one.kind == kind).copied();
        found.unwrap_or(AwardRule { kind, level: UnitLevel::Central, bonus: 0 })
    }

    /// Checks the fields.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self) -> Result<(), Fault> {
        let mut checks = Checks::default();
        checks.between(i64::from(self.notice_days), "notice_days", 5, 60);
        checks.between(i64::from(self.excellent_years), "excellent_years", 1, 10);
        checks.between(i64::from(self.overlooked_years), "overlooked_years", 1, 40);
        let complete = AwardKind::ALL.iter().all(|kind| self.kinds.iter().filter(|one| one.kind == *kind).count() == 1);
        checks.require(complete, "kinds", Rule::Required);
        for one in &self.kinds {
            checks.between(i64::from(one.bonus), &format!("bonus-{}", one.kind.code()), 0, 1_000_000);
        }
        checks.text(&self.basis, "basis", 200);
        checks.done()
    }

    /// The version in force on a day: the last that began.
    #[must_use]
    pub fn in_force(all: &[Self], on: Day) -> Self {
        let found = all.iter().filter(|one| one.from <= on).max_by_key(|one| one.from);
        found.cloned().unwrap_or_else(|| Self::first(on))
    }
}
