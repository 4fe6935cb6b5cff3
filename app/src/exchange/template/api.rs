//! Templates of documents.

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::Reader;
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// The templates of papers.
#[server(name = GetTemplates, prefix = "/api", endpoint = "exchange/templates", input = GetUrl)]
pub async fn templates() -> Result<Vec<domain::exchange::document::Template>, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.exchange.papers.templates(&viewer).await)
}

/// Changes the template of a unit.
#[server(prefix = "/api", endpoint = "exchange/templates/save")]
pub async fn save_template(
    kind: String,
    unit: String,
    title: String,
    body: String,
    signer: String,
    #[server(default)] number: String,
    #[server(default)] addressees: String,
    #[server(default)] attachments: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let next = domain::exchange::document::Template {
        kind: read.code("kind", &kind),
        unit: unit.into(),
        number,
        title,
        addressees,
        body,
        attachments,
        signer,
        version: 0,
    };
    read.done_with(|| next.check())?;
    answer(services.exchange.papers.save_template(&viewer, &next, now).await)
}
