//! Libraries of trainers, courses, venues and materials; certificates.

use domain::training::{Holding, HoldingKind, HoldingQuery, Library};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::{Reader, known};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// A page of a library.
#[server(name = GetLibrary, prefix = "/api", endpoint = "library", input = GetUrl)]
pub async fn library(#[server(flatten)] query: HoldingQuery) -> Result<Library, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.holdings.library(&viewer, &query, now).await)
}

#[server(name = GetHolding, prefix = "/api", endpoint = "library/one", input = GetUrl)]
pub async fn holding(id: String) -> Result<Holding, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.training.holdings.holding(&viewer, &known(id)?).await)
}

/// The names of what is in use.
#[server(prefix = "/api", endpoint = "library/names", input = GetUrl)]
pub async fn holding_names() -> Result<Vec<(HoldingKind, String)>, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.training.holdings.holding_names(&viewer).await)
}

/// Adds or changes a holding.
#[server(prefix = "/api", endpoint = "library/save")]
#[allow(clippy::too_many_arguments)]
pub async fn save_holding(
    #[server(default)] id: String,
    #[server(default)] version: String,
    kind: String,
    unit: String,
    name: String,
    #[server(default)] detail: String,
    #[server(default)] category: String,
    #[server(default)] leader: String,
    #[server(default)] seats: String,
    #[server(default)] hours: String,
    #[server(default)] about: String,
    #[server(default)] active: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let holding = Holding {
        id: id.into(),
        kind: read.code("kind", &kind),
        unit: unit.into(),
        path: String::new(),
        name,
        detail,
        category: category.into(),
        leader: !leader.is_empty(),
        seats: read.number_or("seats", &seats, 0),
        hours: if hours.trim().is_empty() { domain::record::Hours(0) } else { read.hours("hours", &hours) },
        about,
        active: !active.is_empty(),
        file: domain::FileId::default(),
        file_name: String::new(),
        media: String::new(),
        version: read.version(&version),
    };
    read.done_with(|| holding.check())?;
    let kind = holding.kind;
    answer(services.training.holdings.save_holding(&viewer, &holding, now).await)?;
    leptos_axum::redirect(&format!("/training/library?kind={}", domain::code::Code::code(kind)));
    Ok(())
}
