//! Rules of eligibility.

use domain::code::{Code, Family};
use domain::exchange::eligibility::{Effect, EligibilityRule, Measure, RuleKey, Verdict};
use domain::exchange::kind::ExchangeKind;
use domain::organisation::NearUnits;
use domain::time::day_text;
use leptos::prelude::*;

use super::api::{self, SaveEligibilityRule};
use crate::components::form::{self, fault_of, unit_options};
use crate::components::load::load;
use crate::components::page::{badge, button_link, page};
use crate::components::table::plain_table;
use crate::components::written::Written;
use crate::frame::frame;
use crate::organisation;
use crate::pages::step;
use crate::words::{name, tr};

fn trail() -> Vec<(String, String)> {
    vec![step("/exchange/rules", tr("交流规则", "Rules of exchange"))]
}

/// The `:key` of the address.
fn key() -> Option<RuleKey> {
    RuleKey::find(&leptos_router::hooks::use_params_map().read().get("key").unwrap_or_default())
}

fn join<C: Code>(all: &[C]) -> String {
    if all.is_empty() {
        tr("全部", "All").to_owned()
    } else {
        all.iter().map(|one| name(*one)).collect::<Vec<_>>().join(tr("、", ", "))
    }
}

fn measure(rule: &EligibilityRule) -> String {
    match rule.key.measure() {
        Measure::None => "—".to_owned(),
        Measure::Months => format!("{} {}", rule.value, tr("个月", "months")),
        Measure::Terms => format!("{} {}", rule.value, tr("届", "terms")),
    }
}

/// All rules.
pub fn list() -> AnyView {
    load(
        || (),
        |()| api::eligibility_rules(),
        |(rules, may): (Vec<EligibilityRule>, bool)| {
            let today = frame().now.day();
            let mut heads = vec![
                (tr("规则", "Rule"), false),
                (tr("参数", "Number"), true),
                (tr("触发后", "Where hit"), false),
                (tr("适用类型", "Kinds"), false),
                (tr("依据", "Basis"), false),
                (tr("可作特别决定的机关", "Who may decide otherwise"), false),
                (tr("有效期起", "From"), false),
            ];
            if may {
                heads.push((tr("操作", "Action"), false));
            }
            let mut rows: Vec<Vec<AnyView>> = Vec::new();
            for rule_key in RuleKey::ALL {
                let mut versions: Vec<&EligibilityRule> = rules.iter().filter(|one| one.key == *rule_key).collect();
                versions.sort_by_key(|one| (one.path.clone(), std::cmp::Reverse(one.from), one.id.clone()));
                for (n, one) in versions.iter().enumerate() {
                    // The first version of a scope that has begun is the one in force.
                    let begun = versions.iter().position(|other| other.path == one.path && other.from <= today);
                    let state = match (one.from > today, begun == Some(n), one.active) {
                        (true, ..) => badge("plain", tr("未生效", "To come")),
                        (false, true, true) => ().into_any(),
                        (false, true, false) => badge("plain", tr("已停用", "Not applied")),
                        (false, false, _) => badge("plain", tr("已被替代", "Replaced")),
                    };
                    let mut cells = vec![
                        view! {
                            {name(one.key)}
                            " "
                            {state}
                            {(!one.unit.as_str().is_empty())
                                .then(|| badge("plain", tr("本单位", "One unit")))}
                        }
                        .written(),
                        measure(one).written(),
                        match one.key.settled() {
                            Some(Verdict::Due) => name(Verdict::Due).written(),
                            Some(_) => tr("不作为限制", "No bar").written(),
                            None => name(one.effect).written(),
                        },
                        join(&one.kinds).written(),
                        format!("{}{}", one.basis, one.article).written(),
                        match (one.key.settled(), one.waiver.is_empty()) {
                            (Some(_), _) => "—".written(),
                            (None, true) => tr("不得变通", "Nobody").written(),
                            (None, false) => one.waiver.clone().into_any(),
                        },
                        view! { <span class="nowrap">{day_text(one.from)}</span> }.written(),
                    ];
                    if may {
                        cells.push(
                            view! {
                                <a class="nowrap" href=format!("/exchange/rules/{}", one.key.code())>
                                    {tr("修订", "Revise")}
                                </a>
                            }
                            .written(),
                        );
                    }
                    rows.push(cells);
                }
            }
            page(
                Vec::new(),
                tr("交流规则", "Rules of exchange"),
                tr(
                    "每条规则写明来源、参数和可作特别决定的机关；修订从指定日期起生效，以往结论不变。",
                    "Each rule says its source, its number and who may decide otherwise. A revision takes \
                     effect from a day on; what was judged stays.",
                ),
                may.then(|| button_link("/exchange/what-if", tr("推演", "What if"), true)).written(),
                plain_table(tr("交流规则", "Rules of exchange"), &heads, rows),
            )
        },
    )
}

/// Revising a rule.
pub fn edit() -> AnyView {
    let save = form::posts::<SaveEligibilityRule>();
    load(
        key,
        |key| async move {
            let (rules, _) = api::eligibility_rules().await?;
            let last = key.and_then(|key| {
                rules.iter().filter(|one| one.key == key).max_by_key(|one| (one.from, one.id.clone())).cloned()
            });
            let last = last.ok_or(crate::api::ApiError(domain::Fault::NotFound))?;
            let units = organisation::near([&last.unit]).await?;
            Ok((last, units))
        },
        move |(one, units): (EligibilityRule, NearUnits)| {
            let fault = fault_of(save);
            let options = unit_options(units).or_none(tr("全部单位", "Everywhere"));
            let number = match one.key.measure() {
                Measure::None => view! { <input type="hidden" name="value" value="0" /> }.written(),
                Measure::Months => {
                    form::text("value", tr("参数（月）", "Number (months)"), "", one.value.to_string(), fault)
                }
                Measure::Terms => {
                    form::text("value", tr("参数（届）", "Number (terms)"), "", one.value.to_string(), fault)
                }
            };
            page(
                trail(),
                name(one.key),
                "",
                ().into_any(),
                form::post(
                    save,
                    "form",
                    view! {
                        {form::summary(fault)}
                        <input type="hidden" name="key" value=one.key.code() />
                        {number}
                        {form::code::<Effect>("effect", tr("触发后", "Where it is hit"), Some(one.effect), fault)}
                        {form::select(
                            "unit",
                            tr("适用单位", "For posts of"),
                            tr("较小范围的规则优先", "The narrowest scope wins"),
                            options,
                            one.unit.as_str(),
                            fault,
                        )}
                        {form::code_checks::<
                            ExchangeKind,
                        >(
                            "kinds",
                            tr("适用类型", "Kinds"),
                            tr("不选为全部", "None chosen: all"),
                            &one.kinds,
                            fault,
                        )}
                        {form::code_checks::<
                            Family,
                        >(
                            "families",
                            tr("适用系统", "Families"),
                            tr("不选为全部", "None chosen: all"),
                            &one.families,
                            fault,
                        )}
                        {form::text("basis", tr("依据", "Basis"), "", one.basis.clone(), fault)}
                        {form::text("article", tr("条款", "Article"), "", one.article.clone(), fault)}
                        {form::text(
                            "waiver",
                            tr("可作特别决定的机关", "Who may decide otherwise"),
                            tr("空白为不得变通", "Blank: nobody"),
                            one.waiver.clone(),
                            fault,
                        )}
                        {form::date("from", tr("生效日期", "From"), day_text(frame().now.day()), fault)}
                        {form::tick("active", tr("适用此规则", "The rule is applied"), "", one.active, fault)}
                        {form::submit(tr("保存新版本", "Save as a new version"), save.pending())}
                    },
                ),
            )
        },
    )
}
