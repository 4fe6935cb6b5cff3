//! A bar of required hours: how much is done, of what, on what basis, what does not count and why.

use domain::code::Lang;
use domain::record::Hours;
use domain::time::day_text;
use domain::training::{Bar, Cycle};
use leptos::prelude::*;

use super::written::Written;
use crate::components::page::badge;
use crate::frame::{frame, lang};
use crate::words::{name, tr};

/// The bars of a person.
pub fn bars(bars: Vec<Bar>) -> AnyView {
    bars_with(bars, |_| ().into_any())
}

/// The same, with something more under each.
pub fn bars_with(bars: Vec<Bar>, more: impl Fn(&Bar) -> AnyView) -> AnyView {
    if bars.is_empty() {
        return view! { <p>{tr("目前没有适用的学时要求。", "No requirement applies at present.")}</p> }.written();
    }
    let items = bars
        .into_iter()
        .map(|one| {
            let more = more(&one);
            bar(one, more)
        })
        .collect_view();
    view! { <ul class="bars">{items}</ul> }.written()
}

fn bar(bar: Bar, more: AnyView) -> AnyView {
    let today = frame().now.day();
    let title = if lang() == Lang::Zh { bar.requirement.name.clone() } else { bar.requirement.name_en.clone() };
    let title = if bar.make_up { format!("{title} · {}", tr("提任补训", "to be made up")) } else { title };
    let time = match bar.requirement.cycle {
        Cycle::Year if !bar.make_up => day_text(bar.from)[..4].to_owned(),
        Cycle::Window if !bar.make_up => format!("{}–{}", &day_text(bar.from)[..4], &day_text(bar.until)[..4]),
        _ => format!("{} {}", day_text(bar.until), tr("前完成", "at the latest")),
    };
    let percent = bar.percent();
    let hours = |hours: Hours| format!("{hours} {}", tr("学时", "hours"));
    let state = if bar.met() {
        badge("good", tr("已达标", "Met"))
    } else if bar.overdue(today) {
        badge("bad", format!("{} {}", tr("已逾期，还差", "Overdue, still"), hours(bar.left())))
    } else {
        badge("warn", format!("{} {}", tr("还差", "Still"), hours(bar.left())))
    };
    let label = format!("{title} {time}");
    let parts = bar.parts.iter().map(|(form, done)| format!("{} {done}", name(*form))).collect::<Vec<_>>();
    let mut notes: Vec<String> = Vec::new();
    if parts.len() > 1 {
        notes.push(format!("{} {}", tr("其中：", "Of these:"), parts.join(tr("，", ", "))));
    }
    if bar.carried.0 > 0 {
        notes.push(format!("{} {}", tr("含上年结转", "Carried over from the year before:"), hours(bar.carried)));
    }
    for capped in &bar.capped {
        notes.push(match lang() {
            Lang::Zh => format!(
                "{}年{}每年最多计入 {} 学时，超出的 {} 学时不计",
                capped.year,
                name(capped.form),
                capped.most,
                capped.over
            ),
            Lang::En => format!(
                "{} {}: at most {} hours count in a year, {} beyond that do not",
                capped.year,
                name(capped.form),
                capped.most,
                capped.over
            ),
        });
    }
    if bar.elsewhere.0 > 0 {
        notes.push(match lang() {
            Lang::Zh => format!("另有 {} 学时因形式、内容或班次类型不计入本项", bar.elsewhere),
            Lang::En => format!("{} more hours do not count here by form, content or kind of class", bar.elsewhere),
        });
    }
    if !bar.met()
        && !bar.make_up
        && !bar.overdue(today)
        && let Some(forecast) = bar.forecast(today)
    {
        notes.push(match lang() {
            Lang::Zh => format!("按目前进度，期末约 {forecast} 学时"),
            Lang::En => format!("At the pace so far about {forecast} hours at the end"),
        });
    }
    view! {
        <li>
            <div class="bar-head">
                <span>
                    <strong>{title}</strong>
                    " "
                    <span class="muted">{time}</span>
                    {(!bar.requirement.binding)
                        .then(|| {
                            view! {
                                " "
                                {badge("plain", tr("提示项", "Advice"))}
                            }
                        })}
                </span>
                {state}
            </div>
            // Drawn as SVG: a width in a style attribute would need a laxer policy.
            <svg
                class="bar"
                viewBox="0 0 100 4"
                preserveAspectRatio="none"
                role="img"
                aria-label=format!("{label} {percent}%")
            >
                <rect class="bar-track" width="100" height="4"></rect>
                <rect
                    class=if bar.met() { "bar-done met" } else { "bar-done" }
                    width=percent.to_string()
                    height="4"
                ></rect>
            </svg>
            <div class="bar-foot">
                <span>
                    <span class="number" data-testid=format!("done-{}", bar.key())>
                        {bar.done.to_string()}
                    </span>
                    " / "
                    {bar.need.to_string()}
                    " "
                    {tr("学时", "hours")}
                </span>
            </div>
            {notes.into_iter().map(|note| view! { <p class="muted">{note}</p> }).collect_view()}
            {more}
            <p class="basis">{tr("依据：", "Basis: ")}{bar.requirement.basis.clone()}</p>
        </li>
    }
    .written()
}
