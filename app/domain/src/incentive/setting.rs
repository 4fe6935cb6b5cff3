//! Who approves which award, and what comes with it. Amounts change with time and place, so they
//! are settings with a basis and a first day.

use serde::{Deserialize, Serialize};

use super::AwardKind;
use crate::access::Permission;
use crate::code::{Code, Lang, UnitLevel};
use crate::fault::{Checks, Rule};
use crate::replaced::Said;
use crate::versioned::versioned;

/// What holds for one kind of award.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwardRule {
    pub kind: AwardKind,
    /// The lowest level of unit that may approve it.
    pub level: UnitLevel,
    /// Once for each person, in yuan.
    pub bonus: u32,
}

versioned! {
    /// The rules from a day on. An award goes by those in force when it was nominated.
    IncentiveRules: "incentive_rule", seen by Some(Permission::INCENTIVE_VIEW), added by Permission::INCENTIVE_DECIDE;
    basis "《公务员法》第五十一至五十六条；《公务员奖励规定》；本地奖金标准（请核对）";
    numbers {
        /// Working days of public notice: five at least.
        notice_days = 5, 5..=60, "公示工作日（不少于五）", "Working days of notice, five at least";
        /// Years of 优秀 running that suggest a third-class merit (公务员考核规定: three).
        excellent_years = 3, 1..=10, "连续优秀年数（建议记三等功）", "Years of excellence for a merit";
        /// Years without any award after which somebody is looked at.
        overlooked_years = 5, 1..=40, "长期未受奖励（年）", "Years without any award";
    }
    beside {
        /// One for each kind, in their order.
        kinds: Vec<AwardRule> = first_kinds();
    }
    checked by Self::check_kinds;
    said by Self::say_kinds;
}

/// Who approves which kind, and its bonus, until a version says otherwise.
fn first_kinds() -> Vec<AwardRule> {
    let of = |kind, level, bonus| AwardRule { kind, level, bonus };
    vec![
        of(AwardKind::Commendation, UnitLevel::County, 1500),
        of(AwardKind::MeritThree, UnitLevel::County, 3000),
        of(AwardKind::MeritTwo, UnitLevel::City, 6000),
        of(AwardKind::MeritOne, UnitLevel::Province, 12_000),
        of(AwardKind::Title, UnitLevel::Province, 20_000),
    ]
}

impl IncentiveRules {
    /// What holds for a kind.
    #[must_use]
    pub fn of(&self, kind: AwardKind) -> AwardRule {
        let found = self.kinds.iter().find(|one| one.kind == kind).copied();
        found.unwrap_or(AwardRule { kind, level: UnitLevel::Central, bonus: 0 })
    }

    fn say_kinds(&self, lang: Lang) -> Vec<Said> {
        let says = |one: &AwardRule| {
            let (level, bonus) = (one.level.name(lang), one.bonus);
            let value = match lang {
                Lang::Zh => format!("{level}审批；{bonus} 元"),
                Lang::En => format!("approved by {level}; {bonus} yuan"),
            };
            Said::new(one.kind.code(), one.kind.name(lang), value)
        };
        self.kinds.iter().map(says).collect()
    }

    fn check_kinds(&self, checks: &mut Checks) {
        let complete = AwardKind::ALL.iter().all(|kind| self.kinds.iter().filter(|one| one.kind == *kind).count() == 1);
        checks.require(complete, "kinds", Rule::Required);
        for one in &self.kinds {
            checks.between(i64::from(one.bonus), &format!("bonus-{}", one.kind.code()), 0, 1_000_000);
        }
    }
}
