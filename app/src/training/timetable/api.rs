//! Timetables.

use domain::training::Timetable;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::Reader;
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// What the viewer has in a span of days.
#[server(name = GetTimetable, prefix = "/api", endpoint = "timetable", input = GetUrl)]
pub async fn timetable(from: String, until: String) -> Result<Timetable, ApiError> {
    let (services, viewer, _) = ask()?;
    let mut read = Reader::default();
    let (from, until) = (read.day("from", &from), read.day("until", &until));
    read.done()?;
    answer(services.training.timetables.timetable(&viewer, from, until).await)
}
