//! Files that are sent: why one is refused, and what it is instead.

use serde::{Deserialize, Serialize};

/// Why a file is refused. Notes of an import keep it: where a variant's name has changed since,
/// what is stored keeps the old one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// The file is larger than allowed, in mebibytes.
    #[serde(rename = "FileTooLarge")]
    TooLarge(u32),
    /// The file is not of a kind this accepts.
    #[serde(rename = "FileKind")]
    Kind,
    /// The file is none of the kinds, given by their endings.
    #[serde(rename = "FileKindOf")]
    KindOf(String),
    /// The file is something else.
    #[serde(rename = "FileIs")]
    Is(FileIs),
    /// No sheet has a row of column names with one for people's names.
    #[serde(rename = "FileNoHeader")]
    NoHeader,
    /// Why a file of this name is refused.
    InFile(String, Box<Refusal>),
    /// The picture is not a JPEG or PNG.
    NoPicture,
    /// The file is broken or was cut short.
    #[serde(rename = "FileBroken")]
    Broken,
    /// The file unpacks to far more than it should.
    #[serde(rename = "FileBomb")]
    Bomb,
    /// The file's text is in no encoding this knows.
    #[serde(rename = "FileEncoding")]
    Encoding,
    /// More rows than a file may have.
    TooManyRows(u32),
    /// No file was sent, or one without content.
    NoFile,
    /// The file has no rows.
    #[serde(rename = "FileEmpty")]
    Empty,
}

/// What a file is that was taken for a table or a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileIs {
    /// A page of the web, whatever its name says.
    WebPage,
    /// A workbook of before 2007.
    OldWorkbook,
    /// A table of XML of 2003.
    OldXml,
    /// A workbook with a password.
    Locked,
    /// A text document.
    Word,
    /// A document of OpenOffice.
    OpenDocument,
    Pdf,
    /// An archive other than zip.
    Archive,
    Picture,
}
