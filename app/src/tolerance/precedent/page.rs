//! Precedents.

use domain::tolerance::{ClauseKind, Precedents};
use leptos::prelude::*;

use super::api;
use crate::components::load::load;
use crate::components::page::{empty, page, section};
use crate::components::table::{State, choice, plain_table};
use crate::components::written::Written;
use crate::frame::lang;
use crate::tolerance::view::{outcome_badge, says};
use crate::words::{name, tr};

/// The collection of decided cases.
pub fn precedents() -> AnyView {
    load(
        || (State::now().get("text"), State::now().get("clause")),
        |(text, clause)| api::precedents(text, clause),
        |found: Precedents| {
            let state = State::now();
            let mut options = vec![(String::new(), tr("全部情形", "All situations").to_owned())];
            options.extend(
                found
                    .clauses
                    .iter()
                    .filter(|one| one.kind == ClauseKind::Situation)
                    .map(|one| (one.key.clone(), one.says(lang()).to_owned())),
            );
            let heads = [
                (tr("年份", "Year"), false),
                (tr("层级", "Level"), false),
                (tr("结果", "Outcome"), false),
                (tr("案情", "What it was about"), false),
                (tr("理由", "Reasons"), false),
                (tr("成立的条款", "Clauses that held"), false),
            ];
            let rows = found
                .found
                .iter()
                .map(|one| {
                    let held: Vec<String> = one.clauses.iter().map(|key| says(&found.clauses, key)).collect();
                    vec![
                        one.year.to_string().into_any(),
                        name(one.level).written(),
                        outcome_badge(one.outcome),
                        one.summary.clone().into_any(),
                        one.reasons.clone().into_any(),
                        view! { <span class="muted">{held.join(tr("；", "; "))}</span> }.written(),
                    ]
                })
                .collect();
            let body = if found.found.is_empty() {
                empty(
                    tr("没有案例", "No precedents"),
                    tr(
                        "事项备案后，经办人隐去姓名收入案例库。",
                        "Once a case is filed, its keeper takes it in without names.",
                    ),
                )
            } else {
                plain_table(tr("案例", "Precedents"), &heads, rows)
            };
            let even_heads = [
                (tr("情形", "Situation"), false),
                (tr("免责", "Exempt"), true),
                (tr("从轻减轻", "Lighter"), true),
                (tr("不予容错", "Refused"), true),
                (tr("一致率", "Agreement"), true),
            ];
            let even = found
                .consistency
                .iter()
                .map(|one| {
                    let mut cells = vec![says(&found.clauses, &one.clause).written()];
                    cells.extend(one.counts.iter().map(|count| count.to_string().into_any()));
                    cells.push(format!("{}%", one.agreement).written());
                    cells
                })
                .collect::<Vec<_>>();
            page(
                Vec::new(),
                tr("容错案例库", "Precedents"),
                tr(
                    "已认定事项，隐去姓名、单位和文号，供同类同判。",
                    "Decided cases without names, so that like is treated alike.",
                ),
                ().into_any(),
                view! {
                    <form class="filters" method="get">
                        <label class="filter">
                            <span>{tr("关键词", "Words")}</span>
                            <input type="search" name="text" value=state.get("text") />
                        </label>
                        {choice("clause", tr("情形", "Situation"), options, state.get("clause"))}
                        <button type="submit" class="button">
                            {tr("查找", "Look")}
                        </button>
                    </form>
                    {section(tr("案例", "Precedents"), body)}
                    {(!even.is_empty())
                        .then(|| section(
                            tr("同类同判", "How alike cases were decided"),
                            plain_table(tr("同类同判", "Agreement"), &even_heads, even),
                        ))}
                }
                .written(),
            )
        },
    )
}
