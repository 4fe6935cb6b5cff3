//! Precedents.

use domain::tolerance::Precedents;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::known;
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// Decided cases without names.
#[server(name = GetPrecedents, prefix = "/api", endpoint = "tolerance/precedents", input = GetUrl)]
pub async fn precedents(
    #[server(default)] text: String,
    #[server(default)] clause: String,
) -> Result<Precedents, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.tolerance.precedents.precedents(&viewer, &text, &clause, now).await)
}

/// Takes a decided case into the collection.
#[server(prefix = "/api", endpoint = "tolerance/precedents/collect")]
pub async fn collect_precedent(id: String, summary: String, reasons: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(
        services.tolerance.precedents.collect_precedent(&viewer, &known(id.clone())?, &summary, &reasons, now).await,
    )?;
    leptos_axum::redirect(&format!("/tolerance/cases/{id}"));
    Ok(())
}
