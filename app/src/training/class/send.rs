//! Sending people to a class.

use domain::organisation::NearUnits;
use domain::time::day_text;
use domain::training::{Prospect, ProspectQuery, Prospects, Warning};
use leptos::prelude::*;

use super::api::{self, SendPeople};
use crate::components::dialog::{cancel, dialog};
use crate::components::form::{self, FormFault, fault_of, unit_options};
use crate::components::load::load;
use crate::components::page::{badge, empty, page};
use crate::components::table::{State, choice, pager, plain_table, search_box};
use crate::components::written::Written;
use crate::frame::lang;
use crate::organisation;
use crate::pages::{id, step};
use crate::training::call_up::api::CallUp;
use crate::words::{name, tr};

fn warning(warning: &Warning) -> AnyView {
    let zh = lang() == domain::code::Lang::Zh;
    let text = match warning {
        Warning::HasPlace(state) => format!("{} {}", tr("本班：", "This class:"), name(*state)),
        Warning::Clash(title, from, until) => {
            format!("{} {title} {}–{}", tr("时间冲突：", "Clashes with"), day_text(*from), day_text(*until))
        }
        Warning::CalledUp(title) => format!("{} {title}", tr("已调训：", "Called up to")),
        Warning::OverTrained(share) if zh => format!("参训偏多：已达年度要求的 {share}%"),
        Warning::OverTrained(share) => format!("Has {share}% of the yearly hours"),
        Warning::LongUntrained(years) if zh => format!("{years} 年未参训"),
        Warning::Appraised(what) => format!("{} {what}", tr("考核要求补训：", "To be trained after")),
        Warning::LongUntrained(years) => format!("Untrained for {years} years"),
    };
    badge(if warning.is_against() { "warn" } else { "good" }, text)
}

/// Choosing whom to send or call up.
pub fn send() -> AnyView {
    let send = form::posts::<SendPeople>();
    let issue = form::posts::<CallUp>();
    load(
        || (id(), State::now()),
        |(id, state)| async move {
            let query = ProspectQuery {
                class: id.into(),
                q: state.get("q"),
                unit: state.get("unit").into(),
                clear: state.get("clear") == "1",
                window: state.window(),
            };
            let chosen = state.get("unit");
            let found = api::prospects(query).await?;
            let units = organisation::near_within(&found.class.unit, [chosen]).await?;
            Ok((found, units))
        },
        move |(found, units): (Prospects, NearUnits)| {
            let state = State::now();
            let class = found.class;
            let (fault, issue_fault): (FormFault, FormFault) = (fault_of(send), fault_of(issue));
            let options = unit_options(units).within(&class.unit).or_none(tr("全部", "All"));
            let filters = view! {
                <form class="filters" method="get" aria-label=tr("筛选", "Filter")>
                    {search_box("q", tr("姓名", "Name"), state.get("q"))}
                    {choice("unit", tr("单位", "Unit"), options, state.get("unit"))}
                    {choice(
                        "clear",
                        tr("提示", "Warnings"),
                        vec![
                            (String::new(), tr("全部", "All").to_owned()),
                            ("1".to_owned(), tr("无冲突", "Without any against").to_owned()),
                        ],
                        state.get("clear"),
                    )}
                    <button type="submit" class="button">
                        {tr("筛选", "Filter")}
                    </button>
                </form>
            };
            let (at, last, total) = (found.people.page, found.people.pages(), found.people.total);
            let heads = [
                (tr("选择", "Choose"), false),
                (tr("姓名", "Name"), false),
                (tr("单位", "Unit"), false),
                (tr("职务层次", "Level"), false),
                (tr("本年学时", "Hours this year"), true),
                (tr("提示", "To know"), false),
            ];
            let nobody = || empty(tr("没有符合条件的人员", "Nobody matches"), tr("可放宽筛选。", "Widen the filter."));
            let none = found.people.rows.is_empty();
            // What is ticked stays in the form while somebody looks for others.
            let body = if none && ["q", "unit", "clear"].iter().all(|name| state.get(name).is_empty()) {
                nobody()
            } else {
                let rows = found.people.rows.into_iter().map(row).collect();
                let table = if none { nobody() } else { plain_table(tr("人员", "People"), &heads, rows) };
                let by_call =
                    found.may_call_up.then(|| {
                        dialog("button primary", tr("发出调训通知", "Call up those chosen"), view! {
                            {form::text(
                                "number",
                                tr("文号", "Number of the notice"),
                                tr("如 云组训〔2026〕12号", "Such as Training 2026/12"),
                                "",
                                issue_fault,
                            )}
                            {form::date(
                                "reply_by",
                                tr("回执截止", "Answer by"),
                                day_text(found.reply_by),
                                issue_fault,
                            )}
                            {form::field(
                                "by_name",
                                tr("点名调训", "By name"),
                                "",
                                issue_fault,
                                view! { <input type="checkbox" id="by_name" name="by_name" value="1" /> }.written(),
                            )}
                            {form::area("note", tr("通知事项", "What else the notice says"), "", "", issue_fault)}
                            <p class="actions">
                                {cancel()}<button type="submit" class="button primary" formaction="/api/call-ups/issue">
                                    {tr("发出通知", "Issue")}
                                </button>
                            </p>
                        }.written())
                    });
                form::post(
                    send,
                    "form",
                    view! {
                        {form::summary(fault)}
                        {form::summary_at(issue_fault, Some("/api/call-ups/issue"))}
                        <input type="hidden" name="id" value=class.id.to_string() />
                        <div id="people">{table}</div>
                        <div class="actions">
                            {by_call} <button type="submit" class="button">
                                {tr("选派所选人员", "Send those chosen")}
                            </button>
                        </div>
                    },
                )
            };
            page(
                vec![
                    step("/training/classes", tr("班次", "Classes")),
                    step(format!("/training/classes/{}", class.id), class.title.clone()),
                ],
                tr("选派与调训", "Send or call up"),
                tr(
                    "考核要求补训的在前，其余按本年学时由少到多排列。重复调训、时间冲突、参训偏多会提示；长期未训的优先考虑。",
                    "Those to be trained after an appraisal first, then the fewest hours this year. Double \
                     call-ups, clashes and much training are pointed out, and those long untrained.",
                ),
                ().into_any(),
                view! {
                    <p>
                        {tr("余位：", "Seats left: ")}<strong class="number">{class.free().to_string()}</strong>
                        " · "{tr("符合对象：", "Meant for: ")}<strong class="number">{total.to_string()}</strong>
                    </p>
                    {filters}
                    {body}
                    {pager(at, last, &state)}
                }
                .written(),
            )
        },
    )
}

fn row(one: Prospect) -> Vec<AnyView> {
    let has = one.warnings.iter().any(|warning| matches!(warning, Warning::HasPlace(_)));
    vec![
        view! {
            <input
                type="checkbox"
                name=form::keyed("people", &one.person)
                value="1"
                disabled=has
                aria-label=one.name.clone()
            />
        }
        .written(),
        view! { <a href=format!("/people/{}/training", one.person)>{one.name.clone()}</a> }.written(),
        one.unit_name.written(),
        name(one.level).written(),
        one.hours.to_string().into_any(),
        view! { <span class="badges">{one.warnings.iter().map(warning).collect_view()}</span> }.written(),
    ]
}
