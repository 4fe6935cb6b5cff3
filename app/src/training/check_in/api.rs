//! Checking in to a lesson.

use domain::training::{CheckIn, LessonOfDay};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::known;
#[cfg(feature = "ssr")]
use crate::context::{answer, ask, say};

/// The viewer's lessons of the day, with what is known of them at each.
#[server(prefix = "/api", endpoint = "lessons/today", input = GetUrl)]
pub async fn lessons_of_day() -> Result<Vec<LessonOfDay>, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.lessons.lessons_of_day(&viewer, now).await)
}

/// Checks the viewer in with a code they read and typed, or scanned.
#[server(name = CheckInNow, prefix = "/api", endpoint = "lessons/check-in")]
pub async fn check_in(lesson: String, code: String, #[server(default)] scanned: String) -> Result<CheckIn, ApiError> {
    use domain::training::{CheckInDraft, Presence, Witness};
    let (services, viewer, now) = ask()?;
    let witness = if scanned.is_empty() { Witness::Typed } else { Witness::Scan };
    let code = domain::text::half_width(code.trim());
    let draft = CheckInDraft { lesson: known(lesson)?, code, witness, kept_at: now };
    let there = answer(services.training.lessons.check_in(&viewer, &draft, now).await)?;
    crate::status::ended(match (there.left.0, there.presence) {
        (0, Presence::Present) => "",
        (0, Presence::Late) => "late",
        (0, Presence::Leave | Presence::Absent) => "listed",
        _ => "left",
    });
    Ok(there)
}

/// The same, kept by a phone while it had no connection: `at` in milliseconds since 1970.
#[server(prefix = "/api", endpoint = "lessons/check-in/later")]
pub async fn check_in_later(lesson: String, code: String, at: String) -> Result<CheckIn, ApiError> {
    use domain::training::{CheckInDraft, Witness};
    let (services, viewer, now) = ask()?;
    let Ok(at) = at.parse() else { return Err(say(domain::Fault::Malformed)) };
    let draft = CheckInDraft { lesson: known(lesson)?, code, witness: Witness::Offline, kept_at: domain::Moment(at) };
    answer(services.training.lessons.check_in(&viewer, &draft, now).await)
}
