//! Importing rosters and appointment forms: upload, preview, questions, confirm, progress.

use domain::import::{
    Choice, Column, Field, ImportState, ImportView, NO_MEANING, OpenImport, PreviewRow, Question, Verdict,
};
use domain::organisation::NearUnits;
use leptos::prelude::*;

use super::api::{self, ConfirmImport, DropImport};
use super::progress::{counted, status};
use super::said;
use crate::components::form::{self, fault_of, unit_options};
use crate::components::load::load;
use crate::components::page::{badge, empty, page, section};
use crate::components::table::{State, pager};
use crate::components::written::Written;
use crate::frame::lang;
use crate::organisation;
use crate::pages::{id, page_fault, step};
use crate::words::{self, tr};

/// Choosing a file.
pub fn upload() -> AnyView {
    load(
        || (),
        |()| async { Ok((organisation::near([""]).await?, api::open_imports().await?)) },
        |(units, open): (NearUnits, Vec<OpenImport>)| {
            let fault = page_fault();
            let options = unit_options(units).or_none(tr("（文件中的单位列）", "(the file's unit column)"));
            page(
                vec![step("/people", tr("干部名册", "Cadres"))],
                tr("导入名册", "Import"),
                tr(
                    "上传后先预览，确认前不会写入任何内容。",
                    "You see a preview first; nothing is written until you confirm.",
                ),
                ().into_any(),
                view! {
                    <form class="form" method="post" action="/people/import/upload" enctype="multipart/form-data">
                        {fault
                            .map(|fault| {
                                view! {
                                    <div class="note bad" role="alert">
                                        <p>{words::fault(&fault)}</p>
                                    </div>
                                }
                            })}
                        <div class="field">
                            <label for="home">{tr("新增人员归入", "New people go to")}</label>
                            <p class="hint">
                                {tr(
                                    "只用于文件中没有写单位的人员。",
                                    "For people whose row names no unit.",
                                )}
                            </p>
                            <select id="home" name="home" data-units=options.sought()>
                                {options.drawn("")}
                            </select>
                            {options.finder(false)}
                        </div>
                        <div class="field">
                            <label for="file">{tr("文件", "File")}</label>
                            <p class="hint" id="file-hint">
                                {tr(
                                    "名册 xlsx 或 csv；任免表 lrmx、lrm（可与同名 pic 一起）或它们的 zip。最大 50 MB。",
                                    "A roster xlsx or csv; appointment forms lrmx or lrm (with pic), or a zip of \
                                     them. 50 MB at most.",
                                )}
                            </p>
                            <input
                                id="file"
                                type="file"
                                name="file"
                                multiple=true
                                required=true
                                accept=".xlsx,.csv,.txt,.lrmx,.lrm,.pic,.zip"
                                aria-describedby="file-hint"
                            />
                        </div>
                        <button type="submit" class="button primary">
                            {tr("上传并预览", "Upload and preview")}
                        </button>
                    </form>
                    {(!open.is_empty())
                        .then(|| section(tr("还没有处理完的导入", "Imports not finished"), waiting(open)))}
                }
                .written(),
            )
        },
    )
}

/// Imports with rows that wait.
fn waiting(open: Vec<OpenImport>) -> AnyView {
    view! {
        <ul class="plain-list" data-testid="open-imports">
            {open
                .into_iter()
                .map(|one| {
                    view! {
                        <li>
                            <a href=format!("/people/import/{}", one.id)>{one.file}</a>
                            " "
                            <span class="muted">{one.at.minute_text()}</span>
                            " "
                            {tr("已写入 ", "written ")}
                            {one.written.to_string()}
                            {tr("，待处理 ", ", waiting ")}
                            <strong>{one.waiting.to_string()}</strong>
                        </li>
                    }
                })
                .collect_view()}
        </ul>
        <p class="hint">{tr("待处理的行保留 90 天。", "Rows that wait are kept for 90 days.")}</p>
    }
    .written()
}

pub fn preview() -> AnyView {
    let confirm = form::posts::<ConfirmImport>();
    let give_up = form::posts::<DropImport>();
    load(
        || (id(), State::now().window().page),
        |(id, page)| api::import(id, page),
        move |import: ImportView| {
            let state = State::now();
            let [new, changed, _, problems, asked, _] = import.counts;
            let waiting = problems + asked;
            let may_confirm = import.state == ImportState::Preview && new + changed > 0;
            let confirm_form = may_confirm.then(|| {
                view! {
                    {form::post(
                        confirm,
                        "inline-form",
                        view! {
                            {form::summary(fault_of(confirm))}
                            <input type="hidden" name="id" value=import.id.to_string() />
                            {(waiting > 0)
                                .then(|| {
                                    view! {
                                        <label>
                                            <input type="checkbox" name="skip" value="1" />
                                            " "
                                            {tr(
                                                "先写入其余的行，有问题和待确认的留下",
                                                "Write the others, and leave rows with problems and questions",
                                            )}
                                        </label>
                                    }
                                })}
                            {form::submit(tr("确认写入", "Confirm and write"), confirm.pending())}
                        },
                    )}
                }
            });
            let nothing = (import.state == ImportState::Preview && new + changed + waiting == 0).then(|| {
                view! { <p class="note plain">{tr("没有需要写入的内容。", "There is nothing to write.")}</p> }
            });
            let (at, last) = (import.rows.page, import.rows.pages());
            let answered = matches!(import.state, ImportState::Preview | ImportState::Done);
            let judged = import.state != ImportState::Judging;
            let listed = judged && !(import.state == ImportState::Done && waiting == 0);
            let give_up_form = (answered && waiting > 0).then(|| {
                view! {
                    <div class="actions">
                        <a class="button" download="" href=format!("/people/import/{}/problems.xlsx", import.id)>
                            {tr("下载待处理的行（xlsx）", "Rows that wait (xlsx)")}
                        </a>
                        {form::post(
                            give_up,
                            "inline-form",
                            view! {
                                {form::summary(fault_of(give_up))}
                                <input type="hidden" name="id" value=import.id.to_string() />
                                <button type="submit" class="button danger">
                                    {tr("放弃这些行", "Give these rows up")}
                                </button>
                            },
                        )}
                    </div>
                }
            });
            let (status, notes, columns, words) =
                (status(&import, waiting), notes(&import), columns(&import), unknown_words(&import));
            let questions = import.rows.rows.iter().any(|row| matches!(row.verdict, Verdict::Ask(_)));
            let action = format!("/people/import/{}/answers", import.id);
            let answers = (answered && (questions || words.is_some())).then(|| {
                view! {
                    <form id="answers" method="post" action=action class="form">
                        {words}
                        <button type="submit" class="button">
                            {tr("按所选重新预览", "Preview again with these answers")}
                        </button>
                    </form>
                }
            });
            page(
                vec![step("/people", tr("干部名册", "Cadres")), step("/people/import", tr("导入名册", "Import"))],
                tr("导入预览", "Preview"),
                "",
                ().into_any(),
                view! {
                    <p>
                        <strong>{import.file.clone()}</strong>
                    </p>
                    {page_fault()
                        .map(|fault| {
                            view! {
                                <div class="note bad" role="alert">
                                    <p>{words::fault(&fault)}</p>
                                </div>
                            }
                        })}
                    {status}
                    {judged.then(|| counted(import.counts))}
                    {notes}
                    {columns}
                    {confirm_form}
                    {give_up_form}
                    {nothing}
                    {answers}
                    {listed
                        .then(|| section(
                            tr("逐人预览", "Person by person"),
                            rows(import.rows.rows, &import.columns, answered),
                        ))}
                    {listed.then(|| pager(at, last, &state))}
                }
                .written(),
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
    let unread = import.columns.iter().filter(|column| column.field.is_none()).count();
    view! {
        <details class="card">
            <summary>
                {tr("列的对应关系", "Columns")}" "
                <span class="muted">{tr("（点开可调整）", "(open to change)")}</span>
                {(unread > 0)
                    .then(|| {
                        view! {
                            " "
                            {badge("warn", format!("{} {unread}", tr("不导入的列", "columns left out")))}
                        }
                    })}
            </summary>
            <form method="post" action=action class="form">
                <div class="grid">
                    {import
                        .columns
                        .iter()
                        .enumerate()
                        .map(|(n, column)| {
                            let chosen = column.field;
                            let control = format!("column-{n}");
                            view! {
                                <div class="field">
                                    <label for=control.clone()>{column.letter.clone()}" "{column.header.clone()}</label>
                                    <select id=control.clone() name=control>
                                        <option value="">{tr("（不导入）", "(leave out)")}</option>
                                        {Field::ALL
                                            .iter()
                                            .filter(|f| !matches!(f, Field::Photo | Field::Family))
                                            .map(|f| {
                                                let selected = Some(*f) == chosen;
                                                view! {
                                                    <option value=f.headers()[0] selected=selected>
                                                        {f.name(lang())}
                                                    </option>
                                                }
                                            })
                                            .collect_view()}
                                    </select>
                                </div>
                            }
                        })
                        .collect_view()}
                </div>
                <button type="submit" class="button">
                    {tr("按新对应关系预览", "Preview again")}
                </button>
            </form>
        </details>
    }
    .written()
}

/// What there is to know of the files.
fn notes(import: &ImportView) -> Option<AnyView> {
    (!import.notes.is_empty()).then(|| {
        view! {
            <div class="note plain" data-testid="notes">
                <p>
                    <strong>{tr("读取文件时的提示", "Notes on reading")}</strong>
                </p>
                <ul>{import.notes.iter().map(|note| view! { <li>{said::note(note)}</li> }).collect_view()}</ul>
            </div>
        }
        .written()
    })
}

/// Words that stand for nothing known, each with what it may mean.
fn unknown_words(import: &ImportView) -> Option<AnyView> {
    (!import.words.is_empty()).then(|| {
        view! {
            <fieldset class="card" data-testid="words">
                <legend>{tr("未识别的词", "Unknown words")}</legend>
                <p class="hint">
                    {tr(
                        "选定后会记住，以后的文件不再询问。",
                        "What you choose is remembered for later files.",
                    )}
                </p>
                <div class="grid">
                    {import
                        .words
                        .iter()
                        .map(|one| {
                            let control = format!("word-{:?}-{}", one.field, one.word);
                            let label = format!(
                                "{}“{}”（{}{}）",
                                one.field.name(lang()),
                                one.word,
                                one.rows,
                                tr(" 行", " rows"),
                            );
                            let none = if one.field == Field::Unit {
                                tr(
                                    "（不采用：新增人员归入所选单位，已有人员不变）",
                                    "(pass over: new people go where the file goes)",
                                )
                            } else {
                                tr("（不采用，该项留空）", "(pass over, leave empty)")
                            };
                            view! {
                                <div class="field">
                                    <label for=control.clone()>{label}</label>
                                    <select id=control.clone() name=control>
                                        <option value="">{tr("（请选择）", "(choose)")}</option>
                                        {one
                                            .nearest
                                            .iter()
                                            .map(|(value, text)| {
                                                view! { <option value=value.clone()>{text.clone()}</option> }
                                            })
                                            .collect_view()}
                                        <option value=NO_MEANING>{none}</option>
                                    </select>
                                </div>
                            }
                        })
                        .collect_view()}
                </div>
            </fieldset>
        }
        .written()
    })
}

fn rows(rows: Vec<PreviewRow>, columns: &[Column], answered: bool) -> AnyView {
    if rows.is_empty() {
        return empty(tr("没有人员", "Nobody"), "");
    }
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=tr("逐人预览", "Person by person")>
            <table>
                <thead>
                    <tr>
                        <th scope="col" class="number">
                            {tr("行", "Row")}
                        </th>
                        <th scope="col">{tr("来源", "Source")}</th>
                        <th scope="col">{tr("姓名", "Name")}</th>
                        <th scope="col">{tr("结果", "Result")}</th>
                        <th scope="col">{tr("说明", "Details")}</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(|one| row(one, columns, answered)).collect_view()}</tbody>
            </table>
        </div>
    }
    .written()
}

/// What was read of a row.
fn read(read: Vec<(Field, String)>) -> AnyView {
    let said: Vec<String> = read.into_iter().map(|(field, text)| format!("{}: {text}", field.name(lang()))).collect();
    view! { <p class="muted">{said.join(tr("；", "; "))}</p> }.written()
}

/// The question whom a row is about.
fn question(at: u32, asked: Question, choice: Option<&Choice>) -> AnyView {
    let control = format!("row-{at}");
    let option = |value: String, text: String, on: bool| {
        view! {
            <label class="check">
                <input type="radio" form="answers" name=control.clone() value=value checked=on />
                " "
                {text}
            </label>
        }
    };
    let leave = if asked.row.is_some() {
        tr("是同一人，不写入本行", "It is: leave this row out")
    } else {
        tr("不写入本行", "Leave this row out")
    };
    let row = asked.row.map(|(source, line)| {
        view! {
            <p>
                {tr("可能与 ", "May be the same person as ")}{source}{tr(" 第 ", ", row ")}{line.to_string()}
                {tr(" 行是同一人（姓名、出生年月相同）。", " (name and birth agree).")}
            </p>
        }
    });
    view! {
        <fieldset class="question">
            <legend>
                {tr(
                    "这一行是谁？已有信息不足以确定。",
                    "Who is this? What is known does not tell for certain.",
                )}
            </legend>
            {row}
            {asked
                .people
                .into_iter()
                .map(|one| {
                    let said: Vec<String> = one.said.into_iter().filter(|text| !text.is_empty()).collect();
                    let on = matches!(choice, Some(Choice::Person(id)) if *id == one.id);
                    option(
                        one.id.to_string(),
                        format!("{}{}", tr("已有人员：", "On record: "), said.join(" · ")),
                        on,
                    )
                })
                .collect_view()}
            {asked
                .new
                .then(|| option(
                    "new".to_owned(),
                    tr("是另一人，新增", "Somebody else: add them").to_owned(),
                    choice == Some(&Choice::New),
                ))}
            {option("leave".to_owned(), leave.to_owned(), choice == Some(&Choice::Leave))}
        </fieldset>
    }
    .written()
}

fn row(row: PreviewRow, columns: &[Column], answered: bool) -> AnyView {
    let (mark, details) = match row.verdict {
        Verdict::New => (badge("good", tr("新增", "New")), read(row.read)),
        Verdict::Same => (badge("plain", tr("无变化", "Same")), ().into_any()),
        Verdict::Left => (badge("plain", tr("不写入", "Left out")), ().into_any()),
        Verdict::Ask(asked) => (
            badge("bad", tr("待确认", "To be decided")),
            view! {
                {read(row.read)}
                {answered.then(|| question(row.at, asked, row.choice.as_ref()))}
            }
            .written(),
        ),
        Verdict::Changed(changes) => (
            badge("warn", tr("变更", "Changed")),
            view! {
                <ul class="plain-list">
                    {changes
                        .into_iter()
                        .map(|change| {
                            view! {
                                <li>
                                    {change.field.name(lang())}": "<del>{change.before}</del>" → "
                                    <ins>{change.after}</ins>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            }
            .written(),
        ),
        Verdict::Problem(problems) => (
            badge("bad", tr("有问题", "Problem")),
            view! {
                <ul class="plain-list">
                    {problems
                        .into_iter()
                        .map(|problem| {
                            view! {
                                <li>
                                    <strong>{said::place(columns, &row.source, problem.field)}</strong>
                                    " “"
                                    {problem.found}
                                    "”："
                                    {said::problem(&problem.rule)}
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
                {read(row.read)}
            }
            .written(),
        ),
    };
    view! {
        <tr>
            <td class="number" data-label=tr("行", "Row")>
                {row.line.to_string()}
            </td>
            <td data-label=tr("来源", "Source")>{row.source.clone()}</td>
            <td data-label=tr("姓名", "Name")>{row.name}</td>
            <td data-label=tr("结果", "Result")>{mark}</td>
            <td data-label=tr("说明", "Details")>{details}</td>
        </tr>
    }
    .written()
}
