//! Cases: the list, and opening one.

use domain::code::{Code, Lang};
use domain::exchange::case::{Case, CaseState};
use domain::exchange::kind::ExchangeKind;
use domain::exchange::view::{CaseRow, Screening};
use domain::organisation::NearUnits;
use domain::person::{PeopleQuery, PersonDetail, PersonRow};
use domain::register::Register;
use leptos::prelude::*;

use super::api::{self, OpenCase};
use crate::components::form::{self, fault_of, unit_options};
use crate::components::load::load;
use crate::components::page::{badge, button_link, empty, page, section};
use crate::components::register;
use crate::components::table::{State, TICKED, Ticks, choice, plain_table};
use crate::components::written::Written;
use crate::exchange::findings::{findings_table, verdict_badge};
use crate::exchange::view::may_edit;
use crate::exchange::what_if;
use crate::frame::lang;
use crate::organisation;
use crate::pages::step;
use crate::people::person;
use crate::words::{name, tr};

pub(super) fn trail() -> Vec<(String, String)> {
    vec![step("/exchange/cases", tr("交流事项", "Cases"))]
}

fn state_badge(case: &Case) -> AnyView {
    match case.state {
        CaseState::Running => badge("warn", name(case.step)),
        CaseState::Done => badge("good", name(case.state)),
        CaseState::Withdrawn | CaseState::Refused => badge("plain", name(case.state)),
    }
}

pub(super) fn title(case: &Case) -> String {
    format!("{} → {} {}", case.person_name, case.host_name, case.title)
}

/// Cases.
pub fn list() -> AnyView {
    let asked = |query| async move { Ok((api::cases(query).await?, api::count_together().await?)) };
    load(register::query, asked, |(found, together): (Register<CaseRow>, u32)| {
        let nothing = empty(
            tr("没有交流事项", "No cases"),
            tr(
                "轮次结束后，接受结果的人员逐一建立事项；也可单独发起。",
                "A round that closes opens a case for each placement; one can be opened by itself too.",
            ),
        );
        let export = Some("/exchange/cases.xlsx".to_owned());
        let several = together > 1;
        let state = State::now();
        let ticked = state.all("cases");
        let own = found.page.rows.iter().filter(|row| row.goes_together());
        let ticks = several.then(|| Ticks {
            name: "cases",
            shown: own.map(|row| row.case.id.to_string()).collect(),
            does: at_once(together),
        });
        let title_of = tr("交流事项", "Cases");
        let list = register::register_of(title_of, found, ticks, None, export, nothing, |row| {
            let case = &row.case;
            let chosen = ticked.contains(&case.id.as_str());
            vec![
                view! {
                    {(several && row.goes_together()).then(|| tick(case, chosen))}
                    <a href=format!("/exchange/cases/{}", case.id)>{title(case)}</a>
                }
                .written(),
                name(case.kind).written(),
                case.home_name.clone().into_any(),
                state_badge(case),
                register::due(row.due),
                register::waiting(row.waits),
            ]
        });
        page(
            Vec::new(),
            title_of,
            tr("从提出到期满返回的每一步。", "Each step from the proposal to the return."),
            may_edit().then(|| button_link("/exchange/cases/new", tr("发起事项", "Open a case"), true)).written(),
            list,
        )
    })
}

/// The way to acting in all cases at once, with how many they are.
pub(super) fn all_at_once(together: u32) -> AnyView {
    let text = match lang() {
        Lang::Zh => format!("全部（{together} 件）"),
        Lang::En => format!("All ({together})"),
    };
    view! {
        <a class="button" href="/exchange/cases/together?all=1">
            {text}
        </a>
    }
    .written()
}

/// The ways to acting in several cases at once: in those that are ticked, or in all.
fn at_once(together: u32) -> AnyView {
    view! {
        <button type="submit" class="button" form=TICKED formaction="/exchange/cases/together">
            {tr("批量办理所选", "Act in those chosen")}
        </button>
        {all_at_once(together)}
    }
    .written()
}

fn tick(case: &Case, chosen: bool) -> AnyView {
    let label = format!("{}{}", tr("选择 ", "Choose "), case.person_name);
    view! {
        <input type="checkbox" name="cases" value=case.id.to_string() form=TICKED checked=chosen aria-label=label />
        " "
    }
    .written()
}

/// Where a post is: avoidance of one's home region asks for it.
pub(crate) fn place(value: String) -> AnyView {
    view! {
        <label class="filter">
            <span>{tr("岗位所在地（到县，用于地域回避）", "Place of the post, to the county")}</span>
            <input type="text" name="place" maxlength="60" value=value />
        </label>
    }
    .written()
}

/// Opening a case for somebody: the post first, then what the rules say.
pub fn new() -> AnyView {
    let open = form::posts::<OpenCase>();
    load(
        State::now,
        |state| async move {
            let person = state.get("person");
            let found = if person.is_empty() { None } else { Some(person::api::person(person.clone()).await?) };
            let hits = if found.is_none() && !state.get("q").is_empty() {
                person::api::people(PeopleQuery { q: state.get("q"), ..PeopleQuery::default() }).await?.rows
            } else {
                Vec::new()
            };
            let none = String::new;
            let screening = what_if::api::what_if(
                state.get("unit"),
                state.get("post"),
                state.get("kind"),
                none(),
                person,
                none(),
                none(),
                none(),
                none(),
                state.get("place"),
            )
            .await?;
            Ok((found, hits, screening, organisation::near([state.get("unit")]).await?))
        },
        move |(found, hits, screening, units): (Option<PersonDetail>, Vec<PersonRow>, Screening, NearUnits)| {
            let state = State::now();
            let fault = fault_of(open);
            let Some(found) = found else {
                return page(trail(), tr("发起事项", "Open a case"), "", ().into_any(), choose(&state.get("q"), hits));
            };
            let mut posts = vec![(String::new(), tr("请选择", "Choose").to_owned())];
            posts.extend(screening.posts.iter().map(|(id, title)| (id.0.clone(), title.clone())));
            let kinds: Vec<_> =
                ExchangeKind::ALL.iter().map(|kind| (kind.code().to_owned(), name(*kind).to_owned())).collect();
            let kind = ExchangeKind::find(&state.get("kind")).unwrap_or(ExchangeKind::Transfer);
            let judged = screening.people.first().map(|one| {
                section(
                    tr("规则审查", "What the rules say"),
                    view! {
                        <p>{verdict_badge(one.before)}</p>
                        {findings_table(&one.findings, &found.person.name, true)}
                        {form::post(
                            open,
                            "form",
                            view! {
                                {form::summary(fault)}
                                <input type="hidden" name="person" value=found.person.id.to_string() />
                                <input type="hidden" name="unit" value=state.get("unit") />
                                <input type="hidden" name="post" value=state.get("post") />
                                <input type="hidden" name="kind" value=kind.code() />
                                <input type="hidden" name="place" value=state.get("place") />
                                {form::text(
                                    "months",
                                    tr("期限（月）", "Term in months"),
                                    tr(
                                        "挂职、兼职填写；其他填 0",
                                        "For secondments and part-time posts; 0 otherwise",
                                    ),
                                    if kind.has_term() { "12" } else { "0" },
                                    fault,
                                )}
                                {form::submit(tr("提出", "Propose"), open.pending())}
                            },
                        )}
                    }
                    .written(),
                )
            });
            page(
                trail(),
                format!("{} {}", tr("发起交流：", "Exchange for"), found.person.name),
                tr("先选岗位，看清规则结论，再提出。", "Choose the post, see what the rules say, then propose."),
                ().into_any(),
                view! {
                    <form class="filters" method="get">
                        <input type="hidden" name="person" value=found.person.id.to_string() />
                        {choice("kind", tr("类型", "Kind"), kinds, kind.code().to_owned())}
                        {choice("unit", tr("接收单位", "Receiving unit"), unit_options(units), state.get("unit"))}
                        {choice("post", tr("岗位", "Post"), posts, state.get("post"))}
                        {place(state.get("place"))}
                        <button type="submit" class="button">
                            {tr("查看", "Look")}
                        </button>
                    </form>
                    {form::summary(fault)}
                    {judged}
                }
                .written(),
            )
        },
    )
}

/// Choosing the person a case is opened for.
fn choose(q: &str, hits: Vec<PersonRow>) -> AnyView {
    let heads = [
        (tr("姓名", "Name"), false),
        (tr("单位", "Unit"), false),
        (tr("职务", "Post"), false),
        (tr("层次", "Level"), false),
    ];
    let rows: Vec<Vec<AnyView>> = hits
        .into_iter()
        .map(|one| {
            vec![
                view! { <a href=format!("/exchange/cases/new?person={}", one.id)>{one.name.clone()}</a> }.written(),
                one.unit_name.written(),
                one.title.written(),
                name(one.level).written(),
            ]
        })
        .collect();
    let list = match (q.is_empty(), rows.is_empty()) {
        (true, _) => view! {
            <p class="hint">
                {tr(
                    "输入姓名、拼音或职务，选择要发起交流的干部。",
                    "Type a name, its pinyin or a post, and choose for whom the case is opened.",
                )}
            </p>
        }
        .written(),
        (false, true) => empty(
            tr("没有找到符合的在职干部", "Nobody in service was found"),
            tr("请换一个姓名或职务，或在干部名册中查找。", "Try another name or post, or look in the roster."),
        ),
        (false, false) => plain_table(tr("选择干部", "Choose a cadre"), &heads, rows),
    };
    view! {
        <form class="filters" method="get">
            <label class="filter">
                <span>{tr("选择干部", "Cadre")}</span>
                <input type="search" name="q" value=q.to_owned() />
            </label>
            <button type="submit" class="button">
                {tr("查找", "Find")}
            </button>
        </form>
        {list}
    }
    .written()
}
