//! Workbooks (ECMA-376, transitional and strict): what their cells show, which sheets and rows
//! are hidden, which cells are merged. No claim of a size is believed.

use std::collections::{BTreeSet, HashMap};
use std::io::{Cursor, Read};

use domain::file::Refusal;
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::cells::{Area, Cell, Flaw, Kept, MAX_TEXT, Sheet};
use super::format::{NumberFormat, plain};
use crate::files::decode;

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Sheets of a workbook at most.
const MOST_SHEETS: usize = 100;

/// What cells refer to.
#[derive(Default)]
struct Book {
    /// Dates count from 1904.
    early: bool,
    texts: Vec<String>,
    formats: Vec<NumberFormat>,
}

/// Reads every sheet, of `most` rows at most each.
///
/// # Errors
/// [`Refusal::Broken`], [`Refusal::Bomb`], [`Refusal::TooManyRows`].
pub(super) fn read(bytes: &[u8], most: usize) -> Result<Vec<Sheet>, Refusal> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refusal::Broken)?;
    let main = main_part(&mut archive)?;
    let (folder, file) = main.rsplit_once('/').unwrap_or(("", &main));
    let targets = relations(&mut archive, &format!("{folder}/_rels/{file}.rels"), folder)?;
    let text = part(&mut archive, &main)?.ok_or(Refusal::Broken)?;
    let mut book = Book::default();
    let mut listed: Vec<(String, bool, String)> = Vec::new();
    each(&text, |tag| {
        match tag.local_name().as_ref() {
            "workbookPr" => {
                book.early = attribute(tag, "date1904").is_some_and(|value| value == "1" || value == "true")
            }
            "sheet" if listed.len() < MOST_SHEETS => {
                let hidden = attribute(tag, "state").is_some_and(|state| state != "visible");
                let target = attribute(tag, "id").and_then(|id| targets.by_id.get(&id).cloned());
                if let Some(target) = target {
                    listed.push((attribute(tag, "name").unwrap_or_default(), hidden, target));
                }
            }
            _ => {}
        }
        Ok(())
    })?;
    if let Some(text) = targets.of("sharedStrings").map(|path| part(&mut archive, path)).transpose()?.flatten() {
        book.texts = shared(&text)?;
    }
    if let Some(text) = targets.of("styles").map(|path| part(&mut archive, path)).transpose()?.flatten() {
        book.formats = formats(&text)?;
    }
    let mut sheets = Vec::new();
    let mut left = MAX_TEXT;
    for (name, hidden, target) in listed {
        // A sheet of another kind, such as a chart, has no cells.
        let Some(text) = part(&mut archive, &target)? else { continue };
        let mut sheet = cells(&text, &book, most, &mut left)?;
        (sheet.name, sheet.hidden) = (name, hidden);
        sheets.push(sheet);
    }
    if sheets.is_empty() { Err(Refusal::Broken) } else { Ok(sheets) }
}

/// A part of the archive as text.
fn part(archive: &mut Archive<'_>, path: &str) -> Result<Option<String>, Refusal> {
    let path = path.trim_start_matches('/');
    // Some programs write other letters than they name.
    let name = archive
        .file_names()
        .filter_map(Result::ok)
        .find(|name| name.replace('\\', "/").eq_ignore_ascii_case(path))
        .map(std::borrow::Cow::into_owned);
    let Some(name) = name else { return Ok(None) };
    let entry = archive.by_name(&name).map_err(|_| Refusal::Broken)?;
    let mut bytes = Vec::new();
    entry.take(MAX_TEXT as u64 + 1).read_to_end(&mut bytes).map_err(|_| Refusal::Broken)?;
    if bytes.len() > MAX_TEXT {
        return Err(Refusal::Bomb);
    }
    decode(&bytes).map(Some).map_err(|_| Refusal::Broken)
}

struct Relations {
    by_id: HashMap<String, String>,
    by_kind: HashMap<String, String>,
}

impl Relations {
    fn of(&self, kind: &str) -> Option<&str> {
        self.by_kind.get(kind).map(String::as_str)
    }
}

fn relations(archive: &mut Archive<'_>, path: &str, folder: &str) -> Result<Relations, Refusal> {
    let mut found = Relations { by_id: HashMap::new(), by_kind: HashMap::new() };
    let Some(text) = part(archive, path)? else { return Ok(found) };
    each(&text, |tag| {
        if tag.local_name().as_ref() == "Relationship"
            && let (Some(id), Some(kind), Some(target)) =
                (attribute(tag, "Id"), attribute(tag, "Type"), attribute(tag, "Target"))
        {
            let target = match target.strip_prefix('/') {
                Some(whole) => whole.to_owned(),
                None if folder.is_empty() => target,
                None => format!("{folder}/{target}"),
            };
            found.by_kind.insert(kind.rsplit('/').next().unwrap_or_default().to_owned(), target.clone());
            found.by_id.insert(id, target);
        }
        Ok(())
    })?;
    Ok(found)
}

/// Where the workbook itself stands in the archive.
fn main_part(archive: &mut Archive<'_>) -> Result<String, Refusal> {
    let root = relations(archive, "_rels/.rels", "")?;
    Ok(root.of("officeDocument").unwrap_or("xl/workbook.xml").to_owned())
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    tag.attributes()
        .flatten()
        .find(|one| one.key.local_name().as_ref() == name)
        .and_then(|one| Some(quick_xml::escape::unescape(&one.value).ok()?.into_owned()))
}

/// Runs over the tags of a part.
fn each(text: &str, mut see: impl FnMut(&BytesStart<'_>) -> Result<(), Refusal>) -> Result<(), Refusal> {
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    loop {
        match reader.read_event().map_err(|_| Refusal::Broken)? {
            Event::Start(tag) | Event::Empty(tag) => see(&tag)?,
            Event::DocType(_) => return Err(Refusal::Bomb),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// The number formats of the cell styles, in their order.
fn formats(text: &str) -> Result<Vec<NumberFormat>, Refusal> {
    let mut codes: HashMap<u32, String> = HashMap::new();
    let mut styles: Vec<u32> = Vec::new();
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut in_cells = false;
    loop {
        match reader.read_event().map_err(|_| Refusal::Broken)? {
            Event::Start(tag) | Event::Empty(tag) => {
                let id = || attribute(&tag, "numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
                match tag.local_name().as_ref() {
                    "numFmt" => {
                        codes.insert(id(), attribute(&tag, "formatCode").unwrap_or_default());
                    }
                    "cellXfs" => in_cells = true,
                    "xf" if in_cells => styles.push(id()),
                    _ => {}
                }
            }
            Event::End(tag) if tag.local_name().as_ref() == "cellXfs" => in_cells = false,
            Event::Eof => break,
            _ => {}
        }
    }
    let read: HashMap<u32, NumberFormat> =
        styles.iter().map(|id| (*id, NumberFormat::of(*id, codes.get(id).map(String::as_str)))).collect();
    Ok(styles.iter().map(|id| read.get(id).cloned().unwrap_or_default()).collect())
}

/// The texts that cells share.
fn shared(text: &str) -> Result<Vec<String>, Refusal> {
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let (mut texts, mut current) = (Vec::new(), String::new());
    let (mut in_text, mut spoken) = (false, false);
    loop {
        match reader.read_event().map_err(|_| Refusal::Broken)? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "si" => current.clear(),
                // How a text is spoken is not part of it.
                "rPh" => spoken = true,
                "t" => in_text = !spoken,
                _ => {}
            },
            Event::Empty(tag) if tag.local_name().as_ref() == "si" => texts.push(String::new()),
            Event::Text(part) if in_text => current.push_str(&part.xml10_content()),
            Event::CData(part) if in_text => current.push_str(&part.xml10_content()),
            Event::GeneralRef(part) if in_text => current.push_str(&entity(&part)?),
            Event::End(tag) => match tag.local_name().as_ref() {
                "t" => in_text = false,
                "rPh" => spoken = false,
                "si" => texts.push(unescaped(&std::mem::take(&mut current))),
                _ => {}
            },
            Event::Eof => return Ok(texts),
            _ => {}
        }
    }
}

fn entity(reference: &quick_xml::events::BytesRef<'_>) -> Result<String, Refusal> {
    match reference.resolve_char_ref().map_err(|_| Refusal::Broken)? {
        Some(c) => Ok(c.to_string()),
        None => resolve_predefined_entity(reference).map(str::to_owned).ok_or(Refusal::Broken),
    }
}

/// Characters that XML can't hold are written `_x000D_`.
fn unescaped(text: &str) -> String {
    if !text.contains("_x") {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let code = rest.get(at + 2..at + 6).filter(|_| rest.get(at + 6..at + 7) == Some("_"));
        out.push_str(&rest[..at]);
        match code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32) {
            Some(c) => {
                out.push(c);
                rest = &rest[at + 7..];
            }
            None => {
                out.push_str("_x");
                rest = &rest[at + 2..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// Row and column of `B12`, from 0.
fn position(reference: &str) -> Option<(u32, u32)> {
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic).count();
    if letters == 0 || letters > 3 {
        return None;
    }
    let column = reference[..letters].bytes().fold(0u32, |n, b| n * 26 + u32::from(b.to_ascii_uppercase() - b'A' + 1));
    let row: u32 = reference[letters..].parse().ok()?;
    Some((row.checked_sub(1)?, column - 1))
}

/// A cell being read.
#[derive(Default)]
struct Open {
    at: (u32, u32),
    kind: String,
    style: usize,
    value: String,
    text: String,
    formula: bool,
}

fn cells(text: &str, book: &Book, most: usize, left: &mut usize) -> Result<Sheet, Refusal> {
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut kept = Kept::new(most, *left);
    let mut hidden_rows = BTreeSet::new();
    let mut merged = Vec::new();
    let mut next = (0u32, 0u32);
    let mut open: Option<Open> = None;
    let (mut within, mut spoken) = ("", false);
    loop {
        let event = reader.read_event().map_err(|_| Refusal::Broken)?;
        let empty = matches!(event, Event::Empty(_));
        match event {
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "row" => {
                    let row = attribute(&tag, "r").and_then(|r| r.parse::<u32>().ok()).and_then(|r| r.checked_sub(1));
                    next = (row.unwrap_or(next.0), 0);
                    if attribute(&tag, "hidden").is_some_and(|value| value == "1" || value == "true") {
                        hidden_rows.insert(next.0);
                    }
                    next.0 += u32::from(empty);
                }
                "c" => {
                    let at = attribute(&tag, "r").as_deref().and_then(position).unwrap_or(next);
                    next = (at.0, at.1 + 1);
                    if !empty {
                        let style = attribute(&tag, "s").and_then(|s| s.parse().ok()).unwrap_or(0);
                        open =
                            Some(Open { at, kind: attribute(&tag, "t").unwrap_or_default(), style, ..Open::default() });
                    }
                }
                "v" if !empty => within = "v",
                "t" if !empty && !spoken => within = "t",
                "rPh" if !empty => spoken = true,
                "f" => {
                    if let Some(open) = &mut open {
                        open.formula = true;
                    }
                }
                "mergeCell" if merged.len() < 100_000 => {
                    let area = attribute(&tag, "ref").and_then(|text| {
                        let (from, to) = text.split_once(':')?;
                        Some(Area { from: position(from)?, to: position(to)? })
                    });
                    merged.extend(area);
                }
                _ => {}
            },
            Event::Text(part) => take(&mut open, within, &part.xml10_content()),
            Event::CData(part) => take(&mut open, within, &part.xml10_content()),
            Event::GeneralRef(part) if !within.is_empty() => take(&mut open, within, &entity(&part)?),
            Event::End(tag) => match tag.local_name().as_ref() {
                "v" | "t" => within = "",
                "rPh" => spoken = false,
                "row" => next.0 += 1,
                "c" => {
                    if let Some(open) = open.take()
                        && let Some(cell) = cell(&open, book)
                    {
                        kept.add(open.at.0, open.at.1, cell)?;
                    }
                }
                _ => {}
            },
            Event::DocType(_) => return Err(Refusal::Bomb),
            Event::Eof => break,
            _ => {}
        }
    }
    *left = kept.left;
    Ok(Sheet { rows: kept.rows, hidden_rows, merged, ..Sheet::default() })
}

fn take(open: &mut Option<Open>, within: &str, text: &str) {
    if let Some(open) = open {
        match within {
            "v" => open.value.push_str(text),
            "t" => open.text.push_str(text),
            _ => {}
        }
    }
}

/// What a cell shows.
fn cell(open: &Open, book: &Book) -> Option<Cell> {
    let value = open.value.trim();
    let text = |text: &str| Some(Cell::text(text));
    match open.kind.as_str() {
        "s" => text(book.texts.get(value.parse::<usize>().ok()?)?),
        "inlineStr" => text(&unescaped(&open.text)),
        "str" => text(&unescaped(&open.value)),
        "b" => text(if value == "1" || value == "true" { "TRUE" } else { "FALSE" }),
        "e" => Some(Cell { flaw: Some(Flaw::Error), ..Cell::text(value) }),
        "d" => {
            let day = value.split('T').next().unwrap_or_default();
            Some(Cell { date: Some(day.to_owned()), ..Cell::text(day) })
        }
        _ if value.is_empty() => {
            // A formula that nobody has worked out yet shows nothing.
            open.formula.then(|| Cell { flaw: Some(Flaw::Error), ..Cell::text("=") })
        }
        _ => number(value, open.style, book),
    }
}

fn number(raw: &str, style: usize, book: &Book) -> Option<Cell> {
    let number: f64 = raw.parse().ok().filter(|number: &f64| number.is_finite())?;
    // A workbook keeps fifteen digits: of longer numbers the rest is nought.
    if number.abs() >= 1e15 {
        let text = if number.fract() == 0.0 && number.abs() < 1e20 { format!("{number:.0}") } else { plain(number) };
        return Some(Cell { flaw: Some(Flaw::Inexact), number: true, ..Cell::text(&text) });
    }
    let shown = match book.formats.get(style) {
        Some(format) => format.show(number, book.early),
        None => NumberFormat::default().show(number, book.early),
    };
    Some(Cell { date: shown.date, number: true, early: book.early, ..Cell::text(&shown.text) })
}
