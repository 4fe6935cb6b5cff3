//! Settings of fault tolerance.

use std::collections::BTreeMap;

use domain::tolerance::SettingsView;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::Reader;
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// The numbers of the procedure and its clauses.
#[server(name = GetToleranceSettings, prefix = "/api", endpoint = "tolerance/settings", input = GetUrl)]
pub async fn tolerance_settings() -> Result<SettingsView, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.tolerance_settings.tolerance_settings(&viewer).await)
}

/// Adds a version of the numbers.
#[server(prefix = "/api", endpoint = "tolerance/settings/save")]
pub async fn save_tolerance_settings(
    from: String,
    basis: String,
    #[server(default)] numbers: BTreeMap<String, String>,
    #[server(default)] texts: BTreeMap<String, String>,
    #[server(default)] bases: BTreeMap<String, String>,
    #[server(default)] new_texts: BTreeMap<String, String>,
    #[server(default)] new_bases: BTreeMap<String, String>,
) -> Result<(), ApiError> {
    use domain::code::Code;
    use domain::tolerance::{ClauseKind, ToleranceRules};
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let from = read.day("from", &from);
    let mut of = |field: &str| read.number(field, numbers.get(field).map_or("", String::as_str));
    let mut next = ToleranceRules {
        from,
        apply: of("apply"),
        accept: of("accept"),
        verify: of("verify"),
        verify_more: of("verify_more"),
        decide: of("decide"),
        tell: of("tell"),
        review: of("review"),
        review_answer: of("review_answer"),
        appeal: of("appeal"),
        appeal_answer: of("appeal_answer"),
        appeal_more: of("appeal_more"),
        correct: of("correct"),
        file: of("file"),
        visit: of("visit"),
        handlers: of("handlers"),
        deciders: of("deciders"),
        keep_years: of("keep_years"),
        admonished: of("admonished"),
        inquiry: of("inquiry"),
        clauses: Vec::new(),
        basis,
    };
    let basis_of = |bases: &BTreeMap<String, String>, key: &str| bases.get(key).cloned().unwrap_or_default();
    let words: Vec<_> = texts.into_iter().map(|(key, text)| (key.clone(), text, basis_of(&bases, &key))).collect();
    let new: Vec<_> = new_texts
        .into_iter()
        .filter_map(|(kind, text)| Some((ClauseKind::find(&kind)?, text, basis_of(&new_bases, &kind))))
        .collect();
    for (kind, text, basis) in &new {
        if !text.trim().is_empty() && basis.trim().is_empty() {
            read.needed(&format!("new-basis-{}", kind.code()));
        }
    }
    read.done()?;
    // Clauses are changed as they are in force on the day the version begins.
    let versions = answer(services.tolerance_settings.tolerance_settings(&viewer).await)?.versions;
    let held = ToleranceRules { from, ..ToleranceRules::in_force(&versions, from) };
    next.clauses = held.reworded(&words, &new);
    answer(services.tolerance_settings.save_tolerance_settings(&viewer, &next, now).await)?;
    leptos_axum::redirect("/tolerance/settings");
    Ok(())
}
