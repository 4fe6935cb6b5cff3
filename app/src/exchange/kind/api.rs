//! Kinds of exchange and working days.

use domain::exchange::kind::KindRules;
use domain::exchange::view::Holidays;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::{Reader, by_id};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// What each kind of exchange asks for.
#[server(name = GetKinds, prefix = "/api", endpoint = "exchange/kinds", input = GetUrl)]
pub async fn kinds() -> Result<(Vec<KindRules>, bool), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.kinds.kinds(&viewer, now).await)
}

/// Changes what a kind asks for. `papers` are named `step__paper`.
#[server(prefix = "/api", endpoint = "exchange/kinds/save")]
#[allow(clippy::too_many_arguments)]
pub async fn save_kind(
    kind: String,
    #[server(default)] papers: std::collections::BTreeMap<String, String>,
    #[server(default)] least_months: String,
    #[server(default)] most_months: String,
    #[server(default)] extensions: String,
    notice_days: String,
    handover_days: String,
    basis: String,
) -> Result<(), ApiError> {
    use domain::code::Code;
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let papers = by_id(papers)
        .filter_map(|(key, _)| {
            let (step, paper) = key.split_once("__")?;
            Some((Code::find(step)?, Code::find(paper)?))
        })
        .collect();
    let rules = KindRules {
        kind: read.code("kind", &kind),
        steps: Vec::new(),
        papers,
        months: (read.number_or("least_months", &least_months, 0), read.number_or("most_months", &most_months, 0)),
        extensions: read.number_or("extensions", &extensions, 0),
        notice_days: read.number("notice_days", &notice_days),
        handover_days: read.number("handover_days", &handover_days),
        basis,
    };
    read.done()?;
    answer(services.kinds.save_kind(&viewer, &rules, now).await)
}

/// The holiday table.
#[server(name = GetHolidays, prefix = "/api", endpoint = "exchange/holidays", input = GetUrl)]
pub async fn holidays() -> Result<Holidays, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.holiday_table.holidays(&viewer).await)
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
    answer(services.holiday_table.import_holidays(&viewer, &days, now).await).map(|_| ())
}
