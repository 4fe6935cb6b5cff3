//! Rules of incentives.

#[cfg(feature = "ssr")]
use domain::form::Form;
use domain::incentive::IncentiveRules;
#[cfg(feature = "ssr")]
use domain::versioned::Versioned;
use domain::versioned::Versions;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::{ApiError, Fields};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// The rules of awards, every version.
#[server(name = GetIncentiveSettings, prefix = "/api", endpoint = "incentive/settings", input = GetUrl)]
pub async fn incentive_settings() -> Result<Versions<IncentiveRules>, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.incentive.settings.versions(&viewer).await)
}

/// Adds a version of the rules, see `Versioned::read`. `bonuses` and `levels` are named by the kind's code.
#[server(prefix = "/api", endpoint = "incentive/settings/save")]
pub async fn save_incentive_settings(#[server(flatten)] fields: Fields) -> Result<(), ApiError> {
    use domain::code::Code;
    use domain::incentive::{AwardKind, AwardRule};
    let (services, viewer, now) = ask()?;
    let mut form = Form::of(fields);
    let (mut next, drawn) = IncentiveRules::read(&mut form);
    let (levels, bonuses) = (form.each("levels"), form.each("bonuses"));
    next.kinds = AwardKind::ALL
        .iter()
        .map(|kind| {
            let code = kind.code();
            let [level, bonus] = [&levels, &bonuses].map(|sent| sent.get(code).map_or("", String::as_str));
            AwardRule {
                kind: *kind,
                level: form.reader().code(&format!("levels-{code}"), level),
                bonus: form.reader().number(&format!("bonus-{code}"), bonus),
            }
        })
        .collect();
    form.done()?;
    answer(services.incentive.settings.add_version(&viewer, &next, &drawn, now).await)?;
    leptos_axum::redirect("/incentive/settings");
    Ok(())
}
