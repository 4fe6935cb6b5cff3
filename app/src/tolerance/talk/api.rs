//! Talks of early correction.

use domain::register::{Register, RegisterQuery};
use domain::tolerance::TalkRow;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

#[cfg(feature = "ssr")]
use crate::api::read::{Reader, act as read_act, known, version_of};
use crate::api::{ApiError, Fields};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// Talks of early correction.
#[server(name = GetTalks, prefix = "/api", endpoint = "tolerance/talks", input = GetUrl)]
pub async fn talks(#[server(flatten)] query: RegisterQuery) -> Result<Register<TalkRow>, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.tolerance.talks.talks(&viewer, &query, now).await)
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
    let draft = domain::tolerance::TalkDraft {
        person: known(person)?,
        kind: read.code("kind", &kind),
        on: read.day("on", &on),
        reason,
        document,
        basis,
    };
    read.done()?;
    answer(services.tolerance.talks.save_talk(&viewer, &draft, now).await)?;
    leptos_axum::redirect("/tolerance/talks");
    Ok(())
}

/// Answers a written inquiry, or takes a record back that was entered by mistake: `act` is the kind of
/// act's code, the rest its fields.
#[server(prefix = "/api", endpoint = "tolerance/talks/act")]
pub async fn act_talk(
    id: String,
    version: String,
    act: String,
    #[server(flatten)] fields: Fields,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let act = read_act("act", &act, fields)?;
    answer(services.tolerance.talks.act_talk(&viewer, &known(id)?, version_of(&version)?, &act, now).await)
}
