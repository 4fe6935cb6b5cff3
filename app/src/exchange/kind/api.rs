//! Kinds of exchange and working days.

use domain::exchange::kind::KindRules;
use domain::exchange::view::Holidays;
#[cfg(feature = "ssr")]
use domain::form::Form;
use domain::versioned::Versions;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::{ApiError, Fields};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// What each kind of exchange asks for, every version.
#[server(name = GetKinds, prefix = "/api", endpoint = "exchange/kinds", input = GetUrl)]
pub async fn kinds() -> Result<Versions<KindRules>, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.exchange.kinds.kinds(&viewer).await)
}

/// Adds a version of what a kind asks for, see `KindRules::read`.
#[server(prefix = "/api", endpoint = "exchange/kinds/save")]
pub async fn save_kind(#[server(flatten)] fields: Fields) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut form = Form::of(fields);
    let (next, drawn) = KindRules::read(&mut form);
    form.done()?;
    answer(services.exchange.kinds.save_kind(&viewer, &next, &drawn, now).await)
}

/// The holiday table.
#[server(name = GetHolidays, prefix = "/api", endpoint = "exchange/holidays", input = GetUrl)]
pub async fn holidays() -> Result<Holidays, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.exchange.holiday_table.holidays(&viewer).await)
}

/// Takes a holiday table in.
#[server(prefix = "/api", endpoint = "exchange/holidays/import")]
pub async fn import_holidays(table: String) -> Result<(), ApiError> {
    use domain::calendar::Workdays;
    use domain::{Fault, FieldFault, Rule};
    let (services, viewer, now) = ask()?;
    let days = Workdays::read(&table).map_err(|lines| {
        let fault = |(n, _): &(u32, String)| FieldFault { field: "table".to_owned(), rule: Rule::Line(*n) };
        crate::context::say(Fault::Invalid(lines.iter().map(fault).collect()))
    })?;
    answer(services.exchange.holiday_table.import_holidays(&viewer, &days, now).await).map(|_| ())
}
