//! Points: every indicator with where its value came from, so that nothing is unexplained.

use serde::{Deserialize, Serialize};

use super::{Absent, AppraisalRules, Count, Dimension, Scheme, Shown, Source};
use crate::fault::{Checks, Rule};
use crate::number::decimal;
use crate::rate::rounded;
use crate::{Day, Fault};

/// A fact of a year: from the system's own records, not typed in for the appraisal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactValue {
    /// Which.
    pub source: Source,
    /// Its value in hundredths (hours, points, needs, projects).
    pub value: u32,
}

/// A data set of a third party, kept apart from ballots.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThirdParty {
    /// Who asked: survey company, university.
    pub agency: String,
    /// How many were asked.
    pub sample: u32,
    /// The scale's top: 5, 10, 100.
    pub scale: u32,
    /// How.
    pub method: String,
    /// Number of the report.
    pub report: String,
    /// Its day.
    pub on: Day,
    /// Lines: (name, unit or empty, points in hundredths of the scale).
    pub lines: Vec<(String, String, u32)>,
}

/// A data set of a third party as it is pasted in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThirdPartyDraft {
    /// Who asked.
    pub agency: String,
    /// How many were asked.
    pub sample: u32,
    /// The scale's top.
    pub scale: u32,
    /// How.
    pub method: String,
    /// Number of the report.
    pub report: String,
    /// Its day.
    pub on: Day,
    /// Whether it takes the place of what came in under the same number.
    pub replaces: bool,
    /// A line for each person: name, unit (may be left out), points; separated by tabs or commas.
    pub text: String,
}

impl ThirdPartyDraft {
    /// Reads it.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field, and every faulty line of `lines`.
    pub fn read(&self, today: Day) -> Result<ThirdParty, Fault> {
        let mut checks = Checks::default();
        checks.text(&self.agency, "agency", 60);
        checks.text(&self.method, "how", 200);
        checks.text(&self.report, "document", 60);
        checks.between(i64::from(self.sample), "sample", 30, 10_000_000);
        checks.between(i64::from(self.scale), "scale", 2, 100);
        checks.require(self.on <= today, "on", Rule::NotLater);
        // Of a scale that is none the lines know no top.
        let top = if (2..=100).contains(&self.scale) { self.scale * 100 } else { u32::MAX };
        let mut lines = Vec::new();
        for (n, line) in self.text.lines().enumerate().filter(|one| !one.1.trim().is_empty()) {
            let parts: Vec<&str> = line.split(['\t', ',', '，']).map(str::trim).collect();
            let read = match parts.as_slice() {
                [name, points] => Some((*name, "", *points)),
                [name, unit, points] => Some((*name, *unit, *points)),
                _ => None,
            };
            let points = read.and_then(|one| decimal(one.2, 2)).filter(|points| *points <= top);
            match (read, points) {
                (Some((name, unit, _)), Some(points)) if !name.is_empty() => {
                    lines.push((name.to_owned(), unit.to_owned(), points));
                }
                _ => checks.require(false, "lines", Rule::LineOf(n as u32 + 1)),
            }
        }
        checks.require(!self.text.trim().is_empty(), "lines", Rule::Required);
        checks.done()?;
        Ok(ThirdParty {
            agency: self.agency.trim().to_owned(),
            sample: self.sample,
            scale: self.scale,
            method: self.method.trim().to_owned(),
            report: self.report.trim().to_owned(),
            on: self.on,
            lines,
        })
    }
}

/// What points are worked out from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence<'a> {
    /// The facts of the year.
    pub facts: &'a [FactValue],
    /// What a third party found, in hundredths of a point of a hundred.
    pub third_party: Option<u32>,
    /// The votes, by column of the ballot.
    pub votes: &'a [Shown],
    /// The columns' names: the overall grade (empty) and the judged indicators.
    pub columns: &'a [String],
}

/// A cell of votes: (its groups, their weight in per cent, the mean in hundredths).
pub type WeighedCell = (Vec<String>, u32, u32);

/// One indicator's points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What it speaks for.
    pub dimension: Dimension,
    pub name: String,
    /// Its weight in per cent.
    pub weight: u32,
    /// Where its value comes from.
    pub source: Source,
    /// The value of a fact, in hundredths, and the one that gives a hundred points.
    pub fact: Option<(u32, u32)>,
    /// Points of a hundred, in hundredths; none where there is nothing to go by and the scheme says
    /// that it does not apply then.
    pub points: Option<u32>,
    /// What the scheme says of it, where there is nothing to go by.
    #[serde(default)]
    pub absent: Option<Absent>,
    /// For votes: (groups, weight in per cent, mean in hundredths).
    pub cells: Vec<WeighedCell>,
}

/// The points of one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// By indicator.
    pub lines: Vec<Line>,
    /// All together in hundredths, over the weight of what applies; none where there is nothing to go
    /// by at all.
    pub total: Option<u32>,
    /// The weight of the indicators with data, in per cent.
    pub covered: u32,
    /// The weight of the indicators that apply, in per cent: what the total is divided by.
    #[serde(default = "whole")]
    pub applies: u32,
    /// Whether more said 不称职 than may go without being looked into.
    pub look_into: bool,
}

/// All of the weight.
fn whole() -> u32 {
    100
}

/// Works the points out.
#[must_use]
pub fn score(scheme: &Scheme, rules: &AppraisalRules, evidence: &Evidence<'_>) -> Score {
    let mut lines = Vec::with_capacity(scheme.indicators.len());
    for one in &scheme.indicators {
        let mut line = Line {
            dimension: one.dimension,
            name: one.name.clone(),
            weight: one.weight,
            source: one.source,
            fact: None,
            points: None,
            absent: None,
            cells: Vec::new(),
        };
        match one.source {
            Source::Judged => {
                // An indicator too few marked, or that last year's ballot did not have, goes by the
                // overall grade.
                let own = evidence.columns.iter().position(|name| *name == one.name);
                let shown = own.and_then(|n| evidence.votes.get(n)).filter(|one| **one != Shown::Hidden);
                if let Some(shown) = shown.or(evidence.votes.first()) {
                    (line.points, line.cells) = judged(scheme, rules, shown);
                }
            }
            Source::ThirdParty => line.points = evidence.third_party,
            fact => {
                let value = evidence.facts.iter().find(|value| value.source == fact).map(|value| value.value);
                if let Some(value) = value.filter(|_| one.full > 0) {
                    line.fact = Some((value, one.full));
                    line.points = rounded(u64::from(value) * 100, u64::from(one.full)).map(|points| points.min(10_000));
                }
            }
        }
        // What is not known counts by the scheme's rule, and the sheet says so.
        if line.points.is_none() {
            line.absent = Some(one.lacking());
            line.points = (one.lacking() == Absent::Nought).then_some(0);
        }
        lines.push(line);
    }
    let covered: u32 = lines.iter().filter(|line| line.absent.is_none()).map(|line| line.weight).sum();
    let counted = || lines.iter().filter_map(|line| line.points.map(|points| (line.weight, points)));
    let applies: u32 = counted().map(|one| one.0).sum();
    let sum: u64 = counted().map(|(weight, points)| u64::from(weight) * u64::from(points)).sum();
    let total = rounded(sum, u64::from(applies)).filter(|_| covered > 0);
    let overall = evidence.votes.first().and_then(Shown::total);
    Score { lines, total, covered, applies, look_into: overall.is_some_and(|count| count.looks_bad(rules.look_into)) }
}

/// Points of votes: the groups' means by their weights; groups that are shown as one count as one
/// with the weights of all in it.
fn judged(scheme: &Scheme, rules: &AppraisalRules, shown: &Shown) -> (Option<u32>, Vec<WeighedCell>) {
    let all = || scheme.groups.iter().map(|one| one.code.clone()).collect::<Vec<_>>();
    let cells: Vec<(Vec<String>, Count)> = match shown {
        Shown::Cells { cells } => cells.clone(),
        Shown::Merged { count } => vec![(all(), *count)],
        Shown::Hidden => Vec::new(),
    };
    let weighed: Vec<WeighedCell> = cells
        .into_iter()
        .filter_map(|(codes, count)| {
            let weight = scheme.groups.iter().filter(|one| codes.contains(&one.code)).map(|one| one.weight).sum();
            count.mean(&rules.points).map(|mean| (codes, weight, mean))
        })
        .collect();
    let weight: u64 = weighed.iter().map(|one| u64::from(one.1)).sum();
    let sum: u64 = weighed.iter().map(|one| u64::from(one.1) * u64::from(one.2)).sum();
    (rounded(sum, weight), weighed)
}
