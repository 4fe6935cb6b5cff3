//! Settings of appraisal.

use domain::appraisal::{AppraisalRules, SettingsView};
use domain::time::day_text;
use leptos::prelude::*;

use super::api::{self, SaveAppraisalSettings};
use crate::appraisal::view::trail;
use crate::components::form::{self, FormFault, fault_of, keyed};
use crate::components::load::load;
use crate::components::page::{facts, page, section};
use crate::components::table::plain_table;
use crate::frame::frame;
use crate::words::{name, tr};

fn number(key: &'static str, label: &'static str, value: u32, fault: FormFault) -> AnyView {
    let field = form::error_of(key.to_owned(), fault);
    view! { <div class="field"><label>{label}<input type="number" name=format!("numbers[{key}]") value=value.to_string()/></label>{field}</div> }
        .into_any()
}

/// The rules.
pub fn settings() -> AnyView {
    let save = ServerAction::<SaveAppraisalSettings>::new();
    load(
        || (),
        |()| api::appraisal_settings(),
        move |found: SettingsView| {
            let fault = fault_of(save);
            let today = frame().now.day();
            let held = AppraisalRules::in_force(&found.versions, today);
            let heads = [
                (tr("等次", "Grade"), false),
                (tr("连续年数", "Years running"), true),
                (tr("后果", "What follows"), false),
                (tr("月数", "Months"), true),
                (tr("依据", "Basis"), false),
            ];
            let consequences = |rules: &AppraisalRules, edit: bool| {
                rules
                    .consequences
                    .iter()
                    .enumerate()
                    .map(|(n, one)| {
                        let months = if edit {
                            view! { <input type="number" min="0" max="60" name=keyed("months", &n) value=one.months.to_string() aria-label=format!("{} {}", tr("月数", "Months"), name(one.kind))/> }.into_any()
                        } else if one.months > 0 {
                            one.months.to_string().into_any()
                        } else {
                            "—".into_any()
                        };
                        let basis = if edit {
                            view! { <input type="text" name=keyed("bases", &n) value=one.basis.clone() aria-label=format!("{} {}", tr("依据", "Basis"), name(one.kind))/> }.into_any()
                        } else {
                            one.basis.clone().into_any()
                        };
                        vec![name(one.grade).into_any(), one.years.to_string().into_any(), name(one.kind).into_any(), months, basis]
                    })
                    .collect::<Vec<_>>()
            };
            let list = |values: &[u32]| values.iter().map(ToString::to_string).collect::<Vec<_>>().join(" / ");
            let found_none = found.versions.is_empty();
            let version = |rules: &AppraisalRules| {
                facts(vec![
                    (
                        tr("生效", "From"),
                        if found_none {
                            tr("初始设置，尚未修订", "As it began").to_owned()
                        } else {
                            day_text(rules.from)
                        },
                    ),
                    (tr("依据", "Basis"), rules.basis.clone()),
                    (tr("等次折分", "Points of the grades"), list(&rules.points)),
                    (tr("等次分数线", "Bounds"), list(&rules.bounds)),
                    (tr("提出等次建议的最低数据权重 %", "Least weight with data, %"), rules.covered.to_string()),
                    (tr("优秀比例（核准后）%", "Cap on 优秀, approved, %"), list(&[rules.cap, rules.cap_approved])),
                    (tr("不参加考核的缺勤天数", "Days of absence"), rules.absence_days.to_string()),
                    (tr("最少显示票数", "Fewest ballots shown"), rules.smallest.to_string()),
                    (tr("须了解核实的不称职票比例 %", "Share of 不称职 to look into, %"), rules.look_into.to_string()),
                    (
                        tr("复核申请 / 答复（日）", "Review: ask / answer, days"),
                        list(&[rules.review, rules.review_answer]),
                    ),
                    (
                        tr("申诉提出 / 处理 / 延长（日）", "Appeal: ask / answer / more, days"),
                        list(&[rules.appeal, rules.appeal_answer, rules.appeal_more]),
                    ),
                ])
            };
            let versions = found
                .versions
                .iter()
                .filter(|one| one.from != held.from || found.versions.len() > 1)
                .map(|one| view! { <details><summary>{day_text(one.from)}" · "{one.basis.clone()}</summary>{version(one)}</details> })
                .collect_view();
            let edit = found.editable.then(|| {
                section(tr("新版本", "New version"), crate::post!(save, "form", view! {
                    {form::summary(fault)}
                    <div class="grid">
                        {form::date("from", tr("生效日期", "From"), day_text(today), fault)}
                        {form::text("basis", tr("依据", "Basis"), "", held.basis.clone(), fault)}
                    </div>
                    <h3 id="points">{tr("等次折分", "Points of the grades")}</h3>
                    {form::error_of("points".to_owned(), fault)}
                    <div class="grid">
                        {number("points0", tr("优秀", "优秀"), held.points[0], fault)}
                        {number("points1", tr("称职", "称职"), held.points[1], fault)}
                        {number("points2", tr("基本称职", "基本称职"), held.points[2], fault)}
                        {number("points3", tr("不称职", "不称职"), held.points[3], fault)}
                    </div>
                    <h3 id="bounds">{tr("等次分数线", "Bounds")}</h3>
                    {form::error_of("bounds".to_owned(), fault)}
                    <div class="grid">
                        {number("bounds0", tr("优秀", "优秀"), held.bounds[0], fault)}
                        {number("bounds1", tr("称职", "称职"), held.bounds[1], fault)}
                        {number("bounds2", tr("基本称职", "基本称职"), held.bounds[2], fault)}
                    </div>
                    <h3>{tr("比例、门槛和期限", "Caps, thresholds and periods")}</h3>
                    <div class="grid">
                        {number("covered", tr("提出建议的最低数据权重 %", "Least weight with data, %"), held.covered, fault)}
                        {number("cap", tr("优秀比例 %", "Cap on 优秀, %"), held.cap, fault)}
                        {number("cap_approved", tr("核准后最高 %", "Approved at most, %"), held.cap_approved, fault)}
                        {number("absence_days", tr("不参加考核的缺勤天数", "Days of absence"), held.absence_days, fault)}
                        {number("smallest", tr("最少显示票数", "Fewest ballots shown"), held.smallest, fault)}
                        {number("look_into", tr("须了解核实的不称职票比例 %", "Share of 不称职 to look into, %"), held.look_into, fault)}
                        {number("review", tr("申请复核（日）", "Ask for a review, days"), held.review, fault)}
                        {number("review_answer", tr("复核答复（日）", "Answer it, days"), held.review_answer, fault)}
                        {number("appeal", tr("提出申诉（日）", "Appeal, days"), held.appeal, fault)}
                        {number("appeal_answer", tr("申诉处理（日）", "Decide it, days"), held.appeal_answer, fault)}
                        {number("appeal_more", tr("申诉延长（日）", "Put off by, days"), held.appeal_more, fault)}
                    </div>
                    <h3 id="consequences">{tr("结果运用", "What follows")}</h3>
                    {form::error_of("consequences".to_owned(), fault)}
                    {plain_table(tr("结果运用（修改）", "What follows, changed"), &heads, consequences(&held, true))}
                    {form::submit(tr("保存新版本", "Save"), save.pending().into())}
                }))
            });
            page(
                trail(),
                tr("考核规则", "Rules"),
                tr("非法定的数字都可修改，写明依据和生效日期；已经开始的考核按建立时的规则。", "Numbers not from a law can be changed, with a basis and a day. What was set up goes by the rules of its day."),
                ().into_any(),
                view! {
                    {section(tr("现行", "In force"), view! { {version(&held)}{plain_table(tr("结果运用", "What follows"), &heads, consequences(&held, false))} }.into_any())}
                    {edit}
                    {(found.versions.len() > 1).then(|| section(tr("历史版本", "Versions"), versions.into_any()))}
                }
                .into_any(),
            )
        },
    )
}
