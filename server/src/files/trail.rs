//! The audit trail as a workbook.

use axum::extract::{Extension, Query, State};
use axum::response::Response;
use domain::Fault;
use domain::audit::{Action, AuditLine, AuditQuery};
use domain::code::{Code, Lang};
use domain::time::parse_day;
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use serde::Deserialize;

use super::export::{XLSX, download, refuse};
use super::paper::on_paper;
use crate::request::Signed;
use crate::state::AppState;

/// Rows of a file at most: what is older is taken out by its days.
const MOST: usize = 20_000;

/// The page's filters.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Filters {
    from: String,
    until: String,
    name: String,
    action: String,
    subject: String,
    id: String,
}

/// The rows that the page's filters show, newest first, noted on the trail before they leave.
pub async fn export(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Query(filters): Query<Filters>,
) -> Response {
    let query = AuditQuery {
        from: parse_day(&filters.from),
        until: parse_day(&filters.until),
        name: filters.name,
        action: Action::find(&filters.action),
        subject: filters.subject,
        subject_id: filters.id,
        before: String::new(),
    };
    let lang = signed.frame.lang;
    let made = async {
        let viewer = signed.viewer()?;
        let lines = state.store.trail(viewer, &query, MOST, signed.now).await?;
        state.store.note_trail(viewer, Action::Export, signed.now).await.map_err(Fault::from)?;
        tokio::task::spawn_blocking(move || write(&lines, lang)).await.map_err(|_| Fault::Internal)?.map_err(|error| {
            tracing::error!(%error, "trail workbook");
            Fault::Internal
        })
    };
    match made.await {
        Ok(bytes) => download(bytes, XLSX, if lang == Lang::Zh { "审计日志.xlsx" } else { "audit-trail.xlsx" }),
        Err(fault) => refuse(&fault),
    }
}

fn write(lines: &[AuditLine], lang: Lang) -> Result<Vec<u8>, XlsxError> {
    use app::words::trail::{changes_text, sentence, topic, who};
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let (bold, wrap) = (Format::new().set_bold(), Format::new().set_text_wrap());
    let heads = match lang {
        Lang::Zh => ["时间", "操作人", "操作", "对象类别", "对象", "记录", "变更内容", "请求编号"],
        Lang::En => ["Time", "Who", "Act", "Kind of thing", "Thing", "In words", "What changed", "Request"],
    };
    for (column, head) in (0u16..).zip(heads) {
        sheet.write_with_format(0, column, head, &bold)?;
    }
    for (row, line) in (1u32..).zip(lines) {
        sheet.write(row, 0, line.row.at.minute_text())?;
        sheet.write(row, 1, who(&line.row, lang))?;
        sheet.write(row, 2, line.row.action.name(lang))?;
        sheet.write(row, 3, topic(&line.row, lang))?;
        sheet.write(row, 4, line.about.as_str())?;
        sheet.write(row, 5, sentence(line, lang))?;
        let changed: String = changes_text(&line.row, lang).chars().take(30_000).collect();
        sheet.write_with_format(row, 6, changed, &wrap)?;
        sheet.write(row, 7, line.row.request.as_str())?;
    }
    for (column, width) in (0u16..).zip([17.0, 16.0, 16.0, 18.0, 24.0, 60.0, 60.0, 14.0]) {
        sheet.set_column_width(column, width)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    on_paper(sheet, 1, lang.of("审计日志", "Audit trail"))?;
    book.save_to_buffer()
}
