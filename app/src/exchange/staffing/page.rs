//! Shares of full-time, part-time and seconded people.

use domain::exchange::view::{StaffingList, StaffingQuery, StaffingRow};
use leptos::prelude::*;

use super::api::{self, SaveStaffingTarget};
use crate::components::form::{self, fault_of};
use crate::components::load::load;
use crate::components::page::{badge, empty, page, section};
use crate::components::table::{State, column, search_box, table};
use crate::components::written::Written;
use crate::words::tr;

/// What the present address asks for. Reactive.
fn query() -> StaffingQuery {
    let state = State::now();
    StaffingQuery { q: state.get("q"), page: state.window().page, unit: state.get("unit").into() }
}

/// The form for the target of the unit that the address names.
fn target_form(chosen: Option<StaffingRow>, save: form::Post<SaveStaffingTarget>) -> AnyView {
    let Some(row) = chosen.filter(|row| row.editable) else { return ().into_any() };
    let fault = fault_of(save);
    section(
        tr("设定目标", "Set the target"),
        form::post(
            save,
            "form",
            view! {
                {form::summary(fault)}
                <input type="hidden" name="unit" value=row.unit.to_string() />
                <p>
                    <strong>{row.name.clone()}</strong>
                </p>
                {form::text(
                    "percent",
                    tr("挂职+兼职占比目标（%）", "Target share (%)"),
                    "",
                    row.target.to_string(),
                    fault,
                )}
                {form::text("basis", tr("依据", "Basis"), "", row.basis.clone(), fault)}
                {form::submit(tr("保存", "Save"), save.pending())}
            },
        ),
    )
}

/// Full-time, seconded and part-time shares.
pub fn staffing() -> AnyView {
    let save = form::posts::<SaveStaffingTarget>();
    load(query, api::staffing, move |StaffingList { page: found, chosen }: StaffingList| {
        let state = State::now();
        let columns = vec![
            column("name", tr("单位", "Unit")).fixed(),
            column("full_time", tr("专职", "Full-time")).fixed().numbers(),
            column("seconded", tr("挂职", "Seconded")).fixed().numbers(),
            column("part_time", tr("兼职", "Part-time")).fixed().numbers(),
            column("share", tr("挂职+兼职占比", "Seconded and part-time")).fixed().numbers(),
            column("target", tr("目标", "Target")).fixed().numbers(),
            column("missing", tr("还差", "Missing")).fixed().numbers(),
            column("basis", tr("依据", "Basis")).fixed(),
        ];
        let pages = (found.page, found.pages(), found.total);
        let rows = found.rows.iter().map(|one| row(one, &state)).collect();
        let nothing = found.total == 0 && state.get("q").is_empty();
        let body = if nothing {
            empty(tr("范围内没有群团组织", "No mass organisation in scope"), "")
        } else {
            let filters = search_box("q", tr("单位名称或拼音", "Name or pinyin"), state.get("q"));
            let none = empty(tr("没有符合条件的单位", "No unit matches"), "");
            view! {
                {target_form(chosen, save)}
                {table(tr("专兼挂比例", "Shares"), columns, state, filters, None, rows, pages, none)}
            }
            .written()
        };
        page(
            Vec::new(),
            tr("专兼挂比例", "Full-time, seconded, part-time"),
            tr(
                "各群团组织挂职和兼职干部占比与目标的差距。",
                "How far each mass organisation is from its target share of seconded and part-time people.",
            ),
            ().into_any(),
            body,
        )
    })
}

fn row(row: &StaffingRow, state: &State) -> Vec<AnyView> {
    let share = row.staffing.mixed_share().unwrap_or(0);
    let missing = row.staffing.missing(row.target);
    let set = row.editable.then(|| {
        let href = state.with(&[("unit", row.unit.to_string())]);
        view! {
            <a class="button small" href=href>
                {tr("设定", "Set")}
            </a>
        }
    });
    vec![
        view! { <a href=format!("/units/{}", row.unit)>{row.name.clone()}</a> }.written(),
        row.staffing.full_time.to_string().into_any(),
        row.staffing.seconded.to_string().into_any(),
        row.staffing.part_time.to_string().into_any(),
        format!("{}.{}%", share / 10, share % 10).written(),
        view! {
            {format!("{}% ", row.target)}
            {set}
        }
        .written(),
        match missing {
            Some(0) => badge("good", tr("已达到", "Reached")),
            Some(n) => format!("{n} {}", tr("人", "people")).written(),
            None => "—".written(),
        },
        view! { <span class="muted">{row.basis.clone()}</span> }.written(),
    ]
}
