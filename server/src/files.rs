//! Files in and out: rosters (xlsx), appointment forms (`.lrmx`, `.lrm` with `.pic`).
//!
//! Everything that comes in is hostile until read: sizes are counted while unpacking,
//! never believed; text is bounded; a document type declaration is refused; nothing is
//! evaluated.

pub mod attendance;
pub mod bundle;
pub mod case_files;
pub mod chapters;
pub mod evidence;
pub mod export;
pub(crate) mod kept;
mod kind;
pub mod ledger;
mod listing;
pub(crate) mod lists;
pub mod lrm;
pub mod lrmx;
pub mod materials;
pub mod package;
mod paper;
mod photo;
pub mod questions;
mod read;
pub mod receive;
pub mod register;
pub mod roster;
pub(crate) mod rosters;
mod sealed;
pub mod sheet;
pub mod trail;
pub mod upload;

use std::io;
use std::path::Path;

use domain::file::Refusal;
use domain::import::{Column, FileNote, ImportRow, NoteKind};
use domain::{Fault, Outage};

pub use domain::text::clean;
pub use photo::photo;
pub use read::read;

/// People in one import at most.
pub const MAX_PEOPLE: usize = 20_000;
/// Bytes a file may unpack to.
pub const MAX_UNPACKED: u64 = 300 * 1024 * 1024;
/// Bytes of one form.
pub const MAX_FORM: u64 = 8 * 1024 * 1024;

/// How the name of a file begins that is not whole yet.
pub(crate) const NEW: &str = ".new-";

/// Makes the names in a folder outlive a power cut, as their contents do.
pub(crate) fn settle(folder: &Path) -> io::Result<()> {
    std::fs::File::open(folder)?.sync_all()
}

/// What is said about a file that could not be written.
pub(crate) fn unkept(error: &io::Error) -> Fault {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Fault::Unavailable(Outage::Full),
        _ => Fault::Internal,
    }
}

/// Removes what a program that was killed had begun to take in. At the start: nothing is under way.
pub fn sweep(files: &Path) {
    for folder in ["files", "packages"] {
        for entry in std::fs::read_dir(files.join(folder)).into_iter().flatten().flatten() {
            if !entry.file_name().to_string_lossy().starts_with(NEW) {
                continue;
            }
            let path = entry.path();
            let gone = if path.is_dir() { std::fs::remove_dir_all(&path) } else { std::fs::remove_file(&path) };
            if let Err(error) = gone {
                tracing::warn!(%error, path = %path.display(), "left from an upload that was cut off, and stays");
            }
        }
    }
}

/// Files as read.
#[derive(Debug, Default)]
pub struct Parsed {
    /// Columns of rosters and the fields they were taken for; empty for forms.
    pub columns: Vec<Column>,
    /// What they have.
    pub rows: Vec<ImportRow>,
    /// What to know of them, above all what was not read.
    pub notes: Vec<FileNote>,
}

impl Parsed {
    fn note(&mut self, source: &str, kind: NoteKind) {
        self.notes.push(FileNote { source: source.to_owned(), kind });
    }

    fn add(&mut self, other: Self) {
        self.columns.extend(other.columns);
        self.rows.extend(other.rows);
        self.notes.extend(other.notes);
    }
}

/// A person's name in its one form, with characters that only look otherwise as themselves: texts
/// copied out of PDF files have radicals in place of characters.
#[must_use]
pub fn name(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    domain::text::name(&text.nfkc().collect::<String>())
}

/// Text of a file in UTF-8 (with or without mark), UTF-16 (with mark, or as XML begins), or GBK.
///
/// # Errors
/// [`Refusal::Encoding`] when it is none of these.
pub fn decode(bytes: &[u8]) -> Result<String, Refusal> {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, _, errors) = encoding.decode(bytes);
        return if errors { Err(Refusal::Encoding) } else { Ok(text.into_owned()) };
    }
    // XML in UTF-16 may come without a mark: it begins with a bracket.
    for (begins, encoding) in [(b"<\0".as_slice(), encoding_rs::UTF_16LE), (b"\0<", encoding_rs::UTF_16BE)] {
        if bytes.starts_with(begins) {
            let (text, _, errors) = encoding.decode(bytes);
            return if errors { Err(Refusal::Encoding) } else { Ok(text.into_owned()) };
        }
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.to_owned());
    }
    let (text, _, errors) = encoding_rs::GB18030.decode(bytes);
    if errors { Err(Refusal::Encoding) } else { Ok(text.into_owned()) }
}

/// What a browser is to read a text as: one of the encodings that [`decode`] knows.
///
/// # Errors
/// [`Refusal::Encoding`] when it is none of these.
pub fn charset(bytes: &[u8]) -> Result<&'static str, Refusal> {
    decode(bytes)?;
    Ok(match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding.name(),
        None if std::str::from_utf8(bytes).is_ok() => encoding_rs::UTF_8.name(),
        None => encoding_rs::GB18030.name(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_in_the_encodings_offices_use() {
        let (gbk, ..) = encoding_rs::GBK.encode("张伟");
        assert_eq!(decode(&gbk).unwrap(), "张伟");
        assert_eq!(decode("\u{feff}张伟".as_bytes()).unwrap(), "张伟");
        assert_eq!(decode(&[0xFF, 0xFE, 0x20, 0x5F]).unwrap(), "张");
        assert_eq!(decode(&[0x80, 0xFF, 0xFF, 0xFF]), Err(Refusal::Encoding));
    }

    #[test]
    fn a_text_tells_the_browser_how_to_read_it() {
        let (gbk, ..) = encoding_rs::GBK.encode("张伟");
        assert_eq!(charset("张伟".as_bytes()), Ok("UTF-8"));
        assert_eq!(charset(&gbk), Ok("gb18030"));
        assert_eq!(charset(&[0xFF, 0xFE, 0x20, 0x5F]), Ok("UTF-16LE"));
        assert_eq!(charset(&[0x80, 0xFF, 0xFF, 0xFF]), Err(Refusal::Encoding));
    }
}
