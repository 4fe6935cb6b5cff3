//! What the rules say of somebody: rule, facts, article, who may decide otherwise, and for
//! relatives the way to them.

use domain::code::Lang;
use domain::exchange::eligibility::{Fact, FactName, Finding, Measure, Verdict};
use leptos::prelude::*;

use crate::components::page::badge;
use crate::components::table::plain_table;
use crate::components::written::Written;
use crate::frame::lang;
use crate::words::{name, tr};

/// A verdict as a mark with its word.
pub fn verdict_badge(verdict: Verdict) -> AnyView {
    let tone = match verdict {
        Verdict::Pass => "good",
        Verdict::Due => "plain",
        Verdict::Ask => "warn",
        Verdict::Fail => "bad",
    };
    badge(tone, name(verdict))
}

fn fact(fact: &Fact, measure: Measure) -> String {
    let months = matches!(fact.name, FactName::MonthsInPost | FactName::MonthsAtLevel | FactName::MonthsOfService)
        || fact.name == FactName::Limit && measure == Measure::Months;
    let value = match fact.value.parse::<u32>() {
        Ok(months_held) if months => match lang() {
            Lang::Zh => format!("{}年{}个月", months_held / 12, months_held % 12),
            Lang::En => format!("{} y {} m", months_held / 12, months_held % 12),
        },
        _ => fact.value.clone(),
    };
    format!("{}{} {value}", name(fact.name), tr("：", ":"))
}

/// The way from somebody to a relative, record by record.
fn way(finding: &Finding, from: &str) -> AnyView {
    if finding.path.is_empty() {
        return ().into_any();
    }
    let links = finding
        .path
        .iter()
        .map(|link| {
            let (relation, back) = match link.relation.strip_prefix('←') {
                Some(relation) => (relation.to_owned(), true),
                None => (link.relation.clone(), false),
            };
            let word = match (back, lang()) {
                (false, _) => relation,
                (true, Lang::Zh) => format!("（对方登记为其{relation}）"),
                (true, Lang::En) => format!("(whose {relation} this is)"),
            };
            view! {
                <li>
                    <span class="relation">{word}</span>
                    <strong>{link.name.clone()}</strong>
                </li>
            }
        })
        .collect_view();
    view! {
        <ol class="kin-path" aria-label=tr("亲属关系路径", "The way to the relative")>
            <li>
                <strong>{from.to_owned()}</strong>
            </li>
            {links}
        </ol>
    }
    .written()
}

/// All findings in a table, what stands against somebody first.
pub fn findings_table(findings: &[Finding], person: &str, passes: bool) -> AnyView {
    let mut shown: Vec<&Finding> = findings.iter().filter(|one| passes || one.verdict != Verdict::Pass).collect();
    shown.sort_by_key(|one| std::cmp::Reverse(one.verdict));
    if shown.is_empty() {
        return view! { <p>{tr("各项规则均符合。", "Every rule is met.")}</p> }.written();
    }
    let heads = [
        (tr("规则", "Rule"), false),
        (tr("结论", "Says"), false),
        (tr("采用的事实", "Facts used"), false),
        (tr("依据", "Basis"), false),
        (tr("可作特别决定的机关", "Who may decide otherwise"), false),
    ];
    let rows = shown
        .into_iter()
        .map(|one| {
            let measure = one.key.measure();
            let facts = one.facts.iter().map(|one| view! { <li>{fact(one, measure)}</li> }).collect_view();
            let facts = if one.facts.is_empty() {
                view! { <span class="muted">"—"</span> }.written()
            } else {
                view! { <ul class="plain-list">{facts}</ul> }.written()
            };
            let waiver = match (one.verdict, one.waiver.is_empty()) {
                (Verdict::Pass | Verdict::Due, _) => "—".to_owned(),
                (_, true) => tr("不得变通", "Nobody").to_owned(),
                (_, false) => one.waiver.clone(),
            };
            vec![
                name(one.key).written(),
                verdict_badge(one.verdict),
                view! { {facts}{way(one, person)} }.written(),
                format!("{}{}", one.basis, one.article).written(),
                waiver.written(),
            ]
        })
        .collect();
    plain_table(tr("规则审查", "What the rules say"), &heads, rows)
}
