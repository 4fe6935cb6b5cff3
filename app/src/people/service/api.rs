//! The end of service and the return to it.

use leptos::prelude::*;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::{Reader, known};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// Ends somebody's service.
#[server(prefix = "/api", endpoint = "people/service/end")]
pub async fn end_service(
    person: String,
    #[server(default)] version: String,
    #[server(default)] state: String,
    #[server(default)] on: String,
    #[server(default)] document: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let end = domain::person::EndOfService {
        person: known(person.clone())?,
        version: read.number("version", &version),
        state: read.code("state", &state),
        on: read.day("on", &on),
        document,
    };
    read.done_with(|| end.check(now.day()))?;
    answer(services.people.service.end_service(&viewer, &end, now).await)?;
    leptos_axum::redirect(&format!("/people/{person}"));
    Ok(())
}

/// Takes the end of somebody's service back.
#[server(prefix = "/api", endpoint = "people/service/return")]
pub async fn return_to_service(
    person: String,
    #[server(default)] version: String,
    #[server(default)] reason: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let version = read.number("version", &version);
    read.done()?;
    answer(services.people.service.return_to_service(&viewer, &known(person.clone())?, version, &reason, now).await)?;
    leptos_axum::redirect(&format!("/people/{person}"));
    Ok(())
}
