//! Awards, practice to learn from, who was overlooked, how awards fall; nominating.

use domain::code::{Code, Level, Sex};
use domain::incentive::{Award, AwardKind, IncentiveQuery, Incentives, Share, State, Suggestion};
use domain::organisation::NearUnits;
use domain::page::Page;
use domain::person::PersonDetail;
use domain::time::day_text;
use leptos::prelude::*;

use super::api::{self, NominateAward};
use crate::components::form::{self, fault_of, unit_options};
use crate::components::load::load;
use crate::components::page::{badge, button_link, empty, page, section};
use crate::components::register;
use crate::components::table::{State as Query, column, plain_table, search_box, table};
use crate::components::written::Written;
use crate::incentive::view::trail;
use crate::organisation;
use crate::people::person;
use crate::words::{name, tr};

pub(super) fn state_badge(award: &Award) -> AnyView {
    match award.state {
        State::Running => badge("warn", name(award.step)),
        State::Conferred => badge("good", name(award.state)),
        State::Revoked => badge("bad", name(award.state)),
        State::Refused | State::Withdrawn => badge("plain", name(award.state)),
    }
}

pub(super) fn what(award: &Award) -> String {
    if award.title.is_empty() {
        name(award.kind).to_owned()
    } else {
        format!("{}“{}”", name(award.kind), award.title)
    }
}

/// What the present address asks for. Reactive.
fn query() -> IncentiveQuery {
    let state = Query::now().paged_by("more");
    IncentiveQuery { overlooked: state.get("overlooked"), more: state.window().page, awards: register::query() }
}

pub fn list() -> AnyView {
    load(query, api::incentives, |found: Incentives| {
        let nothing = empty(
            tr("没有奖励事项", "No awards"),
            tr("在干部页面选择“提名奖励”，或为集体提名。", "Nominate somebody from their page, or a collective here."),
        );
        let export = Some("/incentive/awards.xlsx".to_owned());
        let list = register::register(tr("奖励", "Awards"), found.awards, None, export, nothing, |row| {
            let award = &row.award;
            vec![
                view! { <a href=format!("/incentive/awards/{}", award.id)>{what(award)}</a> }.written(),
                award.name().to_owned().into_any(),
                award.unit_name.clone().into_any(),
                state_badge(award),
                row.due.map(day_text).unwrap_or_else(|| "—".to_owned()).written(),
                register::waiting(row.waits),
            ]
        });
        let stories = found
            .practice
            .iter()
            .map(|one| {
                view! {
                    <article class="practice">
                        <h3>
                            {one.name.clone()}" "<span class="muted">{one.unit_name.clone()}</span>" "
                            {badge("good", name(one.kind))}
                        </h3>
                        <p class="long">{one.story.clone()}</p>
                        <p class="muted">
                            <a href=format!(
                                "/incentive/awards/{}",
                                one.award,
                            )>{one.on.map(day_text).unwrap_or_default()}</a>
                        </p>
                    </article>
                }
            })
            .collect_view();
        let looked_for = !Query::now().get("overlooked").is_empty();
        let overlooked = (looked_for || found.suggestions.total > 0).then(|| overlooked(found.suggestions));
        page(
            Vec::new(),
            tr("激励", "Incentives"),
            tr("奖励有据、程序公开、机会公平。", "Awards with a basis, an open procedure and even chances."),
            view! {
                {found
                    .nominates
                    .then(|| button_link(
                        "/incentive/awards/new",
                        tr("为集体提名", "Nominate a collective"),
                        true,
                    ))}
                {button_link("/incentive/care", tr("关心关爱", "Care"), false)}
                {found.nominates.then(|| button_link("/incentive/settings", tr("奖励规则", "Rules"), false))}
            }
            .written(),
            view! {
                {section(tr("奖励事项", "Awards"), list)}
                {(!found.practice.is_empty())
                    .then(|| section(tr("经验推广", "Practice to learn from"), stories.written()))}
                {overlooked
                    .map(|overlooked| section(
                        tr("符合条件、尚未奖励", "Met the conditions and was overlooked"),
                        view! {
                            <p class="hint">
                                {tr(
                                    "按规则列出，由人决定：上年度考核优秀、连续三年优秀。",
                                    "Listed by rule, decided by people: excellent last year, or three years \
                                     running.",
                                )}
                            </p>
                            {overlooked}
                        }
                            .written(),
                    ))}
                {(!found.shares.is_empty())
                    .then(|| section(tr("奖励分布", "How awards fall"), shares(&found.shares)))}
            }
            .written(),
        )
    })
}

/// A page of who was overlooked, found by name or unit.
fn overlooked(found: Page<Suggestion>) -> AnyView {
    let state = Query::now().paged_by("more");
    let text = state.get("overlooked");
    let pages = (found.page, found.pages(), found.total);
    let rows = found
        .rows
        .iter()
        .map(|one| {
            let years: Vec<String> = one.years.iter().map(ToString::to_string).collect();
            let href = format!("/incentive/awards/new?person={}&kind={}", one.person, one.kind.code());
            vec![
                view! { <a href=format!("/people/{}", one.person)>{one.name.clone()}</a> }.written(),
                one.unit_name.clone().into_any(),
                name(one.kind).written(),
                years.join(tr("、", ", ")).written(),
                view! { <a class="button small" href=href>{tr("提名", "Nominate")}</a> }.written(),
            ]
        })
        .collect();
    let columns = vec![
        column("name", tr("姓名", "Name")).fixed(),
        column("unit", tr("单位", "Unit")).fixed(),
        column("kind", tr("可考虑", "For")).fixed(),
        column("years", tr("考核优秀年度", "Years of excellence")).fixed(),
        column("act", tr("办理", "Act")).fixed(),
    ];
    let filters = search_box("overlooked", tr("姓名、单位或拼音", "Name, unit or pinyin"), text);
    let none = empty(tr("没有符合的人员", "Nobody fits"), "");
    table(tr("符合条件、尚未奖励", "Overlooked"), columns, state, filters, None, rows, pages, none)
}

/// Tables of awards by group; what is uneven is said in words.
fn shares(all: &[(String, Vec<Share>)]) -> AnyView {
    let grouping = |key: &str| match key {
        "unit" => tr("按单位", "By unit"),
        "level" => tr("按层次", "By level"),
        "sex" => tr("按性别", "By sex"),
        _ => tr("按一线与机关", "Front line and offices"),
    };
    let group = |key: &str, value: &str| match key {
        "level" => Level::find(value).map_or_else(|| value.to_owned(), |one| name(one).to_owned()),
        "sex" => Sex::find(value).map_or_else(|| value.to_owned(), |one| name(one).to_owned()),
        "front" if value == "true" => tr("县乡一线", "Front line").to_owned(),
        "front" => tr("市以上机关", "Offices").to_owned(),
        _ => value.to_owned(),
    };
    let heads = [
        (tr("分组", "Group"), false),
        (tr("人数", "People"), true),
        (tr("奖励", "Awards"), true),
        (tr("每百人", "To a hundred"), true),
        (tr("提示", "To know"), false),
    ];
    all.iter()
        .map(|(key, groups)| {
            let mut groups: Vec<&Share> = groups.iter().filter(|one| one.people > 0).collect();
            groups.sort_by_key(|one| (std::cmp::Reverse(one.uneven), std::cmp::Reverse(one.rate)));
            let more = groups.len().saturating_sub(20);
            let rows = groups
                .iter()
                .take(20)
                .map(|one| {
                    vec![
                        group(key, &one.name).written(),
                        one.people.to_string().into_any(),
                        one.awards.to_string().into_any(),
                        one.rate
                            .map_or_else(|| "—".to_owned(), |rate| format!("{}.{}", rate / 10, rate % 10))
                            .written(),
                        one.uneven
                            .then(|| badge("warn", tr("明显偏离，请核查", "Far from even: look into it")))
                            .written(),
                    ]
                })
                .collect();
            view! {
                <h3>{grouping(key)}</h3>
                {plain_table(grouping(key), &heads, rows)}
                {(more > 0)
                    .then(|| view! { <p class="muted">{format!("{} {more}", tr("未列出：", "Not listed:"))}</p> })}
            }
        })
        .collect_view()
        .written()
}

/// Nominating somebody or a collective.
pub fn new() -> AnyView {
    let nominate = form::posts::<NominateAward>();
    load(
        || Query::now().get("person"),
        |person| async move {
            let found = if person.is_empty() { None } else { Some(person::api::person(person).await?) };
            let units = if found.is_none() { organisation::near([""]).await? } else { NearUnits::default() };
            Ok((found, units))
        },
        move |(found, units): (Option<PersonDetail>, NearUnits)| {
            let fault = fault_of(nominate);
            let kind = AwardKind::find(&Query::now().get("kind")).unwrap_or(AwardKind::Commendation);
            let (title, whose) = match &found {
                Some(found) => (
                    format!("{}{}", tr("提名奖励：", "Nominate "), found.person.name),
                    view! { <input type="hidden" name="person" value=found.person.id.to_string() /> }.written(),
                ),
                None => (
                    tr("为集体提名奖励", "Nominate a collective").to_owned(),
                    form::select("unit", tr("单位", "Unit"), "", unit_options(units), "", fault),
                ),
            };
            page(
                trail(),
                title,
                tr(
                    "写清事迹和佐证；提名人不参加审核和决定。",
                    "Say what was done and what proves it; who nominates does not decide.",
                ),
                ().into_any(),
                section(
                    tr("提名", "Nomination"),
                    form::post(
                        nominate,
                        "form",
                        view! {
                            {form::summary(fault)}
                            {whose}
                            <div class="grid">
                                {form::code("kind", tr("奖励种类", "Kind"), Some(kind), fault)}
                                {form::text(
                                    "title",
                                    tr("称号名称", "Name of the title"),
                                    tr("仅授予称号时填写", "For a title of honour only"),
                                    "",
                                    fault,
                                )}
                            </div>
                            {form::area(
                                "deeds",
                                tr("主要事迹", "What was done"),
                                tr("不少于二十字", "Twenty characters at least"),
                                "",
                                fault,
                            )}
                            {form::submit(tr("提名", "Nominate"), nominate.pending())}
                        },
                    ),
                ),
            )
        },
    )
}
