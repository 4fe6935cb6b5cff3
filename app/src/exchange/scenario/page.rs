//! A scenario: what it gives, what holds of it and is proven, whom it concerns, and how it
//! differs from another.

use domain::exchange::matching::{Balance, Mechanism};
use domain::exchange::round::{Reply, Round, RoundState};
use domain::exchange::view::{ScenarioDetail, ScenarioRow};
use leptos::prelude::*;

use super::api::{self, Announce};
use super::view::{how, letter, verified};
use crate::components::dialog::{cancel, confirm, dialog};
use crate::components::form::{self, fault_of};
use crate::components::load::load;
use crate::components::page::{badge, empty, page, section};
use crate::components::table::{State, choice, plain_table};
use crate::components::written::Written;
use crate::exchange::figures::{flow_map, network, signed};
use crate::exchange::round::page::mechanism_words;
use crate::exchange::view::round_trail;
use crate::pages::id;
use crate::words::{name, tr};

/// The `:scenario` of the address.
fn chosen() -> String {
    leptos_router::hooks::use_params_map().read().get("scenario").unwrap_or_default()
}

/// One scenario.
pub fn detail() -> AnyView {
    let announce = form::posts::<Announce>();
    load(
        || (id(), chosen(), State::now().get("against")),
        |(id, scenario, against)| api::scenario(id, scenario, against),
        move |detail: ScenarioDetail| {
            let round = &detail.round;
            let row = &detail.scenario;
            let may = detail.organiser
                && matches!(round.state, RoundState::Matching | RoundState::Announced)
                && round.announced != row.id;
            let action = may.then(|| {
                form::post(
                    announce,
                    "",
                    view! {
                        <input type="hidden" name="id" value=round.id.to_string() />
                        <input type="hidden" name="scenario" value=row.id.clone() />
                        {announcing(row, round, fault_of(announce))}
                    },
                )
            });
            let mut ids: Vec<&str> = detail.others.iter().map(|one| one.0.as_str()).chain([row.id.as_str()]).collect();
            ids.sort_unstable();
            let title = |id: &str| letter(ids.iter().position(|one| *one == id).unwrap_or(0));
            let flows = detail.flows();
            let compare = (!detail.others.is_empty()).then(|| {
                let mut options = vec![(String::new(), tr("不比较", "None").to_owned())];
                options.extend(
                    detail
                        .others
                        .iter()
                        .map(|(id, mechanism)| (id.clone(), format!("{} {}", title(id), name(*mechanism)))),
                );
                let against = detail.against.as_ref().map(|one| one.0.id.clone()).unwrap_or_default();
                section(tr("与其他方案比较", "Beside another"), view! {
                    <form class="filters" method="get">
                        {choice("against", tr("比较方案", "Compare with"), options, against)}
                        <button type="submit" class="button">
                            {tr("比较", "Compare")}
                        </button>
                    </form>
                    {detail
                        .against
                        .as_ref()
                        .map(|(other, differs)| comparison(row, other, &title(&row.id), &title(&other.id), differs))}
                }.written())
            });
            page(
                round_trail(round),
                format!("{} · {}", title(&row.id), how(row)),
                "",
                view! {
                    {action}
                    <a class="button" href=format!("/exchange/rounds/{}/scenarios/{}/problem.json", round.id, row.id)>
                        {tr("下载匹配输入", "Input as a file")}
                    </a>
                    <a class="button" href=format!("/exchange/rounds/{}/scenarios/{}/outcome.json", round.id, row.id)>
                        {tr("下载结果与证明", "Result and proof")}
                    </a>
                    <button type="button" class="button" data-print="">
                        {tr("打印", "Print")}
                    </button>
                }
                .written(),
                view! {
                    {form::summary(fault_of(announce))}
                    {section(
                        tr("机制与性质", "Mechanism and what holds"),
                        view! {
                            <p class="muted">
                                {if row.repairs.is_empty() {
                                    mechanism_words(row.mechanism)
                                } else {
                                    tr(
                                        "在已公布结果上作最小调整：谢绝者留任，其余人尽量不变，空出的岗位按志愿补上。",
                                        "The least change to what was announced: those who declined stay, \
                                         everybody else keeps their place where possible, and seats that came \
                                         free go by wishes.",
                                    )
                                }}
                            </p>
                            {claims(row)}
                        }
                            .written(),
                    )}
                    {section(tr("志愿满足情况", "Wishes met"), ranks(row))}
                    {section(
                        tr("人员流向", "Who goes where"),
                        if flows.is_empty() {
                            empty(tr("没有人流动", "Nobody moves"), "")
                        } else {
                            view! {
                                {flow_map(&flows)}
                                <h3>{tr("互换关系", "The circles")}</h3>
                                {network(&flows)}
                            }
                                .written()
                        },
                    )}
                    {section(tr("进出平衡", "Balance"), balances(&detail))}
                    {compare}
                    {section(tr("安排明细", "Everybody's place"), placed(&detail))}
                }
                .written(),
            )
        },
    )
}

/// The question before a result is announced; under another mechanism than the published one it
/// asks for the reason, which everybody in the round reads.
fn announcing(row: &ScenarioRow, round: &Round, fault: form::FormFault) -> AnyView {
    let (label, verb) = (tr("公布此方案", "Announce"), tr("公布", "Announce"));
    let question =
        tr("参加本轮的人员会收到通知，并在期限内接受或谢绝。", "Everybody in the round is told, and answers in time.");
    if row.mechanism == round.mechanism || !row.repairs.is_empty() {
        return confirm(label, question, verb);
    }
    dialog(
        "button danger",
        label,
        view! {
            <p>{question}</p>
            <p class="note">
                {format!(
                    "{}{}",
                    tr("报名时公布的机制是：", "The mechanism published for this round: "),
                    name(round.mechanism),
                )}
            </p>
            {form::area(
                "reason",
                tr("改用其他机制的理由", "Why another one"),
                tr("参加者会看到", "Everybody in the round reads it"),
                "",
                fault,
            )}
            <p class="actions">
                {cancel()}<button type="submit" class="button danger">
                    {verb}
                </button>
            </p>
        }
        .written(),
    )
}

fn claims(row: &ScenarioRow) -> AnyView {
    let heads = [(tr("性质", "Property"), false), (tr("本方案", "Here"), false)];
    let rows = row
        .claims
        .iter()
        .map(|claim| {
            let holds = if claim.holds {
                badge("good", tr("成立", "Holds"))
            } else {
                badge("plain", tr("本轮规则下不保证", "Given up by this round's rules"))
            };
            vec![name(claim.property).written(), holds]
        })
        .collect();
    view! {
        <p>
            {verified(row)}" "
            <span class="muted">
                {tr(
                    "由独立校验程序根据输入和证明逐项核对。",
                    "An independent checker verified each against the input and the proof.",
                )}
            </span>
        </p>
        {plain_table(tr("性质", "Properties"), &heads, rows)}
    }
    .written()
}

/// Bars from zero with their numbers, and the table behind them.
fn ranks(row: &ScenarioRow) -> AnyView {
    let report = &row.report;
    let stay = report.people.saturating_sub(report.moved + report.without);
    let mut counts: Vec<(String, u32)> = report
        .by_wish
        .iter()
        .enumerate()
        .map(|(n, count)| (format!("{} {}", tr("第", "Wish"), n + 1), *count))
        .collect();
    counts.push((tr("留任", "Stay").to_owned(), stay));
    let most = counts.iter().map(|one| one.1).max().unwrap_or(1).max(1);
    let bars = counts
        .iter()
        .enumerate()
        .map(|(n, (label, count))| {
            let (y, wide) = (n as f64 * 28.0, 420.0 * f64::from(*count) / f64::from(most));
            let class = if n + 1 == counts.len() { "bar-track" } else { "bar-done" };
            view! {
                <text x="90" y=format!("{:.0}", y + 17.0) text-anchor="end">
                    {label.clone()}
                </text>
                <rect
                    class=class
                    x="100"
                    y=format!("{:.0}", y + 4.0)
                    width=format!("{wide:.1}")
                    height="18"
                    rx="2"
                ></rect>
                <text x=format!("{:.1}", 108.0 + wide) y=format!("{:.0}", y + 17.0)>
                    {count.to_string()}
                </text>
            }
        })
        .collect_view();
    let heads = [(tr("志愿", "Wish"), false), (tr("人数", "People"), true)];
    let rows =
        counts.iter().map(|(label, count)| vec![label.clone().into_any(), count.to_string().into_any()]).collect();
    view! {
        <figure class="figure">
            <svg
                class="chart"
                viewBox=format!("0 0 640 {}", counts.len() * 28)
                role="img"
                aria-label=tr("志愿满足情况", "Wishes met")
            >
                {bars}
            </svg>
            <figcaption>
                <details>
                    <summary>{tr("以表格查看", "As a table")}</summary>
                    {plain_table(tr("志愿满足情况", "Wishes met"), &heads, rows)}
                </details>
            </figcaption>
        </figure>
    }
    .written()
}

fn balances(detail: &ScenarioDetail) -> AnyView {
    let report = &detail.scenario.report;
    let unit =
        |id: &str| detail.units.iter().find(|one| one.0 == id).map_or_else(|| id.to_owned(), |one| one.1.clone());
    let family = |id: &str| {
        use domain::code::Code;
        domain::code::Family::find(id).map_or_else(|| id.to_owned(), |one| name(one).to_owned())
    };
    let group = |id: &str| match id {
        "weak" => tr("基础较弱的单位", "Weaker units").to_owned(),
        "strong" => tr("其他单位", "Other units").to_owned(),
        other => other.to_owned(),
    };
    let heads = [
        (tr("单位或系统", "Unit or family"), false),
        (tr("派出", "Out"), true),
        (tr("接收", "In"), true),
        (tr("净增减", "Net"), true),
        (tr("派出平均素质", "Quality out"), true),
        (tr("接收平均素质", "Quality in"), true),
    ];
    let quality = |value: Option<i64>| {
        value.map_or_else(|| "—".to_owned(), |value| format!("{}.{:02}", value / 100, value % 100))
    };
    let line = |title: String, one: &Balance| {
        vec![
            title.written(),
            one.out.to_string().into_any(),
            one.into.to_string().into_any(),
            signed(i64::from(one.into) - i64::from(one.out)).written(),
            quality(one.quality_out).written(),
            quality(one.quality_in).written(),
        ]
    };
    let mut rows: Vec<Vec<AnyView>> = report.families.iter().map(|one| line(family(&one.id), one)).collect();
    rows.extend(report.units.iter().map(|one| line(unit(&one.id), one)));
    rows.extend(report.groups.iter().map(|one| line(group(&one.id), one)));
    let vacant: Vec<String> = report
        .vacant
        .iter()
        .filter_map(|(id, free)| {
            let title = detail.posts.iter().find(|one| one.0 == *id)?;
            Some(format!("{}（{free}）", title.1))
        })
        .collect();
    view! {
        {plain_table(tr("进出平衡", "Balance"), &heads, rows)}
        {(!vacant.is_empty())
            .then(|| view! { <p>{tr("仍有空缺：", "Still free: ")}{vacant.join(tr("、", ", "))}</p> })}
    }
    .written()
}

fn comparison(
    one: &ScenarioRow,
    other: &ScenarioRow,
    own: &str,
    theirs: &str,
    differs: &[(String, String, String)],
) -> AnyView {
    let three = |row: &ScenarioRow| row.report.by_wish.iter().take(3).sum::<u32>();
    let net = |row: &ScenarioRow| {
        row.report.units.iter().map(|unit| (i64::from(unit.into) - i64::from(unit.out)).abs()).max().unwrap_or(0)
    };
    let weights = |row: &ScenarioRow| {
        let w = row.weights;
        if row.mechanism == Mechanism::Optimal {
            format!("{}/{}/{}/{}/{}", w.wish, w.step, w.fit, w.development, w.balance)
        } else {
            "—".to_owned()
        }
    };
    let own_head: &'static str = tr("本方案", "This one");
    let heads = [(tr("项目", "What"), false), (own_head, true), (tr("比较方案", "The other"), true)];
    let line = |label: &'static str, a: String, b: String| vec![label.written(), a.written(), b.written()];
    let rows = vec![
        line(tr("方案", "Scenario"), own.to_owned(), theirs.to_owned()),
        line(tr("机制", "Mechanism"), name(one.mechanism).to_owned(), name(other.mechanism).to_owned()),
        line(tr("权重（志愿/递减/匹配/培养/平衡）", "Weights"), weights(one), weights(other)),
        line(tr("交流人数", "Move"), one.report.moved.to_string(), other.report.moved.to_string()),
        line(
            tr("第一志愿", "First wish"),
            one.report.by_wish.first().copied().unwrap_or(0).to_string(),
            other.report.by_wish.first().copied().unwrap_or(0).to_string(),
        ),
        line(tr("前三志愿", "First three"), three(one).to_string(), three(other).to_string()),
        line(tr("最大净增减", "Largest net"), net(one).to_string(), net(other).to_string()),
    ];
    let stay = || tr("留任", "Stay").to_owned();
    let changes = differs
        .iter()
        .map(|(person, before, after)| {
            let word = |post: &String| if post.is_empty() { stay() } else { post.clone() };
            vec![person.clone().into_any(), word(before).written(), word(after).written()]
        })
        .collect();
    let change_heads =
        [(tr("姓名", "Name"), false), (tr("比较方案中", "There"), false), (tr("本方案中", "Here"), false)];
    let list = if differs.is_empty() {
        view! { <p>{tr("两个方案对每个人的安排相同。", "Both place everybody alike.")}</p> }.written()
    } else {
        view! {
            <h3>{format!("{} {} {}", tr("有变化的", "Placed otherwise:"), differs.len(), tr("人", ""))}</h3>
            {plain_table(tr("变化", "Changes"), &change_heads, changes)}
        }
        .written()
    };
    view! {
        {plain_table(tr("比较", "Comparison"), &heads, rows)}
        {list}
    }
    .written()
}

fn placed(detail: &ScenarioDetail) -> AnyView {
    let announced = detail.round.announced == detail.scenario.id;
    let mut heads = vec![
        (tr("姓名", "Name"), false),
        (tr("派出单位", "From"), false),
        (tr("安排", "Place"), false),
        (tr("志愿", "Wish"), false),
    ];
    if announced {
        heads.push((tr("答复", "Answer"), false));
    }
    let mut shown: Vec<_> = detail.placed.iter().collect();
    // They come in the order of their units and names.
    shown.sort_by_key(|row| row.wish == 0);
    let rows = shown
        .into_iter()
        .map(|row| {
            let place = if row.wish == 0 {
                view! { <span class="muted">{tr("留任", "Stays")}</span> }.written()
            } else {
                view! { <a href=format!("/exchange/posts/{}", row.offer)>{format!("{} {}", row.to, row.title)}</a> }
                    .written()
            };
            let wish =
                if row.wish == 0 { format!("—/{}", row.wishes) } else { format!("{}/{}", row.wish, row.wishes) };
            let mut cells = vec![
                view! { <a href=format!("/people/{}", row.person)>{row.name.clone()}</a> }.written(),
                row.from.clone().into_any(),
                place,
                wish.written(),
            ];
            if announced {
                cells.push(badge(if row.reply == Reply::Declined { "bad" } else { "plain" }, name(row.reply)));
            }
            cells
        })
        .collect();
    plain_table(tr("安排明细", "Everybody's place"), &heads, rows)
}
