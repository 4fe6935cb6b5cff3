//! Openings and resets, which take two.

use domain::consent::{ConsentRow, Opening};
use domain::page::Page;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::known;
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// Requests for another administrator's consent.
#[server(prefix = "/api", endpoint = "consents", input = GetUrl)]
pub async fn consents() -> Result<Vec<ConsentRow>, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.admin.consents.consents(&viewer, now).await)
}

/// Consents to a request or refuses it.
#[server(prefix = "/api", endpoint = "consents/answer")]
pub async fn answer_consent(id: String, version: u32, decision: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.admin.consents.answer_consent(&viewer, &known(id)?, version, decision == "give", now).await)
}

/// People without an account for whom the viewer may ask for one.
#[server(prefix = "/api", endpoint = "openings", input = GetUrl)]
pub async fn without_account(
    #[server(default)] q: String,
    #[server(default)] page: u32,
) -> Result<Page<Opening>, ApiError> {
    let (services, viewer, _) = ask()?;
    let window = domain::page::Window { page, size: 100, ..Default::default() };
    answer(services.admin.consents.without_account(&viewer, &q, &window).await)
}

/// Asks for accounts for the people ticked.
#[server(prefix = "/api", endpoint = "openings/ask")]
pub async fn ask_openings(
    #[server(default)] people: std::collections::BTreeMap<String, String>,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let people: Vec<domain::PersonId> =
        crate::api::read::by_id(people).map(|(id, _)| known(id)).collect::<Result<_, _>>()?;
    answer(services.admin.consents.ask_openings(&viewer, &people, now).await)
}

/// Asks for a new password of an account whose holder has roles.
#[server(prefix = "/api", endpoint = "accounts/reset/ask")]
pub async fn ask_reset(id: String, #[server(default)] factor: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.admin.consents.ask_reset(&viewer, &known(id)?, !factor.is_empty(), now).await)
}
