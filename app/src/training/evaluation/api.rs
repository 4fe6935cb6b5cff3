//! What a class was worth to its people.

use domain::training::EvaluationDetail;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::{Reader, by_id, keyed, known};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// The evaluation of a class.
#[server(name = GetEvaluation, prefix = "/api", endpoint = "evaluation", input = GetUrl)]
pub async fn evaluation(class: String) -> Result<EvaluationDetail, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.evaluations.evaluation(&viewer, &known(class)?, now).await)
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
    answer(services.training.evaluations.evaluate(&viewer, &draft, now).await)?;
    leptos_axum::redirect(&format!("/training/classes/{class}/evaluation"));
    Ok(())
}
