//! People of a pipeline.

use domain::pipeline::{TalentDetail, Talents};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::known;
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

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
    answer(services.pipeline.pipelines.talents(&viewer, &query, now).await)
}

/// One person, with each condition.
#[server(name = GetTalent, prefix = "/api", endpoint = "pipeline/people/one", input = GetUrl)]
pub async fn talent(id: String) -> Result<TalentDetail, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.pipeline.pipelines.talent(&viewer, &known(id)?, now).await)
}
