//! Search.

use domain::search::Hit;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// Finds people, units and classes.
#[server(prefix = "/api", endpoint = "search", input = GetUrl)]
pub async fn search(q: String) -> Result<Vec<Hit>, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.desk.desk.search(&viewer, &q).await)
}
