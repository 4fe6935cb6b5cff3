//! The question bank: the list, import, one question.

use domain::organisation::NearUnits;
use domain::page::Page;
use domain::training::{Categories, Difficulty, Question, QuestionKind, QuestionQuery};
use leptos::prelude::*;

use super::api::{self, SaveQuestion};
use crate::components::dialog::dialog;
use crate::components::form::{self, fault_of, unit_options};
use crate::components::load::load;
use crate::components::page::{badge, button_link, empty, page};
use crate::components::table::{State, choice, column, search_box, table};
use crate::components::written::Written;
use crate::frame::lang;
use crate::organisation;
use crate::pages::{id, page_fault, step};
use crate::training::category;
use crate::words::{self, name, standing, tr};

/// What the list shows: questions, the tree, the units of the viewer.
type Bank = (Page<Question>, Categories, NearUnits);

pub fn list() -> AnyView {
    load(
        State::now,
        |state| async move {
            let query = QuestionQuery {
                q: state.get("q"),
                category: state.get("category"),
                kind: state.get("kind"),
                difficulty: state.get("difficulty"),
                window: state.window(),
            };
            Ok((api::questions(query).await?, category::api::categories().await?, organisation::near([""]).await?))
        },
        |(found, tree, units): Bank| {
            let state = State::now();
            let all = || tr("全部", "All");
            let columns = vec![
                column("text", tr("题干", "Question")).fixed(),
                column("kind", tr("题型", "Kind")),
                column("category", tr("类别", "Category")),
                column("difficulty", tr("难度", "Difficulty")),
                column("state", tr("状态", "State")),
            ];
            let filters = view! {
                {search_box("q", tr("题干", "Words"), state.get("q"))}
                {choice(
                    "kind",
                    tr("题型", "Kind"),
                    form::code_options::<QuestionKind>(Some(all())),
                    state.get("kind"),
                )}
                {choice(
                    "category",
                    tr("类别", "Category"),
                    category::page::options(&tree, Some(all()), &state.get("category").into()),
                    state.get("category"),
                )}
                {choice(
                    "difficulty",
                    tr("难度", "Difficulty"),
                    form::code_options::<Difficulty>(Some(all())),
                    state.get("difficulty"),
                )}
            }
            .written();
            let pages = (found.page, found.pages(), found.total);
            let export = Some("/training/questions.xlsx".to_owned());
            let rows = found
                .rows
                .into_iter()
                .map(|one| {
                    let short: String = one.text.chars().take(60).collect();
                    let tone = if one.active { "good" } else { "plain" };
                    let state = badge(tone, standing::question(one.active, lang()));
                    vec![
                        view! { <a href=format!("/training/questions/{}", one.id)>{short}</a> }.written(),
                        name(one.kind).written(),
                        tree.name(&one.category, lang()).written(),
                        name(one.difficulty).written(),
                        state,
                    ]
                })
                .collect();
            let none = empty(
                tr("题库中没有符合的题目", "No question matches"),
                tr("可以导入表格，或新建题目。", "Import a sheet, or add a question."),
            );
            let added = (!state.get("added").is_empty()).then(|| {
                let (added, all) = (state.get("added"), state.get("of"));
                view! {
                    <p class="note good" role="status">
                        {tr("已导入 ", "Imported ")}
                        {added}
                        " / "
                        {all}
                        {tr(" 道；题干相同的未重复导入。", "; those already in the bank were left out.")}
                    </p>
                }
            });
            let options = unit_options(units);
            let upload = dialog(
                "button",
                tr("导入题目", "Import questions"),
                view! {
                    <form class="form" method="post" action="/training/questions/import" enctype="multipart/form-data">
                        <div class="field">
                            <label for="home">{tr("归属单位", "For the bank of")}</label>
                            <select id="home" name="home" data-units=options.sought()>
                                {options.drawn("")}
                            </select>
                            {options.finder(false)}
                        </div>
                        <div class="field">
                            <label for="file">{tr("表格（xlsx 或 csv）", "Sheet (xlsx or csv)")}</label>
                            <p class="hint">
                                <a href="/training/questions/template.xlsx" download="">
                                    {tr("下载模板", "Template")}
                                </a>
                                {tr("。", ". ")}
                                {tr(
                                    "第一行为表头：题型、题干、选项A、选项B…、答案、难度、类别、解析。多选答案写 ABD，判断写 对/错，填空的多个可接受答案用 | 隔开。",
                                    "First row: 题型, 题干, 选项A, 选项B …, 答案, 难度, 类别, 解析. Several accepted texts are \
                                     separated by |.",
                                )}
                            </p>
                            <input id="file" name="file" type="file" accept=".xlsx,.csv" required=true />
                        </div>
                        <button type="submit" class="button primary">
                            {tr("导入", "Import")}
                        </button>
                    </form>
                }
                .written(),
            );
            page(
                Vec::new(),
                tr("题库", "Question bank"),
                tr(
                    "按类别和难度组织题目，考试按规则从中抽取。",
                    "Questions by category and difficulty; exams draw from them.",
                ),
                view! {
                    {upload}
                    {button_link("/training/questions/new", tr("新建题目", "New question"), true)}
                }
                .written(),
                view! {
                    {page_fault().map(|fault| faults(&fault))}
                    {added}
                    {table(tr("题库", "Question bank"), columns, state, filters, export, rows, pages, none)}
                }
                .written(),
            )
        },
    )
}

/// What was wrong with a sheet: each cell by row and column.
fn faults(fault: &domain::Fault) -> AnyView {
    let cells = match fault {
        domain::Fault::Invalid(faults) => faults.clone(),
        _ => Vec::new(),
    };
    let many = cells.len();
    view! {
        <div class="note bad" role="alert">
            <p>
                <strong>
                    {if many > 0 {
                        tr(
                                "文件未导入，请改正以下各处后重传：",
                                "Nothing was imported. Correct these and upload again:",
                            )
                            .to_owned()
                    } else {
                        words::fault(fault)
                    }}
                </strong>
            </p>
            <ul>
                {cells
                    .into_iter()
                    .map(|cell| {
                        let (row, column) = cell
                            .field
                            .split_once(':')
                            .map(|(r, c)| (r.to_owned(), c.to_owned()))
                            .unwrap_or_default();
                        view! {
                            <li>
                                {tr("第 ", "Row ")}{row}{tr(" 行“", ", ")}{column}{tr("”：", ": ")}
                                {words::rule(&cell.rule)}
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </div>
    }
    .written()
}

fn trail() -> Vec<(String, String)> {
    vec![step("/training/questions", tr("题库", "Question bank"))]
}

/// A new question.
pub fn new() -> AnyView {
    let save = form::posts::<SaveQuestion>();
    load(
        || (),
        |()| async { Ok((category::api::categories().await?, organisation::near([""]).await?)) },
        move |(tree, units): (Categories, NearUnits)| {
            page(trail(), tr("新建题目", "New question"), "", ().into_any(), editor(None, &tree, units, save))
        },
    )
}

/// A question's editor.
pub fn edit() -> AnyView {
    let save = form::posts::<SaveQuestion>();
    load(
        id,
        |id| async move {
            let one = api::question(id).await?;
            let units = organisation::near([&one.unit]).await?;
            Ok((one, category::api::categories().await?, units))
        },
        move |(question, tree, units): (Question, Categories, NearUnits)| {
            page(
                trail(),
                tr("修改题目", "Edit question"),
                tr("已抽取的试卷保留当时的题目。", "Papers drawn before keep the question as it was."),
                ().into_any(),
                editor(Some(&question), &tree, units, save),
            )
        },
    )
}

fn editor(one: Option<&Question>, tree: &Categories, units: NearUnits, save: form::Post<SaveQuestion>) -> AnyView {
    let fault = fault_of(save);
    let of = |get: fn(&Question) -> String, instead: &str| one.map_or_else(|| instead.to_owned(), get);
    let options = unit_options(units);
    let first = options.first();
    let category = one.map(|one| one.category.clone()).unwrap_or_default();
    let answers = one.map_or_else(String::new, |one| match one.kind {
        QuestionKind::Single | QuestionKind::Multiple => one.answers.concat(),
        QuestionKind::TrueFalse => if one.answers.first().is_some_and(|a| a == "T") { "对" } else { "错" }.to_owned(),
        _ => one.answers.join("|"),
    });
    form::post(
        save,
        "form",
        view! {
            {form::summary(fault)}
            <input type="hidden" name="id" value=of(|q| q.id.to_string(), "") />
            <input type="hidden" name="version" value=of(|q| q.version.to_string(), "0") />
            <div class="grid">
                {form::code::<QuestionKind>("kind", tr("题型", "Kind"), one.map(|q| q.kind), fault)}
                {form::code::<
                    Difficulty,
                >(
                    "difficulty",
                    tr("难度", "Difficulty"),
                    one.map(|q| q.difficulty).or(Some(Difficulty::Medium)),
                    fault,
                )}
                {form::select(
                    "category",
                    tr("类别", "Category"),
                    "",
                    category::page::options(tree, None, &category),
                    category.as_str(),
                    fault,
                )}
                {form::select(
                    "unit",
                    tr("归属单位", "For the bank of"),
                    tr("该单位及下级单位的考试可抽取", "Exams of it and below draw from it"),
                    options,
                    &of(|q| q.unit.to_string(), &first),
                    fault,
                )}
            </div>
            {form::area("text", tr("题干", "Question"), "", of(|q| q.text.clone(), ""), fault)}
            {form::area(
                "options",
                tr("选项", "Options"),
                tr(
                    "单选、多选填写，每行一个，依次为 A、B、C…",
                    "For choices: one a line, in order A, B, C …",
                ),
                of(|q| q.options.join("\n"), ""),
                fault,
            )}
            {form::text(
                "answers",
                tr("答案", "Answer"),
                tr(
                    "选择填字母如 ABD；判断填 对 或 错；填空的多个可接受答案、简答的得分点用 | 隔开",
                    "Letters such as ABD; 对 or 错; texts or points separated by |",
                ),
                answers,
                fault,
            )}
            {form::area(
                "explanation",
                tr("解析", "Explanation"),
                tr("考试结束后随成绩显示", "Shown with the result when the exam is over"),
                of(|q| q.explanation.clone(), ""),
                fault,
            )}
            {form::tick("active", tr("用于抽题", "Drawn for exams"), "", one.is_none_or(|q| q.active), fault)}
            {form::submit(tr("保存", "Save"), save.pending())}
        },
    )
}
