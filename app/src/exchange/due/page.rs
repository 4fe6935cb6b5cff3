//! What falls due.

use domain::calendar::due::{Due, DueKind};
use domain::code::Code;
use domain::exchange::view::DueList;
use domain::time::day_text;
use domain::training::Feed;
use leptos::prelude::*;

use super::api;
use crate::components::form;
use crate::components::load::load;
use crate::components::page::{badge, empty, page};
use crate::components::table::{State, choice, pager, plain_table};
use crate::components::written::Written;
use crate::feed;
use crate::feed::api::RenewFeed;
use crate::feed::view::subscription;
use crate::frame::lang;
use crate::words::{name, tr};

fn left(due: &Due, today: domain::Day) -> AnyView {
    let days = (due.on - today).num_days();
    let text = match (days, lang()) {
        (0, _) => tr("今天", "today").to_owned(),
        (1.., domain::code::Lang::Zh) => format!("还有 {days} 天"),
        (1.., domain::code::Lang::En) => format!("in {days} days"),
        (_, domain::code::Lang::Zh) => format!("已过 {} 天", -days),
        (_, domain::code::Lang::En) => format!("{} days past", -days),
    };
    badge(
        if days < 0 {
            "bad"
        } else if days <= 30 {
            "warn"
        } else {
            "plain"
        },
        text,
    )
}

/// What falls due in the next half year.
pub fn due() -> AnyView {
    let renew = form::posts::<RenewFeed>();
    load(
        State::now,
        |state| async move {
            let list = api::dues(state.get("kind"), state.window().page).await?;
            let unit = list.unit.to_string();
            let feed = if unit.is_empty() { None } else { Some(feed::api::feed(String::new(), unit).await?) };
            Ok((list, feed))
        },
        move |(list, feed): (DueList, Option<Feed>)| {
            let state = State::now();
            let chosen = state.get("kind");
            let mut kinds = vec![(String::new(), tr("全部", "All").to_owned())];
            let counted =
                |(kind, count): &(DueKind, u32)| (kind.code().to_owned(), format!("{}（{count}）", name(*kind)));
            kinds.extend(list.counts.iter().map(counted));
            let (at, last, shown) = (list.dues.page, list.dues.pages(), list.dues.rows);
            let heads = [
                (tr("事项", "What"), false),
                (tr("姓名", "Name"), false),
                (tr("单位", "Unit"), false),
                (tr("职务或步骤", "Post or step"), false),
                (tr("日期", "Day"), false),
                (tr("剩余", "Left"), false),
            ];
            let rows = shown
                .iter()
                .map(|one| {
                    vec![
                        name(one.kind).written(),
                        view! { <a href=format!("/people/{}", one.person)>{one.person_name.clone()}</a> }.written(),
                        one.unit_name.clone().into_any(),
                        one.what.clone().into_any(),
                        day_text(one.on).written(),
                        left(one, list.today),
                    ]
                })
                .collect();
            let body = if shown.is_empty() {
                empty(tr("半年内没有到期事项", "Nothing falls due in half a year"), "")
            } else {
                plain_table(tr("到期事项", "What falls due"), &heads, rows)
            };
            page(
                Vec::new(),
                tr("到期提醒", "What falls due"),
                tr(
                    "挂职期满、试用期满、任期届满、到龄、同岗年限和办理期限，按日期先后排列，到期前后逐级提醒。",
                    "Ends of secondments, probations and terms, retirement ages, years in a post and steps of \
                     cases; each is told ahead and escalates.",
                ),
                view! {
                    <button type="button" class="button" data-print="">
                        {tr("打印", "Print")}
                    </button>
                }
                .written(),
                view! {
                    <form class="filters" method="get">
                        {choice("kind", tr("类别", "Kind"), kinds, chosen)}
                        <button type="submit" class="button">
                            {tr("筛选", "Filter")}
                        </button>
                    </form>
                    {body}
                    {pager(at, last, &state)}
                    {feed.map(|feed| subscription(&feed, "due", list.unit.to_string(), renew))}
                }
                .written(),
            )
        },
    )
}
