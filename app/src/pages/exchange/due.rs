//! What falls due, and how the posts of mass organisations are filled.

use domain::code::Code;
use domain::exchange::due::{Due, DueKind};
use domain::exchange::view::{DueList, StaffingRow};
use domain::time::day_text;
use domain::training::Feed;
use leptos::prelude::*;

use crate::api::attendance::{self, RenewFeed};
use crate::api::cases::{self, SaveStaffingTarget};
use crate::components::form::{self, fault_of};
use crate::components::load::load;
use crate::components::page::{badge, empty, page, section};
use crate::components::table::{State, choice, plain_table};
use crate::frame::lang;
use crate::pages::timetable::subscription;
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
    let renew = ServerAction::<RenewFeed>::new();
    load(
        || State::now().get("kind"),
        |_| async {
            let list = cases::dues().await?;
            let unit = list.unit.to_string();
            let feed = if unit.is_empty() { None } else { Some(attendance::feed(String::new(), unit).await?) };
            Ok((list, feed))
        },
        move |(list, feed): (DueList, Option<Feed>)| {
            let chosen = State::now().get("kind");
            let mut kinds = vec![(String::new(), tr("全部", "All").to_owned())];
            kinds.extend(DueKind::ALL.iter().map(|kind| {
                let count = list.dues.iter().filter(|one| one.kind == *kind).count();
                (kind.code().to_owned(), format!("{}（{count}）", name(*kind)))
            }));
            let shown: Vec<&Due> =
                list.dues.iter().filter(|one| chosen.is_empty() || one.kind.code() == chosen).take(500).collect();
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
                        name(one.kind).into_any(),
                        view! { <a href=format!("/people/{}", one.person)>{one.person_name.clone()}</a> }.into_any(),
                        one.unit_name.clone().into_any(),
                        one.what.clone().into_any(),
                        day_text(one.on).into_any(),
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
                    "Ends of secondments, probations and terms, retirement ages, years in a post and steps of cases; each is told ahead and escalates.",
                ),
                view! { <button type="button" class="button" data-print="">{tr("打印", "Print")}</button> }.into_any(),
                view! {
                    <form class="filters" method="get">
                        {choice("kind", tr("类别", "Kind"), kinds, chosen)}
                        <button type="submit" class="button">{tr("筛选", "Filter")}</button>
                    </form>
                    {body}
                    {feed.map(|feed| subscription(&feed, "due", list.unit.to_string(), renew))}
                }
                .into_any(),
            )
        },
    )
}

/// The form for the target of the unit that the address names.
fn target_form(rows: &[StaffingRow], save: ServerAction<SaveStaffingTarget>) -> AnyView {
    let chosen = State::now().get("unit");
    let Some(row) = rows.iter().find(|row| row.editable && row.unit.as_str() == chosen) else { return ().into_any() };
    let fault = fault_of(save);
    section(
        tr("设定目标", "Set the target"),
        crate::post!(
            save,
            "form",
            view! {
                {form::summary(fault)}
                <input type="hidden" name="unit" value=row.unit.to_string()/>
                <p><strong>{row.name.clone()}</strong></p>
                {form::text("percent", tr("挂职+兼职占比目标（%）", "Target share (%)"), "", row.target.to_string(), fault)}
                {form::text("basis", tr("依据", "Basis"), "", row.basis.clone(), fault)}
                {form::submit(tr("保存", "Save"), save.pending().into())}
            }
        ),
    )
}

/// Full-time, seconded and part-time shares.
pub fn staffing() -> AnyView {
    let save = ServerAction::<SaveStaffingTarget>::new();
    load(
        || (),
        |()| cases::staffing(),
        move |rows: Vec<StaffingRow>| {
            let heads = [
                (tr("单位", "Unit"), false),
                (tr("专职", "Full-time"), true),
                (tr("挂职", "Seconded"), true),
                (tr("兼职", "Part-time"), true),
                (tr("挂职+兼职占比", "Seconded and part-time"), true),
                (tr("目标", "Target"), true),
                (tr("还差", "Missing"), true),
                (tr("依据", "Basis"), false),
            ];
            let table = rows
                .iter()
                .map(|row| {
                    let share = row.staffing.mixed_share().unwrap_or(0);
                    let missing = row.staffing.missing(row.target);
                    vec![
                        view! { <a href=format!("/units/{}", row.unit)>{row.name.clone()}</a> }.into_any(),
                        row.staffing.full_time.to_string().into_any(),
                        row.staffing.seconded.to_string().into_any(),
                        row.staffing.part_time.to_string().into_any(),
                        format!("{}.{}%", share / 10, share % 10).into_any(),
                        view! { {format!("{}% ", row.target)}{row.editable.then(|| view! { <a class="button small" href=format!("/exchange/staffing?unit={}", row.unit)>{tr("设定", "Set")}</a> })} }.into_any(),
                        match missing {
                            Some(0) => badge("good", tr("已达到", "Reached")),
                            Some(n) => format!("{n} {}", tr("人", "people")).into_any(),
                            None => "—".into_any(),
                        },
                        view! { <span class="muted">{row.basis.clone()}</span> }.into_any(),
                    ]
                })
                .collect();
            let body = if rows.is_empty() {
                empty(tr("范围内没有群团组织", "No mass organisation in scope"), "")
            } else {
                view! { {target_form(&rows, save)}{plain_table(tr("专兼挂比例", "Shares"), &heads, table)} }.into_any()
            };
            page(
                Vec::new(),
                tr("专兼挂比例", "Full-time, seconded, part-time"),
                tr(
                    "各群团组织挂职和兼职干部占比与目标的差距。",
                    "How far each mass organisation is from its target share of seconded and part-time people.",
                ),
                ().into_any(),
                body,
            )
        },
    )
}
