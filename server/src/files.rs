//! Files in and out: rosters (xlsx), appointment forms (`.lrmx`, `.lrm` with `.pic`).
//!
//! Everything that comes in is hostile until read: sizes are counted while unpacking,
//! never believed; text is bounded; a document type declaration is refused; nothing is
//! evaluated.

pub mod attendance;
pub mod bundle;
pub mod chapters;
pub mod evidence;
pub mod export;
pub mod ledger;
pub mod lrm;
pub mod lrmx;
pub mod materials;
pub mod package;
pub mod questions;
pub mod receive;
pub mod roster;
pub mod sheet;
pub mod trail;
pub mod upload;

use std::io;
use std::path::Path;

use domain::import::{Field, ImportRow};
use domain::{Fault, Outage, Reason};

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

/// A file as read.
#[derive(Debug, Default)]
pub struct Parsed {
    /// Columns of a roster and the fields they were taken for; empty for forms.
    pub columns: Vec<(String, Option<Field>)>,
    /// What it has.
    pub rows: Vec<ImportRow>,
}

/// Reads uploaded files by what they are, whatever their names say. `mapping` names
/// the field of each column of a roster instead of its header.
///
/// # Errors
/// A [`Reason`] that starts with `File`.
pub fn read(files: &[(String, Vec<u8>)], mapping: Option<&[Option<Field>]>) -> Result<Parsed, Reason> {
    let mut parsed = Parsed::default();
    let mut pictures: Vec<(String, Vec<u8>)> = Vec::new();
    let mut forms: Vec<(String, Vec<u8>)> = Vec::new();
    for (name, bytes) in files {
        if bytes.starts_with(b"PK") {
            if bundle::is_workbook(bytes)? {
                let sheet = roster::read(name, bytes, mapping)?;
                parsed.columns = sheet.columns;
                parsed.rows.extend(sheet.rows);
            } else {
                for (inner, bytes) in bundle::unpack(bytes)? {
                    sort(inner, bytes, &mut forms, &mut pictures);
                }
            }
        } else if bytes.is_empty() {
            return Err(Reason::FileEmpty);
        } else if [".csv", ".txt"].iter().any(|ending| lower(name).ends_with(ending)) {
            let sheet = roster::read(name, bytes, mapping)?;
            parsed.columns = sheet.columns;
            parsed.rows.extend(sheet.rows);
        } else {
            sort(name.clone(), bytes.clone(), &mut forms, &mut pictures);
        }
    }
    for (name, bytes) in forms {
        let row = if lower(&name).ends_with(".lrm") {
            let picture =
                pictures.iter().find(|(picture, _)| stem(picture) == stem(&name)).map(|(_, bytes)| bytes.as_slice());
            lrm::read(&name, &bytes, picture)?
        } else if looks_like_form(&bytes) {
            lrmx::read(&name, &bytes)?
        } else {
            return Err(Reason::FileKind);
        };
        parsed.rows.push(row);
    }
    if parsed.rows.is_empty() {
        return Err(Reason::FileEmpty);
    }
    if parsed.rows.len() > MAX_PEOPLE {
        return Err(Reason::FileTooLarge(MAX_PEOPLE as u32));
    }
    Ok(parsed)
}

fn sort(name: String, bytes: Vec<u8>, forms: &mut Vec<(String, Vec<u8>)>, pictures: &mut Vec<(String, Vec<u8>)>) {
    let lower = lower(&name);
    if lower.ends_with(".pic") {
        pictures.push((name, bytes));
    } else {
        forms.push((name, bytes));
    }
}

/// An appointment form is XML: its first sign is a bracket, after a mark and blanks.
fn looks_like_form(bytes: &[u8]) -> bool {
    let head = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    head.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'<')
}

fn lower(name: &str) -> String {
    name.to_lowercase()
}

/// A file's name without folder and ending.
fn stem(name: &str) -> &str {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// Removes what no form should carry: control characters but line ends, and private-use
/// and zero-width characters that editors leave behind.
#[must_use]
pub fn clean(text: &str) -> String {
    let stray = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
            || matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{200B}'..='\u{200F}' | '\u{FEFF}' | '\u{2060}')
    };
    text.chars().filter(|c| !stray(*c)).collect::<String>().trim().to_owned()
}

/// Text of a file in UTF-8 (with or without mark), UTF-16 with mark, or GBK.
///
/// # Errors
/// [`Reason::FileEncoding`] when it is none of these.
pub fn decode(bytes: &[u8]) -> Result<String, Reason> {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, _, errors) = encoding.decode(bytes);
        return if errors { Err(Reason::FileEncoding) } else { Ok(text.into_owned()) };
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.to_owned());
    }
    let (text, _, errors) = encoding_rs::GB18030.decode(bytes);
    if errors { Err(Reason::FileEncoding) } else { Ok(text.into_owned()) }
}

/// What a browser is to read a text as: one of the encodings that [`decode`] knows.
///
/// # Errors
/// [`Reason::FileEncoding`] when it is none of these.
pub fn charset(bytes: &[u8]) -> Result<&'static str, Reason> {
    decode(bytes)?;
    Ok(match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding.name(),
        None if std::str::from_utf8(bytes).is_ok() => encoding_rs::UTF_8.name(),
        None => encoding_rs::GB18030.name(),
    })
}

/// A photo as base64, if it is one: JPEG or PNG of a sane size.
#[must_use]
pub fn photo(bytes: &[u8]) -> Option<String> {
    use base64::Engine;
    let is_image = bytes.starts_with(&[0xFF, 0xD8, 0xFF]) || bytes.starts_with(b"\x89PNG\r\n\x1a\n");
    (is_image && bytes.len() <= 2 * 1024 * 1024).then(|| base64::engine::general_purpose::STANDARD.encode(bytes))
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
        assert_eq!(decode(&[0x80, 0xFF, 0xFF, 0xFF]), Err(Reason::FileEncoding));
    }

    #[test]
    fn a_text_tells_the_browser_how_to_read_it() {
        let (gbk, ..) = encoding_rs::GBK.encode("张伟");
        assert_eq!(charset("张伟".as_bytes()), Ok("UTF-8"));
        assert_eq!(charset(&gbk), Ok("gb18030"));
        assert_eq!(charset(&[0xFF, 0xFE, 0x20, 0x5F]), Ok("UTF-16LE"));
        assert_eq!(charset(&[0x80, 0xFF, 0xFF, 0xFF]), Err(Reason::FileEncoding));
    }

    #[test]
    fn what_is_no_form_is_refused_by_its_kind() {
        let read = |bytes: &[u8]| read(&[("a.xlsx".into(), bytes.to_vec())], None).unwrap_err();
        assert_eq!(read(b"%PDF-1.7"), Reason::FileKind);
        assert_eq!(read(b""), Reason::FileEmpty);
        assert_eq!(read(b"PK\x03\x04 cut short"), Reason::FileBroken);
    }
}
