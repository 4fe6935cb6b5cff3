//! Imports.

use domain::import::{ImportView, OpenImport};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::known;
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// An import and a page of its preview.
#[server(prefix = "/api", endpoint = "imports/one", input = GetUrl)]
pub async fn import(id: String, #[server(default)] page: u32) -> Result<ImportView, ApiError> {
    let (services, viewer, _) = ask()?;
    let window = domain::page::Window { page, ..Default::default() };
    answer(services.import.imports.import(&viewer, &known(id)?, &window).await)
}

/// The imports of the viewer with rows that wait.
#[server(prefix = "/api", endpoint = "imports/open", input = GetUrl)]
pub async fn open_imports() -> Result<Vec<OpenImport>, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.import.imports.open_imports(&viewer).await)
}

/// Gives an import up.
#[server(prefix = "/api", endpoint = "imports/drop")]
pub async fn drop_import(id: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.import.imports.drop_import(&viewer, &known(id)?, now).await)?;
    leptos_axum::redirect("/people/import");
    Ok(())
}

/// Writes an import.
#[server(prefix = "/api", endpoint = "imports/confirm")]
pub async fn confirm_import(id: String, #[server(default)] skip: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.import.imports.confirm_import(&viewer, &known(id)?, !skip.is_empty(), now).await)
}
