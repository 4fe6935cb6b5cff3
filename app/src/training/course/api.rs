//! Online courses.

use domain::page::Page;
use domain::training::{Beat, CourseDetail, CourseQuery, CourseRow, Exercise};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::{Reader, known, version_of};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask, say};
#[cfg(feature = "ssr")]
use crate::training::attempt::api::answers;

/// A page of courses.
#[server(name = GetCourses, prefix = "/api", endpoint = "courses", input = GetUrl)]
pub async fn courses(#[server(flatten)] query: CourseQuery) -> Result<Page<CourseRow>, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.courses.courses(&viewer, &query, now).await)
}

/// A course's page.
#[server(name = GetCourse, prefix = "/api", endpoint = "courses/one", input = GetUrl)]
pub async fn course(id: String) -> Result<CourseDetail, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.training.courses.course(&viewer, &known(id)?).await)
}

/// Adds or changes a course.
#[server(prefix = "/api", endpoint = "courses/save")]
#[allow(clippy::too_many_arguments)]
pub async fn save_course(
    #[server(default)] id: String,
    #[server(default)] version: String,
    title: String,
    category: String,
    unit: String,
    hours: String,
    #[server(default)] about: String,
    #[server(default)] strict: String,
) -> Result<(), ApiError> {
    use domain::training::{Course, CourseState};
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let draft = Course {
        id: id.into(),
        title,
        category: category.into(),
        unit: unit.into(),
        unit_name: String::new(),
        path: String::new(),
        hours: read.hours("hours", &hours),
        about,
        strict: !strict.is_empty(),
        chapters: Vec::new(),
        state: CourseState::Draft,
        version: read.version(&version),
    };
    read.done_with(|| draft.check())?;
    let id = answer(services.training.courses.save_course(&viewer, &draft, now).await)?;
    leptos_axum::redirect(&format!("/training/courses/{id}"));
    Ok(())
}

/// Changes a chapter: its title, and with `whole` how it is learned.
#[server(prefix = "/api", endpoint = "courses/chapters/save")]
#[allow(clippy::too_many_arguments)]
pub async fn save_chapter(
    id: String,
    version: String,
    chapter: String,
    title: String,
    #[server(default)] whole: String,
    #[server(default)] minutes: String,
    #[server(default)] category: String,
    #[server(default)] count: String,
    #[server(default)] pass: String,
) -> Result<(), ApiError> {
    use domain::training::{ChapterEdit, LearningEdit};
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let tenths = if minutes.trim().is_empty() { 0 } else { read.hours("minutes", &minutes).0 };
    let learning = LearningEdit {
        tenths: u32::try_from(tenths).unwrap_or(0),
        category: category.into(),
        count: read.number_or("count", &count, 0),
        pass: read.number_or("pass", &pass, 0),
    };
    let edit = ChapterEdit { chapter, title, learning: (!whole.is_empty()).then_some(learning) };
    read.done_with(|| edit.check())?;
    let version = version_of(&version)?;
    let course: domain::CourseId = known(id)?;
    answer(services.training.courses.save_chapter(&viewer, &course, version, &edit, now).await)?;
    leptos_axum::redirect(&format!("/training/courses/{course}"));
    Ok(())
}

/// Moves a chapter by one place: `up`, or down.
#[server(prefix = "/api", endpoint = "courses/chapters/move")]
pub async fn move_chapter(id: String, version: String, chapter: String, to: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let (id, version) = (known(id)?, version_of(&version)?);
    answer(services.training.courses.move_chapter(&viewer, &id, version, &chapter, to == "up", now).await)
}

/// An exercise with its answers, for those who prepare the course.
#[server(name = TryExercise, prefix = "/api", endpoint = "courses/exercise/try", input = GetUrl)]
pub async fn try_exercise(course: String, chapter: String) -> Result<Exercise, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.training.courses.try_exercise(&viewer, &known(course)?, &chapter).await)
}

/// Takes a chapter out of a draft.
#[server(prefix = "/api", endpoint = "courses/chapters/remove")]
pub async fn remove_chapter(id: String, chapter: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.courses.remove_chapter(&viewer, &known(id)?, &chapter, now).await)
}

/// Opens a course to be learned (`published`) or closes it (`closed`).
#[server(prefix = "/api", endpoint = "courses/state")]
pub async fn set_course_state(id: String, state: String) -> Result<(), ApiError> {
    use domain::training::CourseState;
    let (services, viewer, now) = ask()?;
    let state = match state.as_str() {
        "published" => CourseState::Published,
        "closed" => CourseState::Closed,
        _ => return Err(say(domain::Fault::field("state", domain::Rule::Unknown))),
    };
    answer(services.training.courses.set_course_state(&viewer, &known(id)?, state, now).await)
}

/// A sign of life of a player, at `position` seconds.
#[server(name = SendBeat, prefix = "/api", endpoint = "courses/beat")]
pub async fn beat(course: String, chapter: String, #[server(default)] position: u32) -> Result<Beat, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.learning.beat(&viewer, &known(course)?, &chapter, position, now).await)
}

/// An exercise of the viewer's.
#[server(name = GetExercise, prefix = "/api", endpoint = "courses/exercise", input = GetUrl)]
pub async fn exercise(course: String, chapter: String) -> Result<Exercise, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.training.learning.exercise(&viewer, &known(course)?, &chapter).await)
}

#[server(prefix = "/api", endpoint = "courses/exercise/answer")]
pub async fn answer_exercise(
    course: String,
    chapter: String,
    #[server(default)] answer: std::collections::BTreeMap<String, String>,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let done =
        services.training.learning.answer_exercise(&viewer, &known(course)?, &chapter, &answers(answer), now).await;
    crate::context::answer(done.map(|_| ()))
}

/// What a package keeps for the viewer.
#[server(name = GetPackageData, prefix = "/api", endpoint = "courses/package", input = GetUrl)]
pub async fn package_data(course: String, chapter: String) -> Result<String, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.training.learning.package_data(&viewer, &known(course)?, &chapter).await)
}

/// Keeps what a package keeps, and what it says about being done.
#[server(prefix = "/api", endpoint = "courses/package/save")]
pub async fn save_package(
    course: String,
    chapter: String,
    data: String,
    #[server(default)] finished: String,
    #[server(default)] score: Option<u32>,
) -> Result<Beat, ApiError> {
    let (services, viewer, now) = ask()?;
    let report = domain::training::PackageReport { data, finished: !finished.is_empty(), score };
    answer(services.training.learning.save_package(&viewer, &known(course)?, &chapter, &report, now).await)
}
