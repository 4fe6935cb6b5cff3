//! Where the structure is thin.

use domain::code::{Code, Lang};
use domain::organisation::NearUnits;
use domain::pipeline::{Depth, Pipeline, Readiness, Rung};
use leptos::prelude::*;

use super::api;
use crate::components::form::unit_options;
use crate::components::load::load;
use crate::components::page::{button_link, empty, page, section};
use crate::components::table::{State, choice, pager, plain_table};
use crate::components::written::Written;
use crate::frame::lang;
use crate::organisation;
use crate::pipeline::view::depth_badge;
use crate::words::{name, tr};

/// Levels on a page.
const ROWS: usize = 40;

fn row(rung: &Rung) -> Vec<AnyView> {
    let own = if rung.part.own { "&own=1" } else { "" };
    let people = |readiness: Readiness, count: u32| {
        if count == 0 {
            return "0".written();
        }
        let href = format!(
            "/pipeline/people?unit={}&target={}&readiness={}{own}",
            rung.part.unit,
            rung.level.code(),
            readiness.code()
        );
        let label = format!("{} {} {} {count}", rung.part.name, name(rung.level), name(readiness));
        view! {
            <a href=href aria-label=label>
                {count.to_string()}
            </a>
        }
        .written()
    };
    vec![
        if rung.part.opens {
            view! { <a href=format!("/pipeline?unit={}", rung.part.unit)>{rung.part.name.clone()}</a> }.written()
        } else if rung.part.own {
            format!("{}{}", rung.part.name, tr("（本级）", " (itself)")).written()
        } else {
            rung.part.name.clone().into_any()
        },
        name(rung.level).written(),
        rung.serving.to_string().into_any(),
        rung.age.to_string().into_any(),
        rung.leaving.to_string().into_any(),
        people(Readiness::Ready, rung.ready),
        people(Readiness::Soon, rung.soon),
        people(Readiness::Barred, rung.barred),
        beyond(rung, own),
        depth_badge(rung.depth()),
    ]
}

/// Who of other units in scope is ready for a level.
fn beyond(rung: &Rung, own: &str) -> AnyView {
    if rung.beyond == 0 {
        return "0".written();
    }
    let href = format!(
        "/pipeline/people?unit={}&target={}&readiness={}&beyond=1{own}",
        rung.part.unit,
        rung.level.code(),
        Readiness::Ready.code()
    );
    let label =
        format!("{} {} {} {}", tr("其他单位", "Elsewhere"), name(rung.level), name(Readiness::Ready), rung.beyond);
    view! {
        <a href=href aria-label=label>
            {rung.beyond.to_string()}
        </a>
    }
    .written()
}

/// The structure of the viewer's scope.
pub fn overview() -> AnyView {
    load(
        State::now,
        |state| async move {
            let found = api::pipeline(state.get("unit")).await?;
            Ok((found, organisation::near([state.get("unit")]).await?, state))
        },
        |(found, units, state): (Pipeline, NearUnits, State)| {
            let chosen = Depth::find(&state.get("depth"));
            let heads = [
                (tr("范围", "Part"), false),
                (tr("层次", "Level"), false),
                (tr("在任", "Serving"), true),
                (tr("平均年龄", "Mean age"), true),
                (tr("将到龄", "Leaving"), true),
                (tr("条件具备", "Ready"), true),
                (tr("即将具备", "Nearly ready"), true),
                (tr("影响期内", "Barred"), true),
                (tr("其他单位条件具备", "Ready elsewhere"), true),
                (tr("接替情况", "Cover"), false),
            ];
            let fitting: Vec<&Rung> =
                found.rungs.iter().filter(|rung| chosen.is_none_or(|depth| rung.depth() == depth)).collect();
            let pages = fitting.len().div_ceil(ROWS).max(1);
            let at = state.get("page").parse().unwrap_or(1).clamp(1, pages);
            let rows: Vec<Vec<AnyView>> =
                fitting.iter().skip((at - 1) * ROWS).take(ROWS).map(|rung| row(rung)).collect();
            let table = if rows.is_empty() {
                empty(
                    tr("没有符合条件的层次", "No level fits"),
                    tr("换一个单位或条件试试。", "Try another unit or filter."),
                )
            } else {
                plain_table(tr("梯队结构", "Structure"), &heads, rows)
            };
            let mut depths = vec![(String::new(), tr("全部", "All").to_owned())];
            depths.extend(Depth::ALL.iter().map(|depth| {
                let count = found.rungs.iter().filter(|rung| rung.depth() == *depth).count();
                (depth.code().to_owned(), format!("{}（{count}）", name(*depth)))
            }));
            let places = unit_options(units).or_none(tr("管理范围内全部单位", "Everywhere in scope"));
            let counts = found
                .counts
                .iter()
                .map(|(readiness, count)| {
                    let href = format!("/pipeline/people?unit={}&readiness={}", state.get("unit"), readiness.code());
                    view! {
                        <li>
                            <a href=href>
                                <strong class="number">{count.to_string()}</strong>
                                " "
                                {name(*readiness)}
                            </a>
                        </li>
                    }
                })
                .collect_view();
            let months = found.rules.ahead_months;
            let hint = match lang() {
                Lang::Zh => format!(
                    "将到龄：{months} 个月内达到法定退休年龄。条件具备：该范围下一层次人员中任职年限、学时、考核均符合且无影响期的。依据："
                ),
                Lang::En => format!(
                    "Leaving: retirement age within {months} months. Ready: those of the next level down in \
                     that part with time, hours and grades, and nothing that bars. Basis: "
                ),
            };
            page(
                Vec::new(),
                tr("人才梯队", "Talent pipelines"),
                tr(
                    "谁已具备条件、哪里接替不足、何时到龄。考核结果和容错认定的影响在这里生效，并注明依据。",
                    "Who is ready for what, where nobody follows, what is due. Results of appraisals and fault \
                     tolerance take effect here, with their basis.",
                ),
                view! {
                    {button_link("/pipeline/people", tr("全部人选", "All people"), false)}
                    {button_link("/exchange/due?kind=retirement-age", tr("到龄提醒", "Retirements"), false)}
                    {button_link("/pipeline/settings", tr("标准设置", "The numbers"), false)}
                    <button type="button" class="button" data-print="">
                        {tr("打印", "Print")}
                    </button>
                }
                .written(),
                view! {
                    <form class="filters no-print" method="get">
                        {choice("unit", tr("单位", "Unit"), places, state.get("unit"))}
                        {choice("depth", tr("接替情况", "Cover"), depths, state.get("depth"))}
                        <button type="submit" class="button">
                            {tr("筛选", "Filter")}
                        </button>
                    </form>
                    <ul class="counts card">{counts}</ul>
                    {section(
                        tr("梯队结构", "Structure"),
                        view! {
                            {table}
                            {pager(at as u32, pages as u32, &state)}
                            <p class="hint">{hint}{found.rules.basis.clone()}</p>
                        }
                            .written(),
                    )}
                }
                .written(),
            )
        },
    )
}
