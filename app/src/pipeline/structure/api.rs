//! Structures of units.

use domain::pipeline::Pipeline;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// The structure, below a unit or everywhere in scope.
#[server(name = GetPipeline, prefix = "/api", endpoint = "pipeline", input = GetUrl)]
pub async fn pipeline(#[server(default)] unit: String) -> Result<Pipeline, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.pipeline.pipelines.pipeline(&viewer, &unit.into(), now).await)
}
