//! Counting: turnout with every rate's denominator, and votes so that no number shown, nor any
//! difference of two of them, stands for fewer voters than the rules allow.

use serde::{Deserialize, Serialize};

use super::{Ballot, Sheet};
use crate::code::{Code, codes};
use crate::record::Grade;

codes! {
    /// A rate of a vote; its name says the denominator.
    Rate {
        Present "present" "参加率＝实参加/应参加" "Attendance: present of those expected",
        Returned "returned" "收回率＝收回/发出" "Return: returned of those issued",
        Valid "valid" "有效率＝有效/收回" "Validity: valid of those returned",
        Excellent "excellent" "优秀率＝优秀/该项有效票（不含弃权）" "Excellence: 优秀 of the votes in the column, without abstentions",
        Good "good" "优良率＝（优秀＋称职）/该项有效票（不含弃权）" "Good: 优秀 and 称职 of the votes in the column, without abstentions",
    }
}

/// How a group voted, without what it voted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turnout {
    /// 应参加: on the roll, whoever came.
    pub expected: u32,
    /// 实参加: came, that is took a ballot.
    pub present: u32,
    /// 发出: ballots given out.
    pub issued: u32,
    /// 收回: ballots in the box.
    pub returned: u32,
    /// 有效: valid ones of them.
    pub valid: u32,
}

impl Turnout {
    /// A rate in hundredths of a per cent; none where its denominator is nought, or where it is a
    /// rate of votes, see [`Count::rate`].
    #[must_use]
    pub fn rate(&self, rate: Rate) -> Option<u32> {
        let (part, whole) = match rate {
            Rate::Present => (self.present, self.expected),
            Rate::Returned => (self.returned, self.issued),
            Rate::Valid => (self.valid, self.returned),
            Rate::Excellent | Rate::Good => return None,
        };
        share(part, whole)
    }
}

/// The turnout of several groups together.
impl std::iter::Sum for Turnout {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |sum, one| Self {
            expected: sum.expected + one.expected,
            present: sum.present + one.present,
            issued: sum.issued + one.issued,
            returned: sum.returned + one.returned,
            valid: sum.valid + one.valid,
        })
    }
}

fn share(part: u32, whole: u32) -> Option<u32> {
    (u64::from(part) * 10_000 + u64::from(whole) / 2).checked_div(u64::from(whole)).map(|rate| rate as u32)
}

/// Votes by grade.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// For each grade, from high to low.
    pub grades: [u32; 4],
    /// Valid ballots without a mark: 弃权, and whoever does not judge themself.
    #[serde(default)]
    pub none: u32,
}

impl Count {
    /// All of them.
    #[must_use]
    pub fn votes(&self) -> u32 {
        self.grades.iter().sum()
    }

    fn plus(self, other: Self) -> Self {
        let mut grades = self.grades;
        grades.iter_mut().zip(other.grades).for_each(|(own, more)| *own += more);
        Self { grades, none: self.none + other.none }
    }

    /// Excellence or good, of the votes: in hundredths of a per cent.
    #[must_use]
    pub fn rate(&self, rate: Rate) -> Option<u32> {
        let part = match rate {
            Rate::Excellent => self.grades[0],
            Rate::Good => self.grades[0] + self.grades[1],
            _ => return None,
        };
        share(part, self.votes())
    }

    /// Whether more than so many per cent said 不称职.
    #[must_use]
    pub fn looks_bad(&self, percent: u32) -> bool {
        u64::from(self.grades[3]) * 100 > u64::from(self.votes()) * u64::from(percent)
    }

    /// The mean of the grades' points, in hundredths.
    #[must_use]
    pub fn mean(&self, points: &[u32; 4]) -> Option<u32> {
        let sum: u64 =
            self.grades.iter().zip(points).map(|(votes, points)| u64::from(*votes) * u64::from(*points)).sum();
        super::score::rounded(sum * 100, u64::from(self.votes()))
    }
}

/// What may be shown, and kept, of the votes on one person in one column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Shown {
    /// By cells of groups: (codes of the groups, votes). No cell is smaller than allowed.
    Cells {
        /// The cells.
        cells: Vec<(Vec<String>, Count)>,
    },
    /// All groups in one, because some group alone would be too small.
    Merged {
        /// The votes.
        count: Count,
    },
    /// Nothing: fewer voted than may be shown.
    Hidden,
}

impl Shown {
    /// All that is shown, as one.
    #[must_use]
    pub fn total(&self) -> Option<Count> {
        match self {
            Self::Cells { cells } => Some(cells.iter().fold(Count::default(), |sum, one| sum.plus(one.1))),
            Self::Merged { count } => Some(*count),
            Self::Hidden => None,
        }
    }
}

/// The result of a sheet. Single ballots are not in it, and nothing else of them is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Turnout by group: (code, turnout).
    pub turnout: Vec<(String, Turnout)>,
    /// For each person of the sheet, in its order, each column of the ballot.
    pub votes: Vec<Vec<Shown>>,
}

impl Tally {
    /// The turnout of all groups.
    #[must_use]
    pub fn all(&self) -> Turnout {
        self.turnout.iter().map(|one| one.1).sum()
    }
}

/// Groups joined, in their order, until each cell has as many voters as allowed; what is left
/// over at the end joins the last. Groups without votes are in no cell. Empty when all together
/// are too few.
fn cells(of: &[(String, Count)], smallest: u32) -> Vec<(Vec<String>, Count)> {
    let mut found: Vec<(Vec<String>, Count)> = Vec::new();
    let mut open: (Vec<String>, Count) = Default::default();
    for (code, count) in of.iter().filter(|one| one.1.votes() > 0) {
        open.0.push(code.clone());
        open.1 = open.1.plus(*count);
        if open.1.votes() >= smallest {
            found.push(std::mem::take(&mut open));
        }
    }
    if let Some(last) = found.last_mut() {
        last.0.extend(open.0);
        last.1 = last.1.plus(open.1);
    }
    found
}

/// Counts a sheet: the ballots of each group, with how many it had and gave out. Which groups are
/// joined is the same for every person and column, so that no two results differ by one small
/// group; where a single person or column still has too few in a cell, all its groups are one.
#[must_use]
pub fn tally(sheet: &Sheet, columns: usize, groups: &[(String, Turnout, Vec<Ballot>)], smallest: u32) -> Tally {
    let persons = sheet.targets.len();
    let mut turnout = Vec::with_capacity(groups.len());
    let mut counts = vec![vec![Vec::with_capacity(groups.len()); columns]; persons];
    let mut ballots_of = Vec::with_capacity(groups.len());
    for (code, given, ballots) in groups {
        let valid: Vec<&Ballot> = ballots.iter().filter(|one| one.valid(persons * columns)).collect();
        turnout.push((code.clone(), Turnout { returned: ballots.len() as u32, valid: valid.len() as u32, ..*given }));
        ballots_of.push((code.clone(), Count { grades: [valid.len() as u32, 0, 0, 0], none: 0 }));
        for (person, columns) in counts.iter_mut().enumerate() {
            let width = columns.len();
            for (column, of) in columns.iter_mut().enumerate() {
                let mut count = Count::default();
                for mark in valid.iter().map(|one| one.mark(person * width + column)) {
                    match mark {
                        Some(grade) => count.grades[grade as usize] += 1,
                        None => count.none += 1,
                    }
                }
                of.push((code.clone(), count));
            }
        }
    }
    // The cells of the whole sheet, by its valid ballots.
    let joined: Vec<Vec<String>> = cells(&ballots_of, smallest).into_iter().map(|one| one.0).collect();
    let votes = counts
        .into_iter()
        .map(|columns| {
            columns
                .into_iter()
                .map(|of: Vec<(String, Count)>| {
                    let by_cell: Vec<(Vec<String>, Count)> = joined
                        .iter()
                        .map(|codes| {
                            let inside = of.iter().filter(|one| codes.contains(&one.0));
                            (codes.clone(), inside.fold(Count::default(), |sum, one| sum.plus(one.1)))
                        })
                        .collect();
                    let fits = by_cell.iter().all(|one| one.1.votes() == 0 || one.1.votes() >= smallest);
                    let full: Vec<_> = by_cell.iter().filter(|one| one.1.votes() > 0).cloned().collect();
                    if fits && !full.is_empty() {
                        Shown::Cells { cells: full }
                    } else {
                        let count = of.iter().fold(Count::default(), |sum, one| sum.plus(one.1));
                        if count.votes() >= smallest { Shown::Merged { count } } else { Shown::Hidden }
                    }
                })
                .collect()
        })
        .collect();
    Tally { turnout, votes }
}

impl Grade {
    /// The grade of a digit of a ballot, 1 to 4.
    #[must_use]
    pub fn of_digit(digit: u8) -> Option<Self> {
        let place = usize::from(digit.checked_sub(b'1')?);
        Self::ALL.get(place).copied()
    }
}
