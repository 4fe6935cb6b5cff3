//! Talent pipelines.

use domain::pipeline::{Pipeline, RulesView, TalentDetail, Talents};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::ApiError;
#[cfg(feature = "ssr")]
use super::read::{Reader, known};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// The structure, below a unit or everywhere in scope.
#[server(name = GetPipeline, prefix = "/api", endpoint = "pipeline", input = GetUrl)]
pub async fn pipeline(#[server(default)] unit: String) -> Result<Pipeline, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.pipeline.pipeline(&viewer, &unit.into(), now).await)
}

/// People with how ready they are.
#[server(name = GetTalents, prefix = "/api", endpoint = "pipeline/people", input = GetUrl)]
pub async fn talents(
    #[server(default)] unit: String,
    #[server(default)] target: String,
    #[server(default)] readiness: String,
    #[server(default)] q: String,
    #[server(default)] own: String,
    #[server(default)] beyond: String,
    #[server(default)] page: u32,
) -> Result<Talents, ApiError> {
    use domain::code::Code;
    let (services, viewer, now) = ask()?;
    let query = domain::pipeline::TalentQuery {
        unit: unit.into(),
        target: domain::code::Level::find(&target),
        readiness: domain::pipeline::Readiness::find(&readiness),
        q,
        own: !own.is_empty(),
        beyond: !beyond.is_empty(),
        page,
    };
    answer(services.pipeline.talents(&viewer, &query, now).await)
}

/// One person, with each condition.
#[server(name = GetTalent, prefix = "/api", endpoint = "pipeline/people/one", input = GetUrl)]
pub async fn talent(id: String) -> Result<TalentDetail, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.pipeline.talent(&viewer, &known(id)?, now).await)
}

/// The numbers.
#[server(name = GetPipelineSettings, prefix = "/api", endpoint = "pipeline/settings", input = GetUrl)]
pub async fn pipeline_settings() -> Result<RulesView, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.pipeline.pipeline_settings(&viewer).await)
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
    answer(services.pipeline.save_pipeline_settings(&viewer, &next, now).await)?;
    leptos_axum::redirect("/pipeline/settings");
    Ok(())
}
