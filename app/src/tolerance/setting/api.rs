//! Settings of fault tolerance.

#[cfg(feature = "ssr")]
use domain::form::Form;
use domain::tolerance::ToleranceRules;
#[cfg(feature = "ssr")]
use domain::versioned::Versioned;
use domain::versioned::Versions;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

#[cfg(feature = "ssr")]
use crate::api::read::Keyed;
use crate::api::{ApiError, Fields};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// The numbers of the procedure and its clauses, every version.
#[server(name = GetToleranceSettings, prefix = "/api", endpoint = "tolerance/settings", input = GetUrl)]
pub async fn tolerance_settings() -> Result<Versions<ToleranceRules>, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.tolerance.settings.versions(&viewer).await)
}

/// Adds a version, see `Versioned::read`: the numbers are in `numbers`; `texts` and `bases` are those of the
/// clauses by key, `new_texts` and `new_bases` of new ones by the code of their kind.
#[server(prefix = "/api", endpoint = "tolerance/settings/save")]
pub async fn save_tolerance_settings(#[server(flatten)] fields: Fields) -> Result<(), ApiError> {
    use domain::code::Code;
    use domain::tolerance::ClauseKind;
    let (services, viewer, now) = ask()?;
    let mut form = Form::of(fields).opened("numbers");
    let (mut next, drawn) = ToleranceRules::read(&mut form);
    let (texts, bases) = (form.each("texts"), form.each("bases"));
    let (new_texts, new_bases) = (form.each("new_texts"), form.each("new_bases"));
    let basis_of = |bases: &Keyed, key: &str| bases.get(key).cloned().unwrap_or_default();
    let words: Vec<_> = texts.into_iter().map(|(key, text)| (key.clone(), text, basis_of(&bases, &key))).collect();
    let new: Vec<_> = new_texts
        .into_iter()
        .filter_map(|(kind, text)| Some((ClauseKind::find(&kind)?, text, basis_of(&new_bases, &kind))))
        .collect();
    for (kind, text, basis) in &new {
        if !text.trim().is_empty() && basis.trim().is_empty() {
            form.reader().needed(&format!("new-basis-{}", kind.code()));
        }
    }
    form.done()?;
    // Clauses are changed as they are in force on the day the version begins.
    let found: Versions<ToleranceRules> = answer(services.tolerance.settings.versions(&viewer).await)?;
    let held = ToleranceRules { from: next.from, ..found.in_force(next.from) };
    next.clauses = held.reworded(&words, &new);
    answer(services.tolerance.settings.add_version(&viewer, &next, &drawn, now).await)?;
    leptos_axum::redirect("/tolerance/settings");
    Ok(())
}
