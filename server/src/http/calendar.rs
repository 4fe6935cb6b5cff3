//! iCalendar feeds (RFC 5545) behind their secret addresses.

use axum::extract::{Extension, Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use domain::Moment;
use domain::calendar::due::Due;
use domain::code::{Code, Lang};
use domain::training::{FeedContent, Lesson, TimetableClass};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};

use crate::now;
use crate::request::ClientAddress;
use crate::secrets::Secrets;
use crate::state::AppState;

fn utc(at: Moment) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(at.0).unwrap_or_default()
}

fn lesson_event(class: &TimetableClass, lesson: &Lesson) -> Event {
    let mut event = Event::new();
    // The number of edits tells a calendar which of two versions is the later one.
    event
        .uid(&format!("lesson-{}@ganqiao", lesson.id))
        .timestamp(utc(lesson.at))
        .last_modified(utc(lesson.at))
        .sequence(lesson.version)
        .starts(utc(lesson.starts))
        .ends(utc(lesson.ends))
        .summary(&format!("{} · {}", class.title, lesson.title))
        .location(if lesson.place.is_empty() { &class.place } else { &lesson.place })
        .status(if lesson.cancelled || class.cancelled { EventStatus::Cancelled } else { EventStatus::Confirmed });
    if !lesson.trainer.is_empty() {
        event.description(&lesson.trainer);
    }
    event.done()
}

/// A class without lessons, as the days it takes.
fn class_event(class: &TimetableClass, stamp: Moment) -> Event {
    let mut event = Event::new();
    event
        .uid(&format!("class-{}@ganqiao", class.id))
        .timestamp(utc(stamp))
        .sequence(class.version)
        .starts(class.starts)
        // The end of an event of whole days is the day after.
        .ends(class.ends.succ_opt().unwrap_or(class.ends))
        .summary(&class.title)
        .location(&class.place)
        .status(if class.cancelled { EventStatus::Cancelled } else { EventStatus::Confirmed });
    event.done()
}

/// Something that falls due, as its day. A day that moves is another mark and so another event
/// of the same name: the subject and the kind are what stays.
fn due_event(due: &Due, stamp: Moment) -> Event {
    let mut event = Event::new();
    event
        .uid(&format!("due-{}-{}@ganqiao", due.kind.code(), due.subject))
        .timestamp(utc(stamp))
        .starts(due.on)
        .ends(due.on.succ_opt().unwrap_or(due.on))
        .summary(&format!("{}：{} {}", due.kind.name(Lang::Zh), due.unit_name, due.person_name))
        .description(&due.what);
    event.done()
}

/// A text as iCalendar has it (RFC 5545, 3.3.11).
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace("\r\n", "\\n").replace('\n', "\\n")
}

/// The text of a feed.
#[must_use]
pub fn text(content: &FeedContent, now: Moment) -> String {
    let mut calendar = Calendar::new();
    // The crate escapes the second and writes the first as it is, a text like others (RFC 7986, 5.1).
    calendar.append_property(Property::new("NAME", escaped(&content.name)));
    calendar.append_property(Property::new("X-WR-CALNAME", &content.name));
    for class in &content.classes {
        if class.lessons.is_empty() {
            calendar.push(class_event(class, now));
        }
        for lesson in &class.lessons {
            calendar.push(lesson_event(class, lesson));
        }
    }
    for due in &content.dues {
        calendar.push(due_event(due, now));
    }
    calendar.done().to_string()
}

/// What the mark in a feed's address is made for.
const PURPOSE: &str = "calendar feed";

/// The secret part of a feed's address: its name and a mark of it, which only the program's key
/// makes. So neither the store nor a backup gives an address away.
pub(super) fn token(secrets: &Secrets, name: &str) -> String {
    format!("{name}-{}", secrets.mark(PURPOSE, name))
}

/// A feed. Its address is a secret, so it needs no session, says nothing when it is wrong,
/// and is kept by nobody on the way. What it tells is what its holder may know now.
pub(super) async fn feed(
    State(state): State<AppState>,
    Extension(address): Extension<ClientAddress>,
    Path(name): Path<String>,
) -> Response {
    if !state.feeds.allow(address.network()) {
        return (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "60")], "too many requests").into_response();
    }
    let given = name.strip_suffix(".ics").unwrap_or_default();
    let Some((name, _)) = given.rsplit_once('-').filter(|(name, mark)| state.secrets.is_mark(PURPOSE, name, mark))
    else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match state.store.feed_content(name, now()).await {
        Ok(Some(content)) => {
            let headers = [
                (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
                (header::CACHE_CONTROL, "private, max-age=300"),
            ];
            (headers, text(&content, now())).into_response()
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::error!(%error, "a calendar feed failed");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// C48: RFC 7986's NAME is a text like the others.
    #[test]
    fn the_name_of_a_feed_is_escaped() {
        let content = FeedContent { name: "张三, 李四; a\\b".into(), classes: Vec::new(), dues: Vec::new() };
        let feed = text(&content, Moment(0));
        for key in ["NAME", "X-WR-CALNAME"] {
            assert!(feed.contains(&format!("\r\n{key}:张三\\, 李四\\; a\\\\b\r\n")), "{feed}");
        }
    }
}
