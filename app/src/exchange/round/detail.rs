//! One round: its path, one's own part and result, posts, people, scenarios.

use domain::code::Lang;
use domain::exchange::matching::{Mechanism, Property, Reached};
use domain::exchange::round::{Entry, EntryState, OfferedPost, Reply, Round, RoundState};
use domain::exchange::view::{MyResult, RoundDetail, ScenarioRow};
use domain::secrecy::Known;
use domain::time::day_text;
use leptos::prelude::*;

use super::api::{self, CloseRound, CloseWishes, OpenRound, RepairRound, Reply as SendReply, SavePair, WeighEntry};
use super::page::{mechanism_words, promise_words, quota_kinds, state_badge};
use crate::components::dialog::{cancel, confirm, dialog};
use crate::components::form::{self, FormFault, fault_of};
use crate::components::load::load;
use crate::components::page::{badge, button_link, empty, facts, page, section};
use crate::components::steps::steps;
use crate::components::table::{State, plain_table};
use crate::components::written::Written;
use crate::exchange::scenario::api::TryMechanism;
use crate::exchange::scenario::view::{how, letter, verified};
use crate::exchange::view::rounds_trail;
use crate::exchange::wish::api::WithdrawEntry;
use crate::frame::{frame, lang};
use crate::pages::id;
use crate::words::{name, tr};

fn path(round: &Round) -> AnyView {
    let names = [
        (RoundState::Draft, String::new()),
        (RoundState::Open, format!("{} – {}", day_text(round.opens), day_text(round.closes))),
        (RoundState::Matching, String::new()),
        (
            RoundState::Announced,
            round.reply_until.map(|day| format!("{} {}", tr("答复至", "answer by"), day_text(day))).unwrap_or_default(),
        ),
        (RoundState::Closed, String::new()),
    ];
    let at = names.iter().position(|(state, _)| *state == round.state).unwrap_or(0);
    steps(
        names.into_iter().map(|(state, note)| (name(state).to_owned(), note)).collect(),
        at,
        round.state == RoundState::Closed,
    )
}

/// One round.
pub fn detail() -> AnyView {
    let (open, close) = (form::posts::<OpenRound>(), form::posts::<CloseWishes>());
    let (end, repair) = (form::posts::<CloseRound>(), form::posts::<RepairRound>());
    let attempt = form::posts::<TryMechanism>();
    let (pair, weigh) = (form::posts::<SavePair>(), form::posts::<WeighEntry>());
    let (reply, withdraw) = (form::posts::<SendReply>(), form::posts::<WithdrawEntry>());
    load(id, api::round, move |detail: RoundDetail| {
        let round = detail.round.clone();
        let hidden = || view! { <input type="hidden" name="id" value=round.id.to_string() /> };
        let mut actions: Vec<AnyView> = Vec::new();
        let declined = detail.entries.iter().any(|one| one.reply == Reply::Declined);
        if detail.organiser {
            match round.state {
                RoundState::Draft => actions.push(form::post(
                    open,
                    "",
                    view! {
                        {hidden()}
                        {form::submit(tr("开放报名", "Open"), open.pending())}
                    },
                )),
                RoundState::Open => actions.push(form::post(
                    close,
                    "",
                    view! {
                        {hidden()}
                        {form::submit(
                            tr("截止报名，开始匹配", "Close wishes and match"),
                            close.pending(),
                        )}
                    },
                )),
                RoundState::Announced => {
                    let made = detail.scenarios.iter().find(|row| row.repairs == round.announced);
                    if let Some(made) = made {
                        let href = format!("/exchange/rounds/{}/scenarios/{}", round.id, made.id);
                        actions.push(button_link(
                            href,
                            tr("查看并公布调整方案", "Look at the repair and announce it"),
                            true,
                        ));
                    } else if declined {
                        actions.push(form::post(
                            repair,
                            "",
                            view! {
                                {hidden()}
                                {form::submit(
                                    tr("谢绝后重新安排", "Repair after declines"),
                                    repair.pending(),
                                )}
                            },
                        ));
                    }
                    actions.push(form::post(
                        end,
                        "",
                        view! {
                            {hidden()}
                            {confirm(
                                tr("结束本轮，转入办理", "Close and open cases"),
                                tr(
                                    "接受结果的人员将逐一建立交流事项，本轮不再改变。",
                                    "Each accepted placement becomes a case, and the round no longer changes.",
                                ),
                                tr("结束本轮", "Close the round"),
                            )}
                        },
                    ));
                }
                RoundState::Matching | RoundState::Closed => {}
            }
            if !matches!(round.state, RoundState::Announced | RoundState::Closed) {
                actions.push(button_link(format!("/exchange/rounds/{}/edit", round.id), tr("修改", "Edit"), false));
            }
        }
        let offers = matches!(round.state, RoundState::Draft | RoundState::Open)
            && (detail.organiser || !detail.units.is_empty());
        let settles = detail.organiser && matches!(round.state, RoundState::Open | RoundState::Matching);
        let nominates = round.state == RoundState::Open && (detail.organiser || !detail.units.is_empty());
        let may_withdraw =
            detail.may_wish && detail.mine.as_ref().is_some_and(|one| one.state != EntryState::Withdrawn);
        let mine = (detail.may_wish || detail.mine.is_some()).then(|| own(&detail, reply, withdraw, may_withdraw));
        let try_form =
            (detail.organiser && round.state == RoundState::Matching).then(|| try_mechanism(&round, attempt));
        page(
            rounds_trail(),
            round.title.clone(),
            "",
            actions.collect_view().into_any(),
            view! {
                {form::summary(fault_of(open))}
                {form::summary(fault_of(close))}
                {form::summary(fault_of(end))}
                {form::summary(fault_of(repair))}
                {path(&round)}
                {mine}
                {section(
                    tr("本轮规则", "The round"),
                    view! {
                        <p>{state_badge(&round)}</p>
                        {facts(
                            vec![
                                (tr("交流类型", "Kind"), name(round.kind).to_owned()),
                                (
                                    tr("期限", "Term"),
                                    if round.months > 0 {
                                        format!("{} {}", round.months, tr("个月", "months"))
                                    } else {
                                        String::new()
                                    },
                                ),
                                (
                                    tr("参与单位", "Units"),
                                    round
                                        .units
                                        .iter()
                                        .map(|unit| unit.name.clone())
                                        .collect::<Vec<_>>()
                                        .join(tr("、", ", ")),
                                ),
                                (tr("匹配机制", "Mechanism"), name(detail.mechanism).to_owned()),
                                (
                                    tr("报名时公布的机制", "Published for the wishes"),
                                    if detail.mechanism == round.mechanism {
                                        String::new()
                                    } else {
                                        name(round.mechanism).to_owned()
                                    },
                                ),
                                (
                                    tr(
                                        "公布结果所用机制与此不同的理由",
                                        "Why another mechanism decided",
                                    ),
                                    round.announced_reason.clone(),
                                ),
                                (tr("平衡范围", "Tolerance"), tolerance(&round)),
                                (
                                    tr(
                                        "权重（志愿/每降一个志愿减分/岗位匹配/培养价值/进出平衡）",
                                        "Weights: wishes, step, fit, development, balance",
                                    ),
                                    if detail.mechanism == Mechanism::Optimal {
                                        let w = round.weights;
                                        format!("{}/{}/{}/{}/{}", w.wish, w.step, w.fit, w.development, w.balance)
                                    } else {
                                        String::new()
                                    },
                                ),
                                (
                                    tr("抽签种子", "Seed"),
                                    if round.state == RoundState::Draft { String::new() } else { round.seed.clone() },
                                ),
                            ],
                        )}
                        <p class="muted">{mechanism_words(detail.mechanism)}</p>
                        <ul class="plain-list muted">
                            {promise_words(detail.mechanism, detail.promises)
                                .into_iter()
                                .map(|one| view! { <li>{one}</li> })
                                .collect_view()}
                        </ul>
                        {quotas(&round)}
                    }
                        .written(),
                )}
                {section(
                    tr("提供的岗位", "Posts offered"),
                    view! {
                        {offers
                            .then(|| button_link(
                                format!("/exchange/rounds/{}/posts/new", round.id),
                                tr("提供岗位", "Offer a post"),
                                false,
                            ))}
                        {posts(&detail.posts, &detail.entries)}
                    }
                        .written(),
                )}
                {(detail.organiser || !detail.units.is_empty() || !detail.entries.is_empty())
                    .then(|| section(
                        tr("报名人员", "People"),
                        view! {
                            {nominates
                                .then(|| button_link(
                                    format!("/exchange/rounds/{}/nominate", round.id),
                                    tr("提名干部", "Nominate"),
                                    false,
                                ))}
                            {entries(&detail.entries, &round, settles.then_some(weigh))}
                            {settles.then(|| pairs(&detail, pair))}
                        }
                            .written(),
                    ))}
                {(!detail.scenarios.is_empty() || try_form.is_some())
                    .then(|| section(
                        tr("匹配方案", "Scenarios"),
                        view! {
                            {scenarios(&detail.scenarios, &round)}
                            {try_form}
                        }
                            .written(),
                    ))}
            }
            .written(),
        )
    })
}

fn tolerance(round: &Round) -> String {
    let limit = |n: Option<u32>| n.map_or_else(|| tr("不限", "no limit").to_owned(), |n| n.to_string());
    round.units.first().map_or_else(String::new, |unit| {
        format!(
            "{} {}，{} {}",
            tr("净流出 ≤", "loses ≤"),
            limit(unit.most_out),
            tr("净流入 ≤", "gains ≤"),
            limit(unit.most_in)
        )
    })
}

/// What came of a wish.
pub fn reached(reached: Reached, quota: &str) -> String {
    let zh = lang() == Lang::Zh;
    let kinds = quota_kinds();
    let quota = kinds.iter().find(|(tag, _)| tag == quota).map_or(quota, |(_, name)| name);
    match reached {
        Reached::Given => tr("已安排到此岗位", "Yours").to_owned(),
        Reached::Better => tr("您已获得更靠前的志愿", "You got something you wished for more").to_owned(),
        Reached::NotRanked => tr("接收单位未列入可接收人选", "The unit did not accept you").to_owned(),
        Reached::Forbidden => tr(
            "与资格规则冲突，或接收单位、组织部门有不同决定，可向组织部门了解依据",
            "A rule or a decision rules it out; ask the organisation department for its basis",
        )
        .to_owned(),
        Reached::Pinned => tr("另有指定安排", "Another post was decided beforehand").to_owned(),
        Reached::RankedHigher => {
            tr("名额给了接收单位排序更靠前的人", "Its seats went to people the unit ranked higher").to_owned()
        }
        Reached::TradedAway => {
            tr("名额在互换中给了顺序在前的人", "Its seats went to people who came first in the exchange").to_owned()
        }
        Reached::HomeBalance => {
            tr("岗位有空缺，但您所在单位的净流出已到上限", "It has a seat, but your unit may not lose another")
                .to_owned()
        }
        Reached::UnitFull => {
            tr("岗位有空缺，但接收单位的净流入已到上限", "It has a seat, but its unit may not gain another").to_owned()
        }
        Reached::Quota(_) if zh => format!("名额限制已满：{quota}"),
        Reached::Quota(_) => format!("A quota was full: {quota}"),
        Reached::Total => tr("总体得分会因此降低", "It would have lowered the total of all").to_owned(),
        Reached::NotReached => {
            tr("岗位有空缺，但无法通过互换到达", "It has a seat that no exchange could reach").to_owned()
        }
    }
}

fn result(result: &MyResult, round: &Round, reply: form::Post<SendReply>) -> AnyView {
    let today = frame().now.day();
    let headline = match &result.post {
        Some(post) => format!("{}{} {}", tr("结果：", "Result: "), post.unit_name, post.title),
        None => tr("结果：留在原岗位", "Result: you stay in your post").to_owned(),
    };
    let wishes = result
        .wishes
        .iter()
        .enumerate()
        .map(|(n, (title, came, quota))| {
            vec![(n + 1).to_string().into_any(), title.clone().into_any(), reached(*came, quota).written()]
        })
        .collect();
    let heads = [(tr("志愿", "Wish"), true), (tr("岗位", "Post"), false), (tr("结果与原因", "What came of it"), false)];
    let open = round.state == RoundState::Announced && round.reply_until.is_some_and(|until| today <= until);
    let fault: FormFault = fault_of(reply);
    let answer = match result.reply {
        _ if result.post.is_none() => ().into_any(),
        Reply::Declined => badge("plain", tr("您已谢绝", "You declined")),
        Reply::Accepted => badge("good", tr("您已接受", "You accepted")),
        Reply::Waiting if !open => badge("good", tr("未在期限内谢绝，视为接受", "Not declined in time: accepted")),
        Reply::Waiting => ().into_any(),
    };
    let buttons = (result.post.is_some() && open && result.reply != Reply::Declined).then(|| {
        let accept = (result.reply == Reply::Waiting).then(|| {
            view! {
                <button type="submit" class="button primary" name="decision" value="accept">
                    {tr("接受", "Accept")}
                </button>
            }
        });
        form::post(
            reply,
            "",
            view! {
                {form::summary(fault)}
                <input type="hidden" name="id" value=round.id.to_string() />
                <div class="actions">
                    {accept}
                    {dialog(
                        "button danger",
                        tr("谢绝", "Decline"),
                        view! {
                            <p>
                                {tr(
                                    "谢绝后留在原岗位，组织部门会以最少变动重新安排，不能再改回接受。",
                                    "You stay in your post; the round is repaired, and this can't be taken back.",
                                )}
                            </p>
                            <p class="actions">
                                {cancel()}<button type="submit" class="button danger" name="decision" value="decline">
                                    {tr("谢绝", "Decline")}
                                </button>
                            </p>
                        }
                            .written(),
                    )}
                </div>
            },
        )
    });
    section(
        tr("我的结果", "My result"),
        view! {
            <p>
                <strong data-testid="result">{headline}</strong>
                " "
                {answer}
            </p>
            {round
                .reply_until
                .map(|until| view! { <p class="muted">{tr("答复截止：", "Answer by ")}{day_text(until)}</p> })}
            {plain_table(tr("志愿结果", "Wish by wish"), &heads, wishes)}
            {buttons}
        }
        .written(),
    )
}

fn own(
    detail: &RoundDetail,
    reply: form::Post<SendReply>,
    withdraw: form::Post<WithdrawEntry>,
    may_withdraw: bool,
) -> AnyView {
    let round = &detail.round;
    if let Some(mine) = &detail.result {
        return result(mine, round, reply);
    }
    let title = |id: &domain::OfferId| {
        detail
            .posts
            .iter()
            .find(|post| post.id == *id)
            .map(|post| format!("{} {}", post.unit_name, post.title))
            .unwrap_or_default()
    };
    let wishes =
        detail.mine.as_ref().filter(|one| one.state != EntryState::Withdrawn && !one.wishes.is_empty()).map(|entry| {
            let items = entry.wishes.iter().map(|wish| view! { <li>{title(wish)}</li> }).collect_view();
            view! { <ol data-testid="wishes">{items}</ol> }.written()
        });
    let said = detail
        .mine
        .as_ref()
        .map(|entry| badge(if entry.state == EntryState::Withdrawn { "plain" } else { "good" }, name(entry.state)));
    let fault = fault_of(withdraw);
    section(
        tr("我的志愿", "My wishes"),
        view! {
            {form::summary(fault)}
            <p>{said}</p>
            {wishes
                .unwrap_or_else(|| {
                    view! {
                        <p>
                            {tr(
                                "还没有填报志愿。未列入志愿的岗位不会被安排，始终有权留在原岗位。",
                                "No wishes yet. You are never placed in a post you did not name, and may always stay.",
                            )}
                        </p>
                    }
                        .written()
                })}
            <div class="actions">
                {detail
                    .may_wish
                    .then(|| button_link(
                        format!("/exchange/rounds/{}/wishes", round.id),
                        tr("填报志愿", "Rank wishes"),
                        true,
                    ))}
                {may_withdraw
                    .then(|| form::post(
                        withdraw,
                        "",
                        view! {
                            <input type="hidden" name="id" value=round.id.to_string() />
                            {confirm(
                                tr("退出本轮", "Leave the round"),
                                tr(
                                    "退出后不参加本轮匹配，截止前可以重新填报。",
                                    "You take no part in the matching; until the end you can come back.",
                                ),
                                tr("退出", "Leave"),
                            )}
                        },
                    ))}
            </div>
        }
        .written(),
    )
}

fn posts(posts: &[Known<OfferedPost>], people: &[Known<Entry>]) -> AnyView {
    if posts.is_empty() {
        return empty(
            tr("还没有岗位", "No posts yet"),
            tr("参与单位在开放前后都可以提供岗位。", "Units offer posts before and while wishes are taken."),
        );
    }
    let heads = [
        (tr("单位", "Unit"), false),
        (tr("岗位", "Post"), false),
        (tr("层次", "Level"), false),
        (tr("名额", "Seats"), true),
        (tr("志愿人数", "Wished for by"), true),
    ];
    let rows = posts
        .iter()
        .map(|post| {
            let count =
                people.iter().filter(|one| one.state != EntryState::Withdrawn && one.wishes.contains(&post.id)).count();
            let count = if people.is_empty() { "—".to_owned() } else { count.to_string() };
            vec![
                post.unit_name.clone().into_any(),
                view! {
                    <a href=format!("/exchange/posts/{}", post.id)>{post.title.clone()}</a>
                    {(post.least > 0).then(|| badge("warn", tr("保底", "Guaranteed")))}
                }
                .written(),
                name(post.level).written(),
                post.seats.to_string().into_any(),
                count.written(),
            ]
        })
        .collect();
    plain_table(tr("提供的岗位", "Posts offered"), &heads, rows)
}

fn entries(entries: &[Known<Entry>], round: &Round, weigh: Option<form::Post<WeighEntry>>) -> AnyView {
    if entries.is_empty() {
        return empty(
            tr("还没有人报名", "Nobody yet"),
            tr("干部可自行填报，单位也可以提名。", "Cadres rank wishes themselves, and units nominate."),
        );
    }
    let announced = matches!(round.state, RoundState::Announced | RoundState::Closed);
    let mut heads = vec![
        (tr("姓名", "Name"), false),
        (tr("单位", "Unit"), false),
        (tr("现任职务", "Post"), false),
        (tr("层次", "Level"), false),
        (tr("志愿数", "Wishes"), true),
        (tr("方式", "How"), false),
    ];
    if announced {
        heads.push((tr("答复", "Answer"), false));
    }
    if weigh.is_some() {
        heads.push((tr("优先与素质", "Priority and quality"), false));
    }
    let rows = entries
        .iter()
        .map(|one| {
            let mut cells = vec![
                view! { <a href=format!("/people/{}", one.person)>{one.name.clone()}</a> }.written(),
                one.unit_name.clone().into_any(),
                one.title.clone().into_any(),
                name(one.level).written(),
                one.wishes.len().to_string().into_any(),
                badge(if one.state == EntryState::Withdrawn { "plain" } else { "good" }, name(one.state)),
            ];
            if announced {
                // Who wished for nothing was asked nothing.
                let asked = !one.wishes.is_empty() && one.state != EntryState::Withdrawn;
                let tone = if one.reply == Reply::Declined { "bad" } else { "plain" };
                cells.push(if asked { badge(tone, name(one.reply)) } else { "—".written() });
            }
            cells.extend(weigh.map(|_| weighed(one)));
            cells
        })
        .collect();
    view! {
        {plain_table(tr("报名人员", "People"), &heads, rows)}
        {weigh.map(|weigh| weigh_form(entries, weigh))}
    }
    .written()
}

/// Somebody's priority and quality, and the way to the form that sets them.
fn weighed(one: &Entry) -> AnyView {
    let mut said: Vec<String> = Vec::new();
    if one.priority > 0 {
        said.push(format!("{} {}（{}）", tr("优先", "Priority"), one.priority, one.priority_reason));
    }
    said.extend(one.quality.map(|quality| format!("{} {quality}", tr("素质", "Quality"))));
    let href = format!("/exchange/rounds/{}?weigh={}#weigh", one.round, one.person);
    view! {
        {said.join(tr("，", ", "))}
        " "
        <a class="button small" href=href>
            {tr("登记", "Enter")}
        </a>
    }
    .written()
}

/// The form for the one whom the address names.
fn weigh_form(entries: &[Known<Entry>], weigh: form::Post<WeighEntry>) -> AnyView {
    let chosen = State::now().get("weigh");
    let Some(one) = entries.iter().find(|one| one.person.as_str() == chosen) else { return ().into_any() };
    let fault = fault_of(weigh);
    let quality = one.quality.map(|quality| quality.to_string()).unwrap_or_default();
    view! {
        <h3 id="weigh">{format!("{} {}", tr("优先与素质：", "Priority and quality:"), one.name)}</h3>
        {form::post(
            weigh,
            "form compact",
            view! {
                {form::summary(fault)}
                <input type="hidden" name="id" value=one.round.to_string() />
                <input type="hidden" name="person" value=one.person.to_string() />
                <div class="grid">
                    {form::text(
                        "priority",
                        tr("优先级（0–9）", "Priority (0–9)"),
                        tr(
                            "同等条件下在前；大于 0 须说明理由",
                            "Goes first among equals; above 0 needs a reason",
                        ),
                        one.priority.to_string(),
                        fault,
                    )} {form::text("reason", tr("理由", "Reason"), "", one.priority_reason.clone(), fault)}
                    {form::text(
                        "quality",
                        tr("素质评价（0–100，可空）", "Quality (0–100, may stay blank)"),
                        tr(
                            "只用于比较强弱单位的进出素质",
                            "Only compares what strong and weak units gain and lose",
                        ),
                        quality,
                        fault,
                    )}
                </div>
                {form::submit(tr("保存", "Save"), weigh.pending())}
            },
        )}
    }
    .written()
}

/// People who must end in one unit, or must not.
fn pairs(detail: &RoundDetail, pair: form::Post<SavePair>) -> AnyView {
    let fault = fault_of(pair);
    let title = |id: &str| {
        let found = detail.entries.iter().find(|one| one.person.as_str() == id);
        found.map(|one| format!("{}（{}）", one.name, one.unit_name)).unwrap_or_default()
    };
    let options: Vec<(String, String)> = detail
        .entries
        .iter()
        .filter(|one| one.state != EntryState::Withdrawn)
        .map(|one| (one.person.0.clone(), title(one.person.as_str())))
        .collect();
    if options.len() < 2 {
        return ().into_any();
    }
    let items = detail
        .round
        .pairs
        .iter()
        .map(|one| {
            view! {
                <li>
                    {title(&one.one)}" · "{title(&one.other)}" "
                    {badge(
                        "warn",
                        if one.together { tr("须到同一单位", "In one unit") } else { tr("须分开", "Apart") },
                    )}
                    {form::post(
                        pair,
                        "inline-form",
                        view! {
                            <input type="hidden" name="id" value=detail.round.id.to_string() />
                            <input type="hidden" name="one" value=one.one.clone() />
                            <input type="hidden" name="other" value=one.other.clone() />
                            <button type="submit" class="button small" name="relation" value="clear">
                                {tr("撤销", "Take back")}
                            </button>
                        },
                    )}
                </li>
            }
        })
        .collect_view();
    let first = options[0].0.clone();
    let second = options[1].0.clone();
    view! {
        <h3>{tr("须同去或须分开", "Together or apart")}</h3>
        <ul class="plain-list">{items}</ul>
        {form::post(
            pair,
            "form compact",
            view! {
                {form::summary(fault)}
                <input type="hidden" name="id" value=detail.round.id.to_string() />
                <div class="grid">
                    {form::select("one", tr("人员", "One"), "", options.clone(), &first, fault)}
                    {form::select("other", tr("另一人", "The other"), "", options, &second, fault)}
                </div>
                <div class="actions">
                    <button type="submit" class="button" name="relation" value="together">
                        {tr("须到同一单位", "Must end in one unit")}
                    </button>
                    <button type="submit" class="button" name="relation" value="apart">
                        {tr("须分开", "Must be apart")}
                    </button>
                </div>
                <p class="hint">
                    {tr(
                        "有此类要求时只能用“总体最优”。",
                        "With these only the best in total can be tried.",
                    )}
                </p>
            },
        )}
    }
    .written()
}

fn scenarios(rows: &[ScenarioRow], round: &Round) -> AnyView {
    if rows.is_empty() {
        return empty(
            tr("还没有方案", "No scenarios"),
            tr("选择机制和权重生成方案，可多次比较。", "Try mechanisms and weights, and compare."),
        );
    }
    let mut heads = vec![(tr("方案", "Scenario"), false), (tr("机制", "Mechanism"), false)];
    heads.extend([
        (tr("交流人数", "Move"), true),
        (tr("第一志愿", "First wish"), true),
        (tr("前三志愿", "First three"), true),
        (tr("最大净增减", "Largest net"), true),
    ]);
    heads.extend([
        (tr("成立的性质", "What holds"), false),
        (tr("校验", "Verified"), false),
        (tr("生成", "Made"), false),
    ]);
    let table = rows
        .iter()
        .enumerate()
        .map(|(n, row)| {
            let report = &row.report;
            let first: u32 = report.by_wish.first().copied().unwrap_or(0);
            let three: u32 = report.by_wish.iter().take(3).sum();
            let net =
                report.units.iter().map(|unit| (i64::from(unit.into) - i64::from(unit.out)).abs()).max().unwrap_or(0);
            let holds: Vec<&str> = row
                .claims
                .iter()
                .filter(|claim| claim.holds)
                .map(|claim| match claim.property {
                    Property::Feasible => tr("符合限额", "feasible"),
                    Property::Rational => tr("不劣于留任", "rational"),
                    Property::Balanced => tr("平衡", "balanced"),
                    Property::Efficient => tr("有效率", "efficient"),
                    Property::Stable => tr("稳定", "stable"),
                    Property::Truthful => tr("如实最优", "truthful"),
                    Property::Optimal => tr("总分最高", "optimal"),
                })
                .collect();
            let announced = row.id == round.announced;
            vec![
                view! {
                    <a href=format!("/exchange/rounds/{}/scenarios/{}", round.id, row.id)>{letter(n)}</a>
                    " "
                    {announced.then(|| badge("good", tr("已公布", "Announced")))}
                }
                .written(),
                how(row).written(),
                format!("{}/{}", report.moved, report.people).written(),
                first.to_string().into_any(),
                three.to_string().into_any(),
                net.to_string().into_any(),
                holds.join(tr("、", ", ")).written(),
                verified(row),
                view! { <span class="muted">{row.by.clone()}" "{row.at.minute_text()}</span> }.written(),
            ]
        })
        .collect();
    plain_table(tr("匹配方案", "Scenarios"), &heads, table)
}

fn try_mechanism(round: &Round, attempt: form::Post<TryMechanism>) -> AnyView {
    let fault = fault_of(attempt);
    let weights = round.weights;
    form::post(
        attempt,
        "form",
        view! {
            {form::summary(fault)}
            <h3>{tr("生成方案", "Try a mechanism")}</h3>
            <input type="hidden" name="id" value=round.id.to_string() />
            <div class="grid">
                {form::code("mechanism", tr("匹配机制", "Mechanism"), Some(round.mechanism), fault)}
                {form::text("wish", tr("权重：志愿", "Weight: wishes"), "", weights.wish.to_string(), fault)}
                {form::text(
                    "step",
                    tr("每降一个志愿减分", "Points lost from wish to wish"),
                    "",
                    weights.step.to_string(),
                    fault,
                )} {form::text("fit", tr("权重：岗位匹配", "Weight: fit"), "", weights.fit.to_string(), fault)}
                {form::text(
                    "development",
                    tr("权重：培养价值", "Weight: development"),
                    "",
                    weights.development.to_string(),
                    fault,
                )}
                {form::text(
                    "balance",
                    tr("权重：进出平衡", "Weight: balance"),
                    "",
                    weights.balance.to_string(),
                    fault,
                )}
            </div>
            <p class="hint">{tr("权重只用于“总体最优”。", "Weights count in the best in total only.")}</p>
            {form::submit(tr("生成方案", "Make the scenario"), attempt.pending())}
        },
    )
}

/// The quotas of a round: everybody who takes part reads what limits the result.
fn quotas(round: &Round) -> AnyView {
    if round.quotas.is_empty() {
        return view! { <p class="muted">{tr("本轮没有名额限制。", "The round has no quotas.")}</p> }.written();
    }
    let units = |ids: &[String]| {
        let names = ids.iter().map(|id| {
            round.units.iter().find(|one| one.unit.as_str() == id).map_or_else(|| id.clone(), |one| one.name.clone())
        });
        names.collect::<Vec<_>>().join(tr("、", ", "))
    };
    let heads = [
        (tr("名额限制", "Quota"), false),
        (tr("单位", "Units"), false),
        (tr("至少", "At least"), true),
        (tr("至多", "At most"), true),
    ];
    let rows = round
        .quotas
        .iter()
        .map(|one| {
            let whole = one.units.is_empty();
            vec![
                one.name.clone().into_any(),
                if whole { tr("全部", "All").to_owned() } else { units(&one.units) }.written(),
                one.least.to_string().into_any(),
                one.most.map_or_else(|| "—".to_owned(), |most| most.to_string()).written(),
            ]
        })
        .collect();
    plain_table(tr("名额限制", "Quotas"), &heads, rows)
}
