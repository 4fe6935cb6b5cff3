//! Lists of procedures as workbooks: the lines that the address shows, all their pages. Each list is narrowed
//! by the store exactly as its screen is, and what leaves is on the trail before it does.

use axum::extract::{Extension, Path, Query, State};
use axum::response::Response;
use chrono::Datelike;
use domain::appraisal::MemberFilter;
use domain::appraisal::port::{Members, Years};
use domain::code::{Code, Lang};
use domain::exchange::port::Cases;
use domain::ports::Answer;
use domain::register::{Cell, Head, Listed, Register, RegisterQuery};
use domain::time::day_text;
use domain::tolerance::port::{Talks, ToleranceCases};
use domain::training::port::Classes;
use domain::{AppraisalId, ClassId, Fault};
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Workbook, XlsxError};
use serde::Deserialize;

use super::export::{XLSX, download, refuse};
use crate::request::Signed;
use crate::state::AppState;

/// Rows above the first line: the title, whose list of which day it is, the heads.
const ABOVE: u32 = 3;
/// Paper of A4, as spreadsheets count sizes.
const A4: u8 = 9;

/// Which list leaves: what the trail calls its lines, what they are of, where they are of one thing, and
/// its name in Chinese and English.
type Which<'a> = ((&'a str, &'a str), &'a str, &'a str);

/// Cases of exchange.
pub async fn cases(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Query(query): Query<RegisterQuery>,
) -> Response {
    let query = query.whole();
    let found = async { state.store.cases(signed.viewer()?, &query, signed.now).await }.await;
    sent(&state, &signed, &query, (("exchange_case", ""), "交流事项", "Cases of exchange"), found).await
}

/// Cases of fault tolerance.
pub async fn tolerance_cases(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Query(query): Query<RegisterQuery>,
) -> Response {
    let query = query.whole();
    let found = async { state.store.tolerance_cases(signed.viewer()?, &query, signed.now).await }.await;
    sent(&state, &signed, &query, (("tolerance_case", ""), "容错事项", "Cases of fault tolerance"), found).await
}

/// Talks of early correction.
pub async fn talks(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Query(query): Query<RegisterQuery>,
) -> Response {
    let query = query.whole();
    let found = async { state.store.talks(signed.viewer()?, &query, signed.now).await }.await;
    sent(&state, &signed, &query, (("talk", ""), "提醒函询诫勉", "Early correction"), found).await
}

pub async fn awards(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Query(query): Query<RegisterQuery>,
) -> Response {
    let query = query.whole();
    let found = async { state.store.awards(signed.viewer()?, &query, signed.now).await }.await;
    sent(&state, &signed, &query, (("award", ""), "奖励事项", "Awards"), found).await
}

/// Appraisals of the years.
pub async fn years(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Query(query): Query<RegisterQuery>,
) -> Response {
    let query = query.whole();
    let found = async {
        let found = state.store.appraisals(signed.viewer()?, &query, signed.now).await?;
        if found.views { Ok(found.years) } else { Err(Fault::Forbidden) }
    }
    .await;
    sent(&state, &signed, &query, (("appraisal", ""), "年度考核", "Appraisals"), found).await
}

/// What is shown of the people of an appraisal.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct MembersQuery {
    filter: String,
    #[serde(flatten)]
    list: RegisterQuery,
}

/// The people of an appraisal.
pub async fn members(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Path(id): Path<String>,
    Query(asked): Query<MembersQuery>,
) -> Response {
    let query = asked.list.whole();
    let filter = MemberFilter::find(&asked.filter).unwrap_or(MemberFilter::All);
    let found = async {
        let id = Some(id).filter(|id| domain::is_id(id)).map(AppraisalId).ok_or(Fault::NotFound)?;
        state.store.appraisal_members(signed.viewer()?, &id, filter, &query).await
    }
    .await;
    match found {
        Ok(found) => {
            let (year, title) = (found.appraisal.id.as_str(), found.appraisal.title.as_str());
            sent(&state, &signed, &query, (("appraisal_member", year), title, title), Ok(found.people)).await
        }
        Err(fault) => refuse(&fault),
    }
}

/// The people of a class.
pub async fn class_people(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Path(id): Path<String>,
    Query(query): Query<RegisterQuery>,
) -> Response {
    let query = query.whole();
    let found = async {
        let id = Some(id).filter(|id| domain::is_id(id)).map(ClassId).ok_or(Fault::NotFound)?;
        let viewer = signed.viewer()?;
        let people = state.store.class_roster(viewer, &id, &query).await?;
        Ok::<_, Fault>((state.store.class(viewer, &id, signed.now).await?.class, people))
    }
    .await;
    match found {
        Ok((class, people)) => {
            let (id, title) = (class.id.as_str(), class.title.as_str());
            sent(&state, &signed, &query, (("class", id), title, title), Ok(people)).await
        }
        Err(fault) => refuse(&fault),
    }
}

async fn sent<T: Listed + Send + 'static>(
    state: &AppState,
    signed: &Signed,
    query: &RegisterQuery,
    (subject, zh, en): Which<'_>,
    found: Answer<Register<T>>,
) -> Response {
    let lang = signed.frame.lang;
    let title = if lang == Lang::Zh { zh } else { en };
    let made = async {
        let (viewer, rows) = (signed.viewer()?, found?.page.rows);
        let office = state.store.office_of(viewer).await.map_err(Fault::from)?;
        let count = rows.len();
        state.store.note_list(viewer, subject, count, signed.now).await.map_err(Fault::from)?;
        let about = match lang {
            Lang::Zh => format!("{office}　{}　共{count}条", day_text(signed.now.day())),
            Lang::En => format!("{office}, {}, {count} rows", day_text(signed.now.day())),
        };
        let (title, heads) = (title.to_owned(), query.heads::<T>());
        tokio::task::spawn_blocking(move || write(&title, &about, &heads, &rows, lang))
            .await
            .map_err(|_| Fault::Internal)?
            .map_err(|error| {
                tracing::error!(%error, "workbook of a list");
                Fault::Internal
            })
    };
    match made.await {
        Ok(bytes) => download(bytes, XLSX, &format!("{title}.xlsx")),
        Err(fault) => refuse(&fault),
    }
}

fn write<T: Listed>(title: &str, about: &str, heads: &[Head], rows: &[T], lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let (large, bold) = (Format::new().set_bold().set_font_size(14), Format::new().set_bold());
    let wrap = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let days = Format::new().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Top);
    let whole = Format::new().set_num_format("0").set_align(FormatAlign::Top);
    let hundredths = Format::new().set_num_format("0.00").set_align(FormatAlign::Top);
    let sheet = book.add_worksheet();
    // A title may hold what a sheet's name can't, and stands in the first cell.
    sheet.set_name(if lang == Lang::Zh { "名单" } else { "List" })?;
    sheet.write_string_with_format(0, 0, title, &large)?;
    sheet.write_string(1, 0, about)?;
    for (column, head) in (0u16..).zip(heads) {
        sheet.write_string_with_format(ABOVE - 1, column, head.name(lang), &bold)?;
        let mut widest = width(head.name(lang));
        for (row, line) in (ABOVE..).zip(rows) {
            match line.cell(head.key, lang) {
                Cell::Nothing => {}
                Cell::Coded(_, text) => {
                    widest = widest.max(width(text));
                    sheet.write_string_with_format(row, column, text, &wrap)?;
                }
                Cell::Text(text) => {
                    widest = widest.max(width(&text));
                    let text: String = text.chars().take(32_000).collect();
                    sheet.write_string_with_format(row, column, text, &wrap)?;
                }
                Cell::Day(day) => {
                    widest = widest.max(10);
                    let day = ExcelDateTime::from_ymd(
                        u16::try_from(day.year()).unwrap_or(1900),
                        u8::try_from(day.month()).unwrap_or(1),
                        u8::try_from(day.day()).unwrap_or(1),
                    )?;
                    sheet.write_datetime_with_format(row, column, &day, &days)?;
                }
                Cell::Number(number) => {
                    sheet.write_number_with_format(row, column, number as f64, &whole)?;
                }
                Cell::Hundredths(number) => {
                    sheet.write_number_with_format(row, column, number as f64 / 100.0, &hundredths)?;
                }
            }
        }
        sheet.set_column_width(column, widest.clamp(8, 44) as f64 + 2.0)?;
    }
    let last = (ABOVE - 1) + u32::try_from(rows.len()).unwrap_or(0).max(1);
    sheet.autofilter(ABOVE - 1, 0, last, u16::try_from(heads.len().saturating_sub(1)).unwrap_or(0))?;
    sheet.set_freeze_panes(ABOVE, 1)?;
    sheet.set_repeat_rows(0, ABOVE - 1)?;
    sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
    book.save_to_buffer()
}

/// How wide a text is, in digits: Han characters are two wide.
fn width(text: &str) -> u32 {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}
