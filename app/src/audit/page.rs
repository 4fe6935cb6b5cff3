//! The audit trail: reading it, taking it out as a file, and verifying that nothing was removed
//! or changed.

use domain::audit::{Action, AuditLine, PAGE};
use leptos::prelude::*;

use super::api;
use crate::components::form::code_options;
use crate::components::load::load;
use crate::components::page::{empty, page, section};
use crate::components::table::{State, choice, encode, search_box};
use crate::components::written::Written;
use crate::frame::lang;
use crate::islands::verify::Verify;
use crate::words::tr;
use crate::words::trail::{changes, sentence};

/// The trail.
pub fn audit() -> AnyView {
    load(
        State::now,
        |state| {
            api::audit(
                state.get("from"),
                state.get("until"),
                state.get("name"),
                state.get("action"),
                state.get("subject"),
                state.get("id"),
                state.get("before"),
            )
        },
        |lines: Vec<AuditLine>| {
            let state = State::now();
            let earlier = (lines.len() == PAGE)
                .then(|| lines.last().map(|line| state.with(&[("before", line.row.id.clone())])))
                .flatten();
            let newest = (!state.get("before").is_empty()).then(|| state.with(&[("before", String::new())]));
            let pages = view! {
                <nav class="pager" aria-label=tr("分页", "Pages")>
                    {newest
                        .map(|href| {
                            view! {
                                <a class="button small" href=href>
                                    {tr("最新", "Newest")}
                                </a>
                            }
                        })}
                    {earlier
                        .map(|href| {
                            view! {
                                <a class="button small" href=href>
                                    {tr("更早", "Earlier")}
                                </a>
                            }
                        })}
                </nav>
            };
            let body = if lines.is_empty() {
                empty(tr("没有符合条件的记录", "No rows match"), "")
            } else {
                rows(lines)
            };
            page(
                Vec::new(),
                tr("审计日志", "Audit trail"),
                tr(
                    "每次变更、查看敏感信息、导出、登录和被拒绝的访问都有记录，分批封存成链。查看日志本身也有记录。",
                    "Every change, look at sensitive data, export, sign-in and refusal is recorded and sealed \
                     into a chain; so is reading it.",
                ),
                ().into_any(),
                view! {
                    <Verify />
                    {filters(&state)}
                    {section(
                        tr("记录", "Rows"),
                        view! {
                            {body}
                            {pages}
                        }
                            .written(),
                    )}
                }
                .written(),
            )
        },
    )
}

fn filters(state: &State) -> AnyView {
    let day = |name: &'static str, label: &'static str| {
        view! {
            <label class="filter">
                <span>{label}</span>
                <input type="date" name=name value=state.get(name) />
            </label>
        }
    };
    let all = tr("全部", "All");
    let named = domain::topics().map(|topic| (topic.code.to_owned(), topic.name(lang()).to_owned()));
    let topics: Vec<_> = std::iter::once((String::new(), all.to_owned())).chain(named).collect();
    let export = format!("/export/audit.xlsx{}", state.with(&[("before", String::new())]));
    let one = state.get("id");
    view! {
        <form class="filters" method="get" aria-label=tr("筛选", "Filter")>
            {day("from", tr("从", "From"))}
            {day("until", tr("到", "To"))}
            {search_box("name", tr("姓名", "Name"), state.get("name"))}
            {choice("action", tr("操作", "Act"), code_options::<Action>(Some(all)), state.get("action"))}
            {choice("subject", tr("对象", "Kind of thing"), topics, state.get("subject"))}
            <button type="submit" class="button">
                {tr("筛选", "Filter")}
            </button>
            <a class="button" href=export rel="external" download>
                {tr("导出 Excel", "Export to Excel")}
            </a>
        </form>
        {(!one.is_empty())
            .then(|| {
                view! {
                    <p class="note">
                        {tr("只显示同一对象的记录。", "Rows of one thing only.")}" "
                        <a href="/audit">{tr("显示全部", "Show all")}</a>
                    </p>
                }
            })}
    }
    .written()
}

fn rows(lines: Vec<AuditLine>) -> AnyView {
    let lang = lang();
    let rows = lines
        .into_iter()
        .map(|line| {
            let said = sentence(&line, lang);
            let changed = changes(&line.row, lang);
            let row = line.row;
            let same = (!row.subject_id.is_empty() && row.subject != "page")
                .then(|| format!("/audit?subject={}&id={}", encode(&row.subject), encode(&row.subject_id)));
            let list = (!changed.is_empty()).then(|| {
                let items = changed
                    .into_iter()
                    .map(|(name, was, is)| {
                        let dash = |text: String| if text.is_empty() { "—".to_owned() } else { text };
                        let said =
                            (!was.is_empty() || !is.is_empty()).then(|| format!(" {} → {}", dash(was), dash(is)));
                        view! {
                            <li>
                                <strong>{name}</strong>
                                {said}
                            </li>
                        }
                    })
                    .collect::<Vec<_>>();
                view! {
                    <details>
                        <summary>{tr("变更内容", "What changed")}</summary>
                        <ul>{items}</ul>
                    </details>
                }
            });
            view! {
                <li>
                    <time class="muted">{row.at.minute_text()}</time>
                    <div>
                        <p>{said}</p>
                        {list}
                    </div>
                    {same
                        .map(|href| {
                            view! {
                                <a class="button small quiet" href=href>
                                    {tr("同一对象", "Same thing")}
                                </a>
                            }
                        })}
                </li>
            }
        })
        .collect::<Vec<_>>();
    view! { <ul class="rows trail">{rows}</ul> }.written()
}
