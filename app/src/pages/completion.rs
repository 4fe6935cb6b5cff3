//! Completion by unit, and the requirements it is measured by.

use domain::access::Permission;
use domain::code::Lang;
use domain::time::day_text;
use domain::training::{Completion, Requirement};
use leptos::prelude::*;

use super::step;
use crate::api::training::{self, SaveRequirement};
use crate::components::dialog::dialog;
use crate::components::form::{self, fault_of};
use crate::components::load::load;
use crate::components::page::{badge, empty, facts, page, section};
use crate::components::table::{State, pager};
use crate::frame::{Frame, frame, lang};
use crate::words::{self, name, tr};

/// The completion table.
pub fn completion() -> AnyView {
    load(
        State::now,
        |state| training::completion(state.get("unit"), state.window().page),
        |table: Completion| {
            let state = State::now();
            let drilled = !state.get("unit").is_empty();
            let trail =
                if drilled { vec![step("/training/completion", tr("达标情况", "Completion"))] } else { Vec::new() };
            let rows = table
                .rows
                .iter()
                .map(|row| {
                    let share = (row.met * 100).checked_div(row.people).unwrap_or(0);
                    let href = format!("/training/completion?unit={}", row.unit);
                    let class = if row.depth == 0 { "total" } else { "" };
                    view! {
                        <tr class=class>
                            <th scope="row">{if row.depth > 0 { "　" } else { "" }}<a href=href>{row.name.clone()}</a></th>
                            <td class="number" data-label=tr("在职人数", "In service")>{row.people.to_string()}</td>
                            <td class="number" data-label=tr("达标人数", "Met")>{row.met.to_string()}</td>
                            <td class="number" data-label=tr("达标率", "Share")>{format!("{share}%")}</td>
                            <td class="number" data-label=tr("本年无学时", "None this year")>{row.none.to_string()}</td>
                            <td class="number" data-label=tr("本年学时合计", "Hours this year")>{row.hours.to_string()}</td>
                        </tr>
                    }
                })
                .collect_view();
            let size = domain::page::PAGE;
            let last = table.lagging_total.div_ceil(size).max(1);
            let at = state.window().page.max(1);
            let lagging = if table.lagging.is_empty() {
                empty(tr("全部达标", "Everybody meets the requirements"), "")
            } else {
                view! {
                    <p>{tr("共", "Total")}" "<strong>{table.lagging_total.to_string()}</strong>" "{tr("人", "people")}</p>
                    <div class="table-wrap" tabindex="0" role="region" aria-label=tr("未达标人员", "Behind")>
                        <table>
                            <thead><tr>
                                <th scope="col">{tr("姓名", "Name")}</th>
                                <th scope="col">{tr("单位", "Unit")}</th>
                                <th scope="col">{tr("职务层次", "Level")}</th>
                                <th scope="col">{tr("差距最大的要求", "Requirement furthest off")}</th>
                                <th scope="col" class="number">{tr("还差学时", "Hours to do")}</th>
                            </tr></thead>
                            <tbody>
                                {table.lagging.iter().map(|row| view! {
                                    <tr>
                                        <td data-label=tr("姓名", "Name")><a href=format!("/people/{}/training", row.person)>{row.name.clone()}</a></td>
                                        <td data-label=tr("单位", "Unit")>{row.unit_name.clone()}</td>
                                        <td data-label=tr("职务层次", "Level")>{name(row.level)}</td>
                                        <td data-label=tr("差距最大的要求", "Requirement furthest off")>
                                            {if lang() == Lang::Zh { row.requirement.0.clone() } else { row.requirement.1.clone() }}
                                        </td>
                                        <td class="number" data-label=tr("还差学时", "Hours to do")>{row.left.to_string()}</td>
                                    </tr>
                                }).collect_view()}
                            </tbody>
                        </table>
                    </div>
                    {pager(at, last, &state)}
                }
                .into_any()
            };
            page(
                trail,
                tr("达标情况", "Completion"),
                tr(
                    "按单位查看学时完成情况，点击单位逐级查看。",
                    "Hours done by unit; follow a unit to see further down.",
                ),
                view! {
                    <p class="today">{tr("截至 ", "As of ")}{day_text(table.on)}</p>
                    {frame().me.is_some_and(|me| me.may(Permission::PersonExport)).then(|| {
                        view! { <a class="button" rel="external" download href=format!("/export/ledger.xlsx?unit={}", state.get("unit"))>{tr("导出学时台账", "Export the ledger")}</a> }
                    })}
                }
                .into_any(),
                view! {
                    {section(tr("按单位", "By unit"), view! {
                        <div class="table-wrap" tabindex="0" role="region" aria-label=tr("按单位", "By unit")>
                            <table>
                                <thead><tr>
                                    <th scope="col">{tr("单位", "Unit")}</th>
                                    <th scope="col" class="number">{tr("在职人数", "In service")}</th>
                                    <th scope="col" class="number">{tr("达标人数", "Met")}</th>
                                    <th scope="col" class="number">{tr("达标率", "Share")}</th>
                                    <th scope="col" class="number">{tr("本年无学时", "None this year")}</th>
                                    <th scope="col" class="number">{tr("本年学时合计", "Hours this year")}</th>
                                </tr></thead>
                                <tbody>{rows}</tbody>
                            </table>
                        </div>
                    }.into_any())}
                    {section(tr("未达标人员", "Behind"), lagging)}
                }
                .into_any(),
            )
        },
    )
}

/// The requirements.
pub fn requirements() -> AnyView {
    let save = ServerAction::<SaveRequirement>::new();
    load(
        || (),
        |()| training::requirements(),
        move |all: Vec<Requirement>| {
            let may = use_context::<Frame>()
                .and_then(|frame| frame.me)
                .is_some_and(|me| me.may(domain::access::Permission::RequirementEdit));
            page(
                Vec::new(),
                tr("学时要求", "Requirements"),
                tr(
                    "每项数字都注明依据和生效日期，可按本地规定调整。",
                    "Every number states its basis and dates, and can be set to local rules.",
                ),
                ().into_any(),
                view! {
                    {form::summary(fault_of(save))}
                    {all.into_iter().map(|requirement| one(requirement, may, save)).collect_view()}
                }
                .into_any(),
            )
        },
    )
}

fn one(requirement: Requirement, may: bool, save: ServerAction<SaveRequirement>) -> AnyView {
    let title = if lang() == Lang::Zh { requirement.name.clone() } else { requirement.name_en.clone() };
    let join = |names: Vec<&'static str>| {
        if names.is_empty() { tr("全部", "All").to_owned() } else { names.join(tr("、", ", ")) }
    };
    let id = requirement.id.to_string();
    let editor = may.then(|| {
        let for_ = |field: &str| format!("{field}-{id}");
        view! {
            {dialog("button small", tr("修改", "Edit"), crate::post!(save, "form", view! {
                    <input type="hidden" name="id" value=id.clone()/>
                    <input type="hidden" name="version" value=requirement.version.to_string()/>
                    <div class="grid">
                        <div class="field"><label for=for_("hours")>{tr("学时", "Hours")}</label>
                            <input id=for_("hours") name="hours" value=requirement.hours.to_string()/></div>
                        <div class="field"><label for=for_("from")>{tr("生效", "From")}</label>
                            <input id=for_("from") type="date" name="from" value=day_text(requirement.from)/></div>
                        <div class="field"><label for=for_("until")>{tr("截止", "Until")}</label>
                            <input id=for_("until") type="date" name="until" value=day_text(requirement.until)/></div>
                    </div>
                    <div class="field"><label for=for_("basis")>{tr("依据", "Basis")}</label>
                        <input id=for_("basis") name="basis" value=requirement.basis.clone()/></div>
                    {form::submit(tr("保存", "Save"), save.pending().into())}
                }))}
        }
    });
    view! {
        <section class="card">
            <h2>{title}" "{badge("plain", words::cycle(requirement.cycle))}</h2>
            {facts(vec![
                (tr("学时", "Hours"), requirement.hours.to_string()),
                (tr("适用层次", "Levels"), join(requirement.levels.iter().map(|level| name(*level)).collect())),
                (tr("计入的形式", "Forms that count"), join(requirement.forms.iter().map(|form| name(*form)).collect())),
                (tr("有效期", "In force"), format!("{} – {}", day_text(requirement.from), day_text(requirement.until))),
                (tr("依据", "Basis"), requirement.basis.clone()),
            ])}
            {editor}
        </section>
    }
    .into_any()
}
