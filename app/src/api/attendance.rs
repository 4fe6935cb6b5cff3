//! Lessons and who was there.

#[cfg(feature = "ssr")]
use domain::training::FeedSubject;
use domain::training::{CheckIn, ClassAttendance, EvaluationDetail, Feed, Lesson, LessonCode, LessonDetail, Timetable};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::ApiError;
#[cfg(feature = "ssr")]
use super::read::{Reader, by_id, keyed, known};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask, say};

/// The lessons of a class, and what is known of the viewer at them.
#[server(prefix = "/api", endpoint = "lessons", input = GetUrl)]
pub async fn lessons(class: String) -> Result<(Vec<Lesson>, Vec<CheckIn>), ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.attendance.lessons(&viewer, &known(class)?).await)
}

/// A lesson's page.
#[server(name = GetLesson, prefix = "/api", endpoint = "lessons/one", input = GetUrl)]
pub async fn lesson(id: String) -> Result<LessonDetail, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.attendance.lesson(&viewer, &known(id)?).await)
}

/// The viewer's lessons of the day.
#[server(prefix = "/api", endpoint = "lessons/today", input = GetUrl)]
pub async fn lessons_of_day() -> Result<Vec<(Lesson, String)>, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.attendance.lessons_of_day(&viewer, now).await)
}

/// What everybody's lessons of a class come to.
#[server(prefix = "/api", endpoint = "lessons/sums", input = GetUrl)]
pub async fn attendance_of(class: String) -> Result<ClassAttendance, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.attendance.attendance_of(&viewer, &known(class)?, now).await)
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
    read.done()?;
    answer(services.attendance.save_lesson(&viewer, &draft, now).await)?;
    leptos_axum::redirect(&format!("/training/classes/{class}"));
    Ok(())
}

/// Calls a lesson off.
#[server(prefix = "/api", endpoint = "lessons/cancel")]
pub async fn cancel_lesson(id: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.attendance.cancel_lesson(&viewer, &known(id)?, now).await)
}

/// The code to show in the room now.
#[server(name = GetLessonCode, prefix = "/api", endpoint = "lessons/code", input = GetUrl)]
pub async fn lesson_code(id: String) -> Result<LessonCode, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.attendance.lesson_code(&viewer, &known(id)?, now).await)
}

/// Checks the viewer in with a code they read and typed, or scanned.
#[server(name = CheckInNow, prefix = "/api", endpoint = "lessons/check-in")]
pub async fn check_in(lesson: String, code: String, #[server(default)] scanned: String) -> Result<CheckIn, ApiError> {
    use domain::training::{CheckInDraft, Witness};
    let (services, viewer, now) = ask()?;
    let witness = if scanned.is_empty() { Witness::Typed } else { Witness::Scan };
    let code = domain::text::half_width(code.trim());
    let draft = CheckInDraft { lesson: known(lesson)?, code, witness, kept_at: now };
    answer(services.attendance.check_in(&viewer, &draft, now).await)
}

/// The same, kept by a phone while it had no connection: `at` in milliseconds since 1970.
#[server(prefix = "/api", endpoint = "lessons/check-in/later")]
pub async fn check_in_later(lesson: String, code: String, at: String) -> Result<CheckIn, ApiError> {
    use domain::training::{CheckInDraft, Witness};
    let (services, viewer, now) = ask()?;
    let Ok(at) = at.parse() else { return Err(say(domain::Fault::Malformed)) };
    let draft = CheckInDraft { lesson: known(lesson)?, code, witness: Witness::Offline, kept_at: domain::Moment(at) };
    answer(services.attendance.check_in(&viewer, &draft, now).await)
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
    answer(services.attendance.mark_presence(&viewer, &known(id)?, &marks, now).await)
}

/// Whose feed: a class's, what falls due below a unit, or the viewer's own when neither is named.
#[cfg(feature = "ssr")]
fn subject(class: String, due: String) -> Result<FeedSubject, ApiError> {
    match (class.is_empty(), due.is_empty()) {
        (true, true) => Ok(FeedSubject::Mine),
        (false, _) => Ok(FeedSubject::Class(known(class)?)),
        (true, false) => Ok(FeedSubject::Due(known(due)?)),
    }
}

/// What the viewer has in a span of days.
#[server(name = GetTimetable, prefix = "/api", endpoint = "timetable", input = GetUrl)]
pub async fn timetable(from: String, until: String) -> Result<Timetable, ApiError> {
    let (services, viewer, _) = ask()?;
    let mut read = Reader::default();
    let (from, until) = (read.day("from", &from), read.day("until", &until));
    read.done()?;
    answer(services.attendance.timetable(&viewer, from, until).await)
}

/// The secret address of a feed.
#[server(name = GetFeed, prefix = "/api", endpoint = "timetable/feed", input = GetUrl)]
pub async fn feed(#[server(default)] class: String, #[server(default)] due: String) -> Result<Feed, ApiError> {
    let (services, viewer, _) = ask()?;
    let feed = answer(services.attendance.feed(&viewer, &subject(class, due)?).await)?;
    Ok(Feed { token: crate::context::feed_token(&feed.token), ..feed })
}

/// Gives a feed a new secret address, or ends it.
#[server(prefix = "/api", endpoint = "timetable/feed/renew")]
pub async fn renew_feed(
    #[server(default)] class: String,
    #[server(default)] due: String,
    #[server(default)] end: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.attendance.renew_feed(&viewer, &subject(class, due)?, end.is_empty(), now).await)
}

/// The evaluation of a class.
#[server(name = GetEvaluation, prefix = "/api", endpoint = "evaluation", input = GetUrl)]
pub async fn evaluation(class: String) -> Result<EvaluationDetail, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.attendance.evaluation(&viewer, &known(class)?, now).await)
}

/// Answers it.
#[server(prefix = "/api", endpoint = "evaluation/add")]
pub async fn evaluate(
    class: String,
    #[server(default)] overall: String,
    #[server(default)] place: String,
    #[server(default)] course: std::collections::BTreeMap<String, String>,
    #[server(default)] trainer: std::collections::BTreeMap<String, String>,
    #[server(default)] comment: String,
) -> Result<(), ApiError> {
    use domain::training::{Evaluation, LessonScore};
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    // What is not answered is said by the evaluation itself, with its range.
    let mut score = |field: &str, text: &str| u8::try_from(read.number_or(field, text, 0)).unwrap_or(u8::MAX);
    let trainers: std::collections::HashMap<String, String> = by_id(trainer).collect();
    let lessons = by_id(course)
        .map(|(lesson, course)| LessonScore {
            course: score(&keyed("course", &lesson), &course),
            trainer: trainers.get(&lesson).map_or(0, |text| score(&keyed("trainer", &lesson), text)),
            lesson: lesson.into(),
        })
        .collect();
    let (overall, place) = (score("overall", &overall), score("place", &place));
    read.done()?;
    let draft = Evaluation { class: known(class.clone())?, overall, place, lessons, comment };
    answer(services.attendance.evaluate(&viewer, &draft, now).await)?;
    leptos_axum::redirect(&format!("/training/classes/{class}/evaluation"));
    Ok(())
}
