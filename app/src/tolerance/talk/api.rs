//! Talks of early correction.

use domain::tolerance::TalkRow;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::{Reader, known};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// Talks of early correction.
#[server(name = GetTalks, prefix = "/api", endpoint = "tolerance/talks", input = GetUrl)]
pub async fn talks() -> Result<Vec<TalkRow>, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.talks.talks(&viewer, now).await)
}

/// Records a talk.
#[server(prefix = "/api", endpoint = "tolerance/talks/save")]
pub async fn save_talk(
    person: String,
    kind: String,
    on: String,
    reason: String,
    basis: String,
    #[server(default)] document: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let talk = domain::tolerance::Talk {
        id: Default::default(),
        person: known(person)?,
        name: String::new(),
        path: String::new(),
        kind: read.code("kind", &kind),
        on: read.day("on", &on),
        reason,
        document: document.trim().to_owned(),
        basis,
        by: String::new(),
        until: None,
        answer_by: None,
        answer: String::new(),
        lifted: String::new(),
        withdrawn: String::new(),
        version: 0,
    };
    read.done()?;
    answer(services.talks.save_talk(&viewer, &talk, now).await)?;
    leptos_axum::redirect("/tolerance/talks");
    Ok(())
}

/// Takes a talk back that was entered by mistake.
#[server(prefix = "/api", endpoint = "tolerance/talks/withdraw")]
pub async fn withdraw_talk(id: String, why: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.talks.withdraw_talk(&viewer, &known(id)?, &why, now).await)
}

/// Answers a written inquiry.
#[server(prefix = "/api", endpoint = "tolerance/talks/answer")]
pub async fn answer_talk(id: String, text: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.talks.answer_talk(&viewer, &known(id)?, &text, now).await)
}
