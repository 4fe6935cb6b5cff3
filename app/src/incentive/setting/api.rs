//! Rules of incentives.

use std::collections::BTreeMap;

use domain::incentive::RulesView;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::Reader;
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// The rules of awards.
#[server(name = GetIncentiveSettings, prefix = "/api", endpoint = "incentive/settings", input = GetUrl)]
pub async fn incentive_settings() -> Result<RulesView, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.incentive_settings.incentive_settings(&viewer).await)
}

/// Adds a version of the rules. `bonuses` and `levels` are named by the kind's code.
#[server(prefix = "/api", endpoint = "incentive/settings/save")]
pub async fn save_incentive_settings(
    from: String,
    basis: String,
    #[server(default)] notice_days: String,
    #[server(default)] excellent_years: String,
    #[server(default)] overlooked_years: String,
    #[server(default)] bonuses: BTreeMap<String, String>,
    #[server(default)] levels: BTreeMap<String, String>,
) -> Result<(), ApiError> {
    use domain::code::Code;
    use domain::incentive::{AwardKind, AwardRule, IncentiveRules};
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let kinds = AwardKind::ALL
        .iter()
        .map(|kind| {
            let of = |fields: &BTreeMap<String, String>| fields.get(kind.code()).cloned().unwrap_or_default();
            AwardRule {
                kind: *kind,
                level: read.code(&format!("levels-{}", kind.code()), &of(&levels)),
                bonus: read.number(&format!("bonus-{}", kind.code()), &of(&bonuses)),
            }
        })
        .collect();
    let next = IncentiveRules {
        from: read.day("from", &from),
        kinds,
        notice_days: read.number("notice_days", &notice_days),
        excellent_years: read.number("excellent_years", &excellent_years),
        overlooked_years: read.number("overlooked_years", &overlooked_years),
        basis,
    };
    read.done()?;
    answer(services.incentive_settings.save_incentive_settings(&viewer, &next, now).await)?;
    leptos_axum::redirect("/incentive/settings");
    Ok(())
}
