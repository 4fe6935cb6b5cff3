//! Cases of exchange.

use domain::exchange::view::{CaseDetail, CaseRow};
use domain::register::{Register, RegisterQuery};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

#[cfg(feature = "ssr")]
use crate::api::read::{Reader, by_id, known, version_of};
use crate::api::{ApiError, Fields};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// Cases the viewer sees.
#[server(name = GetCases, prefix = "/api", endpoint = "exchange/cases", input = GetUrl)]
pub async fn cases(#[server(flatten)] query: RegisterQuery) -> Result<Register<CaseRow>, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.exchange.cases.cases(&viewer, &query, now).await)
}

/// Cases in several of which the viewer may act at once.
#[server(name = GetCasesTogether, prefix = "/api", endpoint = "exchange/cases/together", input = GetUrl)]
pub async fn cases_together() -> Result<Vec<CaseRow>, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.exchange.together.cases_together(&viewer, now).await)
}

/// How many those are.
#[server(name = CountCasesTogether, prefix = "/api", endpoint = "exchange/cases/together/count", input = GetUrl)]
pub async fn count_together() -> Result<u32, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.exchange.together.count_together(&viewer).await)
}

/// A case's page.
#[server(name = GetCase, prefix = "/api", endpoint = "exchange/cases/one", input = GetUrl)]
pub async fn case(id: String) -> Result<CaseDetail, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.exchange.cases.case(&viewer, &known(id)?, now).await)
}

/// Opens a case outside a round.
#[server(prefix = "/api", endpoint = "exchange/cases/open")]
pub async fn open_case(
    person: String,
    unit: String,
    post: String,
    kind: String,
    #[server(default)] months: String,
    #[server(default)] place: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let draft = domain::exchange::case::CaseDraft {
        kind: read.code("kind", &kind),
        person: known(person)?,
        unit: unit.into(),
        post: post.into(),
        months: read.number_or("months", &months, 0),
        place,
    };
    read.done()?;
    let id = answer(services.exchange.cases.open_case(&viewer, &draft, now).await)?;
    leptos_axum::redirect(&format!("/exchange/cases/{id}"));
    Ok(())
}

/// Does something with a case: `act` is the kind's code, the rest its fields. With several
/// `cases` (id → version) it is done in all of them or in none; with `behalf` = 1 it is entered for
/// another part from the paper named; with `correct` = 1 it corrects record `entry` instead of adding one.
#[server(prefix = "/api", endpoint = "exchange/cases/act")]
pub async fn act(
    act: String,
    #[server(default)] id: String,
    #[server(default)] version: String,
    #[server(default)] cases: std::collections::BTreeMap<String, String>,
    #[server(flatten)] fields: Fields,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let action = domain::exchange::case::Action::of(&act, fields, id.is_empty())?;
    if id.is_empty() {
        let mut several: Vec<(domain::CaseId, u32)> = Vec::new();
        for (id, version) in by_id(cases) {
            several.push((id.into(), version_of(&version)?));
        }
        return answer(services.exchange.together.act_together(&viewer, &several, &action, now).await);
    }
    let version = version_of(&version)?;
    answer(services.exchange.cases.act(&viewer, &known(id)?, version, &action, now).await)
}
