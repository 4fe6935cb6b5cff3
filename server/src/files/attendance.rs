//! The list of a lesson as a spreadsheet: who came when, as times.

use domain::Moment;
use domain::code::{Code, Lang};
use domain::training::{AttendanceRow, Lesson};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, XlsxError};

use super::paper::on_paper;

const HEADS: [(&str, f64); 7] =
    [("姓名", 12.0), ("单位", 24.0), ("考勤", 8.0), ("签到", 18.0), ("签退", 18.0), ("方式", 12.0), ("事由", 30.0)];

/// The workbook.
///
/// # Errors
/// When a sheet can't hold it.
pub fn write(lesson: &Lesson, rows: &[AttendanceRow]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let head = Format::new().set_bold();
    let time = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    let sheet = book.add_worksheet();
    sheet.set_name("签到表")?;
    sheet.set_freeze_panes(2, 1)?;
    let title =
        format!("{}　{}–{}　{}", lesson.title, lesson.starts.minute_text(), lesson.ends.clock_text(), lesson.place);
    sheet.write_string_with_format(0, 0, title.trim_end(), &head)?;
    for (column, (name, width)) in (0u16..).zip(HEADS) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(1, column, name, &head)?;
    }
    for (row, line) in (2u32..).zip(rows) {
        sheet.write_string(row, 0, &line.name)?;
        sheet.write_string(row, 1, &line.unit_name)?;
        let Some(known) = &line.check_in else { continue };
        sheet.write_string(row, 2, known.presence.name(Lang::Zh))?;
        for (column, at) in [(3, known.came), (4, known.left)] {
            if at != Moment(0) {
                let at = ExcelDateTime::parse_from_str(&at.minute_text().replace(' ', "T"))?;
                sheet.write_datetime_with_format(row, column, &at, &time)?;
            }
        }
        sheet.write_string(row, 5, known.witness.name(Lang::Zh))?;
        sheet.write_string(row, 6, &known.reason)?;
    }
    let last = u32::try_from(rows.len()).unwrap_or(0) + 1;
    sheet.autofilter(1, 0, last.max(2), 6)?;
    on_paper(sheet, 2, "")?;
    book.save_to_buffer()
}
