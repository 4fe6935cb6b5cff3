//! A list as a sheet: its title, whose it is and of which day, the heads, its lines and their sums; A4 lying
//! across, as wide as the paper, with the heads on every page.
//!
//! Lines come part by part and go to a file at once: however long a list is, the memory of one part is held. A
//! text is written as a text, so that nothing that somebody typed becomes a formula.

use axum::response::Response;
use chrono::Datelike;
use domain::Fault;
use domain::code::Lang;
use domain::page::Window;
use domain::register::{Cell, Head};
use domain::time::day_text;
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use serde::Deserialize;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::export::{XLSX, download, refuse};
use super::paper::on_paper;
use crate::request::Signed;
use crate::state::AppState;

/// Rows above the first line: the title, whose list of which day it is, the heads.
const ABOVE: u32 = 3;
/// Characters of a cell at most; a spreadsheet takes 32,767.
const MOST_TEXT: usize = 32_000;
/// Parts that wait to be written: who reads them waits for who writes them.
const WAITING: usize = 2;

/// What the address of a list asks for, as its page reads it; what a list does not know says nothing.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Address {
    pub(super) q: String,
    pub(super) state: String,
    pub(super) category: String,
    pub(super) tier: String,
    pub(super) mine: String,
    pub(super) kind: String,
    pub(super) difficulty: String,
    pub(super) list: String,
    pub(super) unit: String,
    pub(super) level: String,
    pub(super) rule: String,
    /// Part of the name of a unit.
    pub(super) units: String,
    pub(super) hide: String,
    sort: String,
    dir: String,
}

impl Address {
    /// A part of the list, in the order of its page.
    pub(super) fn window(&self, page: u32) -> Window {
        Window { page, sort: self.sort.clone(), descending: self.dir == "desc", bulk: true, ..Window::default() }
    }
}

/// What the address names, if that can be a name at all.
///
/// # Errors
/// [`Fault::NotFound`].
pub(super) fn named(id: String) -> Result<String, Fault> {
    if domain::is_id(&id) { Ok(id) } else { Err(Fault::NotFound) }
}

/// Answers with a sheet under the title of its list, or says why there is none.
pub(super) fn sent(made: Result<(String, Vec<u8>), Fault>) -> Response {
    match made {
        Ok((title, bytes)) => download(bytes, XLSX, &format!("{title}.xlsx")),
        Err(fault) => refuse(&fault),
    }
}

/// What stands above the lines.
pub(super) struct Top {
    pub(super) title: String,
    /// Whose list it is, of which day.
    pub(super) about: String,
    pub(super) heads: Vec<Head>,
    /// Whether a last row says how many lines there are, and the sums of the columns that add up.
    pub(super) sums: bool,
    pub(super) lang: Lang,
}

/// What stands above a list that somebody takes out now. It says how many lines there are where that is known
/// before them; otherwise the last row does.
///
/// # Errors
/// Nobody is signed in, or the store fails.
pub(super) async fn top(
    state: &AppState,
    signed: &Signed,
    title: &str,
    heads: Vec<Head>,
    count: Option<usize>,
) -> Result<Top, Fault> {
    let (lang, day) = (signed.frame.lang, day_text(signed.now.day()));
    let office = state.store.office_of(signed.viewer()?).await.map_err(Fault::from)?;
    let about = match (lang, count) {
        (Lang::Zh, Some(count)) => format!("{office}　{day}　共{count}条"),
        (Lang::Zh, None) => format!("{office}　{day}"),
        (Lang::En, Some(count)) => format!("{office}, {day}, {count} rows"),
        (Lang::En, None) => format!("{office}, {day}"),
    };
    Ok(Top { title: title.to_owned(), about, heads, sums: count.is_none(), lang })
}

enum Part {
    Lines(Vec<Vec<Cell>>),
    /// The last row, where it is no sum of the lines.
    Last(Vec<Cell>),
}

/// A sheet that is being written.
pub(super) struct Listing {
    heads: Vec<Head>,
    parts: mpsc::Sender<Part>,
    made: JoinHandle<Result<Vec<u8>, XlsxError>>,
    lines: usize,
}

impl Listing {
    /// Begins a sheet, on a thread that may wait for the disk.
    pub(super) fn begin(top: Top) -> Self {
        let heads = top.heads.clone();
        let (parts, mut received) = mpsc::channel(WAITING);
        let made = tokio::task::spawn_blocking(move || write(&top, || received.blocking_recv()));
        Self { heads, parts, made, lines: 0 }
    }

    /// How many lines it has.
    pub(super) fn lines(&self) -> usize {
        self.lines
    }

    /// Things as lines: `cell` gives what of one stands in the column of a key.
    pub(super) fn of<T>(&self, things: &[T], cell: impl Fn(&T, &str) -> Cell) -> Vec<Vec<Cell>> {
        things.iter().map(|thing| self.heads.iter().map(|head| cell(thing, head.key)).collect()).collect()
    }

    /// Adds lines, a cell for each head.
    pub(super) async fn add(&mut self, lines: Vec<Vec<Cell>>) {
        self.lines += lines.len();
        // A writer that gave up says why at the end.
        let _ = self.parts.send(Part::Lines(lines)).await;
    }

    /// Ends the sheet, with a last row of its own where the sums are not those of the lines.
    ///
    /// # Errors
    /// [`Fault::Internal`] when a sheet can't hold it.
    pub(super) async fn end(self, last: Option<Vec<Cell>>) -> Result<Vec<u8>, Fault> {
        let Self { parts, made, .. } = self;
        if let Some(last) = last {
            let _ = parts.send(Part::Last(last)).await;
        }
        drop(parts);
        made.await.map_err(|_| Fault::Internal)?.map_err(|error| {
            tracing::error!(%error, "workbook of a list");
            Fault::Internal
        })
    }
}

fn write(top: &Top, mut next: impl FnMut() -> Option<Part>) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let (plain, bold) = (Formats::of(&Format::new()), Formats::of(&Format::new().set_bold()));
    let sheet = book.add_worksheet_with_constant_memory()?;
    // A title may hold what a sheet's name can't, and stands in the first cell.
    sheet.set_name(top.lang.of("名单", "List"))?;
    sheet.write_string_with_format(0, 0, &top.title, &Format::new().set_bold().set_font_size(14))?;
    sheet.write_string(1, 0, &top.about)?;
    let mut widths = Vec::with_capacity(top.heads.len());
    for (column, head) in (0u16..).zip(&top.heads) {
        let name = head.name(top.lang);
        sheet.write_string_with_format(ABOVE - 1, column, name, &bold.text)?;
        widths.push(width(name));
    }
    let mut sums = vec![Cell::Nothing; top.heads.len()];
    let (mut row, mut last) = (ABOVE, None);
    while let Some(part) = next() {
        match part {
            Part::Last(cells) => last = Some(cells),
            Part::Lines(lines) => {
                for line in lines {
                    put(sheet, row, &line, &plain, &mut widths)?;
                    for ((sum, cell), head) in sums.iter_mut().zip(&line).zip(&top.heads) {
                        if head.adds {
                            add(sum, cell);
                        }
                    }
                    row += 1;
                }
            }
        }
    }
    let filtered = row.max(ABOVE + 1) - 1;
    if top.sums && last.is_none() {
        let count = row - ABOVE;
        sums[0] = Cell::Text(match top.lang {
            Lang::Zh => format!("合计（{count} 条）"),
            Lang::En => format!("In all ({count} rows)"),
        });
        last = Some(sums);
    }
    if let Some(last) = last {
        put(sheet, row, &last, &bold, &mut widths)?;
    }
    for (column, widest) in (0u16..).zip(widths) {
        sheet.set_column_width(column, f64::from(widest.clamp(8, 44)) + 2.0)?;
    }
    let columns = u16::try_from(top.heads.len()).unwrap_or(u16::MAX);
    sheet.autofilter(ABOVE - 1, 0, filtered, columns.saturating_sub(1))?;
    sheet.set_freeze_panes(ABOVE, 1)?;
    on_paper(sheet, ABOVE, "")?;
    book.save_to_buffer()
}

/// How cells of each kind look.
struct Formats {
    text: Format,
    day: Format,
    minute: Format,
    whole: Format,
    tenths: Format,
    hundredths: Format,
    percent: Format,
}

impl Formats {
    fn of(base: &Format) -> Self {
        let shown = |as_what: &str| base.clone().set_align(FormatAlign::Top).set_num_format(as_what);
        Self {
            text: base.clone().set_align(FormatAlign::Top).set_text_wrap(),
            day: shown("yyyy-mm-dd"),
            minute: shown("yyyy-mm-dd hh:mm"),
            whole: shown("0"),
            tenths: shown("0.0"),
            hundredths: shown("0.00"),
            percent: shown("0%"),
        }
    }
}

/// Writes a row and widens the columns to what stands in it.
fn put(
    sheet: &mut Worksheet,
    row: u32,
    cells: &[Cell],
    formats: &Formats,
    widths: &mut [u32],
) -> Result<(), XlsxError> {
    for ((column, cell), widest) in (0u16..).zip(cells).zip(widths) {
        let wide = match cell {
            Cell::Nothing => 0,
            Cell::Coded(_, text) => {
                sheet.write_string_with_format(row, column, *text, &formats.text)?;
                width(text)
            }
            Cell::Text(text) => {
                let text: String = text.chars().take(MOST_TEXT).collect();
                let wide = width(&text);
                sheet.write_string_with_format(row, column, text, &formats.text)?;
                wide
            }
            Cell::Day(day) => {
                let day = ExcelDateTime::from_ymd(
                    u16::try_from(day.year()).unwrap_or(1900),
                    u8::try_from(day.month()).unwrap_or(1),
                    u8::try_from(day.day()).unwrap_or(1),
                )?;
                sheet.write_datetime_with_format(row, column, &day, &formats.day)?;
                10
            }
            Cell::Minute(at) => {
                let at = ExcelDateTime::parse_from_str(&at.minute_text().replace(' ', "T"))?;
                sheet.write_datetime_with_format(row, column, &at, &formats.minute)?;
                16
            }
            Cell::Number(number) => {
                sheet.write_number_with_format(row, column, *number as f64, &formats.whole)?;
                0
            }
            Cell::Tenths(number) => {
                sheet.write_number_with_format(row, column, *number as f64 / 10.0, &formats.tenths)?;
                0
            }
            Cell::Hundredths(number) => {
                sheet.write_number_with_format(row, column, *number as f64 / 100.0, &formats.hundredths)?;
                0
            }
            Cell::Percent(share) => {
                sheet.write_number_with_format(row, column, *share as f64 / 100.0, &formats.percent)?;
                0
            }
        };
        *widest = (*widest).max(wide);
    }
    Ok(())
}

/// Adds a number to the sum of its column.
fn add(sum: &mut Cell, cell: &Cell) {
    if *sum == Cell::Nothing {
        *sum = cell.clone();
        return;
    }
    match (sum, cell) {
        (Cell::Number(sum), Cell::Number(more))
        | (Cell::Tenths(sum), Cell::Tenths(more))
        | (Cell::Hundredths(sum), Cell::Hundredths(more)) => *sum += *more,
        _ => {}
    }
}

/// How wide a text is, in digits: Han characters are two wide.
fn width(text: &str) -> u32 {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use calamine::{Data, Reader, Xlsx};
    use domain::register::head;

    use super::*;

    fn made(lines: Vec<Vec<Cell>>, sums: bool) -> Vec<u8> {
        let heads =
            vec![head("name", "姓名", "Name"), head("hours", "学时", "Hours").added(), head("year", "年度", "Year")];
        let top =
            Top { title: "名册/一".into(), about: "某单位　2026-11-23".into(), heads, sums, lang: Lang::Zh };
        // Two parts, as pages come.
        let mut parts: Vec<Part> = lines.into_iter().map(|line| Part::Lines(vec![line])).collect();
        parts.reverse();
        write(&top, || parts.pop()).unwrap()
    }

    fn rows(bytes: Vec<u8>) -> Vec<Vec<Data>> {
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
        assert!(book.worksheet_formula("名单").unwrap().is_empty(), "there is no formula");
        book.worksheet_range("名单").unwrap().rows().map(<[Data]>::to_vec).collect()
    }

    #[test]
    fn a_list_says_what_it_is_and_what_it_comes_to() {
        let line = |name: &str, hours: i32| vec![Cell::text(name), Cell::tenths(hours), Cell::Number(2026)];
        let rows = rows(made(vec![line("=1+1", 75), line("张伟", 80)], true));
        let text = |text: &str| Data::String(text.to_owned());
        assert_eq!((&rows[0][0], &rows[1][0]), (&text("名册/一"), &text("某单位　2026-11-23")));
        assert_eq!(rows[2], [text("姓名"), text("学时"), text("年度")]);
        assert_eq!(rows[3], [text("=1+1"), Data::Float(7.5), Data::Float(2026.0)]);
        // A year is a number, and is not added up.
        assert_eq!(rows[5], [text("合计（2 条）"), Data::Float(15.5), Data::Empty]);
    }

    #[test]
    fn an_empty_list_is_a_sheet_too() {
        let rows = rows(made(Vec::new(), true));
        assert_eq!((rows.len(), &rows[3][0]), (4, &Data::String("合计（0 条）".into())));
    }

    #[test]
    fn a_list_is_printed_across_with_its_heads_on_every_page() {
        let bytes = made(vec![vec![Cell::text("张伟"), Cell::Nothing, Cell::Nothing]], false);
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut read = |name: &str| {
            let mut text = String::new();
            archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
            text
        };
        let sheet = read("xl/worksheets/sheet1.xml");
        assert!(sheet.contains("orientation=\"landscape\"") && sheet.contains("fitToHeight=\"0\""), "{sheet}");
        assert!(sheet.contains("paperSize=\"9\"") && sheet.contains("fitToPage=\"1\""), "{sheet}");
        let book = read("xl/workbook.xml");
        assert!(book.contains("_xlnm.Print_Titles") && book.contains("$1:$3"), "{book}");
    }
}
