//! Circumstances of a person that bear on exchange.

use domain::exchange::view::CircumstancesDetail;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::{Reader, known};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// What is known of somebody for exchange.
#[server(name = GetCircumstances, prefix = "/api", endpoint = "exchange/circumstances", input = GetUrl)]
pub async fn circumstances(id: String) -> Result<CircumstancesDetail, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.exchange.eligibility.circumstances(&viewer, &known(id)?).await)
}

/// Changes what is known of somebody.
#[server(prefix = "/api", endpoint = "exchange/circumstances/save")]
#[allow(clippy::too_many_arguments)]
pub async fn save_circumstances(
    id: String,
    version: String,
    #[server(default)] service_since: String,
    #[server(default)] terms: String,
    #[server(default)] term_until: String,
    #[server(default)] probation_until: String,
    #[server(default)] sanction_until: String,
    #[server(default)] investigated: String,
    #[server(default)] stated: String,
    #[server(default)] interest_unit: String,
    #[server(default)] interest_what: String,
    #[server(default)] sanction_document: String,
) -> Result<(), ApiError> {
    use domain::record::{Circumstances, Interest};
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let what = interest_what.trim().to_owned();
    let next = Circumstances {
        person: known(id.clone())?,
        service_since: read.day_or_none("service_since", &service_since),
        terms: read.number_or("terms", &terms, 0),
        term_until: read.day_or_none("term_until", &term_until),
        probation_until: read.day_or_none("probation_until", &probation_until),
        sanction_until: read.day_or_none("sanction_until", &sanction_until),
        investigated: investigated == "1",
        stated: stated.trim().to_owned(),
        interests: if interest_unit.is_empty() {
            Vec::new()
        } else {
            vec![Interest { unit: interest_unit.into(), what }]
        },
        sanction_document: sanction_document.trim().to_owned(),
        tolerated: Vec::new(),
        appraised: None,
        version: read.version(&version),
    };
    read.done_with(|| next.check(now.day()))?;
    answer(services.exchange.eligibility.save_circumstances(&viewer, &next, now).await)?;
    leptos_axum::redirect(&format!("/people/{id}"));
    Ok(())
}
