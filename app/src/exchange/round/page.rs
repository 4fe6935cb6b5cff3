//! Rounds: the list, their form, nominations; what a mechanism does in words.

use domain::code::{Code, Family, Level, Sex};
use domain::exchange::kind::ExchangeKind;
use domain::exchange::matching::Mechanism;
use domain::exchange::round::{EntryState, Promises, Round, RoundState};
use domain::exchange::view::{RoundDetail, RoundRow};
use domain::organisation::NearUnits;
use domain::person::{PeopleQuery, PersonRow};
use domain::time::day_text;
use leptos::prelude::*;

use super::api::{self, Nominate, SaveRound};
use crate::components::form::{self, fault_of, keyed, unit_options};
use crate::components::load::load;
use crate::components::page::{badge, button_link, empty, page};
use crate::components::table::{State, pager, plain_table, search_box};
use crate::components::written::Written;
use crate::exchange::view::{may_edit, round_trail, rounds_trail};
use crate::frame::frame;
use crate::organisation;
use crate::pages::{id, only_if};
use crate::people::person;
use crate::words::{name, tr};

/// A round's state as a mark.
pub fn state_badge(round: &Round) -> AnyView {
    let today = frame().now.day();
    match round.state {
        RoundState::Open if today < round.opens => badge("plain", tr("未开始", "Not begun")),
        RoundState::Open if today > round.closes => badge("warn", tr("已到截止", "Wishes are over")),
        RoundState::Open => badge("good", name(round.state)),
        RoundState::Announced | RoundState::Matching => badge("warn", name(round.state)),
        RoundState::Draft | RoundState::Closed => badge("plain", name(round.state)),
    }
}

/// What a mechanism does, in words for those who take part. What it promises depends on the round:
/// see [`promise_words`].
pub fn mechanism_words(mechanism: Mechanism) -> &'static str {
    match mechanism {
        Mechanism::Balanced => tr(
            "平衡互换：各单位之间成环交换，谁也不会去比原岗位更不愿去的地方；每个单位派出与接收之差不超过允许范围。同等条件下按本轮公布的抽签种子排序。",
            "Balanced exchange: people move in circles between units. Nobody ends where they would rather not \
             be, and no unit loses or gains more than its tolerance. Equals are ordered by the round's \
             published seed.",
        ),
        Mechanism::Deferred => tr(
            "志愿优先：按志愿顺序逐一申请，接收单位按排序择优暂留，直到无人再可申请。",
            "Wishes first: everybody applies down their list, and each unit keeps those it ranks highest.",
        ),
        Mechanism::Optimal => tr(
            "总体最优：按公布的权重（志愿、岗位匹配、培养价值、进出平衡）使总分最高。个别人可能为总体让出较前的志愿。",
            "Best in total: the sum of published weights (wishes, fit, development, balance) is the highest \
             there is. Somebody may give up an earlier wish for the total.",
        ),
    }
}

/// What holds in a round, and what its rules take away: the claims of the mechanism as it is set.
pub fn promise_words(mechanism: Mechanism, promises: Promises) -> Vec<&'static str> {
    let mut words = Vec::new();
    words.push(match (mechanism, promises.truthful) {
        (_, true) => {
            tr("本轮规则下，如实填报志愿对本人最有利。", "Under this round's rules true wishes serve everybody best.")
        }
        (Mechanism::Optimal, false) => tr(
            "该机制下不保证如实填报对本人最有利。",
            "This mechanism does not promise that true wishes serve everybody best.",
        ),
        (_, false) => tr(
            "本轮设有名额限制、成对安排或事先决定，因此不保证如实填报对本人最有利。",
            "The round's quotas, pairs or decisions beforehand take away the promise that true wishes serve \
             everybody best.",
        ),
    });
    if mechanism == Mechanism::Deferred {
        words.push(if promises.stable {
            tr(
                "结果中不存在“单位更想要、本人也更愿去”而未成的安排。",
                "In the end no unit and person would both rather have each other.",
            )
        } else {
            tr(
                "本轮规则下，可能存在“单位更想要、本人也更愿去”而未成的安排。",
                "Under this round's rules a unit and a person may both rather have each other.",
            )
        });
    }
    if mechanism == Mechanism::Optimal {
        words.push(if promises.checkable {
            tr("附有可独立校验的最优性证明。", "With a proof that can be checked by itself.")
        } else {
            tr(
                "本轮设有名额限制或成对安排：最优性由求解器保证，不能独立校验。",
                "With quotas or pairs the solver vouches for it; that can't be checked by itself.",
            )
        });
    }
    if !promises.rational {
        words.push(tr(
            "事先决定的人员除外，其他人不会劣于留任。",
            "But for those decided beforehand, nobody ends worse than by staying.",
        ));
    }
    words
}

/// Rounds.
pub fn list() -> AnyView {
    load(
        || (),
        |()| api::rounds(),
        |all: Vec<RoundRow>| {
            let rows = all
                .iter()
                .map(|row| {
                    let round = &row.round;
                    let mine = row.mine.map(|state| badge("plain", name(state)));
                    view! {
                        <li>
                            <a href=format!("/exchange/rounds/{}", round.id)>
                                <strong>{round.title.clone()}</strong>
                            </a>
                            <span class="muted">
                                {name(round.kind)}" · "{day_text(round.opens)}" – "{day_text(round.closes)}" · "
                                {row.posts.to_string()}{tr(" 个岗位", " posts")}" · "{row.people.to_string()}
                                {tr(" 人", " people")}
                            </span>
                            <span>{mine}" "{state_badge(round)}</span>
                        </li>
                    }
                })
                .collect_view();
            let body = if all.is_empty() {
                empty(
                    tr("没有交流轮次", "No rounds"),
                    tr(
                        "组织部门发起轮次后，参与单位的岗位和报名会出现在这里。",
                        "Once an organisation department holds a round, its posts and people appear here.",
                    ),
                )
            } else {
                view! { <ul class="rows card">{rows}</ul> }.written()
            };
            page(
                Vec::new(),
                tr("交流轮次", "Rounds of exchange"),
                tr("双向交流的岗位、志愿、匹配与结果。", "Posts, wishes, matching and results of two-way exchange."),
                may_edit().then(|| button_link("/exchange/rounds/new", tr("发起轮次", "New round"), true)).written(),
                body,
            )
        },
    )
}

/// A new round.
pub fn new() -> AnyView {
    let save = form::posts::<SaveRound>();
    load(
        || (),
        |()| organisation::near([""]),
        move |units: NearUnits| {
            page(rounds_trail(), tr("发起轮次", "New round"), "", ().into_any(), round_form(None, units, save))
        },
    )
}

/// A round's form.
pub fn edit() -> AnyView {
    let save = form::posts::<SaveRound>();
    load(
        id,
        |id| async move {
            let detail = api::round(id).await?;
            let held = detail.round.units.iter().map(|one| &one.unit);
            let units = organisation::near(held.chain([&detail.round.unit])).await?;
            Ok((detail, units))
        },
        move |(detail, units): (RoundDetail, NearUnits)| {
            only_if(detail.organiser, || {
                page(
                    round_trail(&detail.round),
                    tr("修改轮次", "Edit round"),
                    "",
                    ().into_any(),
                    round_form(Some(&detail.round), units, save),
                )
            })
        },
    )
}

/// Kinds of people a quota may ask for: (tag, name).
pub fn quota_kinds() -> Vec<(String, String)> {
    let mut kinds = vec![
        (format!("sex:{}", Sex::Female.code()), tr("女干部", "Women").to_owned()),
        ("minority".to_owned(), tr("少数民族干部", "Ethnic minorities").to_owned()),
    ];
    kinds.extend(
        Family::ALL
            .iter()
            .map(|one| (format!("family:{}", one.code()), format!("{}{}", tr("来自", "From: "), name(*one)))),
    );
    kinds.extend(
        [Level::DivisionDeputy, Level::SectionChief, Level::SectionDeputy, Level::Staff]
            .iter()
            .map(|one| (format!("level:{}", one.code()), name(*one).to_owned())),
    );
    kinds
}

fn round_form(one: Option<&Round>, units: NearUnits, save: form::Post<SaveRound>) -> AnyView {
    let fault = fault_of(save);
    let today = frame().now.day();
    let settled = one.is_some_and(|round| round.state != RoundState::Draft);
    let of = |get: fn(&Round) -> String, instead: String| one.map_or(instead, get);
    let held: Vec<String> = one.iter().flat_map(|round| round.units.iter().map(|unit| unit.unit.0.clone())).collect();
    let weak: Vec<String> = one
        .iter()
        .flat_map(|round| round.units.iter().filter(|unit| unit.group == "weak").map(|unit| unit.unit.0.clone()))
        .collect();
    let organs: Vec<(String, String)> = units
        .rows
        .iter()
        .filter(|row| row.unit.kind.family().is_some() && row.unit.active)
        .map(|row| (row.unit.id.0.clone(), format!("{}（{}）", row.unit.short, name(row.unit.family))))
        .collect();
    let more = (!units.all).then(|| {
        view! {
            <form class="filters" method="get" aria-label=tr("找单位", "Find units")>
                {search_box(
                    form::FIND,
                    tr("参与单位：名称、拼音", "Units that take part: name or pinyin"),
                    String::new(),
                )}
                <button type="submit" class="button">
                    {tr("查找", "Find")}
                </button>
            </form>
        }
    });
    let options = unit_options(units);
    let first = options.first();
    let limit = |get: fn(&domain::exchange::round::Participant) -> Option<u32>| {
        one.and_then(|round| round.units.first())
            .map_or_else(|| "1".to_owned(), |unit| get(unit).map(|n| n.to_string()).unwrap_or_default())
    };
    let weight = |get: fn(&domain::exchange::matching::Weights) -> i64| {
        one.map_or_else(|| get(&Default::default()), |round| get(&round.weights)).to_string()
    };
    let quotas = quota_kinds()
        .into_iter()
        .map(|(tag, label)| {
            let held = one.and_then(|round| round.quotas.iter().find(|quota| quota.tags == [tag.clone()]));
            let least = held.filter(|quota| quota.least > 0).map(|quota| quota.least.to_string()).unwrap_or_default();
            let most = held.and_then(|quota| quota.most).map(|most| most.to_string()).unwrap_or_default();
            let key = tag.replace(':', "__");
            let (least_name, most_name) =
                (keyed("quotas", &format!("{key}_least")), keyed("quotas", &format!("{key}_most")));
            vec![
                label.clone().into_any(),
                view! {
                    <input
                        inputmode="numeric"
                        name=least_name
                        value=least
                        aria-label=format!("{label} {}", tr("至少", "at least"))
                    />
                }
                .written(),
                view! {
                    <input
                        inputmode="numeric"
                        name=most_name
                        value=most
                        aria-label=format!("{label} {}", tr("至多", "at most"))
                    />
                }
                .written(),
            ]
        })
        .collect();
    let special = one.and_then(|round| {
        round.quotas.iter().find_map(|quota| Some((quota.tags.first()?.strip_prefix("specialty:")?.to_owned(), quota)))
    });
    let most_of = |quota: &domain::exchange::matching::Quota| quota.most.map(|n| n.to_string()).unwrap_or_default();
    let word = special.as_ref().map(|one| one.0.clone()).unwrap_or_default();
    let special_least =
        special.as_ref().filter(|one| one.1.least > 0).map(|one| one.1.least.to_string()).unwrap_or_default();
    let special_most = special.as_ref().map(|one| most_of(one.1)).unwrap_or_default();
    let unit_most = one
        .and_then(|round| round.quotas.iter().find(|quota| !quota.units.is_empty()))
        .map(most_of)
        .unwrap_or_default();
    let quota_heads = [(tr("人员", "People"), false), (tr("至少", "At least"), true), (tr("至多", "At most"), true)];
    let settled_note = settled.then(|| {
        view! {
            <p class="note plain">
                {tr(
                    "轮次已开放：类型、参与单位、机制和平衡范围不再改变。",
                    "The round is open: kind, units, mechanism and tolerances no longer change.",
                )}
            </p>
        }
    });
    let form = form::post(
        save,
        "form",
        view! {
            {form::summary(fault)}
            {settled_note}
            <input type="hidden" name="id" value=of(|r| r.id.to_string(), String::new()) />
            <input type="hidden" name="version" value=of(|r| r.version.to_string(), "0".to_owned()) />
            {form::text(
                "title",
                tr("轮次名称", "Title"),
                "",
                of(|r| r.title.clone(), format!("{}年双向挂职交流", &day_text(today)[..4])),
                fault,
            )}
            <div class="grid">
                {form::select(
                    "unit",
                    tr("组织单位", "Held by"),
                    "",
                    options,
                    &of(|r| r.unit.to_string(), first),
                    fault,
                )}
                {form::code(
                    "kind",
                    tr("交流类型", "Kind"),
                    Some(one.map_or(ExchangeKind::Secondment, |r| r.kind)),
                    fault,
                )}
                {form::text(
                    "months",
                    tr("期限（月）", "Term in months"),
                    tr("挂职、兼职填写；其他填 0", "For secondments and part-time posts; 0 otherwise"),
                    of(|r| r.months.to_string(), "12".to_owned()),
                    fault,
                )}
                {form::date(
                    "opens",
                    tr("报名开始", "Wishes from"),
                    of(|r| day_text(r.opens), day_text(today)),
                    fault,
                )}
                {form::date(
                    "closes",
                    tr("报名截止", "Wishes until"),
                    of(|r| day_text(r.closes), day_text(today + chrono::TimeDelta::days(14))),
                    fault,
                )}
                {form::text(
                    "reply_days",
                    tr("答复期限（天）", "Days to answer"),
                    tr("公布结果后本人接受或谢绝的时间", "To accept or decline a result"),
                    of(|r| r.reply_days.to_string(), "5".to_owned()),
                    fault,
                )}
            </div>
            {form::checks(
                "units",
                tr("参与单位", "Units that take part"),
                tr("群团组织与党政机关各至少一个", "At least one of each family"),
                organs.clone(),
                &held,
                fault,
            )}
            <details>
                <summary>
                    {tr("比较强弱单位的人员素质", "Compare quality between strong and weak units")}
                </summary>
                {form::checks(
                    "weak",
                    tr("基础较弱的单位", "Weaker units"),
                    tr(
                        "匹配结果会分组比较进出人员的平均素质",
                        "Results compare the mean quality of those who come and go, by group",
                    ),
                    organs,
                    &weak,
                    fault,
                )}
            </details>
            <div class="grid">
                {form::text(
                    "most_out",
                    tr("净流出不超过（人）", "May lose at most"),
                    tr("每个单位；空白为不限", "Each unit; blank for no limit"),
                    limit(|unit| unit.most_out),
                    fault,
                )}
                {form::text(
                    "most_in",
                    tr("净流入不超过（人）", "May gain at most"),
                    "",
                    limit(|unit| unit.most_in),
                    fault,
                )}
                {form::code(
                    "mechanism",
                    tr("匹配机制", "Mechanism"),
                    Some(one.map_or(Mechanism::Balanced, |r| r.mechanism)),
                    fault,
                )}
            </div>
            <ul class="plain-list muted">
                {Mechanism::ALL.iter().map(|one| view! { <li>{mechanism_words(*one)}</li> }).collect_view()}
            </ul>
            <details>
                <summary>{tr("名额限制与权重", "Quotas and weights")}</summary>
                {plain_table(tr("名额限制", "Quotas"), &quota_heads, quotas)}
                <div class="grid">
                    {form::text(
                        "specialty",
                        tr("专业（含此词）", "Specialty, a word of it"),
                        tr("如：财务；人数填在后两项", "Its numbers stand in the next two"),
                        word,
                        fault,
                    )}
                    {form::text("specialty_least", tr("此专业至少", "Of it at least"), "", special_least, fault)}
                    {form::text("specialty_most", tr("此专业至多", "Of it at most"), "", special_most, fault)}
                    {form::text(
                        "unit_most",
                        tr("每单位接收至多（人）", "Each unit receives at most"),
                        tr("空白为不限；不计流出", "Blank for no limit; whoever leaves is not counted off"),
                        unit_most,
                        fault,
                    )}
                </div>
                <div class="grid">
                    {form::text("wish", tr("权重：志愿", "Weight: wishes"), "", weight(|w| w.wish), fault)}
                    {form::text(
                        "step",
                        tr("每降一个志愿减分", "Points lost from wish to wish"),
                        "",
                        weight(|w| w.step),
                        fault,
                    )} {form::text("fit", tr("权重：岗位匹配", "Weight: fit"), "", weight(|w| w.fit), fault)}
                    {form::text(
                        "development",
                        tr("权重：培养价值", "Weight: development"),
                        "",
                        weight(|w| w.development),
                        fault,
                    )}
                    {form::text(
                        "balance",
                        tr("权重：进出平衡", "Weight: balance"),
                        "",
                        weight(|w| w.balance),
                        fault,
                    )}
                </div>
            </details>
            {form::submit(tr("保存", "Save"), save.pending())}
        },
    );
    view! {
        {more}
        {form}
    }
    .written()
}

/// Nominating people of the viewer's units.
pub fn nominate() -> AnyView {
    let send = form::posts::<Nominate>();
    load(
        || (id(), State::now()),
        |(id, state)| async move {
            let query = PeopleQuery { q: state.get("q"), window: state.window(), ..PeopleQuery::default() };
            Ok((api::round(id).await?, person::api::people(query).await?))
        },
        move |(detail, found): (RoundDetail, domain::page::Page<PersonRow>)| {
            let state = State::now();
            let fault = fault_of(send);
            let known: Vec<&str> = detail
                .entries
                .iter()
                .filter(|one| one.state != EntryState::Withdrawn)
                .map(|one| one.person.as_str())
                .collect();
            let heads = [
                (tr("选择", "Choose"), false),
                (tr("姓名", "Name"), false),
                (tr("单位", "Unit"), false),
                (tr("现任职务", "Post"), false),
                (tr("层次", "Level"), false),
            ];
            let (at, last) = (found.page, found.pages());
            let rows: Vec<Vec<AnyView>> = found
                .rows
                .iter()
                .map(|one| {
                    let inside = known.contains(&one.id.as_str());
                    let choose = if inside {
                        badge("good", tr("已在本轮", "In the round"))
                    } else {
                        view! {
                            <input
                                type="checkbox"
                                name=keyed("people", &one.id)
                                value="1"
                                aria-label=one.name.clone()
                            />
                        }
                        .written()
                    };
                    vec![
                        choose,
                        one.name.clone().into_any(),
                        one.unit_name.clone().into_any(),
                        one.title.clone().into_any(),
                        name(one.level).written(),
                    ]
                })
                .collect();
            page(
                round_trail(&detail.round),
                tr("提名干部", "Nominate"),
                tr(
                    "提名后由本人填报志愿；不填志愿的不参加匹配。",
                    "Those nominated rank their own wishes; without wishes nobody is placed.",
                ),
                ().into_any(),
                view! {
                    <form class="filters" method="get" aria-label=tr("筛选", "Filter")>
                        {search_box("q", tr("姓名或职务", "Name or post"), state.get("q"))}
                        <button type="submit" class="button">
                            {tr("筛选", "Filter")}
                        </button>
                    </form>
                    {form::post(
                        send,
                        "form",
                        view! {
                            {form::summary(fault)}
                            <input type="hidden" name="id" value=detail.round.id.to_string() />
                            <div id="people">
                                {if rows.is_empty() {
                                    empty(
                                        tr("没有可提名的干部", "Nobody to nominate"),
                                        tr("可换个姓名或职务再找。", "Look for another name or post."),
                                    )
                                } else {
                                    plain_table(tr("可提名的干部", "Who can be nominated"), &heads, rows)
                                }}
                            </div>
                            {pager(at, last, &state)}
                            {form::submit(tr("提名所选", "Nominate those chosen"), send.pending())}
                        },
                    )}
                }
                .written(),
            )
        },
    )
}
