//! Home, notices, search.

use domain::home::Home;
use domain::notice::Notice;
use domain::page::Page;
use domain::search::Hit;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::ApiError;
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// The viewer's home page.
#[server(name = GetHome, prefix = "/api", endpoint = "home", input = GetUrl)]
pub async fn home() -> Result<Home, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.desk.home(&viewer, now).await)
}

/// A page of the viewer's notices.
#[server(prefix = "/api", endpoint = "notices", input = GetUrl)]
pub async fn notices(#[server(default)] page: u32) -> Result<Page<Notice>, ApiError> {
    let (services, viewer, _) = ask()?;
    let window = domain::page::Window { page, ..Default::default() };
    answer(services.desk.notices(&viewer, &window).await)
}

/// Marks all notices read.
#[server(prefix = "/api", endpoint = "notices/read")]
pub async fn read_notices() -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.desk.read_notices(&viewer, &[], now).await)
}

/// Finds people, units and classes.
#[server(prefix = "/api", endpoint = "search", input = GetUrl)]
pub async fn search(q: String) -> Result<Vec<Hit>, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.desk.search(&viewer, &q).await)
}
