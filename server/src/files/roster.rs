//! Rosters: a sheet with a header row, read and written for Excel.

use domain::Reason;
use domain::code::Lang;
use domain::import::{Field, ImportRow, Record, text_of};
use domain::time::day_text;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, XlsxError};

use super::sheet::{self, Rows};
use super::{MAX_PEOPLE, Parsed};

/// Rows looked at for the header.
const HEADER_ROWS: usize = 10;

/// Reads a roster: a workbook, or a text with separators. The header is the row, among the
/// first ten, with most known names.
///
/// # Errors
/// A [`Reason`] that starts with `File`, or [`Reason::TooManyRows`].
pub fn read(name: &str, bytes: &[u8], mapping: Option<&[Option<Field>]>) -> Result<Parsed, Reason> {
    sheet::read(bytes, MAX_PEOPLE + HEADER_ROWS).and_then(|rows| people(name, rows, mapping))
}

fn people(name: &str, rows: Rows, mapping: Option<&[Option<Field>]>) -> Result<Parsed, Reason> {
    let header = rows
        .iter()
        .take(HEADER_ROWS)
        .max_by_key(|(row, cells)| {
            let known = cells.values().filter(|text| Field::of_header(text).is_some()).count();
            (known, std::cmp::Reverse(**row))
        })
        .filter(|(_, cells)| {
            mapping.is_some() || cells.values().any(|text| Field::of_header(text) == Some(Field::Name))
        });
    let Some((at, header)) = header else { return Err(Reason::FileEmpty) };
    let (at, header) = (*at, header.clone());
    let mut taken: Vec<Field> = Vec::new();
    let columns: Vec<(u32, String, Option<Field>)> = header
        .into_iter()
        .enumerate()
        .map(|(n, (column, text))| {
            let field = match mapping {
                Some(mapping) => mapping.get(n).copied().flatten(),
                None => Field::of_header(&text),
            };
            // Two columns for one field: the first counts.
            let field = field.filter(|field| !taken.contains(field));
            taken.extend(field);
            (column, text, field)
        })
        .collect();
    let rows = rows
        .into_iter()
        .filter(|(row, _)| *row > at)
        .filter_map(|(row, cells)| {
            let values: Vec<(Field, String)> =
                columns.iter().filter_map(|(column, _, field)| Some(((*field)?, cells.get(column)?.clone()))).collect();
            let mut values = values;
            // Cells that hold a day as a number of days since 1899-12-30.
            for (field, text) in &mut values {
                if matches!(field, Field::Birth | Field::WorkSince | Field::LevelSince) {
                    *text = serial_day(text).unwrap_or_else(|| text.clone());
                }
            }
            (!values.is_empty()).then(|| ImportRow {
                line: row + 1,
                source: name.to_owned(),
                values,
                ..ImportRow::default()
            })
        })
        .collect();
    Ok(Parsed { columns: columns.into_iter().map(|(_, text, field)| (text, field)).collect(), rows })
}

/// A five-digit serial number of Excel as a day.
fn serial_day(text: &str) -> Option<String> {
    let serial: u32 = text.parse().ok().filter(|serial| (10_000..80_000).contains(serial) && text.len() == 5)?;
    let day = chrono::NaiveDate::from_ymd_opt(1899, 12, 30)? + chrono::TimeDelta::days(i64::from(serial));
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
    let date = Format::new().set_num_format("yyyy-mm-dd");
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
                sheet.write_datetime_with_format(row, column, &day, &date)?;
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
    book.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(rows: &[&[&str]]) -> Vec<u8> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (r, row) in rows.iter().enumerate() {
            for (c, text) in row.iter().enumerate() {
                sheet.write_string(r as u32, c as u16, *text).unwrap();
            }
        }
        book.save_to_buffer().unwrap()
    }

    #[test]
    fn the_header_is_found_below_a_title_and_columns_by_their_names() {
        let bytes = sheet(&[
            &["某市干部名册"],
            &["序号", "姓 名", "身份证号码", "出生年月", "备注"],
            &["1", "张伟", "11010519491231002X", "1949.12", "=1+1"],
            &[],
            &["2", "李娜", "", "29221", ""],
        ]);
        let parsed = read("a.xlsx", &bytes, None).unwrap();
        assert_eq!(parsed.columns[1], ("姓 名".to_owned(), Some(Field::Name)));
        assert_eq!(parsed.columns[4].1, None);
        assert_eq!(parsed.rows.len(), 2);
        assert_eq!(parsed.rows[0].line, 3);
        assert_eq!(parsed.rows[1].get(Field::Birth), Some("1980-01-01"));
    }

    /// peers: CSV import with encodings and clear row numbers (canvas-lms#1342, chamilo#2266).
    #[test]
    fn a_roster_is_read_from_csv_in_gbk() {
        let (gbk, ..) = encoding_rs::GBK.encode("姓名,性别,出生年月\n张伟,男,1980.01\n,,\n李娜,女,1982-03\n");
        let parsed = super::super::read(&[("名册.csv".into(), gbk.into_owned())], None).unwrap();
        assert_eq!(parsed.rows.len(), 2);
        assert_eq!((parsed.rows[1].line, parsed.rows[1].get(Field::Name)), (4, Some("李娜")));
    }

    #[test]
    fn a_mapping_overrules_the_headers() {
        let bytes = sheet(&[&["甲", "乙"], &["张伟", "男"]]);
        assert_eq!(read("a.xlsx", &bytes, None).unwrap_err(), Reason::FileEmpty);
        let parsed = read("a.xlsx", &bytes, Some(&[Some(Field::Name), Some(Field::Sex)])).unwrap();
        assert_eq!(parsed.rows[0].get(Field::Sex), Some("男"));
    }
}
