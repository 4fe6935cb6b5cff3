//! What a person's page says of their record: what is missing, the rank, retirement with its rule, and
//! where the record does not agree with its appointments.

use domain::appointment::{Mismatch, mismatches};
use domain::code::Sex;
use domain::person::{Person, PersonDetail};
use domain::retirement::OldAge;
use domain::time::{Date, day_text};
use leptos::prelude::*;

use crate::components::written::Written;
use crate::words::{name, tr};

/// What is on record, or that nothing is: a gap is never shown as if it were a fact.
pub(super) fn or_missing(text: String) -> String {
    if text.is_empty() { tr("未填", "Not on record").to_owned() } else { text }
}

pub(super) fn date_or_missing(date: Option<Date>) -> String {
    or_missing(date.map(|date| date.to_string()).unwrap_or_default())
}

/// The rank and how long it has been held.
pub(super) fn ranked(person: &Person, today: domain::Day) -> String {
    let Some(rank) = person.rank else { return String::new() };
    match person.rank_since {
        None => format!("{}（{}）", name(rank), tr("任现职级时间未填", "since when is not on record")),
        Some(since) => {
            let months = domain::time::months(since.day(), today);
            let held = match crate::frame::lang() {
                domain::code::Lang::Zh => format!("{}起，已任{}年{}个月", since.month_text(), months / 12, months % 12),
                domain::code::Lang::En => {
                    format!("since {}, {} years {} months", since.month_text(), months / 12, months % 12)
                }
            };
            format!("{}（{held}）", name(rank))
        }
    }
}

/// The month of retirement; what is missing where it can't be told.
pub(super) fn retires(person: &Person) -> String {
    match person.grounds().retirement(person.birth) {
        Some(found) => found.month.format("%Y-%m").to_string(),
        None => tr("须人工判断（性别或职务层次未填）", "To be judged: sex or level is not on record").to_owned(),
    }
}

/// The rule behind it, with its basis.
pub(super) fn retirement_note(person: &Person) -> Option<AnyView> {
    let found = person.grounds().retirement(person.birth)?;
    let why = match (person.sex, found.recorded, found.old) {
        (Sex::Male, ..) => tr("男", "men"),
        (_, true, _) => tr("已登记的年龄界限", "the age on record"),
        (_, false, OldAge::Sixty) => tr(
            "女，县处级副职以上或相当职级（组通字〔2015〕14号，可登记选择55周岁）",
            "women of deputy county–division level and above (组通字〔2015〕14号; a choice of 55 can be recorded)",
        ),
        _ => tr("女干部", "women cadres"),
    };
    let text = match crate::frame::lang() {
        domain::code::Lang::Zh => format!(
            "到龄年月：改革前{}（{why}），渐进式延迟{}个月。依据：《国务院关于渐进式延迟法定退休年龄的办法》（2025年1月1日起施行）。",
            name(found.old),
            found.delay,
        ),
        domain::code::Lang::En => format!(
            "Retirement: {} before the reform ({why}), raised by {} months. Basis: 《国务院关于渐进式延迟法定退休年龄的办法》, in \
             force since 2025-01-01.",
            name(found.old),
            found.delay,
        ),
    };
    Some(view! { <p class="hint">{text}</p> }.written())
}

pub(super) fn state_text(person: &Person) -> String {
    match &person.ended {
        Some(ended) => format!("{}（{} {}）", name(person.state), day_text(ended.on), ended.document),
        None => name(person.state).to_owned(),
    }
}

/// Where the record says otherwise than its appointments, for those who can put it right.
pub(super) fn mismatch_note(detail: &PersonDetail, today: domain::Day) -> Option<AnyView> {
    let found = mismatches(&detail.person, &detail.appointments, &detail.posts, today);
    if found.is_empty() || !detail.editable {
        return None;
    }
    let say = |zh: &'static str, en: &'static str, what: &str| format!("{}{what}", tr(zh, en));
    let lines = found.into_iter().map(|one| match one {
        Mismatch::Title(said, held) => {
            format!(
                "{}{said}；{}{held}",
                tr("现任职务填的是：", "The record says: "),
                tr("任职记录是：", "the appointment: ")
            )
        }
        Mismatch::Unit(unit) => say("所在单位与主要职务的单位不同：", "The main post is in another unit: ", &unit),
        Mismatch::Level(level) => {
            say("职务层次与任职记录不同，任职记录是：", "The level is another than the appointment's: ", name(level))
        }
        Mismatch::NoAppointment => tr(
            "填了现任职务，没有任职记录：请登记任职。",
            "A post is written and none appointed: record the appointment.",
        )
        .to_owned(),
        Mismatch::SeveralMain(n) => say("同时有多个主要职务：", "Main posts at once: ", &n.to_string()),
        Mismatch::SinceUnknown => tr(
            "主要职务的任职日期未填：请在任职记录中更正。",
            "Since when the main post is held is not on record: correct the appointment.",
        )
        .to_owned(),
        Mismatch::Resume(line) if line.is_empty() => {
            tr("简历没有延续至今的一段。", "No line of the résumé goes on to now.").to_owned()
        }
        Mismatch::Resume(line) => {
            say("简历最后一段与主要职务不一致：", "The résumé's last line is of another post: ", &line)
        }
        Mismatch::Unlisted(title) => say("单位职位表中没有该职务：", "The unit lists no such post: ", &title),
        Mismatch::Lasting(title) => {
            say("已不在职，任职仍未结束：", "Service has ended, the appointment lasts: ", &title)
        }
        Mismatch::Endless(title) => say("挂职没有期满日期：", "A secondment without a last day: ", &title),
    });
    Some(
        view! {
            <div class="note warn" data-testid="mismatches">
                <p>
                    <strong>
                        {tr(
                            "任职记录与下列内容不一致，请核对",
                            "The record does not agree with its appointments",
                        )}
                    </strong>
                </p>
                <ul>{lines.map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
            </div>
        }
        .written(),
    )
}
