//! Zip archives, unpacked with a count that is kept while unpacking.

use std::io::{Cursor, Read};

use domain::file::FileIs;
use domain::file::Refusal;
use zip::ZipArchive;

use super::{MAX_FORM, MAX_PEOPLE, MAX_UNPACKED};

fn open(bytes: &[u8]) -> Result<ZipArchive<Cursor<&[u8]>>, Refusal> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refusal::Broken)?;
    if archive.len() > MAX_PEOPLE * 2 + 100 || archive.has_overlapping_entries().unwrap_or(true) {
        return Err(Refusal::Bomb);
    }
    // What the entries claim, before anything is unpacked; the reader refuses entries
    // that turn out larger than they claim.
    let mut total = 0u64;
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(|_| Refusal::Broken)?;
        total = total.saturating_add(entry.size());
        let dense = entry.size() > 64 * 1024 * 1024 && entry.size() > entry.compressed_size().saturating_mul(150);
        if total > MAX_UNPACKED || dense {
            return Err(Refusal::Bomb);
        }
    }
    Ok(archive)
}

/// Whether an archive is a workbook.
///
/// # Errors
/// [`Refusal::Broken`] or [`Refusal::Bomb`].
pub fn is_workbook(bytes: &[u8]) -> Result<bool, Refusal> {
    let archive = open(bytes)?;
    let mut names = archive.file_names().filter_map(Result::ok);
    Ok(names.any(|name| {
        let name = name.replace('\\', "/").to_lowercase();
        name.ends_with("workbook.xml") || name.starts_with("xl/worksheets/")
    }))
}

/// What was in an archive.
#[derive(Debug, Default)]
pub struct Unpacked {
    /// Its files, names in UTF-8 or GBK.
    pub files: Vec<(String, Vec<u8>)>,
    /// Those that could not be unpacked, and why.
    pub bad: Vec<(String, Refusal)>,
}

/// The files of an archive.
///
/// # Errors
/// [`Refusal::Broken`] or [`Refusal::Bomb`].
pub fn unpack(bytes: &[u8]) -> Result<Unpacked, Refusal> {
    let mut archive = open(bytes)?;
    let mut unpacked = Unpacked::default();
    let mut total = 0u64;
    for index in 0..archive.len() {
        let raw = archive.by_index_raw(index).map_err(|_| Refusal::Broken)?;
        let (locked, name) = (raw.encrypted(), super::decode(raw.name_raw()).unwrap_or_else(|_| format!("{index}")));
        drop(raw);
        if locked {
            unpacked.bad.push((name, Refusal::Is(FileIs::Locked)));
            continue;
        }
        let Ok(mut entry) = archive.by_index(index) else {
            unpacked.bad.push((name, Refusal::Broken));
            continue;
        };
        // Systems leave their own notes in archives.
        let own = ["__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini"];
        if entry.is_dir() || entry.is_symlink() || own.iter().any(|own| name.starts_with(own) || name.ends_with(own)) {
            continue;
        }
        let mut content = Vec::new();
        let read = (&mut entry).take(MAX_FORM + 1).read_to_end(&mut content);
        total += content.len() as u64;
        if total > MAX_UNPACKED || (content.len() as u64 > MAX_FORM && entry.size() > 10 * MAX_FORM) {
            return Err(Refusal::Bomb);
        }
        if read.is_err() {
            unpacked.bad.push((name, Refusal::Broken));
        } else if content.len() as u64 > MAX_FORM {
            unpacked.bad.push((name, Refusal::TooLarge((MAX_FORM / 1024 / 1024) as u32)));
        } else {
            unpacked.files.push((name, content));
        }
    }
    Ok(unpacked)
}
