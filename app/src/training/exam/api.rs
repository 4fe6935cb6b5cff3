//! The question bank and exams.

use domain::training::{Exam, ExamDetail, ItemStatistic, ToMark};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::{Keyed, Reader, by_id, keyed, known};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask, say};

/// The exams of a class.
#[server(name = GetExams, prefix = "/api", endpoint = "exams", input = GetUrl)]
pub async fn exams(class: String) -> Result<Vec<Exam>, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.exams.exams(&viewer, &known(class)?, now).await)
}

/// Adds or changes an exam. A line of the drawing rule without a number is left out.
#[server(prefix = "/api", endpoint = "exams/save")]
#[allow(clippy::too_many_arguments)]
pub async fn save_exam(
    #[server(default)] id: String,
    #[server(default)] version: String,
    class: String,
    title: String,
    day: String,
    from: String,
    last_day: String,
    until: String,
    minutes: String,
    #[server(default)] attempts: String,
    #[server(default)] pass: String,
    #[server(default)] partial: String,
    #[server(default)] kind: std::collections::BTreeMap<String, String>,
    #[server(default)] category: std::collections::BTreeMap<String, String>,
    #[server(default)] difficulty: std::collections::BTreeMap<String, String>,
    #[server(default)] count: std::collections::BTreeMap<String, String>,
    #[server(default)] points: std::collections::BTreeMap<String, String>,
) -> Result<(), ApiError> {
    use domain::training::{Difficulty, DrawRule, ExamState, Points};
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let (first, last) = (read.day("day", &day), read.day("last_day", &last_day));
    let of = |fields: &Keyed, n: &str| fields.get(&format!("k{n}")).cloned().unwrap_or_default();
    let lines: Vec<(String, String)> = by_id(count.clone()).filter(|(_, count)| !count.trim().is_empty()).collect();
    let rules = lines
        .into_iter()
        .map(|(n, count)| DrawRule {
            category: of(&category, &n).into(),
            difficulty: read.code_or_none::<Difficulty>(&keyed("difficulty", &n), &of(&difficulty, &n)),
            kind: read.code(&format!("kind-{n}"), &of(&kind, &n)),
            count: read.number(&format!("count-{n}"), &count),
            points: Points(read.hours(&format!("points-{n}"), &of(&points, &n)).0),
        })
        .collect();
    let draft = Exam {
        id: id.into(),
        class: known(class)?,
        class_title: String::new(),
        path: String::new(),
        title,
        opens: read.time("from", first, &from),
        closes: read.time("until", last, &until),
        minutes: read.number("minutes", &minutes),
        attempts: read.number_or("attempts", &attempts, 1),
        pass: read.number_or("pass", &pass, 60),
        partial: !partial.is_empty(),
        rules,
        seed_hash: String::new(),
        seed: String::new(),
        state: ExamState::Draft,
        version: read.version(&version),
    };
    read.done_with(|| draft.check())?;
    let id = answer(services.training.exams.save_exam(&viewer, &draft, now).await)?;
    leptos_axum::redirect(&format!("/training/exams/{id}"));
    Ok(())
}

/// Announces an exam.
#[server(prefix = "/api", endpoint = "exams/publish")]
pub async fn publish_exam(id: String, #[server(default)] confirmed: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let id: domain::ExamId = known(id)?;
    let does = answer(services.training.exams.publishing(&viewer, &id, now).await)?;
    does.confirmed(&confirmed).map_err(say)?;
    answer(services.training.exams.publish_exam(&viewer, &id, now).await)
}

/// Calls an exam off.
#[server(prefix = "/api", endpoint = "exams/cancel")]
pub async fn cancel_exam(id: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.exams.cancel_exam(&viewer, &known(id)?, now).await)
}

/// An exam's page.
#[server(name = GetExam, prefix = "/api", endpoint = "exams/one", input = GetUrl)]
pub async fn exam(id: String) -> Result<ExamDetail, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.exams.exam(&viewer, &known(id)?, now).await)
}

/// How the questions of an exam did.
#[server(name = GetStatistics, prefix = "/api", endpoint = "exams/statistics", input = GetUrl)]
pub async fn statistics(id: String) -> Result<(Exam, Vec<ItemStatistic>), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.exams.statistics(&viewer, &known(id)?, now).await)
}

/// Starts an attempt, or goes on with the one that is open.
#[server(prefix = "/api", endpoint = "exams/start")]
pub async fn start_exam(id: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let attempt = answer(services.training.attempts.start(&viewer, &known(id)?, now).await)?;
    leptos_axum::redirect(&format!("/training/attempts/{attempt}/sit"));
    Ok(())
}

/// The next answer to mark.
#[server(name = GetToMark, prefix = "/api", endpoint = "exams/to-mark", input = GetUrl)]
pub async fn to_mark(id: String) -> Result<(Exam, u32, Option<ToMark>), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.marks.to_mark(&viewer, &known(id)?, now).await)
}

#[server(prefix = "/api", endpoint = "exams/mark")]
pub async fn mark_answer(attempt: String, question: String, points: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let points = domain::training::Points(read.hours("points", &points).0);
    read.done()?;
    let exam = answer(services.training.marks.mark(&viewer, &attempt.into(), &known(question)?, points, now).await)?;
    leptos_axum::redirect(&format!("/training/exams/{exam}/mark"));
    Ok(())
}
