//! What falls due.

use domain::exchange::view::DueList;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// What falls due.
#[server(name = GetDues, prefix = "/api", endpoint = "exchange/due", input = GetUrl)]
pub async fn dues() -> Result<DueList, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.exchange.dues.dues(&viewer, now).await)
}
