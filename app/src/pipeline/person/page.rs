//! People and how ready they are, and one of them with each condition.

use domain::code::{Code, Lang, Level};
use domain::organisation::NearUnits;
use domain::pipeline::{Finding, Found, Readiness, TalentDetail, TalentRow, Talents};
use domain::time::day_text;
use leptos::prelude::*;

use super::api;
use crate::components::form::{inside, unit_options};
use crate::components::load::load;
use crate::components::page::{badge, empty, facts, page, section};
use crate::components::table::{State, choice, pager, plain_table};
use crate::components::written::Written;
use crate::frame::lang;
use crate::organisation;
use crate::pages::{id, step};
use crate::pipeline::view::{readiness_badge, trail};
use crate::words::{name, tr};

fn row(row: &TalentRow) -> Vec<AnyView> {
    vec![
        view! { <a href=format!("/pipeline/people/{}", row.person)>{row.name.clone()}</a> }.written(),
        row.age.to_string().into_any(),
        row.organ_name.clone().into_any(),
        row.title.clone().into_any(),
        name(row.target).written(),
        view! {
            {readiness_badge(row.readiness)}
            {row.tolerated.then(|| badge("plain", tr("已容错", "Tolerated")))}
        }
        .written(),
        row.on.map_or_else(|| "—".to_owned(), day_text).written(),
    ]
}

pub fn list() -> AnyView {
    load(
        State::now,
        |state| async move {
            let page = state.get("page").parse().unwrap_or(1);
            let found = api::talents(
                state.get("unit"),
                state.get("target"),
                state.get("readiness"),
                state.get("q"),
                state.get("own"),
                state.get("beyond"),
                page,
            )
            .await?;
            Ok((found, organisation::near([state.get("unit")]).await?, state))
        },
        |(found, units, state): (Talents, NearUnits, State)| {
            let heads = [
                (tr("姓名", "Name"), false),
                (tr("年龄", "Age"), true),
                (tr("单位", "Organ"), false),
                (tr("现任职务", "Post"), false),
                (tr("拟进入层次", "For the level"), false),
                (tr("准备程度", "How ready"), false),
                (tr("自何日起", "From"), false),
            ];
            let rows: Vec<Vec<AnyView>> = found.people.rows.iter().map(row).collect();
            let table = if rows.is_empty() {
                empty(tr("没有符合条件的干部", "Nobody fits"), tr("换一个条件试试。", "Try another filter."))
            } else {
                plain_table(tr("人选", "People"), &heads, rows)
            };
            let places = unit_options(units).or_none(tr("管理范围内全部单位", "Everywhere in scope"));
            let mut levels = vec![(String::new(), tr("全部", "All").to_owned())];
            levels.extend(
                Level::ALL
                    .iter()
                    .filter(|level| **level <= Level::SectionDeputy)
                    .map(|level| (level.code().to_owned(), name(*level).to_owned())),
            );
            let mut ways = vec![(String::new(), tr("全部", "All").to_owned())];
            ways.extend(Readiness::ALL.iter().map(|one| (one.code().to_owned(), name(*one).to_owned())));
            page(
                trail(),
                tr("梯队人选", "People of the pipeline"),
                tr(
                    "按同一标准逐条核对，点姓名看每一条的结论、事实和依据。由组织研究决定，系统不作推荐排序。",
                    "Everybody by the same conditions; a name opens each with its facts and basis. People \
                     decide; nothing is ranked.",
                ),
                view! {
                    <button type="button" class="button" data-print="">
                        {tr("打印", "Print")}
                    </button>
                }
                .written(),
                view! {
                    <form class="filters no-print" method="get">
                        {choice("unit", tr("单位", "Unit"), places, state.get("unit"))}
                        {choice("target", tr("拟进入层次", "For the level"), levels, state.get("target"))}
                        {choice("readiness", tr("准备程度", "How ready"), ways, state.get("readiness"))}
                        {inside(
                            tr("姓名", "Name"),
                            view! { <input type="search" name="q" value=state.get("q") /> }.written(),
                        )}
                        {(!state.get("beyond").is_empty())
                            .then(|| {
                                view! {
                                    <label class="filter check">
                                        <input type="checkbox" name="beyond" value="1" checked />
                                        {tr("只看其他单位", "Of other units")}
                                    </label>
                                }
                            })}
                        {(!state.get("own").is_empty())
                            .then(|| {
                                view! {
                                    <label class="filter check">
                                        <input type="checkbox" name="own" value="1" checked />
                                        {tr("只看本级", "Of the unit itself")}
                                    </label>
                                }
                            })}
                        <button type="submit" class="button">
                            {tr("筛选", "Filter")}
                        </button>
                    </form>
                    <p class="muted">
                        {match lang() {
                            Lang::Zh => format!("共 {} 人", found.people.total),
                            Lang::En => format!("{} people", found.people.total),
                        }}
                    </p>
                    {table}
                    {pager(found.people.page, found.people.pages(), &state)}
                }
                .written(),
            )
        },
    )
}

fn found_badge(found: Found) -> AnyView {
    let tone = match found {
        Found::Holds | Found::Lifted => "good",
        Found::Unknown | Found::MadeUp => "warn",
        Found::Lacks | Found::Bars => "bad",
    };
    badge(tone, name(found))
}

/// What a finding's facts say, in words.
fn told(finding: &Finding) -> String {
    use domain::pipeline::Condition;
    match (finding.condition, finding.facts.split_once('/')) {
        (Condition::Service, Some((had, needed))) => match lang() {
            Lang::Zh => format!("已任 {had} 个月，要求 {needed} 个月"),
            Lang::En => format!("{had} months of {needed}"),
        },
        (Condition::Training, _) if finding.found != Found::Holds && finding.facts.is_empty() => {
            tr("按目前进度不能完成本年要求", "This year's hours are not on course").to_owned()
        }
        (Condition::Training, _) if finding.found != Found::Holds => finding.facts.clone(),
        (Condition::Training, _) => tr("按要求完成或进度正常", "On course, or nothing is asked").to_owned(),
        _ => finding.facts.clone(),
    }
}

/// What would fill what is lacking, with where to do it.
fn remedy(finding: &Finding, person: &domain::PersonId) -> AnyView {
    use domain::pipeline::Condition as C;
    let link = |href: String, text: &'static str| view! { <a href=href>{text}</a> }.written();
    match (finding.found, finding.condition) {
        (Found::Holds | Found::Lifted, _) => "—".written(),
        (Found::Unknown, C::Service) => {
            link(format!("/people/{person}"), tr("登记任现层次时间或任职", "Record since when, or the appointment"))
        }
        (_, C::Service) => {
            match finding.facts.split_once('/').map(|(had, needed)| (had.parse::<u32>(), needed.parse::<u32>())) {
                Some((Ok(had), Ok(needed))) => match lang() {
                    Lang::Zh => format!("再任职 {} 个月", needed.saturating_sub(had)),
                    Lang::En => format!("{} months more", needed.saturating_sub(had)),
                }
                .written(),
                _ => "—".written(),
            }
        }
        (_, C::Training) => {
            link(format!("/people/{person}/training"), tr("查看缺口并安排培训", "See the gap and plan training"))
        }
        (Found::Unknown, C::Grades) => {
            link(format!("/people/{person}/edit"), tr("补登缺少的年度考核结果", "Record the missing years"))
        }
        (_, C::Grades) => tr("须连续年度考核称职以上", "Needs years of 称职 or better").written(),
        _ => tr("影响期满，或经容错认定", "Ends with its period, or is tolerated").written(),
    }
}

/// One person.
pub fn detail() -> AnyView {
    load(id, api::talent, |found: TalentDetail| {
        let one = &found.talent;
        let mut way = trail();
        way.push(step("/pipeline/people", tr("梯队人选", "People of the pipeline")));
        let mut about = vec![
            (tr("单位", "Organ"), one.organ_name.clone()),
            (tr("现任职务", "Post"), one.title.clone()),
            (tr("现任层次", "Level"), name(one.level).to_owned()),
            (
                tr("任现层次时间", "Since"),
                one.level_since.map_or_else(|| tr("未填", "Not on record").to_owned(), day_text),
            ),
        ];
        if let Some(day) = found.leaves {
            about.push((tr("达到法定退休年龄", "Retirement age"), day.format("%Y-%m").to_string()));
        }
        let body = match &found.assessment {
            None => empty(tr("该层次没有按规则对应的下一层次", "By the rules nothing follows this level"), ""),
            Some(assessment) => {
                let heads = [
                    (tr("条件", "Condition"), false),
                    (tr("结论", "Found"), false),
                    (tr("事实", "Facts"), false),
                    (tr("如何补足", "What would fill it"), false),
                    (tr("自何日起符合或解除", "From"), false),
                ];
                let rows = assessment
                    .findings
                    .iter()
                    .map(|finding| {
                        vec![
                            name(finding.condition).written(),
                            found_badge(finding.found),
                            told(finding).written(),
                            remedy(finding, &one.person),
                            finding.on.map_or_else(|| "—".to_owned(), day_text).written(),
                        ]
                    })
                    .collect();
                let from = assessment.on.map(|day| match lang() {
                    Lang::Zh => format!("自 {} 起", day_text(day)),
                    Lang::En => format!("from {}", day_text(day)),
                });
                view! {
                    <p>
                        {tr("进入", "For ")}<strong>{name(assessment.target)}</strong>{tr("：", ": ")}
                        {readiness_badge(assessment.readiness)}" "{from}
                    </p>
                    {plain_table(tr("逐条核对", "Each condition"), &heads, rows)}
                    <p class="hint">{tr("依据：", "Basis: ")}{found.rules.basis.clone()}</p>
                }
                .written()
            }
        };
        page(
            way,
            one.name.clone(),
            "",
            view! {
                <a class="button" href=format!("/people/{}", one.person)>
                    {tr("干部信息", "Record")}
                </a>
                <button type="button" class="button" data-print="">
                    {tr("打印", "Print")}
                </button>
            }
            .written(),
            view! {
                {section(tr("基本情况", "About them"), facts(about))}
                {section(tr("逐条核对", "Each condition"), body)}
            }
            .written(),
        )
    })
}
