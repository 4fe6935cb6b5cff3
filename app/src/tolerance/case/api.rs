//! Cases of fault tolerance.

use std::collections::BTreeMap;

use domain::register::{Register, RegisterQuery};
use domain::tolerance::{CaseDetail, CaseRow};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

#[cfg(feature = "ssr")]
use crate::api::read::{Reader, act as read_act, by_id, known, version_of};
use crate::api::{ApiError, Fields};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// The register.
#[server(name = GetToleranceCases, prefix = "/api", endpoint = "tolerance/cases", input = GetUrl)]
pub async fn tolerance_cases(#[server(flatten)] query: RegisterQuery) -> Result<Register<CaseRow>, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.tolerance.cases.tolerance_cases(&viewer, &query, now).await)
}

/// A case's page.
#[server(name = GetToleranceCase, prefix = "/api", endpoint = "tolerance/cases/one", input = GetUrl)]
pub async fn tolerance_case(id: String) -> Result<CaseDetail, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.tolerance.cases.tolerance_case(&viewer, &known(id)?, now).await)
}

/// Applies for somebody; for the viewer where nobody is named.
#[server(prefix = "/api", endpoint = "tolerance/cases/open")]
#[allow(clippy::too_many_arguments)]
pub async fn open_tolerance(
    #[server(default)] person: String,
    matter: String,
    happened: String,
    #[server(default)] notice: String,
    #[server(default)] unnoticed: String,
    #[server(default)] notice_number: String,
    template: String,
    #[server(default)] situations: BTreeMap<String, String>,
    grounds: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let draft = domain::tolerance::Draft {
        person: if person.is_empty() { viewer.person.clone() } else { known(person)? },
        matter,
        happened: read.day("happened", &happened),
        notice: read.day_or_none("notice", &notice),
        unnoticed: !unnoticed.is_empty(),
        notice_number,
        template: read.code("template", &template),
        situations: by_id(situations).map(|(key, _)| key).collect(),
        grounds,
    };
    read.done()?;
    let id = answer(services.tolerance.cases.open_tolerance(&viewer, &draft, now).await)?;
    leptos_axum::redirect(&format!("/tolerance/cases/{id}"));
    Ok(())
}

/// Does something with a case: `act` is the kind's code, the rest its fields.
#[server(prefix = "/api", endpoint = "tolerance/cases/act")]
pub async fn act_tolerance(
    id: String,
    version: String,
    act: String,
    #[server(flatten)] fields: Fields,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let action: domain::tolerance::Action = read_act("act", &act, fields)?;
    let version = version_of(&version)?;
    answer(services.tolerance.cases.act_tolerance(&viewer, &known(id.clone())?, version, &action, now).await)?;
    leptos_axum::redirect(&format!("/tolerance/cases/{id}"));
    Ok(())
}
