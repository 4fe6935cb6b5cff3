//! Posts offered in a round: one's page with those who wish for it, and its form.

use domain::code::{Level, UnitLevel};
use domain::exchange::eligibility::Verdict;
use domain::exchange::round::OfferedPost;
use domain::exchange::view::{Applicant, OfferDetail, RoundDetail};
use domain::organisation::NearUnits;
use leptos::prelude::*;

use super::api::{self, RankApplicants, RemoveOffer, SaveOffer, SettlePair};
use crate::components::dialog::{cancel, confirm, dialog};
use crate::components::form::{self, Choices, fault_of, keyed};
use crate::components::load::load;
use crate::components::page::{badge, button_link, empty, facts, page, section};
use crate::components::table::plain_table;
use crate::components::written::Written;
use crate::exchange::findings::{findings_table, verdict_badge};
use crate::exchange::round;
use crate::exchange::view::round_trail;
use crate::organisation;
use crate::pages::{id, only_if};
use crate::words::{name, tr};

/// What a post asks for, in words.
pub fn demands(post: &OfferedPost) -> String {
    let demands = &post.demands;
    let mut parts: Vec<String> = Vec::new();
    if !demands.levels.is_empty() {
        parts.push(demands.levels.iter().map(|one| name(*one)).collect::<Vec<_>>().join(tr("、", ", ")));
    }
    if demands.months_at_level > 0 {
        parts.push(format!(
            "{} {} {}",
            tr("任现层次满", "at the level for"),
            demands.months_at_level,
            tr("个月", "months")
        ));
    }
    if demands.most_age > 0 {
        parts.push(format!("{} {} {}", tr("不超过", "not older than"), demands.most_age, tr("周岁", "")));
    }
    if demands.party_member {
        parts.push(tr("中共党员", "CPC member").to_owned());
    }
    if !demands.specialty.is_empty() {
        parts.push(format!("{}{}", tr("专长：", "specialty: "), demands.specialty));
    }
    parts.join(tr("；", "; "))
}

/// Offering a post.
pub fn new() -> AnyView {
    let save = form::posts::<SaveOffer>();
    load(
        id,
        |id| async move {
            let detail = round::api::round(id).await?;
            let units = organisation::near(detail.round.units.iter().map(|one| &one.unit)).await?;
            Ok((detail, units))
        },
        move |(detail, units): (RoundDetail, NearUnits)| {
            only_if(detail.organiser || !detail.units.is_empty(), || {
                page(
                    round_trail(&detail.round),
                    tr("提供岗位", "Offer a post"),
                    "",
                    ().into_any(),
                    post_form(None, &detail.round, units, save),
                )
            })
        },
    )
}

/// A post's form.
pub fn edit() -> AnyView {
    let save = form::posts::<SaveOffer>();
    load(
        id,
        |id| async move {
            let detail = api::offer(id).await?;
            let taking_part = detail.round.units.iter().map(|one| &one.unit);
            let units = organisation::near(taking_part.chain([&detail.post.unit])).await?;
            Ok((detail, units))
        },
        move |(detail, units): (OfferDetail, NearUnits)| {
            only_if(detail.editable, || {
                page(
                    round_trail(&detail.round),
                    tr("修改岗位", "Edit post"),
                    "",
                    ().into_any(),
                    post_form(Some(&detail.post), &detail.round, units, save),
                )
            })
        },
    )
}

fn post_form(
    one: Option<&OfferedPost>,
    round: &domain::exchange::round::Round,
    units: NearUnits,
    save: form::Post<SaveOffer>,
) -> AnyView {
    let fault = fault_of(save);
    let mut units = units;
    units.rows.retain(|row| round.participant(&row.unit.path).is_some());
    let options = Choices::of_units(units, |row| row.unit.name);
    let first = options.first();
    let of = |get: fn(&OfferedPost) -> String, instead: &str| one.map_or_else(|| instead.to_owned(), get);
    let number = |n: u32| if n == 0 { String::new() } else { n.to_string() };
    let levels: Vec<Level> = one.map(|post| post.demands.levels.clone()).unwrap_or_default();
    form::post(
        save,
        "form",
        view! {
            {form::summary(fault)}
            <input type="hidden" name="round" value=round.id.to_string() />
            <input type="hidden" name="id" value=of(|p| p.id.to_string(), "") />
            <input type="hidden" name="version" value=of(|p| p.version.to_string(), "0") />
            <div class="grid">
                {form::select("unit", tr("单位", "Unit"), "", options, &of(|p| p.unit.to_string(), &first), fault)}
                {form::text("title", tr("岗位名称", "Title"), "", of(|p| p.title.clone(), ""), fault)}
                {form::code(
                    "level",
                    tr("岗位层次", "Level of the post"),
                    Some(one.map_or(Level::SectionChief, |p| p.level)),
                    fault,
                )} {form::text("seats", tr("名额", "Seats"), "", of(|p| p.seats.to_string(), "1"), fault)}
                {form::text(
                    "least",
                    tr("保底名额", "Guaranteed seats"),
                    tr("本轮必须补足的人数，可空", "Must be filled in this round; may stay blank"),
                    number(one.map_or(0, |p| p.least)),
                    fault,
                )}
                {form::text(
                    "place",
                    tr("岗位所在地", "Place"),
                    tr(
                        "填到县，用于地域回避；不涉及可空",
                        "To the county, for avoidance of one's home region; may stay blank",
                    ),
                    of(|p| p.place.clone(), ""),
                    fault,
                )}
                {form::code(
                    "place_level",
                    tr("所在地层级", "Level of that place"),
                    Some(one.map_or(UnitLevel::City, |p| p.place_level)),
                    fault,
                )}
            </div>
            {form::tick("leading", tr("领导职务", "Leading post"), "", one.is_some_and(|p| p.leading), fault)}
            {form::tick("chief", tr("正职", "Head of the unit"), "", one.is_some_and(|p| p.chief), fault)}
            <h2>{tr("岗位条件", "What it asks for")}</h2>
            {form::code_checks::<
                Level,
            >(
                "levels",
                tr("可报名的层次", "Levels that may wish"),
                tr("不选为不限", "None chosen: any"),
                &levels,
                fault,
            )}
            <div class="grid">
                {form::text(
                    "months_at_level",
                    tr("任现层次满（月）", "Months at the level"),
                    "",
                    number(one.map_or(0, |p| p.demands.months_at_level)),
                    fault,
                )}
                {form::text(
                    "most_age",
                    tr("年龄不超过（周岁）", "Not older than"),
                    "",
                    number(one.map_or(0, |p| p.demands.most_age)),
                    fault,
                )}
                {form::text(
                    "specialty",
                    tr("专长要求", "Specialty"),
                    tr("档案“专长”须含此词，可空", "A word the specialty on record must have"),
                    of(|p| p.demands.specialty.clone(), ""),
                    fault,
                )}
            </div>
            {form::tick(
                "party_member",
                tr("限中共党员", "CPC members only"),
                "",
                one.is_some_and(|p| p.demands.party_member),
                fault,
            )}
            {form::area(
                "about",
                tr("岗位说明", "About it"),
                tr("分管工作、培养目标等", "Duties, what it is to teach"),
                of(|p| p.about.clone(), ""),
                fault,
            )}
            {form::submit(tr("保存", "Save"), save.pending())}
        },
    )
}

/// One post.
pub fn detail() -> AnyView {
    let rank = form::posts::<RankApplicants>();
    let settle = form::posts::<SettlePair>();
    let remove = form::posts::<RemoveOffer>();
    load(id, api::offer, move |detail: OfferDetail| {
        let post = detail.post.clone();
        let mut actions: Vec<AnyView> = Vec::new();
        if detail.editable {
            actions.push(button_link(format!("/exchange/posts/{}/edit", post.id), tr("修改", "Edit"), false));
            if detail.applicants.is_empty() {
                actions.push(form::post(
                    remove,
                    "",
                    view! {
                        <input type="hidden" name="id" value=post.id.to_string() />
                        {confirm(
                            tr("移除", "Remove"),
                            tr("岗位将不在本轮提供。", "The post is no longer offered in this round."),
                            tr("移除岗位", "Remove the post"),
                        )}
                    },
                ));
            }
        }
        let list = (!detail.applicants.is_empty() || detail.may_rank || detail.organiser)
            .then(|| section(tr("报名人选", "Who wishes for it"), applicants(&detail, rank, settle)));
        page(
            round_trail(&detail.round),
            format!("{} {}", post.unit_name, post.title),
            "",
            actions.collect_view().into_any(),
            view! {
                {form::summary(fault_of(remove))}
                {section(
                    tr("岗位", "The post"),
                    facts(
                        vec![
                            (tr("单位", "Unit"), post.unit_name.clone()),
                            (tr("层次", "Level"), name(post.level).to_owned()),
                            (tr("名额", "Seats"), post.seats.to_string()),
                            (
                                tr("职务", "Kind"),
                                match (post.leading, post.chief) {
                                    (_, true) => tr("正职领导", "Head").to_owned(),
                                    (true, false) => tr("领导职务", "Leading post").to_owned(),
                                    _ => tr("非领导职务", "Not a leading post").to_owned(),
                                },
                            ),
                            (tr("所在地", "Place"), post.place.clone()),
                            (tr("岗位条件", "Asks for"), demands(&post)),
                            (tr("岗位说明", "About it"), post.about.clone()),
                        ],
                    ),
                )}
                {list}
            }
            .written(),
        )
    })
}

fn decision(detail: &OfferDetail, one: &Applicant) -> Option<&'static str> {
    let is = |list: &[(domain::PersonId, domain::OfferId, String)]| {
        list.iter().any(|(who, which, _)| *who == one.entry.person && *which == detail.post.id)
    };
    if is(&detail.round.pinned) {
        Some("pin")
    } else if is(&detail.round.forbidden) {
        Some("forbid")
    } else {
        None
    }
}

fn applicants(detail: &OfferDetail, rank: form::Post<RankApplicants>, settle: form::Post<SettlePair>) -> AnyView {
    if detail.applicants.is_empty() {
        return empty(tr("还没有人填报此岗位", "Nobody wishes for it yet"), "");
    }
    let fault = fault_of(rank);
    let may = detail.may_rank && !detail.organiser;
    let mut heads = vec![
        (tr("姓名", "Name"), false),
        (tr("单位、现任职务", "Unit and post"), false),
        (tr("层次", "Level"), false),
        (tr("志愿序", "Wish"), true),
        (tr("资格", "Eligible"), false),
    ];
    heads.push((if may { tr("排序", "Rank") } else { tr("单位排序", "Unit's rank") }, true));
    if may {
        heads.push((tr("不接收的理由", "Why not"), false));
    }
    let rows = detail
        .applicants
        .iter()
        .map(|one| {
            let person = &one.entry.person;
            let place = detail.post.ranking.iter().position(|who| who == person).map(|n| (n + 1).to_string());
            let why = detail.post.declined.get(person).cloned();
            let mut cells = vec![
                view! { <a href=format!("/people/{person}")>{one.entry.name.clone()}</a> }.written(),
                format!("{} {}", one.entry.unit_name, one.entry.title).written(),
                name(one.entry.level).written(),
                one.wish.to_string().into_any(),
                verdict_badge(one.verdict),
            ];
            if may {
                cells.push(
                    view! {
                        <input
                            inputmode="numeric"
                            class="short"
                            name=keyed("ranking", person)
                            value=place.unwrap_or_default()
                            aria-label=format!("{} {}", one.entry.name, tr("排序", "rank"))
                        />
                    }
                    .written(),
                );
                cells.push(
                    view! {
                        <input
                            type="text"
                            name=keyed("declined", person)
                            value=why.unwrap_or_default()
                            aria-label=format!("{} {}", one.entry.name, tr("不接收的理由", "why not"))
                        />
                    }
                    .written(),
                );
            } else {
                cells.push(match (place, why) {
                    (_, Some(why)) => badge("bad", format!("{}{why}", tr("不接收：", "Declined: "))),
                    (Some(place), None) => place.written(),
                    (None, None) => "—".written(),
                });
            }
            cells
        })
        .collect();
    let table = plain_table(tr("报名人选", "Who wishes for it"), &heads, rows);
    let table = if may {
        form::post(
            rank,
            "form",
            view! {
                {form::summary(fault)}
                <p class="hint">
                    {tr(
                        "从 1 起排序；未排序的在已排序的之后，按本轮抽签次序。填写理由的不接收。",
                        "Rank from 1. Those not ranked come after, in the round's drawn order. A reason \
                         declines somebody.",
                    )}
                </p>
                <input type="hidden" name="id" value=detail.post.id.to_string() />
                <input type="hidden" name="version" value=detail.post.version.to_string() />
                {table}
                {form::submit(tr("保存排序", "Save the ranking"), rank.pending())}
            },
        )
    } else {
        table
    };
    let settle_fault = fault_of(settle);
    let more = detail
        .applicants
        .iter()
        .map(|one| {
            let held = decision(detail, one);
            let hidden = view! {
                <input type="hidden" name="id" value=detail.post.id.to_string() />
                <input type="hidden" name="person" value=one.entry.person.to_string() />
            };
            let buttons = detail.organiser.then(|| match held {
                Some(kind) => form::post(settle, "inline-form", view! {
                    {hidden}
                    {badge(
                        "warn",
                        if kind == "pin" {
                            tr("已指定安排", "Decided beforehand")
                        } else {
                            tr("已排除", "Ruled out")
                        },
                    )}
                    <button type="submit" class="button small" name="decision" value="clear">
                        {tr("撤销决定", "Take back")}
                    </button>
                }),
                None => form::post(settle, "inline-form", view! {
                    {form::undecided()}
                    {hidden}
                    {dialog(
                        "button small",
                        tr("指定或排除", "Pin or rule out"),
                        view! {
                            {form::text(
                                "reason",
                                tr("理由", "Reason"),
                                tr(
                                    "记入轮次，结果性质会相应说明",
                                    "Kept with the round; what the result can claim will say so",
                                ),
                                "",
                                settle_fault,
                            )}
                            <p class="actions">
                                {cancel()} <button type="submit" class="button primary" name="decision" value="pin">
                                    {tr("指定安排", "Decide for it")}
                                </button> <button type="submit" class="button danger" name="decision" value="forbid">
                                    {tr("排除", "Rule out")}
                                </button>
                            </p>
                        }
                            .written(),
                    )}
                }),
            });
            let open = one.verdict > Verdict::Due;
            view! {
                <details class="finding" open=false>
                    <summary>
                        {one.entry.name.clone()}" "{verdict_badge(one.verdict)}
                        {open.then(|| tr(" 查看规则结论", " what the rules say"))}
                    </summary>
                    {(!one.entry.statement.is_empty()).then(|| view! { <p>{one.entry.statement.clone()}</p> })}
                    {findings_table(&one.findings, &one.entry.name, false)}
                    {buttons}
                </details>
            }
        })
        .collect_view();
    view! {
        {form::summary(settle_fault)}
        {table}
        <h3>{tr("规则结论与决定", "Rules and decisions")}</h3>
        {more}
    }
    .written()
}
