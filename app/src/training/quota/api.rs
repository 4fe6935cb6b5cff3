//! Seats set aside for units.

use domain::training::SentToTraining;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::{Reader, by_id, known, version_of};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// Whom results of appraisal send to training, of those a class is for.
#[server(name = GetSentToTraining, prefix = "/api", endpoint = "classes/sent", input = GetUrl)]
pub async fn sent_to_training(id: String) -> Result<SentToTraining, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.classes.sent_to_training(&viewer, &known(id)?, now).await)
}

/// Sets seats aside by unit: seats by unit id, blank or 0 for none.
#[server(prefix = "/api", endpoint = "classes/quotas")]
pub async fn set_quotas(
    id: String,
    version: String,
    #[server(default)] seats: std::collections::BTreeMap<String, String>,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let quotas: Vec<(domain::UnitId, u32)> = by_id(seats)
        .map(|(unit, seats)| {
            let seats = read.number_or(&format!("seats-{unit}"), &seats, 0);
            (unit.into(), seats)
        })
        .filter(|(_, seats)| *seats > 0)
        .collect();
    read.done()?;
    let version = version_of(&version)?;
    answer(services.training.places.set_quotas(&viewer, &known(id.clone())?, version, &quotas, now).await)?;
    leptos_axum::redirect(&format!("/training/classes/{id}"));
    Ok(())
}
