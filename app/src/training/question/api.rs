//! The question bank.

use domain::page::Page;
use domain::training::{Question, QuestionQuery};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::{Reader, known};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// A page of the question bank.
#[server(prefix = "/api", endpoint = "questions", input = GetUrl)]
pub async fn questions(#[server(flatten)] query: QuestionQuery) -> Result<Page<Question>, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.training.questions.questions(&viewer, &query).await)
}

#[server(name = GetQuestion, prefix = "/api", endpoint = "questions/one", input = GetUrl)]
pub async fn question(id: String) -> Result<Question, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.training.questions.question(&viewer, &known(id)?).await)
}

/// Adds or changes a question: options a line each.
#[server(prefix = "/api", endpoint = "questions/save")]
#[allow(clippy::too_many_arguments)]
pub async fn save_question(
    #[server(default)] id: String,
    #[server(default)] version: String,
    unit: String,
    category: String,
    difficulty: String,
    kind: String,
    text: String,
    #[server(default)] options: String,
    #[server(default)] answers: String,
    #[server(default)] explanation: String,
    #[server(default)] active: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let kind = read.code("kind", &kind);
    let question = Question {
        id: id.into(),
        unit: unit.into(),
        path: String::new(),
        category: category.into(),
        difficulty: read.code("difficulty", &difficulty),
        kind,
        text,
        options: options.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect(),
        answers: Question::read_answers(kind, &answers),
        explanation,
        active: !active.is_empty(),
        version: read.version(&version),
    };
    read.done_with(|| question.check())?;
    answer(services.training.questions.save_question(&viewer, &question, now).await)?;
    leptos_axum::redirect("/training/questions");
    Ok(())
}
