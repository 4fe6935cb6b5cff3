//! Notices.

use domain::notice::Notice;
use domain::page::Page;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// A page of the viewer's notices.
#[server(prefix = "/api", endpoint = "notices", input = GetUrl)]
pub async fn notices(#[server(default)] page: u32) -> Result<Page<Notice>, ApiError> {
    let (services, viewer, _) = ask()?;
    let window = domain::page::Window { page, ..Default::default() };
    answer(services.desk.desk.notices(&viewer, &window).await)
}

/// Marks all notices read.
#[server(prefix = "/api", endpoint = "notices/read")]
pub async fn read_notices() -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.desk.desk.read_notices(&viewer, &[], now).await)
}
