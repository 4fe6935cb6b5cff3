//! Which reader a file is for, and what all of an upload come to.

use std::collections::HashMap;

use domain::file::Refusal;
use domain::import::{Field, NoteKind};

use super::{MAX_PEOPLE, Parsed, bundle, kind, lrm, lrmx, roster};

/// Notes of one import at most.
const MAX_NOTES: usize = 300;

/// Reads uploaded files by what they are, whatever their names say: what can't be read is named,
/// the rest is read. `mapping` names the field of each column of rosters instead of its header.
///
/// # Errors
/// Why the first bad file is none, when no file is any good: a [`Refusal`] that starts with `File`,
/// [`Refusal::InFile`] with it where there are several files.
pub fn read(files: &[(String, Vec<u8>)], mapping: Option<&[Option<Field>]>) -> Result<Parsed, Refusal> {
    let mut parsed = Parsed::default();
    let mut mapping = mapping.map(<[_]>::iter);
    let mut loose: Vec<(String, Vec<u8>)> = Vec::new();
    let mut refused: Vec<(String, Refusal)> = Vec::new();
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
        return Err(Refusal::TooManyRows(MAX_PEOPLE as u32));
    }
    if parsed.rows.is_empty() {
        let Some((name, reason)) = refused.into_iter().next() else { return Err(Refusal::Empty) };
        let alone = files.len() == 1 && files[0].0 == name;
        return Err(if alone { reason } else { Refusal::InFile(name, Box::new(reason)) });
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

fn what(name: &str, bytes: &[u8]) -> Result<What, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::NoFile);
    }
    let has = |endings: &[&str]| endings.iter().any(|ending| lower(name).ends_with(ending));
    if has(&[".pic", ".lrm"]) {
        return Ok(What::Loose);
    }
    if let Some(is) = kind::of(bytes) {
        return Err(Refusal::Is(is));
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
    refused: &mut Vec<(String, Refusal)>,
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
                Ok(_) if is_wanted(&name) => Err(Refusal::Broken),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_form_is_refused_by_its_kind() {
        let read = |bytes: &[u8]| read(&[("a.xlsx".into(), bytes.to_vec())], None).unwrap_err();
        assert_eq!(read(b"%PDF-1.7"), Refusal::Is(domain::file::FileIs::Pdf));
        assert_eq!(read(b""), Refusal::NoFile);
        assert_eq!(read(b"PK\x03\x04 cut short"), Refusal::Broken);
    }
}
