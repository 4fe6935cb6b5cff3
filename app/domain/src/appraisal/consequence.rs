//! What follows from a result, as data: each with how long it lasts and its basis.

use chrono::Months;
use serde::{Deserialize, Serialize};

use super::{AppraisalRules, ConsequenceKind, Outcome};
use crate::Day;

/// Something that follows from a result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consequence {
    /// What.
    pub kind: ConsequenceKind,
    /// Its last day; none for what happens once.
    pub until: Option<Day>,
    /// Basis (依据).
    pub basis: String,
}

impl Consequence {
    /// Whether it holds on a day.
    #[must_use]
    pub fn holds(&self, on: Day) -> bool {
        self.until.is_some_and(|until| on <= until)
    }
}

/// What follows from the outcome of a year, decided on a day, with those of the years before it
/// (newest first).
#[must_use]
pub fn consequences(
    outcome: Outcome,
    earlier: &[(i32, Outcome)],
    year: i32,
    on: Day,
    rules: &AppraisalRules,
) -> Vec<Consequence> {
    let Some(grade) = outcome.grade() else { return Vec::new() };
    // Years running, this one included: a year without a grade interrupts them.
    let mut running = 1;
    while earlier.iter().any(|one| *one == (year - running, outcome)) {
        running += 1;
    }
    rules
        .consequences
        .iter()
        .filter(|rule| rule.grade == grade && i32::try_from(rule.years).is_ok_and(|years| years <= running))
        .map(|rule| Consequence {
            kind: rule.kind,
            until: (rule.months > 0).then(|| on.checked_add_months(Months::new(rule.months)).unwrap_or(on)),
            basis: rule.basis.clone(),
        })
        .collect()
}
