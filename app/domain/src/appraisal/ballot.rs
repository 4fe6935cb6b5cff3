//! Ballots as they are cast or typed from paper, and what of a group is not on the roll.

use serde::{Deserialize, Serialize};

use crate::code::Code;
use crate::fault::{Checks, FieldFault, Rule};
use crate::record::Grade;
use crate::{AccountId, Fault};

/// What is not a person's on the roll: paper and printed slips of a group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupRoll {
    /// The group's code.
    pub group: String,
    /// People who may vote on paper, beside those on the roll.
    pub paper_expected: u32,
    /// Of them who came.
    pub paper_present: u32,
    /// Paper ballots given out.
    pub paper_issued: u32,
}

/// Paper ballots one person typed in, that another has to type in alike before they count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperBatch {
    /// The group's code.
    pub group: String,
    /// The ballots, one for each paper in the order of the pile.
    pub ballots: Vec<Ballot>,
    /// Who typed them in.
    pub by: AccountId,
    pub by_name: String,
    /// Who typed them in the second time, alike; they count from then on.
    #[serde(default)]
    pub checked: Option<(AccountId, String)>,
}

/// A ballot: for each person of the sheet and each column a digit, 1 for 优秀 to 4 for 不称职, 0
/// for none. Every ballot of a sheet is equally long, so that its length tells nothing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ballot(pub String);

impl Ballot {
    /// Reads what a browser sent: exactly so many digits of 0 to 4.
    ///
    /// # Errors
    /// [`Fault::Invalid`] for `marks`.
    pub fn read(text: &str, len: usize) -> Result<Self, Fault> {
        let fits = text.len() == len && text.bytes().all(|b| (b'0'..=b'4').contains(&b));
        if fits { Ok(Self(text.to_owned())) } else { Err(Fault::field("marks", Rule::Wrong)) }
    }

    /// A ballot from what was chosen: for each person the overall grade, and for each other column
    /// its own or, where none was chosen, the overall one.
    #[must_use]
    pub fn of(persons: usize, columns: usize, chosen: impl Fn(usize, usize) -> Option<Grade>) -> Self {
        let digit = |grade: Option<Grade>| grade.map_or('0', |grade| char::from(b'1' + grade as u8));
        let mut marks = String::with_capacity(persons * columns);
        for person in 0..persons {
            let overall = chosen(person, 0);
            marks.push(digit(overall));
            marks.extend((1..columns).map(|column| digit(chosen(person, column).or(overall))));
        }
        Self(marks)
    }

    /// Whether it counts: well formed, and anything marked at all.
    #[must_use]
    pub fn valid(&self, len: usize) -> bool {
        self.0.len() == len && self.0.bytes().any(|b| (b'1'..=b'4').contains(&b))
    }

    /// The grade at a place.
    #[must_use]
    pub fn mark(&self, place: usize) -> Option<Grade> {
        self.0.as_bytes().get(place).and_then(|digit| Grade::of_digit(*digit))
    }
}

/// Reads paper ballots as they are typed: a line for each, a digit for each person (1 优秀 to 4
/// 不称职, 0 or - for none; spaces are free), `x` for a spoilt one. Only the overall grade is asked
/// on paper; as in the browser, it holds for every column without a grade of its own.
///
/// # Errors
/// [`Fault::Invalid`] for `ballots`, with every line that is not right.
pub fn read_paper(text: &str, persons: usize, columns: usize) -> Result<Vec<Ballot>, Fault> {
    let mut found = Vec::new();
    let mut faults = Vec::new();
    for (n, line) in text.lines().enumerate() {
        let marks: String = line
            .chars()
            .filter(|c| !c.is_whitespace() && *c != ',' && *c != '，')
            .map(|c| match c {
                '-' | '—' => '0',
                // What an input method gives for digits.
                '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c),
                'X' | 'Ｘ' | 'ｘ' | '×' => 'x',
                other => other,
            })
            .collect();
        if marks.is_empty() {
            continue;
        }
        if marks == "x" {
            found.push(Ballot(String::new()));
        } else if marks.chars().count() == persons && marks.chars().all(|c| ('0'..='4').contains(&c)) {
            found.push(Ballot(marks.chars().flat_map(|c| std::iter::repeat_n(c, columns)).collect()));
        } else {
            faults.push(FieldFault { field: "ballots".to_owned(), rule: Rule::LineOf(n as u32 + 1) });
        }
    }
    if !faults.is_empty() {
        return Err(Fault::Invalid(faults));
    }
    if found.is_empty() {
        return Err(Fault::field("ballots", Rule::Required));
    }
    Ok(found)
}

/// The ballots, from 1, in which two people typed something else; also those only one has.
#[must_use]
pub fn differences(first: &[Ballot], second: &[Ballot]) -> Vec<u32> {
    (0..first.len().max(second.len())).filter(|n| first.get(*n) != second.get(*n)).map(|n| n as u32 + 1).collect()
}

impl GroupRoll {
    /// Checks the numbers: who came was expected, who was given a ballot came, and what two people
    /// typed in (`typed`) was given out.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self, typed: u32) -> Result<(), Fault> {
        let mut checks = Checks::default();
        checks.between(i64::from(self.paper_expected), "paper_expected", 0, 100_000);
        checks.between(i64::from(self.paper_present), "paper_present", 0, i64::from(self.paper_expected));
        checks.between(i64::from(self.paper_issued), "paper_issued", i64::from(typed), i64::from(self.paper_present));
        checks.done()
    }
}

impl Grade {
    /// The grade of a digit of a ballot, 1 to 4.
    #[must_use]
    pub fn of_digit(digit: u8) -> Option<Self> {
        let place = usize::from(digit.checked_sub(b'1')?);
        Self::ALL.get(place).copied()
    }
}
