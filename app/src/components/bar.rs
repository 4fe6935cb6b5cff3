//! A bar of required hours: how much is done, of what, on what basis.

use domain::code::Lang;
use domain::training::Bar;
use leptos::prelude::*;

use crate::components::page::badge;
use crate::frame::lang;
use crate::words::tr;

/// The bars of a person.
pub fn bars(bars: Vec<Bar>) -> AnyView {
    if bars.is_empty() {
        return view! { <p>{tr("目前没有适用的学时要求。", "No requirement applies at present.")}</p> }.into_any();
    }
    view! { <ul class="bars">{bars.into_iter().map(bar).collect_view()}</ul> }.into_any()
}

fn bar(bar: Bar) -> AnyView {
    let name = if lang() == Lang::Zh { bar.requirement.name.clone() } else { bar.requirement.name_en.clone() };
    let years = if bar.from_year == bar.until_year {
        bar.from_year.to_string()
    } else {
        format!("{}–{}", bar.from_year, bar.until_year)
    };
    let percent = bar.percent();
    let state = if bar.met() {
        badge("good", tr("已达标", "Met"))
    } else {
        badge("warn", format!("{} {} {}", tr("还差", "Still"), bar.left(), tr("学时", "hours to do")))
    };
    let label = format!("{name} {years}");
    view! {
        <li>
            <div class="bar-head">
                <span><strong>{name}</strong>" "<span class="muted">{years}</span></span>
                {state}
            </div>
            // Drawn as SVG: a width in a style attribute would need a laxer policy.
            <svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" role="img" aria-label=format!("{label} {percent}%")>
                <rect class="bar-track" width="100" height="4"></rect>
                <rect class=if bar.met() { "bar-done met" } else { "bar-done" } width=percent.to_string() height="4"></rect>
            </svg>
            <div class="bar-foot">
                <span>
                    <span class="number" data-testid=format!("done-{}", bar.requirement.id)>{bar.done.to_string()}</span>
                    " / "
                    {bar.requirement.hours.to_string()}
                    " "
                    {tr("学时", "hours")}
                </span>
                {(bar.elsewhere.0 > 0)
                    .then(|| {
                        view! {
                            <span class="muted">
                                {tr("另有其他形式 ", "other forms, not counted here: ")}
                                {bar.elsewhere.to_string()}
                                {tr(" 学时，不计入本项", " hours")}
                            </span>
                        }
                    })}
            </div>
            <p class="basis">{tr("依据：", "Basis: ")}{bar.requirement.basis.clone()}</p>
        </li>
    }
    .into_any()
}
