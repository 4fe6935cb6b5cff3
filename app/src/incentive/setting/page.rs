//! Rules of incentives.

use domain::code::{Code, UnitLevel};
use domain::incentive::{AwardKind, IncentiveRules};
use domain::versioned::Versions;
use leptos::prelude::*;

use super::api::{self, SaveIncentiveSettings};
use crate::components::form::{self, FormFault, fault_of};
use crate::components::load::load;
use crate::components::table::plain_table;
use crate::components::versioned::{self, Shape, Words, joined};
use crate::components::written::Written;
use crate::frame::frame;
use crate::incentive::view::trail;
use crate::words::{name, tr};

/// Who approves each kind, and its bonus.
fn kinds(rules: &IncentiveRules) -> AnyView {
    let heads = [
        (tr("种类", "Kind"), false),
        (tr("审批层级（不低于）", "Approved by at least"), false),
        (tr("一次性奖金（元）", "Bonus, yuan"), true),
    ];
    let rows = rules
        .kinds
        .iter()
        .map(|one| vec![name(one.kind).written(), name(one.level).written(), one.bonus.to_string().into_any()])
        .collect();
    plain_table(tr("奖励规则", "Rules"), &heads, rows)
}

/// The same to be changed.
fn kind_fields(rules: &IncentiveRules, fault: FormFault) -> AnyView {
    AwardKind::ALL
        .iter()
        .map(|kind| {
            let (code, rule) = (kind.code(), rules.of(*kind));
            let levels = UnitLevel::ALL
                .iter()
                .map(|level| {
                    view! {
                        <option value=level.code() selected=*level == rule.level>
                            {name(*level)}
                        </option>
                    }
                })
                .collect_view();
            let level = view! { <select name=format!("levels[{code}]")>{levels}</select> };
            let bonus =
                view! { <input inputmode="numeric" name=format!("bonuses[{code}]") value=rule.bonus.to_string() /> };
            view! {
                <fieldset class="checks">
                    <legend>{name(*kind)}</legend>
                    <div class="grid">
                        <div class="field">
                            <label>{tr("审批层级", "Approved by")}{level}</label>
                        </div>
                        <div class="field">
                            <label>{tr("奖金（元）", "Bonus")}{bonus}</label>
                            {move || form::error_of(format!("bonus-{code}"), fault)}
                        </div>
                    </div>
                </fieldset>
            }
        })
        .collect_view()
        .written()
}

/// The rules of awards.
pub fn settings() -> AnyView {
    let save = form::posts::<SaveIncentiveSettings>();
    load(
        || (),
        |()| api::incentive_settings(),
        move |found: Versions<IncentiveRules>| {
            let fault = fault_of(save);
            let held = found.in_force(frame().now.day());
            let words = Words {
                title: tr("奖励规则", "Rules of awards"),
                purpose: tr(
                    "奖金和审批层级随时间、地区不同，均注明依据和生效日期。",
                    "Amounts and levels change with time and place; each has its basis and first day.",
                ),
                in_force: tr("现行", "In force"),
                change: tr("修订规则", "Change the rules"),
            };
            let shown = view! {
                <p class="muted">{held.basis.clone()}</p>
                {kinds(&held)}
            };
            let hint =
                tr("已提名的奖励按提名时的规则办理。", "Awards go by what was in force when they were nominated.");
            let form = found.editable.then(|| {
                form::post(
                    save,
                    "form",
                    view! {
                        {versioned::fields(&found, &Shape::default(), fault)}
                        {kind_fields(&versioned::drawn(&found), fault)}
                        <p class="hint">{hint}</p>
                        {form::submit(tr("保存", "Save"), save.pending())}
                    },
                )
            });
            let bonuses = |one: &IncentiveRules| joined(one.kinds.iter().map(|kind| kind.bonus));
            let past = versioned::past(&found, tr("历次规则", "Versions"), tr("奖金（元）", "Bonuses"), bonuses);
            versioned::settings(trail(), words, shown.written(), form, past.written())
        },
    )
}
