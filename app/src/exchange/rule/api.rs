//! Rules of eligibility.

use domain::exchange::eligibility::EligibilityRule;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::{Reader, chosen};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// All versions of all rules, and whether the viewer may change them.
#[server(name = GetEligibilityRules, prefix = "/api", endpoint = "exchange/rules", input = GetUrl)]
pub async fn eligibility_rules() -> Result<(Vec<EligibilityRule>, bool), ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.exchange.eligibility.eligibility_rules(&viewer).await)
}

/// Adds a version to a rule; `confirmed` says which of the same day it may take the place of.
#[server(prefix = "/api", endpoint = "exchange/rules/save")]
#[allow(clippy::too_many_arguments)]
pub async fn save_eligibility_rule(
    key: String,
    #[server(default)] kinds: std::collections::BTreeMap<String, String>,
    #[server(default)] families: std::collections::BTreeMap<String, String>,
    #[server(default)] unit: String,
    #[server(default)] value: String,
    effect: String,
    basis: String,
    #[server(default)] article: String,
    #[server(default)] waiver: String,
    from: String,
    #[server(default)] active: String,
    #[server(default)] confirmed: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let next = EligibilityRule {
        id: Default::default(),
        key: read.code("key", &key),
        kinds: chosen(kinds)?,
        families: chosen(families)?,
        unit: unit.into(),
        path: String::new(),
        value: read.number_or("value", &value, 0),
        effect: read.code("effect", &effect),
        basis,
        article,
        waiver,
        from: read.day("from", &from),
        active: active == "1",
    };
    read.done_with(|| next.check())?;
    answer(services.exchange.eligibility.save_eligibility_rule(&viewer, &next, &confirmed, now).await)?;
    leptos_axum::redirect("/exchange/rules");
    Ok(())
}
