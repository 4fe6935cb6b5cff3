//! Rules of incentives.

use domain::code::{Code, UnitLevel};
use domain::incentive::{AwardKind, IncentiveRules, RulesView};
use domain::time::day_text;
use leptos::prelude::*;

use super::api::{self, SaveIncentiveSettings};
use crate::components::form::{self, fault_of};
use crate::components::load::load;
use crate::components::page::{page, section};
use crate::components::table::plain_table;
use crate::frame::frame;
use crate::incentive::view::trail;
use crate::words::{name, tr};

/// The rules of awards.
pub fn settings() -> AnyView {
    let save = ServerAction::<SaveIncentiveSettings>::new();
    load(
        || (),
        |()| api::incentive_settings(),
        move |found: RulesView| {
            let fault = fault_of(save);
            let today = frame().now.day();
            let now = IncentiveRules::in_force(&found.versions, today);
            let heads = [
                (tr("种类", "Kind"), false),
                (tr("审批层级（不低于）", "Approved by at least"), false),
                (tr("一次性奖金（元）", "Bonus, yuan"), true),
            ];
            let rows = now
                .kinds
                .iter()
                .map(|one| {
                    vec![name(one.kind).into_any(), name(one.level).into_any(), one.bonus.to_string().into_any()]
                })
                .collect();
            let old_heads =
                [(tr("生效日期", "From"), false), (tr("奖金（元）", "Bonuses"), false), (tr("依据", "Basis"), false)];
            let old = found
                .versions
                .iter()
                .map(|one| {
                    let amounts: Vec<String> = one.kinds.iter().map(|kind| kind.bonus.to_string()).collect();
                    vec![day_text(one.from).into_any(), amounts.join(" / ").into_any(), one.basis.clone().into_any()]
                })
                .collect();
            let fields = AwardKind::ALL
                .iter()
                .map(|kind| {
                    let rule = now.of(*kind);
                    let levels = UnitLevel::ALL
                        .iter()
                        .map(|level| view! { <option value=level.code() selected={*level == rule.level}>{name(*level)}</option> })
                        .collect_view();
                    let bonus = format!("bonus-{}", kind.code());
                    let field = bonus.clone();
                    view! {
                        <fieldset class="checks">
                            <legend>{name(*kind)}</legend>
                            <div class="grid">
                                <div class="field"><label>{tr("审批层级", "Approved by")}<select name=format!("levels[{}]", kind.code())>{levels}</select></label></div>
                                <div class="field"><label>{tr("奖金（元）", "Bonus")}<input type="number" min="0" name=format!("bonuses[{}]", kind.code()) value=rule.bonus.to_string()/></label>{move || form::error_of(field.clone(), fault)}</div>
                            </div>
                        </fieldset>
                    }
                })
                .collect_view();
            let form = found.editable.then(|| {
                section(tr("修订规则", "Change the rules"), crate::post!(save, "form", view! {
                    {form::summary(fault)}
                    <div class="grid">
                        {form::date("from", tr("生效日期", "From"), day_text(today), fault)}
                        {form::text("notice_days", tr("公示工作日（不少于五）", "Working days of notice, five at least"), "", now.notice_days.to_string(), fault)}
                        {form::text("excellent_years", tr("连续优秀年数（建议记三等功）", "Years of excellence for a merit"), "", now.excellent_years.to_string(), fault)}
                        {form::text("overlooked_years", tr("长期未受奖励（年）", "Years without any award"), "", now.overlooked_years.to_string(), fault)}
                    </div>
                    {form::text("basis", tr("依据", "Basis"), "", now.basis.clone(), fault)}
                    {fields}
                    <p class="hint">{tr("已提名的奖励按提名时的规则办理。", "Awards go by what was in force when they were nominated.")}</p>
                    {form::submit(tr("保存", "Save"), save.pending().into())}
                }))
            });
            page(
                trail(),
                tr("奖励规则", "Rules of awards"),
                tr("奖金和审批层级随时间、地区不同，均注明依据和生效日期。", "Amounts and levels change with time and place; each has its basis and first day."),
                ().into_any(),
                view! {
                    {section(tr("现行", "In force"), view! { <p class="muted">{now.basis.clone()}</p>{plain_table(tr("奖励规则", "Rules"), &heads, rows)} }.into_any())}
                    {form}
                    {(!found.versions.is_empty()).then(|| section(tr("历次规则", "Versions"), plain_table(tr("历次规则", "Versions"), &old_heads, old)))}
                }
                .into_any(),
            )
        },
    )
}
