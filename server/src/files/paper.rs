//! How sheets are printed.

use rust_xlsxwriter::{Worksheet, XlsxError};

/// Paper of A4, as spreadsheets count sizes.
const A4: u8 = 9;

/// How a sheet is printed: lying across, all columns beside each other, and its first rows, with the heads, on every
/// page, which says which one it is of how many. A sheet whose first cell does not say what it is has its `title` above
/// each page, with the day.
pub(super) fn on_paper(sheet: &mut Worksheet, above: u32, title: &str) -> Result<(), XlsxError> {
    sheet.set_repeat_rows(0, above.saturating_sub(1))?;
    sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0).set_footer("&C&P / &N");
    if !title.is_empty() {
        sheet.set_header(format!("&C{title}&R&D"));
    }
    Ok(())
}
