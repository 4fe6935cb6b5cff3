//! What several screens of fault tolerance show.

use domain::tolerance::{Clause, Outcome};
use leptos::prelude::*;

use crate::components::page::badge;
use crate::frame::lang;
use crate::pages::step;
use crate::words::{name, tr};

pub(super) fn trail() -> Vec<(String, String)> {
    vec![step("/tolerance/cases", tr("容错纠错", "Fault tolerance"))]
}

/// A clause's words by its key.
pub(super) fn says(clauses: &[Clause], key: &str) -> String {
    clauses.iter().find(|one| one.key == key).map_or_else(|| key.to_owned(), |one| one.says(lang()).to_owned())
}

pub(super) fn outcome_badge(outcome: Outcome) -> AnyView {
    let tone = match outcome {
        Outcome::Exempt => "good",
        Outcome::Lighter => "warn",
        Outcome::Refused => "plain",
    };
    badge(tone, name(outcome))
}
