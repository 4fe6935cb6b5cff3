//! Decided cases without names, so that like is treated alike.

use serde::{Deserialize, Serialize};

use super::{Outcome, Template, ToleranceCase};
use crate::code::{Family, Level};
use crate::rate::{percent, percent_hundredths};
use crate::{Day, PrecedentId};

/// A decided case, redacted by a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Precedent {
    /// Which.
    pub id: PrecedentId,
    /// The year it was decided.
    pub year: i32,
    /// The day it was taken in.
    pub on: Day,
    /// Family of the unit.
    pub family: Family,
    /// Level of the post.
    pub level: Level,
    /// By which template.
    pub template: Template,
    /// Keys of situations and clauses that held.
    pub clauses: Vec<String>,
    /// What was decided.
    pub outcome: Outcome,
    /// What it was about, without names.
    pub summary: String,
    /// The reasons, without names.
    pub reasons: String,
}

/// How alike two cases are, 0 to 100: half by the clauses that hold, the rest by words of what
/// happened (pairs of characters, so that Chinese needs no dictionary).
fn likeness(clauses: &[String], words: &str, other: &Precedent) -> u32 {
    let both = clauses.iter().filter(|one| other.clauses.contains(one)).count();
    let all = clauses.len() + other.clauses.len() - both;
    let pairs = |text: &str| -> std::collections::BTreeSet<(char, char)> {
        let letters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
        letters.windows(2).map(|two| (two[0], two[1])).collect()
    };
    let (one, two) = (pairs(words), pairs(&other.summary));
    let shared = one.intersection(&two).count();
    let share = |part: usize, whole: usize| percent_hundredths(part as u64, whole as u64).map_or(0, u64::from);
    percent(share(both, all) + share(shared, one.len().min(two.len())), 20_000).unwrap_or_default()
}

/// The precedents most like a case, best first, each with its likeness of 0 to 100.
#[must_use]
pub fn similar(case: &ToleranceCase, all: &[Precedent], most: usize) -> Vec<(u32, Precedent)> {
    let clauses = case.holding();
    let mut found: Vec<(u32, Precedent)> = all
        .iter()
        .map(|one| (likeness(&clauses, &case.matter, one), one.clone()))
        .filter(|(likeness, _)| *likeness >= 10)
        .collect();
    found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| b.1.on.cmp(&a.1.on)).then_with(|| a.1.id.cmp(&b.1.id)));
    found.truncate(most);
    found
}

/// How alike cases of one situation were decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consistency {
    /// The situation's key.
    pub clause: String,
    /// Decided to exempt, to go lighter, to refuse.
    pub counts: [u32; 3],
    /// Share of the commonest outcome, in per cent.
    pub agreement: u32,
}

/// Of each situation: how its cases were decided.
#[must_use]
pub fn consistency(all: &[Precedent], situations: &[String]) -> Vec<Consistency> {
    situations
        .iter()
        .map(|clause| {
            let mut counts = [0u32; 3];
            for one in all.iter().filter(|one| one.clauses.contains(clause)) {
                counts[one.outcome as usize] += 1;
            }
            let total: u32 = counts.iter().sum();
            let most = counts.iter().copied().max().unwrap_or(0);
            let agreement = percent(most.into(), total.into()).unwrap_or_default();
            Consistency { clause: clause.clone(), counts, agreement }
        })
        .filter(|one| one.counts.iter().sum::<u32>() > 0)
        .collect()
}
