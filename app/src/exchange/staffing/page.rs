//! Shares of full-time, part-time and seconded people.

use domain::exchange::view::StaffingRow;
use leptos::prelude::*;

use super::api::{self, SaveStaffingTarget};
use crate::components::form::{self, fault_of};
use crate::components::load::load;
use crate::components::page::{badge, empty, page, section};
use crate::components::table::{State, plain_table};
use crate::words::tr;

/// The form for the target of the unit that the address names.
fn target_form(rows: &[StaffingRow], save: ServerAction<SaveStaffingTarget>) -> AnyView {
    let chosen = State::now().get("unit");
    let Some(row) = rows.iter().find(|row| row.editable && row.unit.as_str() == chosen) else { return ().into_any() };
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
                {form::submit(tr("保存", "Save"), save.pending().into())}
            },
        ),
    )
}

/// Full-time, seconded and part-time shares.
pub fn staffing() -> AnyView {
    let save = ServerAction::<SaveStaffingTarget>::new();
    load(
        || (),
        |()| api::staffing(),
        move |rows: Vec<StaffingRow>| {
            let heads = [
                (tr("单位", "Unit"), false),
                (tr("专职", "Full-time"), true),
                (tr("挂职", "Seconded"), true),
                (tr("兼职", "Part-time"), true),
                (tr("挂职+兼职占比", "Seconded and part-time"), true),
                (tr("目标", "Target"), true),
                (tr("还差", "Missing"), true),
                (tr("依据", "Basis"), false),
            ];
            let table = rows
                .iter()
                .map(|row| {
                    let share = row.staffing.mixed_share().unwrap_or(0);
                    let missing = row.staffing.missing(row.target);
                    vec![
                        view! { <a href=format!("/units/{}", row.unit)>{row.name.clone()}</a> }.into_any(),
                        row.staffing.full_time.to_string().into_any(),
                        row.staffing.seconded.to_string().into_any(),
                        row.staffing.part_time.to_string().into_any(),
                        format!("{}.{}%", share / 10, share % 10).into_any(),
                        view! {
                            {format!("{}% ", row.target)}
                            {row
                                .editable
                                .then(|| {
                                    view! {
                                        <a
                                            class="button small"
                                            href=format!("/exchange/staffing?unit={}", row.unit)
                                        >
                                            {tr("设定", "Set")}
                                        </a>
                                    }
                                })}
                        }
                        .into_any(),
                        match missing {
                            Some(0) => badge("good", tr("已达到", "Reached")),
                            Some(n) => format!("{n} {}", tr("人", "people")).into_any(),
                            None => "—".into_any(),
                        },
                        view! { <span class="muted">{row.basis.clone()}</span> }.into_any(),
                    ]
                })
                .collect();
            let body = if rows.is_empty() {
                empty(tr("范围内没有群团组织", "No mass organisation in scope"), "")
            } else {
                view! {
                    {target_form(&rows, save)}
                    {plain_table(tr("专兼挂比例", "Shares"), &heads, table)}
                }
                .into_any()
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
        },
    )
}
