//! Schemes of appraisal.

use domain::access::Permission;
use domain::appraisal::{
    Absent, Dimension, Indicator, Scheme, SchemeDetail, Schemes, Source, Trial, VoterGroup, VoterKind,
};
use domain::code::{Code, Family};
use domain::record::Grade;
use domain::time::day_text;
use leptos::prelude::*;

use super::api::{self, AdoptScheme, SaveScheme};
use crate::appraisal::view::{hundredths, trail};
use crate::components::dialog::{cancel, dialog};
use crate::components::form::{self, fault_of, inside, keyed};
use crate::components::load::load;
use crate::components::page::{badge, button_link, empty, facts, page, section};
use crate::components::table::{State as Query, plain_table};
use crate::components::written::Written;
use crate::frame::frame;
use crate::pages::{id, step};
use crate::words::{name, tr};

/// Lines beyond those a scheme has, to be filled.
const MORE: usize = 3;

fn trail_of_schemes() -> Vec<(String, String)> {
    let mut way = trail();
    way.push(step("/appraisal/schemes", tr("考核指标", "Schemes")));
    way
}

pub fn list() -> AnyView {
    load(
        || (),
        |()| api::schemes(),
        |found: Schemes| {
            let heads = [
                (tr("名称", "Name"), false),
                (tr("适用", "For"), false),
                (tr("生效", "From"), false),
                (tr("指标数", "Indicators"), true),
                (tr("状态", "State"), false),
            ];
            let rows = found
                .schemes
                .iter()
                .map(|one| {
                    vec![
                        view! { <a href=format!("/appraisal/schemes/{}", one.id)>{one.name.clone()}</a> }.written(),
                        one.family.map_or(tr("全部单位", "All units"), name).written(),
                        day_text(one.from).written(),
                        one.indicators.len().to_string().into_any(),
                        match one.adopted {
                            Some(day) => view! {
                                {badge("good", tr("已采用", "Adopted"))}
                                " "
                                <span class="muted">{format!("{} {}", day_text(day), one.document)}</span>
                            }
                            .written(),
                            None => badge("warn", tr("草案", "Draft")),
                        },
                    ]
                })
                .collect();
            let list = if found.schemes.is_empty() {
                empty(
                    tr("还没有指标", "No scheme yet"),
                    tr(
                        "从系统给出的初稿开始，改成本地的办法。",
                        "Begin with the first draft given here and make it yours.",
                    ),
                )
            } else {
                plain_table(tr("考核指标", "Schemes"), &heads, rows)
            };
            page(
                trail(),
                tr("考核指标", "Schemes"),
                tr(
                    "政治性、先进性、群众性和德能勤绩廉，权重、来源、依据都是数据。",
                    "What is looked at, how much it weighs, where it comes from and why.",
                ),
                found
                    .editable
                    .then(|| button_link("/appraisal/schemes/new", tr("新建指标", "New scheme"), true))
                    .written(),
                section(tr("全部版本", "All versions"), list),
            )
        },
    )
}

fn options<C: Code>(chosen: Option<C>) -> AnyView {
    C::ALL
        .iter()
        .map(|one| {
            let selected = chosen.is_some_and(|chosen| chosen.code() == one.code());
            view! {
                <option value=one.code() selected=selected>
                    {name(*one)}
                </option>
            }
        })
        .collect_view()
        .written()
}

fn editor(scheme: &Scheme, save: form::Post<SaveScheme>) -> AnyView {
    let fault = fault_of(save);
    let indicator = |n: usize, one: Option<&Indicator>| {
        let label = |text: &'static str| format!("{text} {}", n + 1);
        let text = |field: &str, what: &'static str, value: String, digits: bool| {
            let (kind, mode) = if digits { (None, Some("numeric")) } else { (Some("text"), None) };
            let (name, label) = (keyed(field, &n), label(what));
            view! { <input type=kind inputmode=mode name=name value=value aria-label=label /> }.written()
        };
        vec![
            (n + 1).to_string().into_any(),
            view! {
                <select name=keyed("dimensions", &n) aria-label=label(tr("维度", "Side"))>
                    {options::<Dimension>(one.map(|one| one.dimension))}
                </select>
            }
            .written(),
            text("names", tr("指标", "Indicator"), one.map(|one| one.name.clone()).unwrap_or_default(), false),
            text("weights", tr("权重", "Weight"), one.map(|one| one.weight.to_string()).unwrap_or_default(), true),
            view! {
                <select name=keyed("sources", &n) aria-label=label(tr("来源", "From"))>
                    {options::<Source>(one.map(|one| one.source))}
                </select>
            }
            .written(),
            text(
                "fulls",
                tr("满分值", "Full at"),
                one.filter(|one| one.full > 0).map(|one| one.full.to_string()).unwrap_or_default(),
                true,
            ),
            text("evidences", tr("佐证", "Evidence"), one.map(|one| one.evidence.clone()).unwrap_or_default(), false),
            view! {
                <select name=keyed("absents", &n) aria-label=label(tr("没有数据时", "Without data"))>
                    {options::<Absent>(one.map(Indicator::lacking))}
                </select>
            }
            .written(),
        ]
    };
    let group = |n: usize, one: Option<&VoterGroup>| {
        let label = |text: &'static str| format!("{text} {}", n + 1);
        vec![
            view! {
                <input
                    type="text"
                    name=keyed("codes", &n)
                    value=one.map(|one| one.code.clone()).unwrap_or_default()
                    aria-label=label(tr("代号", "Code"))
                />
            }
            .written(),
            view! {
                <input
                    type="text"
                    name=keyed("titles", &n)
                    value=one.map(|one| one.name.clone()).unwrap_or_default()
                    aria-label=label(tr("群体", "Group"))
                />
            }
            .written(),
            view! {
                <select name=keyed("kinds", &n) aria-label=label(tr("关系", "Who"))>
                    {options::<VoterKind>(one.map(|one| one.kind))}
                </select>
            }
            .written(),
            view! {
                <input
                    inputmode="numeric"
                    name=keyed("shares", &n)
                    value=one.map(|one| one.weight.to_string()).unwrap_or_default()
                    aria-label=label(tr("权重", "Weight"))
                />
            }
            .written(),
        ]
    };
    let indicators = (0..scheme.indicators.len() + MORE).map(|n| indicator(n, scheme.indicators.get(n))).collect();
    let groups = (0..(scheme.groups.len() + 1).min(6)).map(|n| group(n, scheme.groups.get(n))).collect();
    let indicator_heads = [
        (tr("行", "Line"), true),
        (tr("维度", "Side"), false),
        (tr("指标", "Indicator"), false),
        (tr("权重%", "Weight, %"), true),
        (tr("来源", "From"), false),
        (tr("满分值", "Full at"), true),
        (tr("佐证", "Evidence"), false),
        (tr("没有数据时", "Without data"), false),
    ];
    let group_heads = [
        (tr("代号", "Code"), false),
        (tr("群体", "Group"), false),
        (tr("关系", "Who"), false),
        (tr("权重%", "Weight, %"), true),
    ];
    let family = scheme.family.map(Code::code).unwrap_or_default();
    let families = form::code_options::<Family>(Some(tr("全部单位", "All units")));
    form::post(
        save,
        "form",
        view! {
            {form::summary(fault)}
            <input type="hidden" name="id" value=scheme.id.to_string() />
            <input type="hidden" name="version" value=scheme.version.to_string() />
            <div class="grid">
                {form::text("name", tr("名称", "Name"), "", scheme.name.clone(), fault)}
                {form::select("family", tr("适用单位", "For"), "", families, family, fault)}
                {form::date("from", tr("生效日期", "From"), day_text(scheme.from), fault)}
            </div>
            {form::text("basis", tr("依据", "Basis"), "", scheme.basis.clone(), fault)}
            <h3 id="indicators">{tr("指标", "Indicators")}</h3>
            <p class="hint">
                {tr(
                    "权重合计 100。来源为系统数据的，写明达到多少得满分（学时、分、件、项）；名称留空的行不保存。",
                    "The weights add up to 100. For facts of the system say what gives full points. Lines \
                     without a name are left out.",
                )}
            </p>
            {form::error_of("indicators".to_owned(), fault)}
            {plain_table(tr("指标", "Indicators"), &indicator_heads, indicators)}
            <h3 id="groups">{tr("投票群体", "Groups of voters")}</h3>
            {form::error_of("groups".to_owned(), fault)}
            {plain_table(tr("投票群体", "Groups of voters"), &group_heads, groups)}
            {form::submit(tr("保存草案", "Save the draft"), save.pending())}
        },
    )
}

fn trial(found: &Trial) -> AnyView {
    let rows = Grade::ALL
        .iter()
        .enumerate()
        .map(|(n, grade)| {
            vec![
                name(*grade).written(),
                found.grades.0[n].to_string().into_any(),
                found.grades.1[n].to_string().into_any(),
            ]
        })
        .collect();
    let heads = [
        (tr("得分对应等次（不计比例）", "By points, cap aside"), false),
        (tr("原指标", "As it was"), true),
        (tr("本指标", "With this one"), true),
    ];
    let move_heads = [
        (tr("姓名", "Name"), false),
        (tr("单位", "Unit"), false),
        (tr("原名次", "Place then"), true),
        (tr("原得分", "Points then"), true),
        (tr("新名次", "Place now"), true),
        (tr("新得分", "Points now"), true),
    ];
    let moves = found
        .moves
        .iter()
        .map(|one| {
            vec![
                one.name.clone().into_any(),
                one.unit_name.clone().into_any(),
                one.before.0.to_string().into_any(),
                hundredths(one.before.1).written(),
                one.after.0.to_string().into_any(),
                hundredths(one.after.1).written(),
            ]
        })
        .collect();
    view! {
        {facts(
            vec![
                (tr("年度", "Year"), found.year.to_string()),
                (tr("人数", "People"), found.people.to_string()),
                (tr("平均分", "Mean"), format!("{} → {}", hundredths(found.mean.0), hundredths(found.mean.1))),
                (tr("当年没有数据的指标", "Indicators without data"), found.empty.join(tr("、", ", "))),
            ],
        )}
        {plain_table(tr("等次", "Grades"), &heads, rows)}
        <h3>{tr("名次变化最大的人员", "Those whose place changes most")}</h3>
        {if found.moves.is_empty() {
            view! { <p class="muted">{tr("没有变化。", "None.")}</p> }.written()
        } else {
            plain_table(tr("名次变化", "Changes"), &move_heads, moves)
        }}
    }
    .written()
}

fn shown(scheme: &Scheme) -> AnyView {
    let heads = [
        (tr("维度", "Side"), false),
        (tr("指标", "Indicator"), false),
        (tr("权重%", "Weight, %"), true),
        (tr("来源", "From"), false),
        (tr("满分值", "Full at"), true),
        (tr("佐证", "Evidence"), false),
    ];
    let rows = scheme
        .indicators
        .iter()
        .map(|one| {
            vec![
                name(one.dimension).written(),
                one.name.clone().into_any(),
                one.weight.to_string().into_any(),
                name(one.source).written(),
                if one.full > 0 { one.full.to_string() } else { "—".to_owned() }.written(),
                one.evidence.clone().into_any(),
            ]
        })
        .collect();
    let group_heads = [
        (tr("代号", "Code"), false),
        (tr("群体", "Group"), false),
        (tr("关系", "Who"), false),
        (tr("权重%", "Weight, %"), true),
    ];
    let groups = scheme
        .groups
        .iter()
        .map(|one| {
            vec![
                one.code.clone().into_any(),
                one.name.clone().into_any(),
                name(one.kind).written(),
                one.weight.to_string().into_any(),
            ]
        })
        .collect();
    view! {
        {facts(
            vec![
                (tr("依据", "Basis"), scheme.basis.clone()),
                (tr("生效", "From"), day_text(scheme.from)),
                (
                    tr("采用", "Adopted"),
                    scheme.adopted.map(|day| format!("{} {}", day_text(day), scheme.document)).unwrap_or_default(),
                ),
            ],
        )}
        {plain_table(tr("指标", "Indicators"), &heads, rows)}
        {plain_table(tr("投票群体", "Groups of voters"), &group_heads, groups)}
    }
    .written()
}

/// A new scheme, from the first draft or as the next version of another.
pub fn new() -> AnyView {
    let save = form::posts::<SaveScheme>();
    load(
        || Query::now().get("of"),
        |of| async move { if of.is_empty() { Ok(None) } else { api::scheme(of, String::new()).await.map(Some) } },
        move |found: Option<SchemeDetail>| {
            let today = frame().now.day();
            let scheme = match found {
                Some(found) => {
                    Scheme { id: Default::default(), from: today, adopted: None, version: 0, ..found.scheme }
                }
                None => Scheme::first(today),
            };
            page(
                trail_of_schemes(),
                tr("新建指标", "New scheme"),
                "",
                ().into_any(),
                section(tr("草案", "Draft"), editor(&scheme, save)),
            )
        },
    )
}

/// One scheme.
pub fn detail() -> AnyView {
    let save = form::posts::<SaveScheme>();
    let adopt = form::posts::<AdoptScheme>();
    load(
        || (id(), Query::now().get("on")),
        |(id, on)| async move { Ok((api::scheme(id, on.clone()).await?, on)) },
        move |(found, on): (SchemeDetail, String)| {
            let scheme = &found.scheme;
            let past = found
                .past
                .iter()
                .map(|(id, title)| {
                    view! {
                        <option value=id.to_string() selected=id.0 == on>
                            {title.clone()}
                        </option>
                    }
                })
                .collect_view();
            let chooser = if found.past.is_empty() {
                view! {
                    <p class="muted">
                        {tr(
                            "还没有汇总过得分的年度可供试算。",
                            "There is no year with points to try it on yet.",
                        )}
                    </p>
                }
                .written()
            } else {
                view! {
                    <form method="get" class="filters no-print">
                        {inside(
                            tr("用哪一年度的数据", "On the data of"),
                            view! { <select name="on">{past}</select> }.written(),
                        )}
                        <button type="submit" class="button">
                            {tr("试算", "Try it")}
                        </button>
                    </form>
                }
                .written()
            };
            let adopts = found.editable.then(|| {
                dialog(
                    "button primary",
                    tr("采用", "Adopt"),
                    form::post(
                        adopt,
                        "form compact",
                        view! {
                            <p>
                                {tr(
                                    "采用的是已保存的草案，未保存的修改不包括在内。采用后不能再改；修改请另建新版本。",
                                    "The draft is adopted as it was saved; what was not saved is not in it. Once \
                                     adopted it is not changed: a change is the next version.",
                                )}
                            </p>
                            <input type="hidden" name="id" value=scheme.id.to_string() />
                            <input type="hidden" name="version" value=scheme.version.to_string() />
                            {inside(
                                tr("批准文号", "Number of the approval"),
                                view! { <input type="text" name="document" required=true /> }.written(),
                            )}
                            <p class="actions">
                                {cancel()}<button type="submit" class="button primary">
                                    {tr("采用", "Adopt")}
                                </button>
                            </p>
                        },
                    ),
                )
            });
            let copy = format!("/appraisal/schemes/new?of={}", scheme.id);
            let keeps = frame().me.is_some_and(|me| me.may(Permission::APPRAISAL_VIEW));
            page(
                if keeps { trail_of_schemes() } else { trail() },
                scheme.name.clone(),
                "",
                view! {
                    {adopts}
                    {scheme
                        .adopted
                        .is_some()
                        .then(|| button_link(copy, tr("以此新建版本", "Next version"), false))}
                }
                .written(),
                view! {
                    {form::summary(fault_of(adopt))}
                    {if found.editable {
                        section(tr("草案", "Draft"), editor(scheme, save))
                    } else {
                        section(tr("指标", "The scheme"), shown(scheme))
                    }}
                    {keeps
                        .then(|| section(
                            tr("试算", "Trial"),
                            view! {
                                {chooser}
                                {found.trial.as_ref().map(trial)}
                            }
                                .written(),
                        ))}
                }
                .written(),
            )
        },
    )
}
