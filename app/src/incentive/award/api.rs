//! Awards.

use domain::incentive::{AwardDetail, IncentiveQuery, Incentives};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

#[cfg(feature = "ssr")]
use crate::api::read::{Reader, act as read_act, known, version_of};
use crate::api::{ApiError, Fields};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// Awards, practice, suggestions and figures.
#[server(name = GetIncentives, prefix = "/api", endpoint = "incentive/awards", input = GetUrl)]
pub async fn incentives(#[server(flatten)] query: IncentiveQuery) -> Result<Incentives, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.incentive.awards.incentives(&viewer, &query, now).await)
}

/// An award's page.
#[server(name = GetAward, prefix = "/api", endpoint = "incentive/awards/one", input = GetUrl)]
pub async fn award(id: String) -> Result<AwardDetail, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.incentive.awards.award(&viewer, &known(id)?, now).await)
}

/// Nominates a person or a unit.
#[server(prefix = "/api", endpoint = "incentive/awards/nominate")]
pub async fn nominate_award(
    kind: String,
    #[server(default)] title: String,
    #[server(default)] person: String,
    #[server(default)] unit: String,
    deeds: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let draft = domain::incentive::Draft {
        kind: read.code("kind", &kind),
        title,
        person: person.into(),
        unit: unit.into(),
        deeds,
    };
    read.done()?;
    let id = answer(services.incentive.awards.nominate_award(&viewer, &draft, now).await)?;
    leptos_axum::redirect(&format!("/incentive/awards/{id}"));
    Ok(())
}

/// Does something with an award: `act` is the kind's code, the rest its fields.
#[server(prefix = "/api", endpoint = "incentive/awards/act")]
pub async fn act_award(
    id: String,
    version: String,
    act: String,
    #[server(flatten)] fields: Fields,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let action: domain::incentive::Action = read_act("act", &act, fields)?;
    let version = version_of(&version)?;
    answer(services.incentive.awards.act_award(&viewer, &known(id.clone())?, version, &action, now).await)?;
    leptos_axum::redirect(&format!("/incentive/awards/{id}"));
    Ok(())
}
