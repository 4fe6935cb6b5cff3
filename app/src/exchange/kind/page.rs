//! Kinds of exchange and working days.

use domain::code::Code;
use domain::exchange::kind::{ExchangeKind, KindRules, Paper};
use domain::exchange::view::Holidays;
use domain::time::day_text;
use domain::versioned::Versions;
use leptos::prelude::*;

use super::api::{self, ImportHolidays, SaveKind};
use crate::components::form::{self, fault_of};
use crate::components::load::load;
use crate::components::page::{badge, button_link, empty, facts, page, section};
use crate::components::table::{State, plain_table};
use crate::components::versioned;
use crate::components::written::Written;
use crate::exchange::view::may_edit;
use crate::frame::frame;
use crate::words::{name, tr};

/// The page.
pub fn kinds() -> AnyView {
    let save = form::posts::<SaveKind>();
    let import = form::posts::<ImportHolidays>();
    load(
        || (),
        |()| async { Ok((api::kinds().await?, api::holidays().await?)) },
        move |(found, holidays): (Versions<KindRules>, Holidays)| {
            let kinds = ExchangeKind::ALL.iter().map(|one| kind(*one, &found, save)).collect_view();
            page(
                Vec::new(),
                tr("交流类型与工作日", "Kinds of exchange and working days"),
                tr(
                    "每类交流的步骤、材料、期限，以及公示和交接所用的节假日安排。",
                    "Steps, papers and limits of each kind, and the holidays that notices and handovers go by.",
                ),
                may_edit().then(|| button_link("/exchange/templates", tr("文书模板", "Templates"), false)).written(),
                view! {
                    {kinds}
                    {section(tr("节假日安排", "Holidays"), table(&holidays, import))}
                }
                .written(),
            )
        },
    )
}

/// The shortest and longest term with its extensions; empty where a kind has none.
fn term(one: &KindRules) -> String {
    if !one.kind.has_term() {
        return String::new();
    }
    format!(
        "{}–{} {}，{} {} {}",
        one.months.0,
        one.months.1,
        tr("个月", "months"),
        tr("可延期", "extended at most"),
        one.extensions,
        tr("次", "times")
    )
}

fn papers(one: &KindRules) -> String {
    let papers: Vec<String> =
        one.papers_in_order().into_iter().map(|(step, paper)| format!("{}：{}", name(step), name(paper))).collect();
    papers.join(tr("；", "; "))
}

/// What a kind asks for beside its steps, which are the law's, as (what, how much).
fn asked(one: &KindRules) -> [(&'static str, String); 4] {
    let days = |days: u32| format!("{days} {}", tr("个工作日", "working days"));
    [
        (tr("材料", "Papers"), papers(one)),
        (tr("期限", "Term"), term(one)),
        (tr("公示", "Public notice"), days(one.notice_days)),
        (tr("交接", "Handover"), days(one.handover_days)),
    ]
}

/// The versions of a kind, once one was added: those to come and those that were.
fn versions(kind: ExchangeKind, found: &Versions<KindRules>) -> Option<AnyView> {
    let own: Vec<&KindRules> = found.versions.iter().filter(|one| one.kind == kind).collect();
    let lines = own.iter().map(|one| {
        let from = one.from.map_or_else(|| tr("启用时起", "From the start").to_owned(), day_text);
        let said = asked(one).into_iter().filter(|(_, said)| !said.is_empty());
        let said: Vec<String> = said.map(|(what, said)| format!("{what}：{said}")).collect();
        (from, said.join(tr("；", "; ")), one.basis.clone())
    });
    let title = tr("历次规定", "Versions");
    (!own.is_empty()).then(|| versioned::lines_of(title, tr("规定", "What it asks for"), lines))
}

fn kind(kind: ExchangeKind, found: &Versions<KindRules>, save: form::Post<SaveKind>) -> AnyView {
    let fault = fault_of(save);
    let today = frame().now.day();
    let one = KindRules::in_force(&found.versions, kind, today);
    let (may, version) = (found.editable, found.version.to_string());
    let steps = one.steps.iter().map(|step| name(*step)).collect::<Vec<_>>().join(" → ");
    // One form at a time: what one is sent back with must not stand in another.
    let chosen = State::now().get("kind") == one.kind.code();
    let edit = (may && !chosen).then(|| {
        view! {
            <p>
                <a class="button small" href=format!("/exchange/kinds?kind={0}#{0}", one.kind.code())>
                    {tr("修改", "Change")}
                </a>
            </p>
        }
    });
    // Where somebody else saved a version meanwhile, theirs stands beside what was typed.
    let own = |one: &KindRules| one.key().filter(|_| one.kind == kind);
    let theirs = versioned::drawn_with().and_then(|version| found.added_since(version, own));
    let from = theirs.and_then(|theirs| theirs.from).unwrap_or(today);
    let editor = (may && chosen).then(|| {
        let one = theirs.cloned().unwrap_or_else(|| one.clone());
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
                let by_default = ExchangeKind::ALL.iter().any(|kind| {
                    let first = KindRules::first(*kind);
                    first.papers.iter().any(|(step, paper)| *key == format!("{}__{}", step.code(), paper.code()))
                });
                by_default
                    || one.papers.iter().any(|(step, paper)| *key == format!("{}__{}", step.code(), paper.code()))
            })
            .collect();
        let held: Vec<String> =
            one.papers.iter().map(|(step, paper)| format!("{}__{}", step.code(), paper.code())).collect();
        let months = one.kind.has_term().then(|| {
            view! {
                {form::text(
                    "least_months",
                    tr("最短（月）", "Shortest (months)"),
                    "",
                    one.months.0.to_string(),
                    fault,
                )}
                {form::text(
                    "most_months",
                    tr("最长（月）", "Longest (months)"),
                    "",
                    one.months.1.to_string(),
                    fault,
                )}
                {form::text("extensions", tr("可延期次数", "Extensions"), "", one.extensions.to_string(), fault)}
            }
        });
        view! {
            <div>
                {form::post(
                    save,
                    "form",
                    view! {
                        {form::summary(fault)}
                        <input type="hidden" name="kind" value=one.kind.code() />
                        <input type="hidden" name="version" value=version />
                        <div class="grid">
                            {form::date("from", tr("生效日期", "From"), day_text(from), fault)} {months}
                            {form::text(
                                "notice_days",
                                tr("公示（工作日）", "Public notice (working days)"),
                                tr("不少于 5", "5 at least"),
                                one.notice_days.to_string(),
                                fault,
                            )}
                            {form::text(
                                "handover_days",
                                tr("交接报到（工作日）", "Handover (working days)"),
                                "",
                                one.handover_days.to_string(),
                                fault,
                            )}
                        </div>
                        {form::checks(
                            "papers",
                            tr("各步骤须归入的材料", "Papers needed at each step"),
                            "",
                            options,
                            &held,
                            fault,
                        )}
                        {form::text("basis", tr("依据", "Basis"), "", one.basis.clone(), fault)}
                        <p class="hint">
                            {tr(
                                "已启动的事项按启动时的规定办理。",
                                "Cases go by what was in force when they were opened.",
                            )}
                        </p>
                        {form::submit(tr("保存", "Save"), save.pending())}
                    },
                )}
            </div>
        }
    });
    let mut shown = vec![(tr("步骤", "Steps"), steps)];
    shown.extend(asked(&one));
    shown.push((tr("依据", "Basis"), one.basis.clone()));
    section(
        name(kind),
        view! {
            {facts(shown)}
            {edit}
            <div id=kind.code()>{editor}</div>
            {versions(kind, found)}
        }
        .written(),
    )
}

fn table(holidays: &Holidays, import: form::Post<ImportHolidays>) -> AnyView {
    let fault = fault_of(import);
    let rows: Vec<Vec<AnyView>> = holidays
        .days
        .0
        .values()
        .rev()
        .map(|one| {
            let off = one.kind == domain::calendar::DayKind::Off;
            vec![
                day_text(one.day).written(),
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
        form::post(import, "form", view! {
            {form::summary(fault)}
            {form::area(
                "table",
                tr("粘贴节假日安排", "Paste the table"),
                tr(
                    "每行一天：2026-10-01,休,国庆节 或 2026-10-10,班,调休；同一年同一节日以新导入的为准，调整后的通知整段粘贴",
                    "A line for each day: 2026-10-01,休,国庆节 or 2026-10-10,班,调休. A festival of a year is replaced \
                     whole by what comes in.",
                ),
                "",
                fault,
            )}
            {form::submit(tr("导入", "Import"), import.pending())}
        })
    });
    view! {
        {editor}
        {list}
    }
    .written()
}
