//! Sheets: the cells of a workbook or of a text with separators (CSV), read so that no claim
//! of a size is believed. A text may be in any of the encodings offices use: it is decoded
//! whole, so that no character is cut in two.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{DataRef, Reader, Xlsx};
use domain::Reason;

use super::{bundle, clean, decode};

/// Columns read at most.
const MAX_COLUMNS: u32 = 200;
/// Bytes of text read at most.
const MAX_TEXT: usize = 200 * 1024 * 1024;

/// Cells by row and column, from 0; empty ones are left out.
pub(crate) type Rows = BTreeMap<u32, BTreeMap<u32, String>>;

/// Reads the first sheet of a workbook, or a text with separators, of `most` rows at most.
///
/// # Errors
/// A [`Reason`] that starts with `File`, or [`Reason::TooManyRows`].
pub(crate) fn read(bytes: &[u8], most: usize) -> Result<Rows, Reason> {
    if bytes.is_empty() {
        return Err(Reason::FileEmpty);
    }
    if bytes.starts_with(b"PK") {
        if !bundle::is_workbook(bytes)? {
            return Err(Reason::FileKind);
        }
        // A panic of the reader on a crafted file is an error of the file.
        return std::panic::catch_unwind(|| workbook(bytes, most)).map_err(|_| Reason::FileBroken)?;
    }
    text(bytes, most)
}

/// The same as a full grid, for sheets that are read by position.
///
/// # Errors
/// As [`read`].
pub fn grid(bytes: &[u8], most: usize) -> Result<Vec<Vec<String>>, Reason> {
    let rows = read(bytes, most)?;
    let last = rows.keys().next_back().copied().unwrap_or(0);
    if last as usize > most * 2 {
        return Err(Reason::TooManyRows(u32::try_from(most).unwrap_or(u32::MAX)));
    }
    Ok((0..=last)
        .map(|row| {
            let cells = rows.get(&row);
            let width = cells.and_then(|cells| cells.keys().next_back()).map_or(0, |last| last + 1);
            (0..width).map(|column| cells.and_then(|c| c.get(&column)).cloned().unwrap_or_default()).collect()
        })
        .collect())
}

/// Keeps a cell within the bounds.
struct Kept {
    rows: Rows,
    size: usize,
    most: usize,
}

impl Kept {
    fn new(most: usize) -> Self {
        Self { rows: BTreeMap::new(), size: 0, most }
    }

    fn add(&mut self, row: u32, column: u32, text: String) -> Result<(), Reason> {
        if text.is_empty() || column >= MAX_COLUMNS {
            return Ok(());
        }
        self.size += text.len() + 64;
        if self.size > MAX_TEXT {
            return Err(Reason::FileBomb);
        }
        self.rows.entry(row).or_default().insert(column, text);
        if self.rows.len() > self.most {
            return Err(Reason::TooManyRows(u32::try_from(self.most).unwrap_or(u32::MAX)));
        }
        Ok(())
    }
}

fn workbook(bytes: &[u8], most: usize) -> Result<Rows, Reason> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(|_| Reason::FileBroken)?;
    let sheet = book.sheet_names().first().cloned().ok_or(Reason::FileEmpty)?;
    let mut reader = book.worksheet_cells_reader(&sheet).map_err(|_| Reason::FileBroken)?;
    let mut kept = Kept::new(most);
    while let Some(cell) = reader.next_cell().map_err(|_| Reason::FileBroken)? {
        let (row, column) = cell.get_position();
        let text = match cell.get_value() {
            DataRef::Empty | DataRef::Error(_) => continue,
            DataRef::String(text) => clean(text),
            DataRef::SharedString(text) => clean(text),
            DataRef::Float(number) => number_text(*number),
            DataRef::Int(number) => number.to_string(),
            DataRef::Bool(value) => value.to_string(),
            DataRef::DateTime(date) => {
                let (year, month, day, ..) = date.to_ymd_hms_milli();
                format!("{year:04}-{month:02}-{day:02}")
            }
            DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => clean(text),
        };
        kept.add(row, column, text)?;
    }
    Ok(kept.rows)
}

fn text(bytes: &[u8], most: usize) -> Result<Rows, Reason> {
    let text = decode(bytes)?;
    // A picture or a PDF may decode as some encoding, but no table has such characters.
    if text.chars().take(4096).any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(Reason::FileKind);
    }
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |separator: char| first.matches(separator).count();
    let separator = [',', '\t', ';'].into_iter().max_by_key(|one| count(*one)).unwrap_or(',');
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(u8::try_from(separator).unwrap_or(b','))
        .from_reader(text.as_bytes());
    let mut kept = Kept::new(most);
    for (row, record) in (0u32..).zip(reader.records()) {
        let record = record.map_err(|_| Reason::FileBroken)?;
        for (column, cell) in (0u32..).zip(record.iter()) {
            kept.add(row, column, clean(cell))?;
        }
    }
    Ok(kept.rows)
}

/// A number as a person would have typed it: no decimals where there are none.
fn number_text(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 { format!("{number:.0}") } else { format!("{number}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
        grid(bytes, 20_000).unwrap()
    }

    /// canvas-lms#619: a reader that decoded 4 KB at a time cut Chinese characters in two.
    #[test]
    fn csv_in_any_office_encoding_keeps_every_character() {
        let line = "张伟,省总工会,群众工作能力提升班\n";
        let table = format!("姓名,单位,班次\n{}", line.repeat(2_000));
        let whole = rows(table.as_bytes());
        assert_eq!((whole.len(), whole[2_000][2].as_str()), (2_001, "群众工作能力提升班"));
        let (gbk, ..) = encoding_rs::GB18030.encode(&table);
        assert_eq!(rows(&gbk), whole);
        assert_eq!(rows(format!("\u{feff}{table}").as_bytes()), whole);
        let mut utf16 = vec![0xFF, 0xFE];
        table.encode_utf16().for_each(|unit| utf16.extend(unit.to_le_bytes()));
        assert_eq!(rows(&utf16), whole);
    }

    #[test]
    fn quotes_separators_and_short_rows_are_read() {
        let table = "题型;题干;答案\n单选;\"甲;乙\n丙\";A\n判断\n";
        assert_eq!(rows(table.as_bytes())[1], ["单选", "甲;乙\n丙", "A"]);
        assert_eq!(rows(b"a\tb\n1\t2\n")[1], ["1", "2"]);
    }

    #[test]
    fn what_is_no_table_is_refused() {
        assert_eq!(read(b"", 10), Err(Reason::FileEmpty));
        assert_eq!(read(b"%PDF-1.7\x00\x01\x02", 10), Err(Reason::FileKind));
        assert_eq!(read(b"a\nb\nc\n", 2), Err(Reason::TooManyRows(2)));
    }
}
