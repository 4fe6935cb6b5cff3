//! The timetable: a month or a week, and the feed for one's own calendar.

use chrono::{Datelike, Months, TimeDelta};
use domain::Day;
use domain::time::{day_text, parse_day};
use domain::training::{Feed, Timetable, TimetableClass, weeks};
use leptos::prelude::*;

use super::api;
use crate::components::form;
use crate::components::load::load;
use crate::components::page::{badge, page};
use crate::components::table::State;
use crate::components::written::Written;
use crate::feed;
use crate::feed::api::RenewFeed;
use crate::feed::view::subscription;
use crate::frame::Frame;
use crate::words::tr;

/// One thing on a day.
struct Entry {
    href: String,
    time: String,
    title: String,
    place: String,
    cancelled: bool,
}

/// What is on a day: lessons, and classes without lessons on each of their days.
fn on(day: Day, classes: &[TimetableClass]) -> Vec<Entry> {
    let mut entries = Vec::new();
    for class in classes {
        let href = format!("/training/classes/{}", class.id);
        if class.lessons.is_empty() && (class.starts..=class.ends).contains(&day) {
            entries.push(Entry {
                href: href.clone(),
                time: String::new(),
                title: class.title.clone(),
                place: class.place.clone(),
                cancelled: class.cancelled,
            });
        }
        for lesson in class.lessons.iter().filter(|lesson| lesson.starts.day() == day) {
            entries.push(Entry {
                href: href.clone(),
                time: format!("{}–{}", lesson.starts.clock_text(), lesson.ends.clock_text()),
                title: format!("{} · {}", class.title, lesson.title),
                place: if lesson.place.is_empty() { class.place.clone() } else { lesson.place.clone() },
                cancelled: class.cancelled || lesson.cancelled,
            });
        }
    }
    entries.sort_by(|a, b| a.time.cmp(&b.time));
    entries
}

const DAYS: [(&str, &str); 7] = [
    ("周一", "Mon"),
    ("周二", "Tue"),
    ("周三", "Wed"),
    ("周四", "Thu"),
    ("周五", "Fri"),
    ("周六", "Sat"),
    ("周日", "Sun"),
];

/// The days a view shows: whole weeks of a month, or one week.
fn span(view: &str, day: Day) -> Vec<[Day; 7]> {
    let month = weeks(day);
    if view == "week" { month.into_iter().filter(|week| week.contains(&day)).take(1).collect() } else { month }
}

/// The page.
pub fn timetable() -> AnyView {
    let renew = form::posts::<RenewFeed>();
    let frame = use_context::<Frame>().unwrap_or_default();
    let today = frame.now.day();
    let cadre = frame.me.is_some_and(|me| me.is_cadre());
    load(
        || {
            let state = State::now();
            (state.get("view"), parse_day(&state.get("day")).unwrap_or(today))
        },
        move |(view, day)| async move {
            let span = span(&view, day);
            let (from, until) = (span[0][0], span[span.len() - 1][6]);
            let timetable = api::timetable(day_text(from), day_text(until)).await?;
            // Who has no record of their own has no timetable of their own to follow.
            let feed = if cadre { Some(feed::api::feed(String::new(), String::new()).await?) } else { None };
            Ok((view, day, timetable, feed))
        },
        move |(view, day, timetable, feed): (String, Day, Timetable, Option<Feed>)| {
            let weekly = view == "week";
            let (back, on_) = if weekly {
                (day - TimeDelta::days(7), day + TimeDelta::days(7))
            } else {
                let first = day.with_day(1).unwrap_or(day);
                (first - Months::new(1), first + Months::new(1))
            };
            let link = |to: Day, view: &str, text: &'static str| {
                view! {
                    <a class="button small" href=format!("?view={view}&day={}", day_text(to))>
                        {text}
                    </a>
                }
            };
            let (this, other, other_text) = if weekly {
                ("week", "month", tr("月视图", "Month"))
            } else {
                ("month", "week", tr("周视图", "Week"))
            };
            let caption = if weekly {
                format!("{} – {}", day_text(timetable.from), day_text(timetable.until))
            } else {
                format!("{}-{:02}", day.year(), day.month())
            };
            let body = if weekly { week(&timetable, today) } else { month(day, &timetable, today) };
            page(
                Vec::new(),
                tr("课程表", "Timetable"),
                tr(
                    "我的课次；负责办班的，另有范围内的全部班次。",
                    "Your lessons, and the classes of your scope if you hold classes.",
                ),
                ().into_any(),
                view! {
                    <nav class="pager start" aria-label=tr("日期", "Dates")>
                        {link(
                            back,
                            this,
                            if weekly {
                                tr("上一周", "The week before")
                            } else {
                                tr("上个月", "The month before")
                            },
                        )}
                        <strong class="number">{caption}</strong>
                        {link(
                            on_,
                            this,
                            if weekly { tr("下一周", "The next week") } else { tr("下个月", "The next month") },
                        )}
                        {link(today, this, tr("今天", "Today"))}
                        {link(day, other, other_text)}
                    </nav>
                    {body}
                    {feed.map(|feed| subscription(&feed, "class", String::new(), renew))}
                }
                .written(),
            )
        },
    )
}

fn entry(entry: Entry) -> AnyView {
    let state = entry.cancelled.then(|| badge("bad", tr("已取消", "Called off")));
    view! {
        <a class="entry" class:off=entry.cancelled href=entry.href title=entry.place>
            {(!entry.time.is_empty())
                .then(|| {
                    view! {
                        <span class="number">{entry.time}</span>
                        " "
                    }
                })}
            {entry.title}
        </a>
        {state}
    }
    .written()
}

fn month(day: Day, timetable: &Timetable, today: Day) -> AnyView {
    let heads = DAYS.map(|(zh, en)| view! { <th scope="col">{tr(zh, en)}</th> }).into_iter().collect_view();
    let rows = weeks(day)
        .into_iter()
        .map(|week| {
            let cells = week
                .into_iter()
                .zip(DAYS)
                .map(|(cell, (zh, en))| {
                    let class = match (cell == today, cell.month() == day.month()) {
                        (true, _) => "today",
                        (false, true) => "",
                        (false, false) => "outside-month",
                    };
                    let entries = on(cell, &timetable.classes);
                    let none = entries.is_empty();
                    view! {
                        <td class=class class:none=none>
                            <time datetime=day_text(
                                cell,
                            )>{cell.day().to_string()}<span class="weekday">" "{tr(zh, en)}</span></time>
                            {entries.into_iter().map(entry).collect_view()}
                        </td>
                    }
                })
                .collect_view();
            view! { <tr>{cells}</tr> }
        })
        .collect_view();
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=tr("月视图", "Month")>
            <table class="month">
                <caption class="visually-hidden">{format!("{}-{:02}", day.year(), day.month())}</caption>
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .written()
}

fn week(timetable: &Timetable, today: Day) -> AnyView {
    let days = (0..7)
        .map(|n| {
            let day = timetable.from + TimeDelta::days(n);
            let (zh, en) = DAYS[usize::try_from(n).unwrap_or(0)];
            let entries = on(day, &timetable.classes);
            let body = if entries.is_empty() {
                view! { <p class="muted">{tr("没有安排", "Nothing")}</p> }.written()
            } else {
                view! {
                    <ul class="rows">
                        {entries
                            .into_iter()
                            .map(|one| {
                                let place = one.place.clone();
                                view! { <li>{entry(one)}<span class="muted">{place}</span></li> }
                            })
                            .collect_view()}
                    </ul>
                }
                .written()
            };
            view! {
                <section class="card" class:today=day == today>
                    <h2>{tr(zh, en)}" "<span class="muted number">{day_text(day)}</span></h2>
                    {body}
                </section>
            }
        })
        .collect_view();
    view! { <div class="week">{days}</div> }.written()
}
