//! Importing rosters and appointment forms: upload, preview, confirm, progress.

use domain::code::Lang;
use domain::import::{ImportState, ImportView, PreviewRow, ProblemRule, Verdict};
use domain::organisation::UnitRow;
use leptos::prelude::*;

use super::classes::unit_options;
use super::{id, page_fault, step};
use crate::api::organisation;
use crate::api::people::{self, ConfirmImport};
use crate::components::form::{self, fault_of};
use crate::components::load::load;
use crate::components::page::{badge, empty, page, section};
use crate::components::table::{State, pager};
use crate::frame::lang;
use crate::words::{self, tr};

/// Choosing a file.
pub fn upload() -> AnyView {
    load(
        || (),
        |()| organisation::units(),
        |units: Vec<UnitRow>| {
            let fault = page_fault();
            let mut options = vec![(String::new(), tr("（文件中的单位列）", "(the file's unit column)").to_owned())];
            options.extend(unit_options(units));
            page(
            vec![step("/people", tr("干部名册", "Cadres"))],
            tr("导入名册", "Import"),
            tr("上传后先预览，确认前不会写入任何内容。", "You see a preview first; nothing is written until you confirm."),
            ().into_any(),
            view! {
                <form class="form" method="post" action="/people/import/upload" enctype="multipart/form-data">
                    {fault.map(|fault| view! { <div class="note bad" role="alert"><p>{words::fault(&fault)}</p></div> })}
                    <div class="field">
                        <label for="file">{tr("文件", "File")}</label>
                        <p class="hint" id="file-hint">{tr("名册 xlsx；任免表 lrmx、lrm（可与同名 pic 一起）或它们的 zip。最大 50 MB。", "A roster xlsx; appointment forms lrmx or lrm (with pic), or a zip of them. 50 MB at most.")}</p>
                        <input id="file" type="file" name="file" multiple=true required=true accept=".xlsx,.lrmx,.lrm,.pic,.zip" aria-describedby="file-hint"/>
                    </div>
                    <div class="field">
                        <label for="home">{tr("新增人员归入", "New people go to")}</label>
                        <select id="home" name="home">
                            {options.into_iter().map(|(value, text)| view! { <option value=value>{text}</option> }).collect_view()}
                        </select>
                    </div>
                    <button type="submit" class="button primary">{tr("上传并预览", "Upload and preview")}</button>
                </form>
            }
            .into_any(),
        )
        },
    )
}

fn problem_text(rule: &ProblemRule) -> String {
    let zh = lang() == Lang::Zh;
    match rule {
        ProblemRule::Field(rule) => words::rule(rule),
        ProblemRule::Ambiguous => {
            tr("有多名同名干部，请补充身份证号。", "Several people have this name; add the ID number.").to_owned()
        }
        ProblemRule::Twice(line) if zh => format!("与第 {line} 行是同一人。"),
        ProblemRule::Twice(line) => format!("Same person as row {line}."),
        ProblemRule::UnitUnknown => {
            tr("单位不存在或不在您的范围内。", "The unit does not exist or is not in your scope.").to_owned()
        }
        ProblemRule::OutOfScope => tr("此人在您的管理范围之外。", "This person is outside your scope.").to_owned(),
    }
}

/// The preview.
pub fn preview() -> AnyView {
    let confirm = ServerAction::<ConfirmImport>::new();
    load(
        || (id(), State::now().window().page),
        |(id, page)| people::import(id, page),
        move |import: ImportView| {
            let state = State::now();
            let [new, changed, same, problems] = import.counts;
            let (done, all) = import.progress;
            let status = match import.state {
                ImportState::Writing => view! {
                    <div class="note plain" role="status">
                        <p>{tr("正在写入…", "Writing…")}" "{done.to_string()}" / "{all.to_string()}</p>
                        <progress max=all.to_string() value=done.to_string() aria-label=tr("写入进度", "Progress")></progress>
                        // The page asks again by itself until everything is written.
                        <leptos_meta::Meta http_equiv="refresh" content="1"/>
                    </div>
                }.into_any(),
                ImportState::Done => view! {
                    <div class="note good" role="status"><p>{tr("已全部写入：", "All written: ")}{done.to_string()}{tr(" 人。", " people.")}" "<a href="/people">{tr("查看名册", "See the roster")}</a></p></div>
                }.into_any(),
                ImportState::Failed => view! {
                    <div class="note bad" role="alert"><p>{tr("写入失败，没有改动任何人员。请重新上传预览后再试。", "It failed and nothing was changed. Upload again for a new preview.")}</p></div>
                }.into_any(),
                ImportState::Preview => ().into_any(),
            };
            let may_confirm = import.state == ImportState::Preview && new + changed > 0;
            let confirm_form = may_confirm.then(|| view! {
                {crate::post!(confirm, "inline-form", view! {
                    {form::summary(fault_of(confirm))}
                    <input type="hidden" name="id" value=import.id.to_string()/>
                    {(problems > 0).then(|| view! {
                        <label><input type="checkbox" name="skip" value="1"/>" "{tr("跳过有问题的行", "Skip rows with problems")}</label>
                    })}
                    {form::submit(tr("确认写入", "Confirm and write"), confirm.pending().into())}
                })}
            });
            let nothing = (import.state == ImportState::Preview && new + changed == 0).then(|| {
                view! {
                    <p class="note plain">{tr("没有需要写入的内容。", "There is nothing to write.")}</p>
                }
            });
            let (at, last) = (import.rows.page, import.rows.pages());
            let is_done = import.state == ImportState::Done;
            page(
                vec![step("/people", tr("干部名册", "Cadres")), step("/people/import", tr("导入名册", "Import"))],
                tr("导入预览", "Preview"),
                "",
                ().into_any(),
                view! {
                    <p><strong>{import.file.clone()}</strong></p>
                    {status}
                    <ul class="counts">
                        <li>{badge("good", tr("新增", "New"))}" "<strong data-testid="count-new">{new.to_string()}</strong></li>
                        <li>{badge("warn", tr("变更", "Changed"))}" "<strong data-testid="count-changed">{changed.to_string()}</strong></li>
                        <li>{badge("plain", tr("无变化", "Same"))}" "<strong data-testid="count-same">{same.to_string()}</strong></li>
                        <li>{badge("bad", tr("有问题", "Problems"))}" "<strong data-testid="count-problems">{problems.to_string()}</strong></li>
                    </ul>
                    {columns(&import)}
                    {confirm_form}
                    {nothing}
                    {(!is_done).then(|| section(tr("逐人预览", "Person by person"), rows(import.rows.rows)))}
                    {(!is_done).then(|| pager(at, last, &state))}
                }
                .into_any(),
            )
        },
    )
}

/// What each column was taken for, and a way to say otherwise.
fn columns(import: &ImportView) -> AnyView {
    if import.columns.is_empty() || import.state != ImportState::Preview {
        return ().into_any();
    }
    let action = format!("/people/import/{}/columns", import.id);
    view! {
        <details class="card">
            <summary>{tr("列的对应关系", "Columns")}" "<span class="muted">{tr("（点开可调整）", "(open to change)")}</span></summary>
            <form method="post" action=action class="form">
                <div class="grid">
                    {import.columns.iter().enumerate().map(|(n, (header, field))| {
                        let chosen = *field;
                        let control = format!("column-{n}");
                        view! {
                            <div class="field">
                                <label for=control.clone()>{header.clone()}</label>
                                <select id=control.clone() name=control>
                                    <option value="">{tr("（不导入）", "(leave out)")}</option>
                                    {domain::import::Field::ALL.iter().filter(|f| !matches!(f, domain::import::Field::Photo | domain::import::Field::Family)).map(|f| {
                                        let selected = Some(*f) == chosen;
                                        view! { <option value=f.headers()[0] selected=selected>{f.name(lang())}</option> }
                                    }).collect_view()}
                                </select>
                            </div>
                        }
                    }).collect_view()}
                </div>
                <button type="submit" class="button">{tr("按新对应关系预览", "Preview again")}</button>
            </form>
        </details>
    }
    .into_any()
}

fn rows(rows: Vec<PreviewRow>) -> AnyView {
    if rows.is_empty() {
        return empty(tr("没有人员", "Nobody"), "");
    }
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=tr("逐人预览", "Person by person")>
            <table>
                <thead><tr>
                    <th scope="col" class="number">{tr("行", "Row")}</th>
                    <th scope="col">{tr("来源", "Source")}</th>
                    <th scope="col">{tr("姓名", "Name")}</th>
                    <th scope="col">{tr("结果", "Result")}</th>
                    <th scope="col">{tr("说明", "Details")}</th>
                </tr></thead>
                <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(row: PreviewRow) -> AnyView {
    let (mark, details) = match row.verdict {
        Verdict::New => (badge("good", tr("新增", "New")), ().into_any()),
        Verdict::Same => (badge("plain", tr("无变化", "Same")), ().into_any()),
        Verdict::Changed(changes) => (
            badge("warn", tr("变更", "Changed")),
            view! {
                <ul class="plain-list">
                    {changes.into_iter().map(|change| view! {
                        <li>{change.field.name(lang())}": "<del>{change.before}</del>" → "<ins>{change.after}</ins></li>
                    }).collect_view()}
                </ul>
            }.into_any(),
        ),
        Verdict::Problem(problems) => (
            badge("bad", tr("有问题", "Problem")),
            view! {
                <ul class="plain-list">
                    {problems.into_iter().map(|problem| view! {
                        <li><strong>{problem.field.name(lang())}</strong>" “"{problem.found}"”："{problem_text(&problem.rule)}</li>
                    }).collect_view()}
                </ul>
            }.into_any(),
        ),
    };
    view! {
        <tr>
            <td class="number" data-label=tr("行", "Row")>{row.line.to_string()}</td>
            <td data-label=tr("来源", "Source")>{row.source}</td>
            <td data-label=tr("姓名", "Name")>{row.name}</td>
            <td data-label=tr("结果", "Result")>{mark}</td>
            <td data-label=tr("说明", "Details")>{details}</td>
        </tr>
    }
    .into_any()
}
