//! Rosters: a sheet with a header, read and written for Excel.

mod header;
mod left_out;

use std::collections::BTreeMap;

use domain::code::Lang;
use domain::file::Refusal;
use domain::import::{Column, Field, FileNote, ImportRow, LineIs, NoteKind, Problem, ProblemRule, Record, text_of};
use domain::time::day_text;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, XlsxError};

use self::header::{Head, Header};
use super::paper::on_paper;
use super::sheet::{self, Cell, Flaw, Sheet, letters};
use super::{MAX_PEOPLE, Parsed};

/// Rows that are no people, at most, beside those that are.
const BESIDE: usize = 200;
/// Characters of a left-out line that are told.
const TOLD: usize = 40;

/// Reads a roster: a workbook, or a text with separators. It is the first visible sheet with a
/// header; what else there is, is named in the notes. `mapping` names the field of each column
/// instead of its header; what it does not use is left for the next file.
///
/// # Errors
/// A [`Refusal`].
pub fn read(
    name: &str,
    bytes: &[u8],
    mapping: &mut Option<std::slice::Iter<'_, Option<Field>>>,
) -> Result<Parsed, Refusal> {
    let mut sheets = sheet::read(bytes, MAX_PEOPLE + BESIDE)?;
    let single = sheets.len() == 1;
    let headed = |sheet: &Sheet| header::find(sheet, false).is_some();
    let chosen = sheets
        .iter()
        .position(|sheet| !sheet.hidden && headed(sheet))
        .or_else(|| sheets.iter().position(|sheet| !sheet.hidden && mapping.is_some() && !sheet.rows.is_empty()))
        // A roster of nothing but hidden sheets is better read and said than refused.
        .or_else(|| sheets.iter().position(headed));
    let Some(chosen) = chosen else { return Err(no_header(&sheets)) };
    let mut sheet = sheets.remove(chosen);
    let source = if single || sheet.name.is_empty() { name.to_owned() } else { format!("{name} · {}", sheet.name) };
    let mut notes: Vec<FileNote> = Vec::new();
    let mut note = |source: &str, kind: NoteKind| notes.push(FileNote { source: source.to_owned(), kind });
    if sheet.hidden {
        note(&source, NoteKind::HiddenSheet);
    }
    for other in sheets.iter().filter(|other| !other.rows.is_empty()) {
        let people = header::find(other, false).map_or(0, |header| other.rows.range(header.body..).count());
        let rows = u32::try_from(people).unwrap_or(u32::MAX);
        note(name, NoteKind::SheetLeft { name: other.name.clone(), hidden: other.hidden, rows });
    }
    let Some(mut header) = header::find(&sheet, true) else { return Err(Refusal::Empty) };
    if let Some(mapping) = mapping {
        for head in &mut header.heads {
            head.field = mapping.next().copied().flatten();
        }
    }
    let hidden: Vec<u32> =
        sheet.hidden_rows.range(header.body..).filter(|row| sheet.rows.contains_key(row)).map(|row| row + 1).collect();
    if !hidden.is_empty() {
        note(&source, NoteKind::HiddenRows(hidden));
    }
    sheet.fill_from(header.body);
    let mut rows = Vec::new();
    for (row, cells) in sheet.rows.range(header.body..) {
        match line_is(cells, &header, &sheet, *row) {
            None => rows.extend(person(&source, *row, cells, &header.heads)),
            Some(is) => {
                let own = cells.values().filter(|cell| !cell.filled).map(|cell| cell.text.as_str());
                let text: String = own.collect::<Vec<_>>().join(" ").chars().take(TOLD).collect();
                note(&source, NoteKind::LineLeft { line: row + 1, is, text });
            }
        }
    }
    let columns = header
        .heads
        .iter()
        .map(|head| Column {
            source: source.clone(),
            letter: letters(head.column),
            header: head.title(),
            field: head.field,
        })
        .collect();
    Ok(Parsed { columns, rows, notes })
}

/// Why no sheet is a roster: none has anything, or none says which column is the name.
fn no_header(sheets: &[Sheet]) -> Refusal {
    if sheets.iter().all(|sheet| sheet.rows.is_empty()) { Refusal::Empty } else { Refusal::NoHeader }
}

/// What a line is, when it is no person.
fn line_is(cells: &BTreeMap<u32, Cell>, header: &Header, sheet: &Sheet, row: u32) -> Option<LineIs> {
    let name = header.heads.iter().find(|head| head.field == Some(Field::Name));
    // A name merged over several rows is one person.
    let continued = name.is_some_and(|head| {
        let inside = |area: &&sheet::Area| area.from.1 <= head.column && head.column <= area.to.1;
        sheet
            .merged
            .iter()
            .filter(inside)
            .any(|area| area.from.0 >= header.body && area.from.0 < row && row <= area.to.0)
    });
    if continued { Some(LineIs::Continued) } else { left_out::of(cells, &header.heads) }
}

/// A line as a person; nothing, when no column that counts has anything of the line's own.
fn person(source: &str, row: u32, cells: &BTreeMap<u32, Cell>, heads: &[Head]) -> Option<ImportRow> {
    let mut read = ImportRow { line: row + 1, source: source.to_owned(), ..ImportRow::default() };
    let mut own = false;
    for head in heads {
        let (Some(field), Some(cell)) = (head.field, cells.get(&head.column)) else { continue };
        own |= !cell.filled;
        let dated = matches!(
            field,
            Field::Birth | Field::WorkSince | Field::LevelSince | Field::RankSince | Field::PartyJoined
        );
        let text = match &cell.date {
            Some(date) if dated => date.clone(),
            _ if dated => serial_day(cell).unwrap_or_else(|| cell.text.clone()),
            _ => cell.text.clone(),
        };
        if let Some(rule) = flaw(cell, dated) {
            read.flaws.push(Problem { field, rule, found: text.clone() });
        }
        let text = if field == Field::Name { super::name(&text) } else { text };
        read.values.push((field, text));
    }
    own.then_some(read)
}

fn flaw(cell: &Cell, dated: bool) -> Option<ProblemRule> {
    match cell.flaw {
        Some(Flaw::Inexact) => Some(ProblemRule::Inexact),
        Some(Flaw::Error) => Some(ProblemRule::CellError),
        // 1980.10 typed as a number is 1980.1, and so is January.
        None if dated && cell.number && cell.text.len() == 6 && cell.text.ends_with(".1") => {
            Some(ProblemRule::MonthUnclear)
        }
        None => None,
    }
}

/// A five-digit serial number of a workbook as a day.
fn serial_day(cell: &Cell) -> Option<String> {
    let serial: u32 =
        cell.text.parse().ok().filter(|serial| (10_000..80_000).contains(serial) && cell.text.len() == 5)?;
    let first = if cell.early { (1904, 1, 1) } else { (1899, 12, 30) };
    let day = chrono::NaiveDate::from_ymd_opt(first.0, first.1, first.2)? + chrono::TimeDelta::days(i64::from(serial));
    Some(day_text(day))
}

/// Writes a roster of records, each with its unit's name. Every text is written as
/// text: nothing a person typed can become a formula.
///
/// # Errors
/// When the workbook can't be made.
pub fn write(records: &[(Record, String)], sensitive: bool) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let head = Format::new().set_bold().set_background_color("F3EDE7");
    let days = Format::new().set_num_format("yyyy-mm-dd");
    let sheet = book.add_worksheet_with_constant_memory()?;
    sheet.set_name("干部名册")?;
    sheet.set_freeze_panes(1, 1)?;
    let fields: Vec<Field> = Field::ALL
        .iter()
        .copied()
        .filter(|field| !matches!(field, Field::Photo | Field::Family | Field::Resume))
        .filter(|field| sensitive || !field.is_sensitive())
        .collect();
    for (column, field) in fields.iter().enumerate() {
        let column = u16::try_from(column).unwrap_or(0);
        let width = match field {
            Field::Title | Field::Unit | Field::School => 28.0,
            Field::IdNumber => 20.0,
            Field::Honours | Field::Assessments => 40.0,
            _ => 13.0,
        };
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(0, column, field.name(Lang::Zh), &head)?;
    }
    for (n, (record, unit)) in records.iter().enumerate() {
        let row = u32::try_from(n + 1).unwrap_or(0);
        for (column, field) in fields.iter().enumerate() {
            let column = u16::try_from(column).unwrap_or(0);
            let date = match field {
                Field::Birth => Some(record.person.birth),
                Field::WorkSince => record.person.work_since,
                Field::LevelSince => record.person.level_since,
                Field::RankSince => record.person.rank_since,
                _ => None,
            };
            // A month alone is written as text: a cell of the calendar always has a day.
            if let Some(day) = date.filter(|date| date.exact()).map(|date| date.day()) {
                use chrono::Datelike;
                let day = ExcelDateTime::from_ymd(
                    u16::try_from(day.year()).unwrap_or(1900),
                    u8::try_from(day.month()).unwrap_or(1),
                    u8::try_from(day.day()).unwrap_or(1),
                )?;
                sheet.write_datetime_with_format(row, column, &day, &days)?;
                continue;
            }
            let text = match field {
                Field::Unit => unit.clone(),
                field => text_of(*field, record),
            };
            let text: String = text.chars().take(32_000).collect();
            sheet.write_string(row, column, text)?;
        }
    }
    let last = u32::try_from(records.len()).unwrap_or(0);
    sheet.autofilter(0, 0, last.max(1), u16::try_from(fields.len().saturating_sub(1)).unwrap_or(0))?;
    on_paper(sheet, 1, "干部名册")?;
    book.save_to_buffer()
}

/// Writes rows that wait, as they were read, each with where it stood and what keeps it: corrected,
/// it can be uploaded again.
///
/// # Errors
/// When the workbook can't be made.
pub fn write_waiting(rows: &[(ImportRow, String)]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let head = Format::new().set_bold().set_background_color("F3EDE7");
    let sheet = book.add_worksheet();
    sheet.set_name("待处理的行")?;
    sheet.set_freeze_panes(1, 1)?;
    let has = |field: &Field| rows.iter().any(|(row, _)| row.get(*field).is_some());
    let fields: Vec<Field> = Field::ALL.iter().copied().filter(has).collect();
    let titles = fields.iter().map(|field| field.headers()[0]).chain(["来源", "行", "需要处理的问题"]);
    for (column, title) in (0u16..).zip(titles) {
        sheet.set_column_width(column, if title == "需要处理的问题" { 60.0 } else { 14.0 })?;
        sheet.write_string_with_format(0, column, title, &head)?;
    }
    for (n, (row, why)) in (1u32..).zip(rows) {
        let texts = fields.iter().map(|field| row.get(*field).unwrap_or_default().to_owned());
        for (column, text) in (0u16..).zip(texts.chain([row.source.clone(), row.line.to_string(), why.clone()])) {
            sheet.write_string(n, column, text.chars().take(32_000).collect::<String>())?;
        }
    }
    book.save_to_buffer()
}

#[cfg(test)]
mod tests;
