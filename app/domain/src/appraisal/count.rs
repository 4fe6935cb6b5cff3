//! What counting a sheet gives: turnout with every rate's denominator, and votes as they may be shown.

use serde::{Deserialize, Serialize};

use crate::code::codes;
use crate::rate::{hundredths, percent_hundredths};

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
        percent_hundredths(part.into(), whole.into())
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

    pub(super) fn plus(self, other: Self) -> Self {
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
        percent_hundredths(part.into(), self.votes().into())
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
        hundredths(sum, self.votes().into())
    }
}

/// What may be shown, and kept, of the votes on one person in one column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Shown {
    /// By cells of groups: (codes of the groups, votes). No cell is smaller than allowed.
    Cells { cells: Vec<(Vec<String>, Count)> },
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
