//! Who could go where.

use domain::exchange::view::Screening;
#[cfg(feature = "ssr")]
use domain::exchange::view::WhatIf;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::Reader;
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// A question to the rules.
#[server(name = GetWhatIf, prefix = "/api", endpoint = "exchange/what-if", input = GetUrl)]
#[allow(clippy::too_many_arguments)]
pub async fn what_if(
    #[server(default)] unit: String,
    #[server(default)] post: String,
    #[server(default)] kind: String,
    #[server(default)] from: String,
    #[server(default)] person: String,
    #[server(default)] rule: String,
    #[server(default)] value: String,
    #[server(default)] service_since: String,
    #[server(default)] clear: String,
    #[server(default)] place: String,
) -> Result<Screening, ApiError> {
    use domain::code::Code;
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let question = WhatIf {
        unit: unit.into(),
        post: post.into(),
        kind: Code::find(&kind),
        from: from.into(),
        person: person.into(),
        rule: Code::find(&rule),
        value: if value.trim().is_empty() { None } else { Some(read.number("value", &value)) },
        service_since: read.day_or_none("service_since", &service_since),
        clear: clear == "1",
        place,
    };
    read.done()?;
    answer(services.exchange.eligibility.what_if(&viewer, &question, now).await)
}
