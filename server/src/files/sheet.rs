//! Sheets: the cells of a workbook or of a text with separators (CSV), as they are displayed,
//! read so that no claim of a size is believed. A text may be in any of the encodings offices
//! use: it is decoded whole, so that no character is cut in two.

mod cells;
mod format;
mod workbook;

use domain::file::Refusal;

pub(crate) use self::cells::{Area, Cell, Flaw, Rows, Sheet, letters};
use self::cells::{Kept, MAX_TEXT};
use super::{bundle, decode, kind};

/// Reads the sheets of a workbook, or a text with separators as one, of `most` rows at most each.
///
/// # Errors
/// A [`Refusal`].
pub(crate) fn read(bytes: &[u8], most: usize) -> Result<Vec<Sheet>, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::NoFile);
    }
    if let Some(other) = kind::of(bytes) {
        return Err(Refusal::Is(other));
    }
    if bytes.starts_with(b"PK") {
        if !bundle::is_workbook(bytes)? {
            return Err(Refusal::Kind);
        }
        return workbook::read(bytes, most);
    }
    text(bytes, most).map(|sheet| vec![sheet])
}

/// The first visible sheet that has cells as a full grid, for sheets that are read by position.
///
/// # Errors
/// As [`read`].
pub fn grid(bytes: &[u8], most: usize) -> Result<Vec<Vec<String>>, Refusal> {
    let sheets = read(bytes, most)?;
    let sheet = sheets.into_iter().find(|sheet| !sheet.hidden && !sheet.rows.is_empty()).ok_or(Refusal::Empty)?;
    let last = sheet.rows.keys().next_back().copied().unwrap_or(0);
    if last as usize > most * 2 {
        return Err(Refusal::TooManyRows(u32::try_from(most).unwrap_or(u32::MAX)));
    }
    Ok((0..=last)
        .map(|row| {
            let cells = sheet.rows.get(&row);
            let width = cells.and_then(|cells| cells.keys().next_back()).map_or(0, |last| last + 1);
            let text = |column| cells.and_then(|c| c.get(&column)).map(|cell| cell.text.clone()).unwrap_or_default();
            (0..width).map(text).collect()
        })
        .collect())
}

fn text(bytes: &[u8], most: usize) -> Result<Sheet, Refusal> {
    let mut whole = decode(bytes)?.replace("\r\n", "\n");
    whole.push('\n');
    // A picture or a PDF may decode as some encoding, but no table has such characters.
    if whole.chars().take(4096).any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(Refusal::Kind);
    }
    let (named, text) = named_separator(&whole);
    let separator = named.unwrap_or_else(|| separator(text));
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let mut kept = Kept::new(most, MAX_TEXT);
    let (mut row, mut line, mut record) = (0u64, 1u64, csv::StringRecord::new());
    while reader.read_record(&mut record).map_err(|_| Refusal::Broken)? {
        // Empty lines are rows too, to whoever opens the file in a spreadsheet; the reader passes over
        // them, and counts their lines with those of the record.
        let next = reader.position().line();
        let own: usize = record.iter().map(|cell| cell.matches('\n').count()).sum::<usize>() + 1;
        row += (next - line).saturating_sub(own as u64);
        line = next;
        let at = u32::try_from(row).map_err(|_| Refusal::Bomb)?;
        for (column, cell) in (0u32..).zip(record.iter()) {
            kept.add(at, column, Cell::text(cell))?;
        }
        row += 1;
    }
    Ok(Sheet { rows: kept.rows, ..Sheet::default() })
}

/// A first line that names the separator (`sep=;`), which spreadsheets don't show.
fn named_separator(text: &str) -> (Option<u8>, &str) {
    let text = text.trim_start_matches('\u{feff}');
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let named = first.trim_matches(['\r', '"', ' ']).strip_prefix("sep=").and_then(|sign| sign.bytes().next());
    match named.filter(u8::is_ascii) {
        Some(sign) => (Some(sign), rest),
        None => (None, text),
    }
}

/// The sign that most lines have: a title may have none.
fn separator(text: &str) -> u8 {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(50).collect();
    let score = |sign: u8| {
        let counts = lines.iter().map(|line| line.bytes().filter(|b| *b == sign).count());
        counts.fold((0usize, 0usize), |(lines, all), n| (lines + usize::from(n > 0), all + n))
    };
    // Of equals the last one counts.
    [b'|', b';', b'\t', b','].into_iter().max_by_key(|sign| score(*sign)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_that_of_most_lines() {
        assert_eq!(rows("某市干部名册\n姓名,性别\n张三,男；女\n".as_bytes())[2], ["张三", "男；女"]);
        assert_eq!(rows("sep=;\r\n姓名;备注\r\n张三;a,b,c\r\n".as_bytes()), [["姓名", "备注"], ["张三", "a,b,c"]]);
        assert_eq!(rows(b"a|b\n1|2\n")[1], ["1", "2"]);
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_counts_them() {
        let sheets = read(b"a,b\n\n\"x\ny\",1\n\n\nc,d\n", 100).unwrap();
        assert_eq!(sheets[0].rows.keys().copied().collect::<Vec<_>>(), [0, 2, 5]);
        assert_eq!(
            (letters(0), letters(25), letters(26), letters(701)),
            ("A".into(), "Z".into(), "AA".into(), "ZZ".into())
        );
    }

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
        let refused = |bytes: &[u8]| read(bytes, 2).unwrap_err();
        assert_eq!(refused(b""), Refusal::NoFile);
        assert_eq!(refused(b"\x00\x01\x02"), Refusal::Kind);
        assert_eq!(refused(b"a\nb\nc\n"), Refusal::TooManyRows(2));
    }
}
