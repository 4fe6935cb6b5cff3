//! Questions from a sheet, and a sheet to begin with.

use axum::extract::{Extension, Multipart, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::access::Permission;
use domain::training::port::{CategoryTree, Questions};
use domain::training::{MAX_QUESTIONS, read_questions};
use domain::{Fault, file};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::sheet;
use super::upload::receive;
use crate::request::{Signed, back_with};
use crate::state::AppState;

const PAGE: &str = "/training/questions";

/// The sheet to begin with: the headings, and a question of each kind.
const TEMPLATE: [[&str; 11]; 6] = [
    ["题型", "题干", "选项A", "选项B", "选项C", "选项D", "选项E", "答案", "难度", "类别", "解析"],
    ["单选题", "（示例，导入前请删去）工会是", "群团组织", "企业", "政府部门", "", "", "A", "易", "", ""],
    ["多选题", "（示例）下列属于群团组织的是", "工会", "妇联", "公司", "共青团", "", "ABD", "中", "", ""],
    ["判断题", "（示例）共青团是群团组织。", "", "", "", "", "", "对", "易", "", ""],
    ["填空题", "（示例）群团组织的政治性、先进性、____", "", "", "", "", "", "群众性", "中", "", ""],
    ["简答题", "（示例）谈谈对群团改革的认识", "", "", "", "", "", "要点一|要点二", "难", "", ""],
];

fn template_sheet() -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // As text, so that what is typed stays as it is typed.
    let (head, text) = (Format::new().set_bold().set_background_color("F3EDE7"), Format::new().set_num_format("@"));
    let sheet = book.add_worksheet();
    sheet.set_name("题库")?;
    sheet.set_freeze_panes(1, 0)?;
    for (r, row) in (0u32..).zip(TEMPLATE) {
        for (c, cell) in (0u16..).zip(row) {
            sheet.write_string_with_format(r, c, cell, if r == 0 { &head } else { &text })?;
        }
    }
    for c in 0u16..11 {
        sheet.set_column_format(c, &text)?;
        sheet.set_column_width(c, if c == 1 || c == 10 { 40.0 } else { 12.0 })?;
    }
    book.save_to_buffer()
}

pub async fn template(Extension(signed): Extension<Signed>) -> Response {
    match signed.viewer() {
        Ok(viewer) if viewer.may(Permission::CLASS_EDIT) => {}
        Ok(_) => return super::export::refuse(&Fault::Forbidden),
        Err(fault) => return super::export::refuse(&fault),
    }
    match template_sheet() {
        Ok(bytes) => super::export::download(bytes, super::export::XLSX, "题库导入模板.xlsx"),
        Err(_) => super::export::refuse(&Fault::Internal),
    }
}

/// Takes a sheet of questions in: all of them, or none with every faulty cell named.
pub async fn import(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    mut form: Multipart,
) -> Response {
    let imported = async {
        let viewer = signed.viewer()?;
        if !viewer.may(Permission::CLASS_EDIT) {
            return Err(Fault::Forbidden);
        }
        let sent = receive(&mut form, state.config.http.upload_mib).await?;
        let (_, bytes) = sent.files.into_iter().next().ok_or(Fault::from(file::Refusal::NoFile))?;
        let rows = tokio::task::spawn_blocking(move || sheet::grid(&bytes, MAX_QUESTIONS + 1))
            .await
            .map_err(|_| file::Refusal::Broken)??;
        let categories = state.store.categories(viewer).await?;
        let questions = read_questions(&rows, &categories, &sent.home.into())?;
        let all = questions.len();
        let added = state.store.import_questions(viewer, &questions, signed.now).await?;
        Ok((added, all))
    };
    match imported.await {
        Ok((added, all)) => Redirect::to(&format!("{PAGE}?added={added}&of={all}")).into_response(),
        Err(fault) => back_with(PAGE, &fault),
    }
}

#[cfg(test)]
mod tests {
    use domain::training::first_categories;

    use super::*;

    fn read(bytes: &[u8]) -> Result<Vec<domain::training::Question>, Fault> {
        let rows = sheet::grid(bytes, MAX_QUESTIONS + 1)?;
        read_questions(&rows, &first_categories(), &"u".into())
    }

    fn case(name: &str) -> Vec<u8> {
        std::fs::read(format!("{}/../tests/data/cases/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    }

    #[test]
    fn the_template_can_be_imported_as_it_is() {
        assert_eq!(read(&template_sheet().unwrap()).unwrap().len(), 5);
    }

    /// C53: options as they are displayed.
    #[test]
    fn options_are_read_as_they_are_displayed() {
        let questions = read(&case("q01_formats.xlsx")).unwrap();
        assert_eq!(questions[0].options, ["3月8日", "5月1日", "9月9日"]);
        assert_eq!(questions[1].options, ["50%", "20%", "70%"]);
        assert_eq!([&questions[2].answers[0], &questions[3].answers[0]], ["T", "F"]);
        assert_eq!(questions[4].options, ["0.1", "1.10", "2", "3"]);
    }

    /// C54, C59, and what a file is that is no sheet.
    #[test]
    fn what_is_wrong_is_said_truly() {
        let Err(Fault::Invalid(faults)) = read(&case("q02_answers.xlsx")) else { panic!() };
        assert!(faults.iter().any(|fault| fault.field == "2:答案"), "{faults:?}");
        assert_eq!(read(&case("q03.gift.txt")).unwrap_err(), Fault::from(domain::training::Refusal::NoQuestions));
        let html = read(&case("r28_html_as_xls.xls")).unwrap_err();
        assert_eq!(html, Fault::from(file::Refusal::Is(domain::file::FileIs::WebPage)));
    }
}
