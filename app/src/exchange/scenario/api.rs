//! Scenarios: made, compared, announced.

use domain::exchange::view::ScenarioDetail;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::{Reader, known};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};
#[cfg(feature = "ssr")]
use crate::exchange::round::api::weights;

/// Tries a mechanism.
#[server(prefix = "/api", endpoint = "exchange/scenarios/try")]
#[allow(clippy::too_many_arguments)]
pub async fn try_mechanism(
    id: String,
    mechanism: String,
    #[server(default)] wish: String,
    #[server(default)] step: String,
    #[server(default)] fit: String,
    #[server(default)] development: String,
    #[server(default)] balance: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let mechanism = read.code("mechanism", &mechanism);
    let weights = weights(
        &mut read,
        [("wish", &wish), ("step", &step), ("fit", &fit), ("development", &development), ("balance", &balance)],
    );
    read.done()?;
    let round = known(id.clone())?;
    let scenario = answer(services.exchange.scenarios.try_mechanism(&viewer, &round, mechanism, &weights, now).await)?;
    leptos_axum::redirect(&format!("/exchange/rounds/{id}/scenarios/{scenario}"));
    Ok(())
}

/// A scenario, beside another.
#[server(name = GetScenario, prefix = "/api", endpoint = "exchange/scenarios/one", input = GetUrl)]
pub async fn scenario(
    id: String,
    scenario: String,
    #[server(default)] against: String,
) -> Result<ScenarioDetail, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.exchange.scenarios.scenario(&viewer, &known(id)?, &scenario, &against).await)
}

/// Announces a scenario.
#[server(prefix = "/api", endpoint = "exchange/scenarios/announce")]
pub async fn announce(id: String, scenario: String, #[server(default)] reason: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.exchange.scenarios.announce(&viewer, &known(id.clone())?, &scenario, &reason, now).await)?;
    leptos_axum::redirect(&format!("/exchange/rounds/{id}"));
    Ok(())
}
