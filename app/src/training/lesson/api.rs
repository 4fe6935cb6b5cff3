//! Lessons and who was there.

use domain::training::{CheckIn, ClassAttendance, Lesson, LessonCode, LessonDetail};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::{Reader, by_id, keyed, known};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// The lessons of a class, and what is known of the viewer at them.
#[server(prefix = "/api", endpoint = "lessons", input = GetUrl)]
pub async fn lessons(class: String) -> Result<(Vec<Lesson>, Vec<CheckIn>), ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.training.lessons.lessons(&viewer, &known(class)?).await)
}

/// A lesson's page.
#[server(name = GetLesson, prefix = "/api", endpoint = "lessons/one", input = GetUrl)]
pub async fn lesson(id: String) -> Result<LessonDetail, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.training.lessons.lesson(&viewer, &known(id)?).await)
}

/// What everybody's lessons of a class come to.
#[server(prefix = "/api", endpoint = "lessons/sums", input = GetUrl)]
pub async fn attendance_of(class: String) -> Result<ClassAttendance, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.lessons.attendance_of(&viewer, &known(class)?, now).await)
}

/// Adds or changes a lesson: a day, and two times of it such as `09:00`.
#[server(prefix = "/api", endpoint = "lessons/save")]
#[allow(clippy::too_many_arguments)]
pub async fn save_lesson(
    #[server(default)] id: String,
    #[server(default)] version: String,
    class: String,
    title: String,
    day: String,
    from: String,
    until: String,
    #[server(default)] place: String,
    #[server(default)] trainer: String,
    #[server(default)] leader: String,
    hours: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let on = read.day("day", &day);
    let draft = domain::training::LessonDraft {
        id: id.into(),
        version: read.version(&version),
        class: known(class.clone())?,
        title,
        starts: read.time("from", on, &from),
        ends: read.time("until", on, &until),
        place,
        trainer,
        leader: !leader.is_empty(),
        hours: read.hours("hours", &hours),
    };
    read.done_with(|| draft.check_alone())?;
    answer(services.training.lessons.save_lesson(&viewer, &draft, now).await)?;
    leptos_axum::redirect(&format!("/training/classes/{class}"));
    Ok(())
}

/// Calls a lesson off.
#[server(prefix = "/api", endpoint = "lessons/cancel")]
pub async fn cancel_lesson(id: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.lessons.cancel_lesson(&viewer, &known(id)?, now).await)
}

/// The code to show in the room now.
#[server(name = GetLessonCode, prefix = "/api", endpoint = "lessons/code", input = GetUrl)]
pub async fn lesson_code(id: String) -> Result<LessonCode, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.lessons.lesson_code(&viewer, &known(id)?, now).await)
}

/// Writes down who was there.
#[server(prefix = "/api", endpoint = "lessons/mark")]
pub async fn mark_presence(
    id: String,
    #[server(default)] presence: std::collections::BTreeMap<String, String>,
    #[server(default)] reason: std::collections::BTreeMap<String, String>,
) -> Result<(), ApiError> {
    use domain::training::{Presence, PresenceMark};
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let reasons: std::collections::HashMap<String, String> = by_id(reason).collect();
    let marks: Vec<PresenceMark> = by_id(presence)
        .filter_map(|(person, presence)| {
            let presence: Presence = read.code_or_none(&keyed("presence", &person), &presence)?;
            let reason = reasons.get(&person).cloned().unwrap_or_default();
            Some(PresenceMark { person: person.into(), presence, reason })
        })
        .collect();
    read.done()?;
    answer(services.training.lessons.mark_presence(&viewer, &known(id)?, &marks, now).await)
}
