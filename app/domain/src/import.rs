//! Bringing in rosters and appointment forms: which column is which field, what a
//! file would change, and what is wrong with it, before anything is written.

mod field;
pub(crate) mod id;
mod identity;
mod judge;
pub(crate) mod permission;
pub mod port;
mod record;
mod refusal;
pub(crate) mod topic;
mod units;
pub mod words;

pub use field::*;
pub use identity::*;
pub use judge::*;
pub use record::{CODED, meaning, text_of};
pub use refusal::Refusal;
pub use units::Units;

use serde::{Deserialize, Serialize};

use crate::fault::Rule;
use crate::person::{Person, Sensitive};
use crate::record::{Education, Relative};
use crate::resume::ResumeLine;
use crate::{ImportId, Moment, PersonId, file};

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
    /// Cells that can't be believed as they stand, whatever they say.
    pub flaws: Vec<Problem>,
}

/// A column of a roster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// The file, and the sheet where there are several.
    pub source: String,
    /// Its letters: `C`.
    pub letter: String,
    /// What stands over it.
    pub header: String,
    /// The field it was taken for.
    pub field: Option<Field>,
}

/// Something about a file that its reader should know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileNote {
    /// The file, and the sheet where there are several.
    pub source: String,
    /// What.
    pub kind: NoteKind,
}

/// What a reader should know of a file: above all what was not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NoteKind {
    /// A sheet was not read; so many rows of a roster it has.
    SheetLeft {
        name: String,
        /// Whether it is hidden.
        hidden: bool,
        /// Rows below its header; 0 when it has none.
        rows: u32,
    },
    /// The sheet that was read is hidden.
    HiddenSheet,
    /// Hidden rows were read.
    HiddenRows(Vec<u32>),
    /// A line was not read as a person.
    LineLeft {
        /// The row, as the sheet counts.
        line: u32,
        /// What it is.
        is: LineIs,
        /// What it says.
        text: String,
    },
    /// The file could not be read; the others were.
    Bad(file::Refusal),
    /// The file is none that this takes, and was left out.
    Skipped,
    /// The picture of this person could not be read.
    PhotoLost(PhotoWhy),
    /// A picture belongs to nobody among the files.
    PhotoAlone,
    /// There are so many more notes.
    More(u32),
}

/// What a line of a roster is, when it is no person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LineIs {
    /// 合计, 小计.
    Sum,
    /// 填表人, 审核人, 填表日期.
    Signature,
    /// 备注, 说明, page numbers.
    Remark,
    /// The header again.
    Heading,
    /// The name of a part of the roster.
    Section,
    /// More of the person above, whose name is merged over several rows.
    Continued,
}

/// Why a picture could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PhotoWhy {
    /// No kind of picture that browsers show.
    Kind,
    /// Larger than pictures of people may be.
    Large,
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
    /// Whom it is about is not certain: one of these, or somebody new.
    Ask(Question),
    /// Left out, because the importer said so.
    Left,
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

/// Whom a row may be about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// People on record.
    pub people: Vec<Candidate>,
    /// A row before it, which may be the same person: its source and line.
    pub row: Option<(String, u32)>,
    /// Whether it may be somebody new.
    pub new: bool,
}

/// Somebody a row may be about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// The person.
    pub id: PersonId,
    /// What tells them from others: name, sex, birth, unit, post.
    pub said: [String; 5],
}

/// What the importer said of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Choice {
    /// It is somebody new.
    New,
    /// It is this person.
    Person(PersonId),
    /// It is left out.
    Leave,
}

/// A word of a file that stands for nothing known, and what it may mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnknownWord {
    /// In which field.
    pub field: Field,
    /// As it is written.
    pub word: String,
    /// In how many rows.
    pub rows: u32,
    /// What it most likely means, best first: what is kept, and what it is called.
    pub nearest: Vec<(String, String)>,
}

/// What words of files mean, as importers have said: by field and [`word_key`](crate::text::word_key).
pub type Meanings = std::collections::BTreeMap<(Field, String), String>;

/// The meaning that leaves a word out: the field stays as it is.
pub const NO_MEANING: &str = "-";

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProblemRule {
    /// Breaks a rule of its own.
    Field(Rule),
    /// The word stands for nothing known.
    Word,
    /// A number of more than 15 digits in a cell of numbers: its last digits are lost.
    Inexact,
    /// The cell shows an error, or a formula that was not worked out.
    CellError,
    /// 1980.1 in a cell of numbers may be January or October.
    MonthUnclear,
    /// A character that stands for none: its code.
    Unmapped(u32),
    /// A sign that no name has.
    Sign(char),
    /// The same person stands in the file twice: the source and line before.
    Twice(String, u32),
    /// The unit is not in the viewer's scope, or does not exist.
    UnitUnknown,
    /// The person is known, but outside the viewer's scope.
    OutOfScope,
}

impl ProblemRule {
    /// What is wrong, for a sheet that leaves the system: in the words of offices.
    #[must_use]
    pub fn plain(&self) -> String {
        match self {
            Self::Field(Rule::Required) => "请填写".to_owned(),
            Self::Field(Rule::Date | Rule::NoSuchDay | Rule::Year(..)) => {
                "不是日期，请写成 1980.05 或 1980-05-17".to_owned()
            }
            Self::Field(Rule::Century) => "年份请写四位".to_owned(),
            Self::Field(Rule::IdNumber) => "身份证号不正确".to_owned(),
            Self::Field(Rule::Differs | Rule::NumberDiffers) => "与出生年月、性别或身份证号不符".to_owned(),
            Self::Field(Rule::NotLater) => "晚于今天".to_owned(),
            Self::Field(Rule::NotBefore) => "早于出生或参加工作时间".to_owned(),
            Self::Field(Rule::TooLong(most)) => format!("最多 {most} 个字"),
            Self::Field(_) => "不正确".to_owned(),
            Self::Word => "没有登记含义的词".to_owned(),
            Self::Inexact => "数值超过 15 位，末尾已失真，请设为文本重新填写".to_owned(),
            Self::CellError => "单元格是错误值或未计算的公式".to_owned(),
            Self::MonthUnclear => "不能确定是 1 月还是 10 月，请设为文本填写".to_owned(),
            Self::Unmapped(code) => format!("含有没有标准编码的字 U+{code:04X}"),
            Self::Sign(sign) => format!("姓名中有“{sign}”"),
            Self::Twice(source, line) => format!("与“{source}”第 {line} 行是同一人"),
            Self::UnitUnknown => "没有这个单位".to_owned(),
            Self::OutOfScope => "在管理范围之外".to_owned(),
        }
    }
}

/// One line of the preview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewRow {
    /// Where in the source.
    pub line: u32,
    /// The sheet or file.
    pub source: String,
    /// Where it stands among all rows of the import.
    #[serde(default)]
    pub at: u32,
    /// The name as written.
    pub name: String,
    /// What was read, field by field; sensitive values masked.
    #[serde(default)]
    pub read: Vec<(Field, String)>,
    /// What would happen.
    pub verdict: Verdict,
    /// What the importer said of it.
    #[serde(default)]
    pub choice: Option<Choice>,
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ImportState {
    /// Is being compared with who is on record.
    Judging,
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
    /// Columns of the rosters and the field each maps to.
    pub columns: Vec<Column>,
    /// What else there is to say of the files.
    pub notes: Vec<FileNote>,
    /// Words that stand for nothing known.
    pub words: Vec<UnknownWord>,
    /// Counts: new, changed, same, problems, to be asked, left out.
    pub counts: [u32; 6],
    /// Rows compared so far, of all; then people written so far, of all to write.
    pub progress: (u32, u32),
    /// People written before, when rows were left to be mended.
    pub written: u32,
    /// A page of the preview, problems first.
    pub rows: crate::page::Page<PreviewRow>,
}

/// What the importer answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportAnswers {
    /// Whom rows are about, by where they stand ([`PreviewRow::at`]).
    pub rows: Vec<(u32, Choice)>,
    /// What words mean: in which field, as written, and what is kept: a name of the table, the id
    /// of a unit, or [`NO_MEANING`]. It is remembered for later files.
    pub words: Vec<(Field, String, String)>,
}

/// An import of the viewer's with rows that were not written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenImport {
    /// The import.
    pub id: ImportId,
    /// The file's name.
    pub file: String,
    /// When it was uploaded.
    pub at: Moment,
    /// People written.
    pub written: u32,
    /// Rows that wait to be mended or decided.
    pub waiting: u32,
}
