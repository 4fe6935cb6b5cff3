//! Who has the hours that are asked for.

use domain::training::{Completion, CompletionQuery, Standings};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// The completion table.
#[server(name = GetCompletion, prefix = "/api", endpoint = "training/completion", input = GetUrl)]
pub async fn completion(#[server(flatten)] query: CompletionQuery) -> Result<Completion, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.completion_table.completion(&viewer, &query, now).await)
}

/// The people behind the completion table.
#[server(name = GetStandings, prefix = "/api", endpoint = "training/completion/people", input = GetUrl)]
pub async fn standings(#[server(flatten)] query: CompletionQuery) -> Result<Standings, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.completion_table.standings(&viewer, &query, now).await)
}
