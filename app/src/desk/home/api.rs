//! The home page.

use domain::home::Home;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// The viewer's home page.
#[server(name = GetHome, prefix = "/api", endpoint = "home", input = GetUrl)]
pub async fn home() -> Result<Home, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.desk.desk.home(&viewer, now).await)
}
