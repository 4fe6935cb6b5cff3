//! Trying a scheme on the data of a past year before it is adopted.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use super::{AppraisalRules, Evidence, Member, Scheme, score};
use crate::PersonId;
use crate::rate::rounded;

/// Somebody whose place would change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// Who.
    pub person: PersonId,
    pub name: String,
    pub unit_name: String,
    /// Place and points as it was.
    pub before: (u32, u32),
    /// As it would be.
    pub after: (u32, u32),
}

/// What a scheme would have made of a past year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trial {
    pub year: i32,
    /// People with points under both.
    pub people: u32,
    /// Mean points, before and after, in hundredths.
    pub mean: (u32, u32),
    /// People by the grade their points speak for, cap aside: before and after.
    pub grades: ([u32; 4], [u32; 4]),
    /// Indicators nothing of that year speaks for: their weight would be spread over the others.
    pub empty: Vec<String>,
    /// Those whose place changes most.
    pub moves: Vec<Move>,
}

/// How many of those whose place changes are shown.
const MOST: usize = 20;

/// Tries a scheme: each member of a past year, with what is known of them.
#[must_use]
pub fn trial(scheme: &Scheme, rules: &AppraisalRules, year: i32, members: &[(Member, Evidence<'_>)]) -> Trial {
    let mut found: Vec<(&Member, u32, u32)> = Vec::new();
    let mut filled = vec![false; scheme.indicators.len()];
    for (member, evidence) in members {
        let after = score(scheme, rules, evidence);
        filled.iter_mut().zip(&after.lines).for_each(|(filled, line)| *filled |= line.points.is_some());
        if let (Some(before), Some(after)) = (member.score.as_ref().and_then(|one| one.total), after.total) {
            found.push((member, before, after));
        }
    }
    // Places with ties sharing the better one.
    let place = |points: &[u32], own: u32| 1 + points.iter().filter(|one| **one > own).count() as u32;
    let before: Vec<u32> = found.iter().map(|one| one.1).collect();
    let after: Vec<u32> = found.iter().map(|one| one.2).collect();
    let mean = |of: &[u32]| rounded(of.iter().map(|one| u64::from(*one)).sum(), of.len() as u64).unwrap_or(0);
    let grades = |of: &[u32]| {
        let mut counts = [0; 4];
        of.iter().for_each(|one| counts[rules.grade_of(*one) as usize] += 1);
        counts
    };
    let mut moves: Vec<Move> = found
        .iter()
        .map(|(member, was, is)| Move {
            person: member.person.clone(),
            name: member.name.clone(),
            unit_name: member.unit_name.clone(),
            before: (place(&before, *was), *was),
            after: (place(&after, *is), *is),
        })
        .filter(|one| one.before.0 != one.after.0)
        .collect();
    moves.sort_by_key(|one| (Reverse(one.before.0.abs_diff(one.after.0)), one.person.clone()));
    moves.truncate(MOST);
    let empty = scheme.indicators.iter().zip(filled).filter(|one| !one.1).map(|one| one.0.name.clone()).collect();
    Trial {
        year,
        people: found.len() as u32,
        mean: (mean(&before), mean(&after)),
        grades: (grades(&before), grades(&after)),
        empty,
        moves,
    }
}
