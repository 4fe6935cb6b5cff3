//! Zip archives, unpacked with a count that is kept while unpacking.

use std::io::{Cursor, Read};

use domain::Reason;
use zip::ZipArchive;

use super::{MAX_FORM, MAX_PEOPLE, MAX_UNPACKED};

fn open(bytes: &[u8]) -> Result<ZipArchive<Cursor<&[u8]>>, Reason> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Reason::FileBroken)?;
    if archive.len() > MAX_PEOPLE * 2 + 100 || archive.has_overlapping_entries().unwrap_or(true) {
        return Err(Reason::FileBomb);
    }
    // What the entries claim, before anything is unpacked; the reader refuses entries
    // that turn out larger than they claim.
    let mut total = 0u64;
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(|_| Reason::FileBroken)?;
        total = total.saturating_add(entry.size());
        let dense = entry.size() > 64 * 1024 * 1024 && entry.size() > entry.compressed_size().saturating_mul(150);
        if total > MAX_UNPACKED || dense {
            return Err(Reason::FileBomb);
        }
    }
    Ok(archive)
}

/// Whether an archive is a workbook.
///
/// # Errors
/// [`Reason::FileBroken`] or [`Reason::FileBomb`].
pub fn is_workbook(bytes: &[u8]) -> Result<bool, Reason> {
    let archive = open(bytes)?;
    Ok(archive
        .file_names()
        .filter_map(Result::ok)
        .any(|name| name == "xl/workbook.xml" || name == "[Content_Types].xml"))
}

/// The files of an archive, names in UTF-8 or GBK.
///
/// # Errors
/// [`Reason::FileBroken`] or [`Reason::FileBomb`].
pub fn unpack(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, Reason> {
    let mut archive = open(bytes)?;
    let mut files = Vec::new();
    let mut total = 0u64;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|_| Reason::FileBroken)?;
        if entry.is_dir() || entry.is_symlink() {
            continue;
        }
        let name = super::decode(entry.name_raw()).unwrap_or_else(|_| format!("{index}"));
        // Systems leave their own notes in archives.
        if name.starts_with("__MACOSX/") || name.ends_with(".DS_Store") || name.ends_with("Thumbs.db") {
            continue;
        }
        let mut content = Vec::new();
        (&mut entry).take(MAX_FORM + 1).read_to_end(&mut content).map_err(|_| Reason::FileBroken)?;
        total += content.len() as u64;
        if content.len() as u64 > MAX_FORM || total > MAX_UNPACKED {
            return Err(Reason::FileBomb);
        }
        files.push((name, content));
    }
    Ok(files)
}
