//! Settings of appraisal.

use domain::appraisal::AppraisalRules;
#[cfg(feature = "ssr")]
use domain::form::Form;
#[cfg(feature = "ssr")]
use domain::versioned::Versioned;
use domain::versioned::Versions;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::{ApiError, Fields};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// The numbers of appraisals, every version.
#[server(name = GetAppraisalSettings, prefix = "/api", endpoint = "appraisal/settings", input = GetUrl)]
pub async fn appraisal_settings() -> Result<Versions<AppraisalRules>, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.appraisal.settings.versions(&viewer).await)
}

/// Adds a version, see `Versioned::read`: the numbers are in `numbers`; `months` and `bases` are those of what
/// follows from a grade, by its place in the table.
#[server(prefix = "/api", endpoint = "appraisal/settings/save")]
pub async fn save_appraisal_settings(#[server(flatten)] fields: Fields) -> Result<(), ApiError> {
    use domain::appraisal::ConsequenceRule;
    let (services, viewer, now) = ask()?;
    let mut form = Form::of(fields).opened("numbers");
    let (mut next, drawn) = AppraisalRules::read(&mut form);
    let (months, bases) = (form.each("months"), form.each("bases"));
    // The table of consequences is that of the version before, with other lengths and bases.
    let found: Versions<AppraisalRules> = answer(services.appraisal.settings.versions(&viewer).await)?;
    let base = found.in_force(next.from.max(now.day()));
    next.consequences = base
        .consequences
        .into_iter()
        .enumerate()
        .map(|(n, one)| {
            let key = format!("k{n}");
            let read = |text: &String| form.reader().number(&format!("months[{key}]"), text);
            let months = months.get(&key).map_or(one.months, read);
            let basis = bases.get(&key).map_or(one.basis, |text| text.trim().to_owned());
            ConsequenceRule { months, basis, ..one }
        })
        .collect();
    form.done()?;
    answer(services.appraisal.settings.add_version(&viewer, &next, &drawn, now).await)?;
    leptos_axum::redirect("/appraisal/settings");
    Ok(())
}
