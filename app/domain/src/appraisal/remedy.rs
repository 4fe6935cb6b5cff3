//! Review and appeal of a result: for 定期考核定为不称职 (公务员法 95), by [`crate::remedy`].

use serde::{Deserialize, Serialize};

use super::part::Outcome;
use crate::remedy::{RemedyKind, Used};
use crate::{AccountId, Day};

/// A remedy that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remedy {
    /// Which.
    pub kind: RemedyKind,
    /// The day it was asked for.
    pub asked: Day,
    /// On what grounds.
    pub grounds: String,
    /// The last day to answer.
    pub due: Day,
    /// Why the answer was put off; empty when it was not.
    #[serde(default)]
    pub more: String,
    #[serde(default)]
    pub answer: Option<RemedyAnswer>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemedyAnswer {
    /// What holds from now on.
    pub outcome: Outcome,
    /// Why.
    pub reason: String,
    /// Its number.
    #[serde(default)]
    pub document: String,
    /// The meeting that decided it: who took part and how they voted. Empty where nothing changed.
    #[serde(default)]
    pub minutes: String,
    /// The organ that decided, where that was another than the one that decided first.
    #[serde(default)]
    pub body: String,
    /// Who answered.
    pub by: AccountId,
    pub by_name: String,
    /// The day.
    pub on: Day,
}

impl Remedy {
    pub(super) fn used(&self) -> Used {
        Used { kind: self.kind, due: self.due, answered: self.answer.as_ref().map(|answer| answer.on) }
    }
}

/// What of somebody's remedies waits for an answer.
#[must_use]
pub fn open(remedies: &[Remedy]) -> Option<&Remedy> {
    let used: Vec<Used> = remedies.iter().map(Remedy::used).collect();
    let kind = crate::remedy::open(&used)?;
    remedies.iter().find(|one| one.kind == kind)
}
