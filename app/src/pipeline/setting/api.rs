//! Numbers of talent pipelines.

use domain::pipeline::RulesView;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::Reader;
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// The numbers.
#[server(name = GetPipelineSettings, prefix = "/api", endpoint = "pipeline/settings", input = GetUrl)]
pub async fn pipeline_settings() -> Result<RulesView, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.pipeline_settings.pipeline_settings(&viewer).await)
}

/// Adds a version of the numbers.
#[server(prefix = "/api", endpoint = "pipeline/settings/save")]
pub async fn save_pipeline_settings(
    from: String,
    basis: String,
    #[server(default)] deputy_months: String,
    #[server(default)] chief_months: String,
    #[server(default)] staff_months: String,
    #[server(default)] graded_years: String,
    #[server(default)] soon_months: String,
    #[server(default)] ahead_months: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let next = domain::pipeline::PipelineRules {
        from: read.day("from", &from),
        basis,
        deputy_months: read.number("deputy_months", &deputy_months),
        chief_months: read.number("chief_months", &chief_months),
        staff_months: read.number("staff_months", &staff_months),
        graded_years: read.number("graded_years", &graded_years),
        soon_months: read.number("soon_months", &soon_months),
        ahead_months: read.number("ahead_months", &ahead_months),
    };
    read.done()?;
    answer(services.pipeline_settings.save_pipeline_settings(&viewer, &next, now).await)?;
    leptos_axum::redirect("/pipeline/settings");
    Ok(())
}
