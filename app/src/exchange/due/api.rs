//! What falls due.

use domain::exchange::view::DueList;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// A page of what falls due, of one kind or of all.
#[server(name = GetDues, prefix = "/api", endpoint = "exchange/due", input = GetUrl)]
pub async fn dues(#[server(default)] kind: String, #[server(default)] page: u32) -> Result<DueList, ApiError> {
    use domain::code::Code;
    let (services, viewer, now) = ask()?;
    let kind = domain::calendar::due::DueKind::find(&kind);
    let query = domain::exchange::view::DueQuery { kind, page };
    answer(services.exchange.dues.dues(&viewer, &query, now).await)
}
