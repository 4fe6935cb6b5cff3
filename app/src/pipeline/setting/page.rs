//! The numbers a pipeline is judged by.

use domain::pipeline::{PipelineRules, RulesView};
use domain::time::day_text;
use leptos::prelude::*;

use super::api::{self, SavePipelineSettings};
use crate::components::form::{self, fault_of};
use crate::components::load::load;
use crate::components::page::{facts, page, section};
use crate::components::table::plain_table;
use crate::frame::frame;
use crate::pipeline::view::trail;
use crate::words::tr;

/// The numbers with their fields and names.
fn numbers(rules: &PipelineRules) -> [(&'static str, &'static str, u32); 6] {
    [
        ("deputy_months", tr("副职任正职前的任职月数", "Months as deputy before chief"), rules.deputy_months),
        (
            "chief_months",
            tr("正职任上一级副职前的任职月数", "Months as chief before the next deputy"),
            rules.chief_months,
        ),
        (
            "staff_months",
            tr("任首个领导职务前的任职月数", "Months as staff before the first leading post"),
            rules.staff_months,
        ),
        (
            "graded_years",
            tr("近几年考核须称职以上", "Years whose grades have to be 称职 or better"),
            rules.graded_years,
        ),
        (
            "soon_months",
            tr("几个月内期满算即将具备", "Months within which somebody is nearly ready"),
            rules.soon_months,
        ),
        ("ahead_months", tr("提前几个月看到龄", "Months ahead at which leaving is looked at"), rules.ahead_months),
    ]
}

/// The page.
pub fn settings() -> AnyView {
    let save = ServerAction::<SavePipelineSettings>::new();
    load(
        || (),
        |()| api::pipeline_settings(),
        move |found: RulesView| {
            let fault = fault_of(save);
            let today = frame().now.day();
            let now = PipelineRules::in_force(&found.versions, today);
            let shown = numbers(&now).into_iter().map(|(_, name, value)| (name, value.to_string())).collect();
            let form = found.editable.then(|| {
                let fields = numbers(&now)
                    .into_iter()
                    .map(|(field, name, value)| form::text(field, name, "", value.to_string(), fault))
                    .collect_view();
                section(
                    tr("修订标准", "Change the numbers"),
                    crate::post!(
                        save,
                        "form",
                        view! {
                            {form::summary(fault)}
                            <div class="grid">{form::date("from", tr("生效日期", "From"), day_text(today), fault)}{fields}</div>
                            {form::text("basis", tr("依据", "Basis"), "", now.basis.clone(), fault)}
                            {form::submit(tr("保存", "Save"), save.pending().into())}
                        }
                    ),
                )
            });
            let heads = [(tr("生效日期", "From"), false), (tr("数值", "Numbers"), false), (tr("依据", "Basis"), false)];
            let old = found
                .versions
                .iter()
                .map(|one| {
                    let values: Vec<String> = numbers(one).iter().map(|(.., value)| value.to_string()).collect();
                    vec![day_text(one.from).into_any(), values.join(" / ").into_any(), one.basis.clone().into_any()]
                })
                .collect();
            page(
                trail(),
                tr("梯队标准", "The numbers"),
                tr("各项数值注明依据和生效日期。", "Each number has its basis and first day."),
                ().into_any(),
                view! {
                    {section(tr("现行", "In force"), view! { <p class="muted">{now.basis.clone()}</p>{facts(shown)} }.into_any())}
                    {form}
                    {(!found.versions.is_empty()).then(|| section(tr("历次标准", "Versions"), plain_table(tr("历次标准", "Versions"), &heads, old)))}
                }
                .into_any(),
            )
        },
    )
}
