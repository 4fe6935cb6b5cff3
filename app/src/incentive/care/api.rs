//! Care for people.

use domain::incentive::Care;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::{Reader, known};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// Care that was given.
#[server(name = GetCares, prefix = "/api", endpoint = "incentive/care", input = GetUrl)]
pub async fn cares() -> Result<Vec<Care>, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.incentive.cares.cares(&viewer, now).await)
}

/// Records care.
#[server(prefix = "/api", endpoint = "incentive/care/save")]
pub async fn save_care(person: String, kind: String, on: String, text: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let care = Care {
        id: Default::default(),
        person: known(person)?,
        name: String::new(),
        path: String::new(),
        kind: read.code("kind", &kind),
        on: read.day("on", &on),
        text,
        by: String::new(),
        version: 0,
    };
    read.done_with(|| care.check(now.day()))?;
    answer(services.incentive.cares.save_care(&viewer, &care, now).await)?;
    leptos_axum::redirect("/incentive/care");
    Ok(())
}
