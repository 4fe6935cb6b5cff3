//! What if: another number, a rule left out, other facts; who becomes eligible. Nothing is kept.

use domain::code::Code;
use domain::exchange::eligibility::{Measure, RuleKey, Verdict};
use domain::exchange::kind::ExchangeKind;
use domain::exchange::view::Screening;
use domain::organisation::NearUnits;
use leptos::prelude::*;

use super::api;
use crate::components::form::unit_options;
use crate::components::load::load;
use crate::components::page::{empty, page, section};
use crate::components::table::{State, choice, plain_table};
use crate::components::written::Written;
use crate::exchange::case::page::place;
use crate::exchange::figures::signed;
use crate::exchange::findings::{findings_table, verdict_badge};
use crate::organisation;
use crate::pages::step;
use crate::words::{name, tr};

/// The page.
pub fn what_if() -> AnyView {
    load(
        State::now,
        |state| async move {
            let found = api::what_if(
                state.get("unit"),
                state.get("post"),
                state.get("kind"),
                state.get("from"),
                state.get("person"),
                state.get("rule"),
                state.get("value"),
                state.get("service_since"),
                state.get("clear"),
                state.get("place"),
            )
            .await?;
            Ok((found, organisation::near([state.get("unit"), state.get("from")]).await?))
        },
        |(found, units): (Screening, NearUnits)| {
            let state = State::now();
            let kinds: Vec<_> =
                ExchangeKind::ALL.iter().map(|one| (one.code().to_owned(), name(*one).to_owned())).collect();
            let mut posts = vec![(String::new(), tr("请选择", "Choose").to_owned())];
            posts.extend(found.posts.iter().map(|(id, title)| (id.0.clone(), title.clone())));
            let mut rules = vec![(String::new(), tr("不改变", "Nothing changed").to_owned())];
            rules.extend(RuleKey::ALL.iter().map(|key| {
                let unit = match key.measure() {
                    Measure::None => "",
                    Measure::Months => tr("（月）", " (months)"),
                    Measure::Terms => tr("（届）", " (terms)"),
                };
                (key.code().to_owned(), format!("{}{unit}", name(*key)))
            }));
            let options = unit_options(units);
            let from = options.clone().or_none(tr("全部", "All"));
            let hosts = options.or_none(tr("请选择", "Choose"));
            let person = state.get("person");
            let one_person = (!person.is_empty()).then(|| {
                view! {
                    <label class="filter">
                        <span>{tr("公务员身份起始（推演）", "In service since (what if)")}</span>
                        <input type="date" name="service_since" value=state.get("service_since") />
                    </label>
                    <label class="filter">
                        <span>
                            {tr("处分、调查、试用、申报", "Sanction, investigation, probation, statement")}
                        </span>
                        <select name="clear">
                            <option value="" selected=state.get("clear").is_empty()>
                                {tr("按实际", "As they are")}
                            </option>
                            <option value="1" selected=state.get("clear") == "1">
                                {tr("不计", "Left out")}
                            </option>
                        </select>
                    </label>
                    <input type="hidden" name="person" value=person.clone() />
                }
            });
            let body = if found.post.is_empty() {
                empty(
                    tr("选择接收单位和岗位", "Choose a unit and a post"),
                    tr(
                        "先选单位再查看，即可选择其岗位；推演不保存任何内容。",
                        "Choose the unit and look: its posts can then be chosen. Nothing is kept.",
                    ),
                )
            } else {
                answer(&found)
            };
            page(
                vec![step("/exchange/rules", tr("交流规则", "Rules of exchange"))],
                tr("推演", "What if"),
                tr(
                    "改变一个参数或停用一条规则，看谁会符合；不保存。",
                    "Change a number or leave a rule out and see who becomes eligible. Nothing is kept.",
                ),
                ().into_any(),
                view! {
                    <form class="filters" method="get">
                        {choice("kind", tr("类型", "Kind"), kinds, state.get("kind"))}
                        {choice("unit", tr("接收单位", "Receiving unit"), hosts, state.get("unit"))}
                        {choice("post", tr("岗位", "Post"), posts, state.get("post"))}
                        {place(state.get("place"))}
                        {choice("from", tr("人选范围", "People of"), from, state.get("from"))}
                        {choice("rule", tr("改变规则", "Change the rule"), rules, state.get("rule"))}
                        <label class="filter">
                            <span>{tr("新参数（空白为停用）", "New number (blank: left out)")}</span>
                            <input inputmode="numeric" name="value" value=state.get("value") />
                        </label>
                        {one_person}
                        <button type="submit" class="button primary">
                            {tr("推演", "Look")}
                        </button>
                    </form>
                    {body}
                }
                .written(),
            )
        },
    )
}

fn answer(found: &Screening) -> AnyView {
    let heads = [
        (tr("结论", "Says"), false),
        (tr("现行规则", "As it is"), true),
        (tr("推演后", "What if"), true),
        (tr("变化", "Change"), true),
    ];
    let rows = [Verdict::Pass, Verdict::Ask, Verdict::Fail]
        .iter()
        .enumerate()
        .map(|(n, verdict)| {
            let (before, after) = (found.counts.0[n], found.counts.1[n]);
            vec![
                verdict_badge(*verdict),
                before.to_string().into_any(),
                view! { <span data-testid=format!("after-{}", verdict.code())>{after.to_string()}</span> }.written(),
                signed(i64::from(after) - i64::from(before)).written(),
            ]
        })
        .collect();
    let people = found
        .people
        .iter()
        .map(|one| {
            let changed = (one.before == Verdict::Fail) != (one.after == Verdict::Fail) || one.before != one.after;
            view! {
                <details class="finding">
                    <summary>
                        <strong>{one.candidate.name.clone()}</strong>
                        " "
                        <span class="muted">{one.unit_name.clone()}" "{one.candidate.title.clone()}</span>
                        " "
                        {verdict_badge(one.before)}
                        {changed
                            .then(|| {
                                view! {
                                    " → "
                                    {verdict_badge(one.after)}
                                }
                            })}
                    </summary>
                    {findings_table(&one.findings, &one.candidate.name, false)}
                </details>
            }
        })
        .collect_view();
    view! {
        {section(
            tr("人数", "How many"),
            view! {
                <p>{found.post.clone()}</p>
                {plain_table(tr("人数", "How many"), &heads, rows)}
            }
                .written(),
        )}
        {section(
            tr("人员", "People"),
            view! {
                {people}
                {(found.left > 0)
                    .then(|| {
                        view! {
                            <p class="muted">
                                {tr("另有 ", "")}{found.left.to_string()}
                                {tr(
                                    " 人未列出，可缩小人选范围。",
                                    " more are not listed; narrow the people.",
                                )}
                            </p>
                        }
                    })}
            }
                .written(),
        )}
    }
    .written()
}
