//! Numbers of talent pipelines.

#[cfg(feature = "ssr")]
use domain::form::Form;
use domain::pipeline::PipelineRules;
#[cfg(feature = "ssr")]
use domain::versioned::Versioned;
use domain::versioned::Versions;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::{ApiError, Fields};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// The numbers, every version.
#[server(name = GetPipelineSettings, prefix = "/api", endpoint = "pipeline/settings", input = GetUrl)]
pub async fn pipeline_settings() -> Result<Versions<PipelineRules>, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.pipeline.settings.versions(&viewer).await)
}

/// Adds a version of the numbers, see `Versioned::read`.
#[server(prefix = "/api", endpoint = "pipeline/settings/save")]
pub async fn save_pipeline_settings(#[server(flatten)] fields: Fields) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut form = Form::of(fields);
    let (next, drawn) = PipelineRules::read(&mut form);
    form.done()?;
    answer(services.pipeline.settings.add_version(&viewer, &next, &drawn, now).await)?;
    leptos_axum::redirect("/pipeline/settings");
    Ok(())
}
