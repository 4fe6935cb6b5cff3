//! Those who are appraised: the list.

use domain::appraisal::{MemberFilter, Members};
use domain::code::Code;
use domain::time::day_text;
use leptos::prelude::*;

use super::api;
use crate::appraisal::view::{outcome_badge, points, trail};
use crate::components::form::inside;
use crate::components::load::load;
use crate::components::page::{badge, empty, page};
use crate::components::table::{State as Query, pager, plain_table};
use crate::pages::id;
use crate::words::{name, tr};

/// The people of an appraisal.
pub fn members() -> AnyView {
    load(
        || (id(), Query::now()),
        |(id, query)| async move {
            let page = query.get("page").parse().unwrap_or(1);
            Ok((api::members(id, query.get("filter"), query.get("text"), page).await?, query))
        },
        |(found, query): (Members, Query)| {
            let one = &found.appraisal;
            let filter = MemberFilter::find(&query.get("filter")).unwrap_or(MemberFilter::All);
            let heads = [
                (tr("姓名", "Name"), false),
                (tr("单位", "Unit"), false),
                (tr("参加情况", "Takes part"), false),
                (tr("得分", "Points"), true),
                (tr("按得分建议", "By points"), false),
                (tr("结果", "Result"), false),
                (tr("提示", "To know"), false),
            ];
            let rows: Vec<Vec<AnyView>> = found
                .people
                .rows
                .iter()
                .map(|row| {
                    let mut marks: Vec<AnyView> = Vec::new();
                    if row.look_into {
                        marks.push(badge("bad", tr("不称职票较多，须了解核实", "Many say 不称职: look into it")));
                    }
                    if let Some((kind, due)) = row.open {
                        marks.push(badge("warn", format!("{} {}", name(kind), day_text(due))));
                    }
                    if row.adjusted {
                        marks.push(badge("plain", tr("会议调整", "Changed")));
                    }
                    vec![
                        view! { <a href=format!("/appraisal/members/{}", row.id)>{row.name.clone()}</a> }.into_any(),
                        row.unit_name.clone().into_any(),
                        name(row.standing).into_any(),
                        points(row.total).into_any(),
                        row.suggested.map(outcome_badge).unwrap_or_else(|| "—".into_any()),
                        row.outcome.map(outcome_badge).unwrap_or_else(|| "—".into_any()),
                        marks.into_any(),
                    ]
                })
                .collect();
            let options = MemberFilter::ALL
                .iter()
                .map(|one| {
                    view! {
                        <option value=one.code() selected=*one == filter>
                            {name(*one)}
                        </option>
                    }
                })
                .collect_view();
            let list = if rows.is_empty() {
                empty(tr("没有符合条件的人员", "Nobody fits"), tr("换一个条件试试。", "Try another filter."))
            } else {
                plain_table(tr("人员", "People"), &heads, rows)
            };
            let mut way = trail();
            way.push(crate::pages::step(format!("/appraisal/years/{}", one.id), one.title.clone()));
            page(
                way,
                tr("人员名单", "People"),
                "",
                view! {
                    <button type="button" class="button" data-print="">
                        {tr("打印", "Print")}
                    </button>
                }
                .into_any(),
                view! {
                    <form method="get" class="filters no-print">
                        {inside(tr("范围", "Show"), view! { <select name="filter">{options}</select> }.into_any())}
                        {inside(
                            tr("姓名或单位", "Name or unit"),
                            view! { <input type="search" name="text" value=query.get("text") /> }.into_any(),
                        )}
                        <button type="submit" class="button">
                            {tr("筛选", "Filter")}
                        </button>
                    </form>
                    <p class="muted">{format!("{} {}", tr("共", "In all"), found.people.total)}</p>
                    {list}
                    {pager(found.people.page, found.people.pages(), &query)}
                }
                .into_any(),
            )
        },
    )
}
