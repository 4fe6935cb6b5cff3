//! Requests for places.

use domain::training::Request;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::{by_id, known};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// The requests for places that wait for the viewer.
#[server(prefix = "/api", endpoint = "classes/requests", input = GetUrl)]
pub async fn requests() -> Result<Vec<Request>, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.places.requests(&viewer, now).await)
}

/// Grants or refuses requests.
#[server(prefix = "/api", endpoint = "classes/decide")]
pub async fn decide_requests(
    #[server(default)] place: std::collections::BTreeMap<String, String>,
    decision: String,
    #[server(default)] reason: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let places = by_id(place).map(|(id, _)| known(id)).collect::<Result<Vec<_>, _>>()?;
    answer(services.training.places.decide(&viewer, &places, decision == "grant", &reason, now).await)
}
