//! Sitting an exam, and what comes of it.

use domain::training::{AttemptDetail, Saved, Sitting};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::{Keyed, Reader, by_id, known};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask, say};

/// The paper of an open attempt.
#[server(name = GetSitting, prefix = "/api", endpoint = "exams/sitting", input = GetUrl)]
pub async fn sitting(attempt: String) -> Result<Sitting, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.attempts.sitting(&viewer, &known(attempt)?, now).await)
}

/// Answers as a form sends them: `answer[kID]` with a letter or a text, `answer[kID.A]` for
/// each option of a multiple choice.
#[cfg(feature = "ssr")]
pub(crate) fn answers(fields: Keyed) -> domain::training::Answers {
    let mut answers = domain::training::Answers::new();
    for (key, value) in by_id(fields) {
        let (id, given) = match key.split_once('.') {
            Some((id, letter)) => (id.to_owned(), letter.to_owned()),
            None => (key, value),
        };
        if !given.trim().is_empty() && domain::is_id(&id) {
            answers.entry(id.into()).or_default().push(given);
        }
    }
    answers
}

/// Keeps answers while somebody sits an exam.
#[server(prefix = "/api", endpoint = "exams/answers")]
pub async fn save_answers(
    attempt: String,
    #[server(default)] turn: u64,
    #[server(default)] answer: std::collections::BTreeMap<String, String>,
) -> Result<Saved, ApiError> {
    let (services, viewer, now) = ask()?;
    crate::context::answer(
        services.training.attempts.save_answers(&viewer, &known(attempt)?, &answers(answer), turn, now).await,
    )
}

/// Hands an attempt in.
#[server(prefix = "/api", endpoint = "exams/hand-in")]
pub async fn hand_in(
    attempt: String,
    #[server(default)] turn: u64,
    #[server(default)] answer: std::collections::BTreeMap<String, String>,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    // Without script nothing was saved before, so that what is sent is the newest there is.
    let turn = turn.saturating_add(1);
    let exam = crate::context::answer(
        services.training.attempts.hand_in(&viewer, &known(attempt)?, &answers(answer), turn, now).await,
    )?;
    leptos_axum::redirect(&format!("/training/exams/{exam}"));
    Ok(())
}

/// A finished attempt.
#[server(name = GetAttempt, prefix = "/api", endpoint = "exams/attempt", input = GetUrl)]
pub async fn attempt(id: String) -> Result<AttemptDetail, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.attempts.attempt(&viewer, &known(id)?, now).await)
}

/// Appeals against a result.
#[server(prefix = "/api", endpoint = "exams/appeal")]
pub async fn appeal(id: String, reason: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.marks.appeal(&viewer, &known(id)?, &reason, now).await)
}

/// Decides an appeal: `grant` with the points that are raised, or not.
#[server(prefix = "/api", endpoint = "exams/appeal/decide")]
pub async fn decide_appeal(
    id: String,
    decision: String,
    reason: String,
    #[server(default)] points: std::collections::BTreeMap<String, String>,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let raised = by_id(points)
        .filter(|(_, points)| !points.trim().is_empty())
        .map(|(question, points)| {
            let points = domain::training::Points(read.hours(&format!("points-{question}"), &points).0);
            (question.into(), points)
        })
        .collect();
    read.done()?;
    let granted = match decision.as_str() {
        "grant" => true,
        "refuse" => false,
        _ => return Err(say(domain::Fault::field("decision", domain::Rule::Required))),
    };
    answer(services.training.marks.decide_appeal(&viewer, &known(id)?, granted, &reason, &raised, now).await)
}
