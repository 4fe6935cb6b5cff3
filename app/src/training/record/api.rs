//! A person's ledger of hours.

use domain::training::TrainingRecord;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::known;
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// Somebody's hours; the viewer's own when nobody is named. `year` 0 is today.
#[server(name = GetRecord, prefix = "/api", endpoint = "training/record", input = GetUrl)]
pub async fn record(
    #[server(default)] person: String,
    #[server(default)] year: i32,
) -> Result<TrainingRecord, ApiError> {
    let (services, viewer, now) = ask()?;
    let person = if person.is_empty() { answer(viewer.as_person().cloned())? } else { person.into() };
    answer(services.training.ledger.record(&viewer, &person, year, now).await)
}

/// Reverses an entry of the ledger.
#[server(prefix = "/api", endpoint = "training/reverse")]
pub async fn reverse(entry: String, reason: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.ledger.reverse(&viewer, &known(entry)?, &reason, now).await)
}
