//! Shares of full-time, part-time and seconded people.

use domain::exchange::view::{StaffingList, StaffingQuery};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::{Reader, known};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// A page of mass organisations with their shares.
#[server(name = GetStaffing, prefix = "/api", endpoint = "exchange/staffing", input = GetUrl)]
pub async fn staffing(#[server(flatten)] query: StaffingQuery) -> Result<StaffingList, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.exchange.staffing_table.staffing(&viewer, &query, now).await)
}

/// Sets the target of a mass organisation.
#[server(prefix = "/api", endpoint = "exchange/staffing/save")]
pub async fn save_staffing_target(unit: String, percent: String, basis: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let percent = read.number("percent", &percent);
    read.done()?;
    answer(services.exchange.staffing_table.save_staffing_target(&viewer, &known(unit)?, percent, &basis, now).await)
}
