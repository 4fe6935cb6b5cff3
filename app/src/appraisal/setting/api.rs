//! Settings of appraisal.

use domain::appraisal::SettingsView;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::Reader;
use crate::appraisal::Lines;
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// The numbers of appraisals.
#[server(name = GetAppraisalSettings, prefix = "/api", endpoint = "appraisal/settings", input = GetUrl)]
pub async fn appraisal_settings() -> Result<SettingsView, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.appraisal_settings.appraisal_settings(&viewer).await)
}

/// Adds a version of them. Numbers are named as in [`domain::appraisal::AppraisalRules`].
#[server(prefix = "/api", endpoint = "appraisal/settings/save")]
pub async fn save_appraisal_settings(
    from: String,
    basis: String,
    #[server(default)] numbers: Lines,
    #[server(default)] months: Lines,
    #[server(default)] bases: Lines,
) -> Result<(), ApiError> {
    use domain::appraisal::AppraisalRules;
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let from = read.day("from", &from);
    let held = answer(services.appraisal_settings.appraisal_settings(&viewer).await)?.versions;
    // The table of consequences is that of the version before, with other lengths and bases.
    let base = AppraisalRules::in_force(&held, from.max(now.day()));
    let consequences = base
        .consequences
        .into_iter()
        .enumerate()
        .map(|(n, one)| {
            let key = format!("k{n}");
            let months = months.get(&key).map_or(one.months, |text| read.number(&format!("months[{key}]"), text));
            let basis = bases.get(&key).map_or(one.basis, |text| text.trim().to_owned());
            domain::appraisal::ConsequenceRule { months, basis, ..one }
        })
        .collect();
    let mut of = |name: &str| read.number(name, numbers.get(name).map(String::as_str).unwrap_or_default());
    let next = AppraisalRules {
        from,
        basis,
        consequences,
        points: [of("points0"), of("points1"), of("points2"), of("points3")],
        bounds: [of("bounds0"), of("bounds1"), of("bounds2")],
        covered: of("covered"),
        cap: of("cap"),
        cap_approved: of("cap_approved"),
        absence_days: of("absence_days"),
        smallest: of("smallest"),
        look_into: of("look_into"),
        review: of("review"),
        review_answer: of("review_answer"),
        appeal: of("appeal"),
        appeal_answer: of("appeal_answer"),
        appeal_more: of("appeal_more"),
    };
    read.done()?;
    answer(services.appraisal_settings.save_appraisal_settings(&viewer, &next, now).await)?;
    leptos_axum::redirect("/appraisal/settings");
    Ok(())
}
