//! The ledger of hours as a spreadsheet: days are dates and hours are numbers, so that it
//! can be summed.

use chrono::Datelike;
use domain::code::{Code, Lang};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, XlsxError};
use store::LedgerLine;

use super::paper::on_paper;

const HEADS: [(&str, f64); 8] = [
    ("姓名", 12.0),
    ("单位", 24.0),
    ("日期", 12.0),
    ("事项", 44.0),
    ("培训形式", 12.0),
    ("学时", 8.0),
    ("冲销", 10.0),
    ("冲销原因", 24.0),
];

/// The workbook.
///
/// # Errors
/// When a sheet can't hold it.
pub fn write(lines: &[LedgerLine]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let head = Format::new().set_bold();
    let date = Format::new().set_num_format("yyyy-mm-dd");
    let hours = Format::new().set_num_format("0.0");
    let sheet = book.add_worksheet();
    sheet.set_name("学时台账")?;
    sheet.set_freeze_panes(1, 1)?;
    for (column, (name, width)) in (0u16..).zip(HEADS) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(0, column, name, &head)?;
    }
    for (row, line) in (1u32..).zip(lines) {
        let entry = &line.entry;
        let day = ExcelDateTime::from_ymd(
            u16::try_from(entry.day.year()).unwrap_or(1900),
            u8::try_from(entry.day.month()).unwrap_or(1),
            u8::try_from(entry.day.day()).unwrap_or(1),
        )?;
        let mark = match (entry.reverses.as_str().is_empty(), entry.reversed_by.as_str().is_empty()) {
            (false, _) => "冲销",
            (true, false) => "已冲销",
            _ => "",
        };
        sheet.write_string(row, 0, &line.name)?;
        sheet.write_string(row, 1, &line.unit)?;
        sheet.write_datetime_with_format(row, 2, &day, &date)?;
        sheet.write_string(row, 3, &entry.title)?;
        sheet.write_string(row, 4, entry.form.name(Lang::Zh))?;
        sheet.write_number_with_format(row, 5, f64::from(entry.hours.0) / 10.0, &hours)?;
        sheet.write_string(row, 6, mark)?;
        sheet.write_string(row, 7, &entry.reason)?;
    }
    let last = u32::try_from(lines.len()).unwrap_or(0);
    sheet.autofilter(0, 0, last.max(1), 7)?;
    on_paper(sheet, 1, "学时台账")?;
    book.save_to_buffer()
}
