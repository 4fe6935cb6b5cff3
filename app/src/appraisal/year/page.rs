//! Appraisals of the years, one's own results, ballots to cast; setting one up.

use domain::appraisal::{Appraisals, MemberRow, PoolBy, Schemes};
use domain::organisation::NearUnits;
use domain::time::day_text;
use leptos::prelude::*;

use super::api::{self, SetUpAppraisal};
use crate::appraisal::scheme;
use crate::appraisal::view::{outcome_badge, points, trail};
use crate::components::form::{self, fault_of, unit_options};
use crate::components::load::load;
use crate::components::page::{badge, button_link, empty, page, section};
use crate::components::register;
use crate::components::table::plain_table;
use crate::components::written::Written;
use crate::frame::frame;
use crate::organisation;
use crate::words::{name, tr};

fn own(rows: &[MemberRow]) -> AnyView {
    let heads = [
        (tr("年度", "Year"), false),
        (tr("单位", "Unit"), false),
        (tr("述职", "Report"), false),
        (tr("得分", "Points"), true),
        (tr("结果", "Result"), false),
        (tr("提示", "To know"), false),
    ];
    let rows = rows
        .iter()
        .map(|row| {
            let todo = if row.told.is_some() && !row.acknowledged {
                Some(badge("warn", tr("待签收", "To be acknowledged")))
            } else {
                row.open.map(|(kind, due)| badge("warn", format!("{} {}", name(kind), day_text(due))))
            };
            vec![
                view! { <a href=format!("/appraisal/members/{}", row.id)>{row.year.to_string()}</a> }.written(),
                row.unit_name.clone().into_any(),
                if row.reported { tr("已提交", "In") } else { tr("未提交", "Not in") }.written(),
                points(row.total).written(),
                row.outcome.map(outcome_badge).unwrap_or_else(|| "—".written()),
                todo.written(),
            ]
        })
        .collect();
    plain_table(tr("本人考核", "Your appraisals"), &heads, rows)
}

pub fn list() -> AnyView {
    load(register::query, api::appraisals, |found: Appraisals| {
        let ballots = found
            .ballots
            .iter()
            .map(|one| {
                let href = format!("/appraisal/ballots/{}", one.sheet);
                let state = if one.taken {
                    badge("good", tr("已领票", "Taken"))
                } else {
                    badge("warn", tr("待投票", "To be cast"))
                };
                view! {
                    <li>
                        <a href=href>{one.title.clone()}" · "{one.unit_name.clone()}</a>
                        " "
                        {state}
                        " "
                        <span class="muted">{format!("{} {}", tr("截止", "until"), day_text(one.until))}</span>
                    </li>
                }
            })
            .collect_view();
        let none = empty(
            tr("还没有年度考核", "No appraisal yet"),
            tr("先采用一套指标，再建立年度考核。", "Adopt a scheme first, then set an appraisal up."),
        );
        let export = Some("/appraisal/years.xlsx".to_owned());
        let list = register::register(tr("年度考核", "Appraisals"), found.years, None, export, none, |row| {
            vec![
                view! { <a href=format!("/appraisal/years/{}", row.id)>{row.title.clone()}</a> }.written(),
                row.year.to_string().into_any(),
                row.unit_name.clone().into_any(),
                badge(if row.step == domain::appraisal::Step::Closed { "plain" } else { "warn" }, name(row.step)),
                row.members.to_string().into_any(),
            ]
        });
        let nothing = found.own.is_empty() && found.ballots.is_empty() && !found.views;
        page(
            Vec::new(),
            tr("考核评价", "Appraisal"),
            tr(
                "指标公开、投票保密、结果有据、救济有门。",
                "Open measures, secret ballots, reasons given, remedies kept.",
            ),
            view! {
                {found.editable.then(|| button_link("/appraisal/new", tr("建立年度考核", "Set one up"), true))}
                {button_link("/appraisal/deeds", tr("实绩台账", "Deeds"), false)}
                {found.views.then(|| button_link("/appraisal/schemes", tr("考核指标", "Schemes"), false))}
                {found.views.then(|| button_link("/appraisal/settings", tr("考核规则", "Rules"), false))}
            }
            .written(),
            view! {
                {(!found.ballots.is_empty())
                    .then(|| section(
                        tr("民主测评", "Ballots"),
                        view! { <ul class="plain-list">{ballots}</ul> }.written(),
                    ))}
                {(!found.own.is_empty()).then(|| section(tr("本人考核", "Your appraisals"), own(&found.own)))}
                {found.views.then(|| section(tr("年度考核", "Appraisals"), list))}
                {nothing
                    .then(|| empty(
                        tr("没有与您有关的考核", "Nothing concerns you yet"),
                        tr(
                            "考核开始后，述职、测评和结果会在这里。",
                            "Reports, ballots and results come here.",
                        ),
                    ))}
            }
            .written(),
        )
    })
}

/// Setting one up.
pub fn new() -> AnyView {
    let set_up = form::posts::<SetUpAppraisal>();
    load(
        || (),
        |()| async move { Ok((scheme::api::schemes().await?, organisation::near([""]).await?)) },
        move |(schemes, units): (Schemes, NearUnits)| {
            use chrono::Datelike;
            let fault = fault_of(set_up);
            let year = frame().now.day().year();
            let adopted: Vec<(String, String)> = schemes
                .schemes
                .iter()
                .filter(|one| one.adopted.is_some())
                .map(|one| (one.id.0.clone(), format!("{}（{} {}）", one.name, day_text(one.from), one.document)))
                .collect();
            let body = if adopted.is_empty() {
                empty(
                    tr("没有已采用的指标", "No adopted scheme"),
                    tr("请先在“考核指标”中试算并采用。", "Try and adopt one under Schemes first."),
                )
            } else {
                section(
                    tr("考核范围", "What it covers"),
                    form::post(
                        set_up,
                        "form",
                        view! {
                            {form::summary(fault)}
                            <div class="grid">
                                {form::text("year", tr("年度", "Year"), "", year.to_string(), fault)}
                                {form::text(
                                    "title",
                                    tr("名称", "Title"),
                                    "",
                                    format!("{year}{}", tr("年度考核", " appraisal")),
                                    fault,
                                )}
                                {form::select(
                                    "unit",
                                    tr("单位（含下属）", "Unit, with those below"),
                                    "",
                                    unit_options(units),
                                    "",
                                    fault,
                                )} {form::select("scheme", tr("指标", "Scheme"), "", adopted, "", fault)}
                                {form::code(
                                    "pool_by",
                                    tr("优秀比例的计算范围", "What shares a cap on 优秀"),
                                    Some(PoolBy::Unit),
                                    fault,
                                )}
                            </div>
                            <p class="hint">
                                {tr(
                                    "范围内的在职干部全部列入；每个单位一张测评表，领导班子和本单位干部先列为投票人，建立后可以调整。",
                                    "Everybody in service is taken in, with a sheet for each unit; leaders and \
                                     colleagues are put on its roll, which can be changed.",
                                )}
                            </p>
                            {form::submit(tr("建立", "Set up"), set_up.pending())}
                        },
                    ),
                )
            };
            page(trail(), tr("建立年度考核", "Set an appraisal up"), "", ().into_any(), body)
        },
    )
}
