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
mod kind;
pub mod ledger;
pub mod lrm;
pub mod lrmx;
pub mod materials;
pub mod package;
mod photo;
pub mod questions;
pub mod receive;
pub mod roster;
mod sealed;
pub mod sheet;
pub mod trail;
pub mod upload;

use std::collections::HashMap;
use std::io;
use std::path::Path;

use domain::import::{Column, Field, FileNote, ImportRow, NoteKind};
use domain::{Fault, Outage, Reason};

pub use domain::text::clean;
pub use photo::photo;

/// People in one import at most.
pub const MAX_PEOPLE: usize = 20_000;
/// Bytes a file may unpack to.
pub const MAX_UNPACKED: u64 = 300 * 1024 * 1024;
/// Bytes of one form.
pub const MAX_FORM: u64 = 8 * 1024 * 1024;
/// Notes of one import at most.
const MAX_NOTES: usize = 300;

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

/// Reads uploaded files by what they are, whatever their names say: what can't be read is named,
/// the rest is read. `mapping` names the field of each column of rosters instead of its header.
///
/// # Errors
/// Why the first bad file is none, when no file is any good: a [`Reason`] that starts with `File`,
/// [`Reason::InFile`] with it where there are several files.
pub fn read(files: &[(String, Vec<u8>)], mapping: Option<&[Option<Field>]>) -> Result<Parsed, Reason> {
    let mut parsed = Parsed::default();
    let mut mapping = mapping.map(<[_]>::iter);
    let mut loose: Vec<(String, Vec<u8>)> = Vec::new();
    let mut refused: Vec<(String, Reason)> = Vec::new();
    for (name, bytes) in files {
        let read = match what(name, bytes) {
            Ok(What::Roster) => roster::read(name, bytes, &mut mapping).map(|read| parsed.add(read)),
            Ok(What::Archive) => bundle::unpack(bytes).map(|unpacked| {
                loose.extend(unpacked.files);
                refused.extend(unpacked.bad);
            }),
            Ok(What::Loose) => {
                loose.push((name.clone(), bytes.clone()));
                Ok(())
            }
            Err(reason) => Err(reason),
        };
        if let Err(reason) = read {
            refused.push((name.clone(), reason));
        }
    }
    forms(loose, &mut parsed, &mut refused, &mut mapping);
    if parsed.rows.len() > MAX_PEOPLE {
        return Err(Reason::TooManyRows(MAX_PEOPLE as u32));
    }
    if parsed.rows.is_empty() {
        let Some((name, reason)) = refused.into_iter().next() else { return Err(Reason::FileEmpty) };
        let alone = files.len() == 1 && files[0].0 == name;
        return Err(if alone { reason } else { Reason::InFile(name, Box::new(reason)) });
    }
    for (name, reason) in refused {
        parsed.note(&name, NoteKind::Bad(reason));
    }
    if parsed.notes.len() > MAX_NOTES {
        let more = u32::try_from(parsed.notes.len() - MAX_NOTES).unwrap_or(u32::MAX);
        parsed.notes.truncate(MAX_NOTES);
        parsed.note("", NoteKind::More(more));
    }
    Ok(parsed)
}

/// What a file may be read as.
enum What {
    Roster,
    Archive,
    Loose,
}

fn what(name: &str, bytes: &[u8]) -> Result<What, Reason> {
    if bytes.is_empty() {
        return Err(Reason::NoFile);
    }
    let has = |endings: &[&str]| endings.iter().any(|ending| lower(name).ends_with(ending));
    if has(&[".pic", ".lrm"]) {
        return Ok(What::Loose);
    }
    if let Some(is) = kind::of(bytes) {
        return Err(Reason::FileIs(is));
    }
    if bytes.starts_with(b"PK") {
        return Ok(if bundle::is_workbook(bytes)? { What::Roster } else { What::Archive });
    }
    Ok(if has(&[".csv", ".txt", ".tsv"]) && !lrmx::is_form(bytes) { What::Roster } else { What::Loose })
}

/// Reads forms with their pictures, and the rosters that lie in archives beside them.
fn forms(
    loose: Vec<(String, Vec<u8>)>,
    parsed: &mut Parsed,
    refused: &mut Vec<(String, Reason)>,
    mapping: &mut Option<std::slice::Iter<'_, Option<Field>>>,
) {
    let (pictures, forms): (Vec<_>, Vec<_>) =
        loose.into_iter().partition(|(name, bytes)| lower(name).ends_with(".pic") || kind::is_picture(bytes));
    // A picture belongs to the form beside it: two people of one name lie in two folders.
    let mut pictures: HashMap<String, Vec<u8>> =
        pictures.into_iter().map(|(name, bytes)| (stem(&name), bytes)).collect();
    for (name, bytes) in forms {
        let read = if lower(&name).ends_with(".lrm") && !lrmx::is_form(&bytes) {
            let picture = pictures.remove(&stem(&name));
            lrm::read(&name, &bytes, picture.as_deref())
        } else if lrmx::is_form(&bytes) {
            lrmx::read(&name, &bytes)
        } else {
            match what(&name, &bytes) {
                Ok(What::Roster) if !is_remark(&name) => roster::read(&name, &bytes, mapping),
                Ok(_) if is_wanted(&name) => Err(Reason::FileBroken),
                Err(reason) if is_wanted(&name) => Err(reason),
                _ => {
                    parsed.note(&name, NoteKind::Skipped);
                    continue;
                }
            }
        };
        match read {
            Ok(read) => parsed.add(read),
            Err(reason) => refused.push((name, reason)),
        }
    }
    let mut alone: Vec<String> = pictures.into_keys().collect();
    alone.sort();
    for name in alone {
        parsed.note(&name, NoteKind::PhotoAlone);
    }
}

/// Names of rosters and forms: what they hold and can't be read is worth saying why.
fn is_wanted(name: &str) -> bool {
    [".lrmx", ".lrm", ".xlsx", ".xls", ".et", ".csv"].iter().any(|ending| lower(name).ends_with(ending))
}

/// Texts that come along with forms and are no rosters.
fn is_remark(name: &str) -> bool {
    lower(name).ends_with(".txt")
}

fn lower(name: &str) -> String {
    name.to_lowercase()
}

/// A file's name with its folder and without its ending.
fn stem(name: &str) -> String {
    let name = name.replace('\\', "/");
    let (folder, file) = name.rsplit_once('/').map_or(("", name.as_str()), |(folder, file)| (folder, file));
    let file = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    if folder.is_empty() { file.to_lowercase() } else { format!("{folder}/{file}").to_lowercase() }
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
/// [`Reason::FileEncoding`] when it is none of these.
pub fn decode(bytes: &[u8]) -> Result<String, Reason> {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, _, errors) = encoding.decode(bytes);
        return if errors { Err(Reason::FileEncoding) } else { Ok(text.into_owned()) };
    }
    // XML in UTF-16 may come without a mark: it begins with a bracket.
    for (begins, encoding) in [(b"<\0".as_slice(), encoding_rs::UTF_16LE), (b"\0<", encoding_rs::UTF_16BE)] {
        if bytes.starts_with(begins) {
            let (text, _, errors) = encoding.decode(bytes);
            return if errors { Err(Reason::FileEncoding) } else { Ok(text.into_owned()) };
        }
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
        assert_eq!(read(b"%PDF-1.7"), Reason::FileIs(domain::fault::FileIs::Pdf));
        assert_eq!(read(b""), Reason::NoFile);
        assert_eq!(read(b"PK\x03\x04 cut short"), Reason::FileBroken);
    }
}
