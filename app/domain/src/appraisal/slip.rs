//! Printed slips with a code, for voters without an account. Like paper they take two people: what
//! one printed another gives out, and what one wants void another makes so. Nor are there more of
//! them than voters who can have one.

use serde::{Deserialize, Serialize};

use super::GroupRoll;
use crate::code::codes;
use crate::{AccountId, Moment};

codes! {
    /// What is done with slips that were printed.
    SlipActKind {
        Release "release" "发放" "Give out",
        Void "void" "作废" "Make void",
        VoidOne "void-one" "作废单张" "Make one void",
    }
}

/// Slips printed together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlipBatch {
    /// Its name within the sheet.
    pub id: String,
    /// The group's code.
    pub group: String,
    /// How many were printed.
    pub count: u32,
    /// Who printed them.
    pub by: AccountId,
    pub by_name: String,
    /// When.
    pub at: Moment,
    /// Who gave them out, and when: they vote from then on.
    #[serde(default)]
    pub released: Option<(String, Moment)>,
    /// Who wants the unused ones void: account and name.
    #[serde(default)]
    pub voiding: Option<(AccountId, String)>,
    /// Who made them void, and when.
    #[serde(default)]
    pub voided: Option<(String, Moment)>,
}

/// How many slips are where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlipCount {
    /// 印制: all of them.
    pub printed: u32,
    /// 发放: given out and not void.
    pub released: u32,
    /// 使用: of those given out, in the box.
    pub used: u32,
    /// 作废: void.
    pub voided: u32,
}

impl SlipCount {
    /// Those that vote or may come to.
    #[must_use]
    pub fn standing(self) -> u32 {
        self.printed.saturating_sub(self.voided)
    }
}

impl std::iter::Sum for SlipCount {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |sum, one| Self {
            printed: sum.printed + one.printed,
            released: sum.released + one.released,
            used: sum.used + one.used,
            voided: sum.voided + one.voided,
        })
    }
}

/// Something done with slips.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum SlipAct {
    /// Gives a batch out.
    Release {
        /// Which.
        batch: String,
    },
    /// Makes what is unused of a batch void: the first person asks for it, the second does it.
    Void {
        /// Which.
        batch: String,
    },
    /// Makes one slip void, with its number at hand; two people, like a batch.
    VoidOne { number: String },
}

impl GroupRoll {
    /// Slips there is room for: voters of the roll without an account (`offline`) and those entered
    /// beside it, less those who have paper or a slip.
    #[must_use]
    pub fn room(&self, offline: u32, standing: u32) -> u32 {
        (offline + self.paper_expected).saturating_sub(self.paper_issued + standing)
    }
}

impl SlipBatch {
    /// Whether somebody may give it out: not who printed it.
    #[must_use]
    pub fn releasable(&self, who: &AccountId) -> bool {
        self.released.is_none() && self.voided.is_none() && self.by != *who
    }

    /// Whether somebody may make it void, or ask for it: whoever asked waits for another.
    #[must_use]
    pub fn voidable(&self, who: &AccountId) -> bool {
        self.voided.is_none() && self.voiding.as_ref().is_none_or(|one| one.0 != *who)
    }
}
