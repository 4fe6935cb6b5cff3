//! Years of appraisal.

use domain::appraisal::{AppraisalDetail, Appraisals};
use domain::register::RegisterQuery;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

#[cfg(feature = "ssr")]
use crate::api::read::{Reader, act as read_act, known, version_of};
use crate::api::{ApiError, Fields};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// Appraisals, the viewer's own results and ballots.
#[server(name = GetAppraisals, prefix = "/api", endpoint = "appraisal", input = GetUrl)]
pub async fn appraisals(#[server(flatten)] query: RegisterQuery) -> Result<Appraisals, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.appraisal.years.appraisals(&viewer, &query, now).await)
}

/// An appraisal's page.
#[server(name = GetAppraisal, prefix = "/api", endpoint = "appraisal/one", input = GetUrl)]
pub async fn appraisal(id: String) -> Result<AppraisalDetail, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.appraisal.years.appraisal(&viewer, &known(id)?, now).await)
}

#[server(prefix = "/api", endpoint = "appraisal/set-up")]
pub async fn set_up_appraisal(
    year: String,
    title: String,
    unit: String,
    #[server(default)] scheme: String,
    pool_by: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let draft = domain::appraisal::Draft {
        year: i32::try_from(read.number("year", &year)).unwrap_or(0),
        title,
        unit: unit.into(),
        scheme: scheme.into(),
        pool_by: read.code("pool_by", &pool_by),
    };
    read.done_with(|| draft.check(now.day()))?;
    let id = answer(services.appraisal.years.set_up_appraisal(&viewer, &draft, now).await)?;
    leptos_axum::redirect(&format!("/appraisal/years/{id}"));
    Ok(())
}

/// Moves one on: `act` is the kind of act's code, the rest its fields.
#[server(prefix = "/api", endpoint = "appraisal/act")]
pub async fn act_appraisal(
    id: String,
    version: String,
    act: String,
    #[server(flatten)] fields: Fields,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let act: domain::appraisal::StepAct = read_act("act", &act, fields)?;
    let version = version_of(&version)?;
    let gone = matches!(act, domain::appraisal::StepAct::Drop { .. });
    answer(services.appraisal.years.act_appraisal(&viewer, &known(id.clone())?, version, &act, now).await)?;
    leptos_axum::redirect(&if gone { "/appraisal".to_owned() } else { format!("/appraisal/years/{id}") });
    Ok(())
}

/// Takes a third party's data set in.
#[server(prefix = "/api", endpoint = "appraisal/third-party")]
#[allow(clippy::too_many_arguments)]
pub async fn add_third_party(
    id: String,
    agency: String,
    sample: String,
    scale: String,
    how: String,
    document: String,
    on: String,
    lines: String,
    #[server(default)] replaces: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let draft = domain::appraisal::ThirdPartyDraft {
        agency,
        sample: read.number("sample", &sample),
        scale: read.number("scale", &scale),
        method: how,
        report: document,
        on: read.day("on", &on),
        text: lines,
        replaces: !replaces.is_empty(),
    };
    read.done()?;
    answer(services.appraisal.third_parties.add_third_party(&viewer, &known(id.clone())?, &draft, now).await)?;
    leptos_axum::redirect(&format!("/appraisal/years/{id}"));
    Ok(())
}
