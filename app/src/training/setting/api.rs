//! Settings of training.

use domain::training::Settings;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::Reader;
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// The numbers of training that are settings.
#[server(name = GetSettings, prefix = "/api", endpoint = "training/settings", input = GetUrl)]
pub async fn settings() -> Result<Settings, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.training.settings.settings(&viewer).await)
}

/// Enters a number with its basis and first day; `version` is how many were entered when the form was drawn,
/// `confirmed` which of them it may take the place of.
#[server(prefix = "/api", endpoint = "training/settings/add")]
pub async fn add_setting(
    setting: String,
    value: String,
    basis: String,
    from: String,
    #[server(default)] version: String,
    #[server(default)] confirmed: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let row = domain::training::SettingRow {
        setting: read.code("setting", &setting),
        value: i64::from(read.number("value", &value)),
        basis,
        from: read.day("from", &from),
        at: now,
        by: String::new(),
    };
    let drawn = domain::versioned::Drawn { version: read.version(&version), confirmed };
    read.done_with(|| row.check())?;
    answer(services.training.settings.add_setting(&viewer, &row, &drawn, now).await)
}
