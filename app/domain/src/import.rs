//! Bringing in rosters and appointment forms: which column is which field, what a
//! file would change, and what is wrong with it, before anything is written.

mod field;
mod judge;

pub use field::*;
pub use judge::*;

use serde::{Deserialize, Serialize};

use crate::fault::Rule;
use crate::person::{Education, Person, Relative, Sensitive};
use crate::resume::ResumeLine;
use crate::{ImportId, Moment};

/// A person as a file has them. Fields the file does not have are absent and stay as
/// they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportRow {
    /// Where in the source: the row of a sheet, 1 for a form.
    pub line: u32,
    /// The sheet or file it came from.
    pub source: String,
    /// Plain fields as written.
    pub values: Vec<(Field, String)>,
    /// Education, when the file has it.
    pub education: Option<Vec<Education>>,
    /// Résumé, when the file has it.
    pub resume: Option<Vec<ResumeLine>>,
    /// Family, when the file has it.
    pub family: Option<Vec<Relative>>,
    /// Photo, base64 of the image.
    pub photo: Option<String>,
    /// Elements unknown here, kept for the way out.
    pub unknown: Vec<(String, String)>,
}

impl ImportRow {
    /// The value of a field, if the file has one that is not blank.
    #[must_use]
    pub fn get(&self, field: Field) -> Option<&str> {
        self.values.iter().find(|(f, _)| *f == field).map(|(_, v)| v.trim()).filter(|v| !v.is_empty())
    }
}

/// A whole record: both halves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// What everybody in scope may see.
    pub person: Person,
    /// What needs a purpose.
    pub sensitive: Sensitive,
}

/// What a file would do to one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// Not known yet.
    New,
    /// Known, with these differences.
    Changed(Vec<Change>),
    /// Known, and nothing differs.
    Same,
    /// Can't be taken as it is.
    Problem(Vec<Problem>),
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// In which field.
    pub field: Field,
    /// As it is; sensitive values masked.
    pub before: String,
    /// As it would be; sensitive values masked.
    pub after: String,
}

/// One thing wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// In which field.
    pub field: Field,
    /// What it must be.
    pub rule: ProblemRule,
    /// What it is.
    pub found: String,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProblemRule {
    /// Breaks a rule of its own.
    Field(Rule),
    /// Several people here have that name; a number is needed to tell them apart.
    Ambiguous,
    /// The same person stands in the file twice.
    Twice(u32),
    /// The unit is not in the viewer's scope, or does not exist.
    UnitUnknown,
    /// The person is known, but outside the viewer's scope.
    OutOfScope,
}

/// One line of the preview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewRow {
    /// Where in the source.
    pub line: u32,
    /// The sheet or file.
    pub source: String,
    /// The name as written.
    pub name: String,
    /// What would happen.
    pub verdict: Verdict,
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ImportState {
    /// Waits for a decision.
    Preview,
    /// Is being written.
    Writing,
    /// Was written.
    Done,
    /// Failed; nothing was written.
    Failed,
}

/// An import and its preview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportView {
    /// The import.
    pub id: ImportId,
    /// The file's name.
    pub file: String,
    /// When it was uploaded.
    pub at: Moment,
    /// How far it is.
    pub state: ImportState,
    /// Columns of the sheet and the field each maps to.
    pub columns: Vec<(String, Option<Field>)>,
    /// Counts: new, changed, same, problems.
    pub counts: [u32; 4],
    /// People written so far, of all to write.
    pub progress: (u32, u32),
    /// A page of the preview, problems first.
    pub rows: crate::page::Page<PreviewRow>,
}
