//! What each kind of exchange asks for, and the holiday table that working days go by.

use domain::code::Code;
use domain::exchange::document::{DocumentKind, FIELDS, Template};
use domain::exchange::kind::{KindRules, Paper};
use domain::exchange::view::Holidays;
use domain::organisation::UnitRow;
use domain::time::day_text;
use leptos::prelude::*;

use crate::api::cases::{self, ImportHolidays, SaveKind, SaveTemplate};
use crate::api::organisation;
use crate::components::form::{self, fault_of};
use crate::components::load::load;
use crate::components::page::{badge, button_link, empty, facts, page, section};
use crate::components::table::{State, choice, plain_table};
use crate::pages::classes::unit_options;
use crate::pages::step;
use crate::words::{name, tr};

/// The page.
pub fn kinds() -> AnyView {
    let save = ServerAction::<SaveKind>::new();
    let import = ServerAction::<ImportHolidays>::new();
    load(
        || (),
        |()| async { Ok((cases::kinds().await?, cases::holidays().await?)) },
        move |((all, may), holidays): ((Vec<KindRules>, bool), Holidays)| {
            let kinds = all.iter().map(|one| kind(one, may, save)).collect_view();
            page(
                Vec::new(),
                tr("交流类型与工作日", "Kinds of exchange and working days"),
                tr(
                    "每类交流的步骤、材料、期限，以及公示和交接所用的节假日安排。",
                    "Steps, papers and limits of each kind, and the holidays that notices and handovers go by.",
                ),
                super::may_edit()
                    .then(|| button_link("/exchange/templates", tr("文书模板", "Templates"), false))
                    .into_any(),
                view! {
                    {kinds}
                    {section(tr("节假日安排", "Holidays"), table(&holidays, import))}
                }
                .into_any(),
            )
        },
    )
}

/// The templates of papers and their editor.
pub fn templates() -> AnyView {
    let save = ServerAction::<SaveTemplate>::new();
    load(
        || State::now().get("unit"),
        |_| async { Ok((cases::templates().await?, organisation::units().await?)) },
        move |(all, units): (Vec<Template>, Vec<UnitRow>)| {
            let fault = fault_of(save);
            let options = unit_options(units);
            let asked = State::now().get("unit");
            let unit =
                if asked.is_empty() { options.first().map(|one| one.0.clone()).unwrap_or_default() } else { asked };
            let kind = DocumentKind::find(&State::now().get("kind")).unwrap_or(DocumentKind::Notice);
            let kinds = DocumentKind::ALL.iter().map(|one| (one.code().to_owned(), name(*one).to_owned())).collect();
            let forms = [kind]
                .iter()
                .map(|kind| {
                    let own = all.iter().find(|one| one.kind == *kind && one.unit.as_str() == unit);
                    let shown = own.or_else(|| all.iter().find(|one| one.kind == *kind && one.unit.as_str().is_empty()));
                    let of = |get: fn(&Template) -> &String| shown.map(|one| get(one).clone()).unwrap_or_default();
                    section(name(*kind), view! {
                        <p>{if own.is_some() { badge("good", tr("本单位模板", "The unit's own")) } else { badge("plain", tr("通用模板", "The first one")) }}</p>
                        {crate::post!(save, "form", view! {
                            <input type="hidden" name="kind" value=kind.code()/>
                            <input type="hidden" name="unit" value=unit.clone()/>
                            {form::text("number", tr("发文字号（可空）", "Number, or nothing"), "", of(|one| &one.number), fault)}
                            {form::text("title", tr("标题", "Title"), "", of(|one| &one.title), fault)}
                            {form::text("addressees", tr("主送机关（可空）", "To, or nothing"), "", of(|one| &one.addressees), fault)}
                            {form::area("body", tr("正文", "Text"), tr("每行一段；花括号中的名称由事项自动填写，含人员信息的段落按人重复", "A line for each paragraph; names in braces are filled; a paragraph about a person is repeated for each"), of(|one| &one.body), fault)}
                            {form::area("attachments", tr("附件（每行一件，可空）", "Attachments, a line for each, or nothing"), "", of(|one| &one.attachments), fault)}
                            {form::text("signer", tr("落款", "Signed"), "", of(|one| &one.signer), fault)}
                            {form::submit(tr("保存为本单位模板", "Save as the unit's"), save.pending().into())}
                        })}
                    }.into_any())
                })
                .collect_view();
            page(
                vec![step("/exchange/kinds", tr("交流类型与工作日", "Kinds of exchange and working days"))],
                tr("文书模板", "Templates"),
                tr(
                    "模板适用于所选单位及其下级，接收单位最近的模板优先。",
                    "A template holds for the unit and those below; the nearest above the host wins.",
                ),
                ().into_any(),
                view! {
                    <form class="filters" method="get">
                        {choice("kind", tr("文书", "Paper"), kinds, kind.code().to_owned())}
                        {choice("unit", tr("单位", "Unit"), options, unit.clone())}
                        <button type="submit" class="button">{tr("查看", "Look")}</button>
                    </form>
                    {form::summary(fault)}
                    <p class="muted">{tr("可用名称：", "Names: ")}{FIELDS.map(|one| format!("{{{one}}}")).join(" ")}</p>
                    {forms}
                }
                .into_any(),
            )
        },
    )
}

fn kind(one: &KindRules, may: bool, save: ServerAction<SaveKind>) -> AnyView {
    let fault = fault_of(save);
    let steps = one.steps.iter().map(|step| name(*step)).collect::<Vec<_>>().join(" → ");
    let papers: Vec<String> =
        one.papers.iter().map(|(step, paper)| format!("{}：{}", name(*step), name(*paper))).collect();
    let term = if one.kind.has_term() {
        format!(
            "{}–{} {}，{} {} {}",
            one.months.0,
            one.months.1,
            tr("个月", "months"),
            tr("可延期", "extended at most"),
            one.extensions,
            tr("次", "times")
        )
    } else {
        String::new()
    };
    // One form at a time: what one is sent back with must not stand in another.
    let chosen = State::now().get("kind") == one.kind.code();
    let edit = (may && !chosen).then(|| {
        view! { <p><a class="button small" href=format!("/exchange/kinds?kind={}", one.kind.code())>{tr("修改", "Change")}</a></p> }
    });
    let editor = (may && chosen).then(|| {
        let options = one
            .steps
            .iter()
            .flat_map(|step| {
                Paper::ALL.iter().map(move |paper| {
                    (format!("{}__{}", step.code(), paper.code()), format!("{}：{}", name(*step), name(*paper)))
                })
            })
            .filter(|(key, _)| {
                // A paper stands where it is used by default, or where it was put.
                let by_default = KindRules::defaults().iter().any(|kind| {
                    kind.papers.iter().any(|(step, paper)| *key == format!("{}__{}", step.code(), paper.code()))
                });
                by_default || one.papers.iter().any(|(step, paper)| *key == format!("{}__{}", step.code(), paper.code()))
            })
            .collect();
        let held: Vec<String> =
            one.papers.iter().map(|(step, paper)| format!("{}__{}", step.code(), paper.code())).collect();
        let months = one.kind.has_term().then(|| {
            view! {
                {form::text("least_months", tr("最短（月）", "Shortest (months)"), "", one.months.0.to_string(), fault)}
                {form::text("most_months", tr("最长（月）", "Longest (months)"), "", one.months.1.to_string(), fault)}
                {form::text("extensions", tr("可延期次数", "Extensions"), "", one.extensions.to_string(), fault)}
            }
        });
        view! {
            <div>
                {crate::post!(save, "form", view! {
                    {form::summary(fault)}
                    <input type="hidden" name="kind" value=one.kind.code()/>
                    <div class="grid">
                        {months}
                        {form::text("notice_days", tr("公示（工作日）", "Public notice (working days)"), tr("不少于 5", "5 at least"), one.notice_days.to_string(), fault)}
                        {form::text("handover_days", tr("交接报到（工作日）", "Handover (working days)"), "", one.handover_days.to_string(), fault)}
                    </div>
                    {form::checks("papers", tr("各步骤须归入的材料", "Papers needed at each step"), "", options, &held, fault)}
                    {form::text("basis", tr("依据", "Basis"), "", one.basis.clone(), fault)}
                    {form::submit(tr("保存", "Save"), save.pending().into())}
                })}
            </div>
        }
    });
    section(
        name(one.kind),
        view! {
            {facts(vec![
                (tr("步骤", "Steps"), steps),
                (tr("材料", "Papers"), papers.join(tr("；", "; "))),
                (tr("期限", "Term"), term),
                (tr("公示", "Public notice"), format!("{} {}", one.notice_days, tr("个工作日", "working days"))),
                (tr("交接", "Handover"), format!("{} {}", one.handover_days, tr("个工作日", "working days"))),
                (tr("依据", "Basis"), one.basis.clone()),
            ])}
            {edit}
            {editor}
        }
        .into_any(),
    )
}

fn table(holidays: &Holidays, import: ServerAction<ImportHolidays>) -> AnyView {
    let fault = fault_of(import);
    let rows: Vec<Vec<AnyView>> = holidays
        .days
        .0
        .values()
        .rev()
        .map(|one| {
            let off = one.kind == domain::calendar::DayKind::Off;
            vec![
                day_text(one.day).into_any(),
                badge(if off { "good" } else { "warn" }, name(one.kind)),
                one.name.clone().into_any(),
            ]
        })
        .collect();
    let heads = [(tr("日期", "Day"), false), (tr("安排", "What it is"), false), (tr("名称", "Name"), false)];
    let list = if rows.is_empty() {
        empty(
            tr("尚未导入节假日安排", "No holiday table yet"),
            tr(
                "未导入的年份，元旦、劳动节、国庆节按固定假日计，其余按周一至周五计算工作日。",
                "Without one, New Year, 1–2 May and 1–3 October are off and all else follows the week.",
            ),
        )
    } else {
        plain_table(tr("节假日安排", "Holidays"), &heads, rows)
    };
    let editor = holidays.editable.then(|| {
        crate::post!(import, "form", view! {
            {form::summary(fault)}
            {form::area("table", tr("粘贴节假日安排", "Paste the table"), tr("每行一天：2026-10-01,休,国庆节 或 2026-10-10,班,调休；同一年同一节日以新导入的为准，调整后的通知整段粘贴", "A line for each day: 2026-10-01,休,国庆节 or 2026-10-10,班,调休. A festival of a year is replaced whole by what comes in."), "", fault)}
            {form::submit(tr("导入", "Import"), import.pending().into())}
        })
    });
    view! { {editor}{list} }.into_any()
}
