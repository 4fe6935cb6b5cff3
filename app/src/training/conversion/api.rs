//! How other training counts in hours.

use domain::training::Conversions;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::Reader;
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// What training is converted into hours by.
#[server(name = GetConversions, prefix = "/api", endpoint = "training/conversions", input = GetUrl)]
pub async fn conversions() -> Result<Conversions, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.training.other_hours.conversions(&viewer).await)
}

/// Enters a conversion with its basis and first day; `confirmed` says which of that day it may take the place of.
#[server(prefix = "/api", endpoint = "training/conversions/add")]
pub async fn add_conversion(
    form: String,
    measure: String,
    each: String,
    #[server(default)] most: String,
    basis: String,
    from: String,
    #[server(default)] confirmed: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let row = domain::training::Conversion {
        form: read.code("form", &form),
        measure: read.code("measure", &measure),
        each: read.hours("each", &each),
        most: if most.trim().is_empty() { domain::record::Hours(0) } else { read.hours("most", &most) },
        basis,
        from: read.day("from", &from),
        at: now,
        by: String::new(),
    };
    read.done_with(|| row.check())?;
    answer(services.training.other_hours.add_conversion(&viewer, &row, &confirmed, now).await)
}
