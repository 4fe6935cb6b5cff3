//! Pictures drawn on the server, each with a table that says the same.

use std::collections::BTreeMap;
use std::f64::consts::TAU;

use domain::Day;
use domain::time::day_text;
use leptos::prelude::*;

use crate::components::table::plain_table;
use crate::components::written::Written;
use crate::words::tr;

/// A picture and, for who can't see it or wants the numbers, its table.
fn with_table(picture: AnyView, table: AnyView) -> AnyView {
    view! {
        <figure class="figure">
            {picture} <figcaption>
                <details>
                    <summary>{tr("以表格查看", "As a table")}</summary>
                    {table}
                </details>
            </figcaption>
        </figure>
    }
    .written()
}

/// A difference with its sign, none for nothing.
pub fn signed(net: i64) -> String {
    if net == 0 { "0".to_owned() } else { format!("{net:+}") }
}

fn short(name: &str) -> String {
    let mut shown: String = name.chars().take(9).collect();
    if name.chars().count() > 9 {
        shown.push('…');
    }
    shown
}

/// Who sends and who receives: units left and right, a band between them as wide as the
/// number of people.
pub fn flow_map(flows: &[(String, String, u32)]) -> AnyView {
    const MOST: usize = 40;
    let side = |pick: fn(&(String, String, u32)) -> &String| {
        let mut sums: BTreeMap<&str, u32> = BTreeMap::new();
        for flow in flows {
            *sums.entry(pick(flow).as_str()).or_default() += flow.2;
        }
        let mut sums: Vec<(String, u32)> = sums.into_iter().map(|(name, n)| (name.to_owned(), n)).collect();
        sums.sort_by_key(|(name, n)| (std::cmp::Reverse(*n), name.clone()));
        sums
    };
    let (senders, receivers) = (side(|flow| &flow.0), side(|flow| &flow.1));
    let all: u32 = flows.iter().map(|flow| flow.2).sum();
    let heads = [(tr("派出单位", "From"), false), (tr("接收单位", "To"), false), (tr("人数", "People"), true)];
    let rows = flows
        .iter()
        .map(|(from, to, n)| vec![from.clone().into_any(), to.clone().into_any(), n.to_string().into_any()])
        .collect();
    let table = plain_table(tr("人员流向", "Who goes where"), &heads, rows);
    if all == 0 || senders.len().max(receivers.len()) > MOST {
        return table;
    }
    // Every person is as high as a line of text needs at the busier side.
    let gap = 8.0;
    let most = senders.len().max(receivers.len()) as f64;
    let each = (most * 14.0 / f64::from(all)).max(10.0);
    let height = f64::from(all) * each + (most + 1.0) * gap;
    let place = |list: &[(String, u32)]| {
        let mut y = gap;
        let mut at: BTreeMap<String, f64> = BTreeMap::new();
        for (name, n) in list {
            at.insert(name.clone(), y);
            y += f64::from(*n) * each + gap;
        }
        at
    };
    let (mut left, mut right) = (place(&senders), place(&receivers));
    let label = |list: &[(String, u32)], at: &BTreeMap<String, f64>, x: f64, anchor: &'static str| {
        list.iter()
            .map(|(name, n)| {
                let y = at[name] + f64::from(*n) * each / 2.0 + 5.0;
                view! {
                    <text x=x.to_string() y=format!("{y:.1}") text-anchor=anchor>
                        {format!("{} {n}", short(name))}
                    </text>
                }
            })
            .collect_view()
    };
    let labels = (label(&senders, &left, 150.0, "end"), label(&receivers, &right, 490.0, "start"));
    let ends = |list: &[(String, u32)], at: &BTreeMap<String, f64>, x: f64| {
        list.iter()
            .map(|(name, n)| {
                view! {
                    <rect
                        class="flow-end"
                        x=x.to_string()
                        y=format!("{:.1}", at[name])
                        width="6"
                        height=format!("{:.1}", f64::from(*n) * each)
                    ></rect>
                }
            })
            .collect_view()
    };
    let bars = (ends(&senders, &left, 156.0), ends(&receivers, &right, 478.0));
    let bands = flows
        .iter()
        .map(|(from, to, n)| {
            let wide = f64::from(*n) * each;
            let (a, b) = (left.get_mut(from), right.get_mut(to));
            let (Some(a), Some(b)) = (a, b) else { return ().into_any() };
            let (y0, y1) = (*a, *b);
            *a += wide;
            *b += wide;
            let path = format!(
                "M162 {y0:.1} C320 {y0:.1} 320 {y1:.1} 478 {y1:.1} L478 {:.1} C320 {:.1} 320 {:.1} 162 {:.1} Z",
                y1 + wide,
                y1 + wide,
                y0 + wide,
                y0 + wide
            );
            view! {
                <path class="flow" d=path>
                    <title>{format!("{from} → {to}: {n}")}</title>
                </path>
            }
            .written()
        })
        .collect_view();
    with_table(
        view! {
            <svg
                class="chart"
                viewBox=format!("0 0 640 {height:.0}")
                role="img"
                aria-label=tr("人员流向图", "Who goes where")
            >
                {bands}
                {bars.0}
                {bars.1}
                {labels.0}
                {labels.1}
            </svg>
        }
        .written(),
        table,
    )
}

/// Units in a ring and arrows between them: the circles an exchange is made of.
pub fn network(flows: &[(String, String, u32)]) -> AnyView {
    let mut names: Vec<&str> = flows.iter().flat_map(|flow| [flow.0.as_str(), flow.1.as_str()]).collect();
    names.sort_unstable();
    names.dedup();
    let mut nets: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for (from, to, n) in flows {
        nets.entry(from).or_default().0 += n;
        nets.entry(to).or_default().1 += n;
    }
    let heads =
        [(tr("单位", "Unit"), false), (tr("派出", "Out"), true), (tr("接收", "In"), true), (tr("净增减", "Net"), true)];
    let rows = nets
        .iter()
        .map(|(name, (out, into))| {
            let net = i64::from(*into) - i64::from(*out);
            vec![
                (*name).to_owned().into_any(),
                out.to_string().into_any(),
                into.to_string().into_any(),
                signed(net).written(),
            ]
        })
        .collect();
    let table = plain_table(tr("各单位进出", "In and out by unit"), &heads, rows);
    if names.len() < 2 || names.len() > 28 {
        return table;
    }
    // A few units need no large ring.
    let r = (30.0 + names.len() as f64 * 18.0).min(150.0);
    let (cx, cy) = (320.0, r + 45.0);
    let spot = |name: &str, radius: f64| {
        let n = names.iter().position(|one| *one == name).unwrap_or(0) as f64;
        let angle = TAU * n / names.len() as f64 - TAU / 4.0;
        (cx + radius * angle.cos(), cy + radius * angle.sin())
    };
    let arrows = flows
        .iter()
        .map(|(from, to, n)| {
            let ((x0, y0), (x1, y1)) = (spot(from, r), spot(to, r));
            let (mx, my) = ((x0 + x1) / 2.0, (y0 + y1) / 2.0);
            // Bent to one side, so that there and back are two lines.
            let (bx, by) = (mx + (y1 - y0) * 0.16 + (cx - mx) * 0.2, my - (x1 - x0) * 0.16 + (cy - my) * 0.2);
            let width = (1.0 + f64::from(*n)).min(6.0);
            view! {
                <path
                    class="arc"
                    d=format!("M{x0:.1} {y0:.1} Q{bx:.1} {by:.1} {x1:.1} {y1:.1}")
                    stroke-width=format!("{width:.1}")
                    marker-end="url(#arrow)"
                >
                    <title>{format!("{from} → {to}: {n}")}</title>
                </path>
            }
        })
        .collect_view();
    let nodes = names
        .iter()
        .map(|name| {
            let ((x, y), (lx, ly)) = (spot(name, r), spot(name, r + 18.0));
            let anchor = if (lx - cx).abs() < 20.0 {
                "middle"
            } else if lx < cx {
                "end"
            } else {
                "start"
            };
            view! {
                <circle class="node" cx=format!("{x:.1}") cy=format!("{y:.1}") r="5"></circle>
                <text x=format!("{lx:.1}") y=format!("{:.1}", ly + 5.0) text-anchor=anchor>
                    {short(name)}
                </text>
            }
        })
        .collect_view();
    with_table(
        view! {
            <svg
                class="chart"
                viewBox=format!("0 0 640 {:.0}", 2.0 * cy)
                role="img"
                aria-label=tr("单位间的互换环", "The circles between units")
            >
                <defs>
                    <marker
                        id="arrow"
                        viewBox="0 0 8 8"
                        refX="11"
                        refY="4"
                        markerWidth="8"
                        markerHeight="8"
                        markerUnits="userSpaceOnUse"
                        orient="auto"
                    >
                        <path class="arrow" d="M0 0 L8 4 L0 8 Z"></path>
                    </marker>
                </defs>
                {arrows}
                {nodes}
            </svg>
        }
        .written(),
        table,
    )
}

/// A posting from its first day to its last, with what falls between and where today is.
pub fn timeline(from: Day, until: Day, marks: &[(&'static str, Day)], today: Day) -> AnyView {
    let whole = (until - from).num_days().max(1) as f64;
    let x = |day: Day| 40.0 + 560.0 * ((day - from).num_days() as f64 / whole).clamp(0.0, 1.0);
    let mut rows = vec![vec![tr("开始", "First day").written(), day_text(from).written()]];
    rows.extend(marks.iter().map(|(name, day)| vec![(*name).written(), day_text(*day).written()]));
    rows.push(vec![tr("期满", "Last day").written(), day_text(until).written()]);
    let table =
        plain_table(tr("任职期限", "The posting"), &[(tr("节点", "What"), false), (tr("日期", "When"), false)], rows);
    let points = marks
        .iter()
        .map(|(name, day)| {
            let at = format!("{:.1}", x(*day));
            view! {
                <circle class="node" cx=at.clone() cy="40" r="6"></circle>
                <text x=at.clone() y="22" text-anchor="middle">
                    {*name}
                </text>
                <text class="small" x=at y="66" text-anchor="middle">
                    {day_text(*day)}
                </text>
            }
        })
        .collect_view();
    let now = (from <= today && today <= until).then(|| {
        let at = format!("{:.1}", x(today));
        view! {
            <line class="now-line" x1=at.clone() x2=at.clone() y1="28" y2="78"></line>
            <text class="small" x=at y="92" text-anchor="middle">
                {tr("今天", "today")}
            </text>
        }
    });
    with_table(
        view! {
            <svg class="chart" viewBox="0 0 640 100" role="img" aria-label=tr("任职时间线", "The posting in time")>
                <rect class="bar-track" x="40" y="36" width="560" height="8" rx="4"></rect>
                <rect
                    class="bar-done"
                    x="40"
                    y="36"
                    width=format!("{:.1}", (x(today.clamp(from, until)) - 40.0).max(0.0))
                    height="8"
                    rx="4"
                ></rect>
                <circle class="node" cx="40" cy="40" r="6"></circle>
                <circle class="node" cx="600" cy="40" r="6"></circle>
                <text class="small" x="40" y="66" text-anchor="middle">
                    {day_text(from)}
                </text>
                <text class="small" x="600" y="66" text-anchor="middle">
                    {day_text(until)}
                </text>
                {points}
                {now}
            </svg>
        }
        .written(),
        table,
    )
}
