//! Rules that suggest, and figures that show: who meets the conditions and was overlooked, and
//! whether awards fall evenly. People decide.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{AwardKind, IncentiveRules};
use crate::{Day, PersonId};

/// What the rules read of somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suspect<'a> {
    /// 年度考核结果, as the form has it.
    pub assessments: &'a str,
    /// First day at work, when on record.
    pub work_since: Option<Day>,
    /// Awards they hold: (kind, day).
    pub awards: &'a [(AwardKind, Day)],
}

/// Somebody a rule points at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// Who.
    pub person: PersonId,
    pub name: String,
    /// Their unit's name.
    pub unit_name: String,
    /// For which kind.
    pub kind: AwardKind,
    /// The years that speak for it.
    pub years: Vec<i32>,
}

/// The years somebody was 优秀 in, as their form says: `2023年优秀`, `2023年度考核为优秀`, one or
/// more to a line.
#[must_use]
pub fn excellent_years(text: &str) -> BTreeSet<i32> {
    text.split(['；', ';', '，', ',', '。', '\n', '、', ' '])
        .filter(|part| part.contains("优秀"))
        .flat_map(|part| {
            let digits: Vec<String> =
                part.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() == 4).map(str::to_owned).collect();
            digits.into_iter().filter_map(|run| run.parse().ok())
        })
        .filter(|year| (1950..2100).contains(year))
        .collect()
}

/// For which kind a rule points at somebody who meets its conditions and has not had what it asks for, with
/// the years that speak for it: so many years 优秀 running
/// up to last year and no third-class merit in them (公务员考核规定: 连续三年优秀记三等功); last year
/// 优秀 and no commendation for it; and no award at all for long, although excellent more than once.
#[must_use]
pub fn suggest(one: &Suspect<'_>, rules: &IncentiveRules, today: Day) -> Option<(AwardKind, Vec<i32>)> {
    use chrono::Datelike;
    let years = excellent_years(one.assessments);
    // Every rule asks for a year at least, and most people have none.
    if years.is_empty() {
        return None;
    }
    // The year that runs is the last once it has a grade.
    let graded = crate::record::grade_of(one.assessments, today.year()).is_some();
    let last = today.year() - i32::from(!graded);
    let span = i32::try_from(rules.excellent_years).unwrap_or(3);
    let running: Vec<i32> = (last - span + 1..=last).collect();
    // A merit counts from the first of the years to the end of the year after the last.
    let merit = one.awards.iter().any(|(kind, on)| *kind >= AwardKind::MeritThree && on.year() > running[0]);
    if running.iter().all(|year| years.contains(year)) && !merit {
        return Some((AwardKind::MeritThree, running));
    }
    if years.contains(&last) && !one.awards.iter().any(|(_, on)| on.year() > last) {
        return Some((AwardKind::Commendation, vec![last]));
    }
    // Long without any award, although more than one of those years was excellent.
    let long = i32::try_from(rules.overlooked_years).unwrap_or(5);
    let within: Vec<i32> = years.range(last - long + 1..=last).copied().collect();
    let none = !one.awards.iter().any(|(_, on)| on.year() > last - long);
    let served = one.work_since.is_some_and(|since| since.year() <= last - long);
    (within.len() > 1 && none && served).then_some((AwardKind::Commendation, within))
}

/// How a group fares: its people, its awards, and what share would be even.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// The group.
    pub name: String,
    pub people: u32,
    /// Awards to them.
    pub awards: u32,
    /// Awards to a hundred people, in tenths; none where nobody is.
    pub rate: Option<u32>,
    /// Whether its rate is more than half above, or below half of, that of all: to be looked at.
    pub uneven: bool,
}

/// Awards by group: (group, people, awards).
#[must_use]
pub fn distribution(groups: Vec<(String, u32, u32)>) -> Vec<Share> {
    let (people, awards) =
        groups.iter().fold((0u64, 0u64), |sum, one| (sum.0 + u64::from(one.1), sum.1 + u64::from(one.2)));
    groups
        .into_iter()
        .map(|(name, own, got)| {
            let rate = crate::rate::hundredths(u64::from(got) * 10, u64::from(own));
            // What an even share would give, in products so that nothing is rounded away.
            let (had, even) = (u64::from(got) * people, awards * u64::from(own));
            let enough = even >= people;
            Share { name, people: own, awards: got, rate, uneven: enough && (had * 2 > even * 3 || had * 2 < even) }
        })
        .collect()
}
