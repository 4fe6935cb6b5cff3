//! Deeds of the year.

use domain::appraisal::Deed;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::{Reader, known};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

#[server(name = GetDeeds, prefix = "/api", endpoint = "appraisal/deeds", input = GetUrl)]
pub async fn deeds() -> Result<Vec<Deed>, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.appraisal.deeds.deeds(&viewer, now).await)
}

/// Enters a deed of one's own.
#[server(prefix = "/api", endpoint = "appraisal/deeds/save")]
pub async fn save_deed(kind: String, on: String, title: String, evidence: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let deed = Deed {
        id: Default::default(),
        person: viewer.person.clone(),
        name: String::new(),
        path: String::new(),
        kind: read.code("kind", &kind),
        on: read.day("on", &on),
        title,
        evidence,
        state: domain::appraisal::DeedState::Open,
        answer: String::new(),
        version: 0,
    };
    read.done_with(|| deed.check(now.day()))?;
    answer(services.appraisal.deeds.save_deed(&viewer, &deed, now).await)?;
    leptos_axum::redirect("/appraisal/deeds");
    Ok(())
}

/// Confirms a deed or not.
#[server(prefix = "/api", endpoint = "appraisal/deeds/confirm")]
pub async fn confirm_deed(id: String, decision: String, #[server(default)] why: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.appraisal.deeds.confirm_deed(&viewer, &known(id)?, decision == "yes", &why, now).await)?;
    leptos_axum::redirect("/appraisal/deeds");
    Ok(())
}
