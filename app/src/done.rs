//! What a form that was carried out says about it on the next page: each feature has its own sentences, for the
//! form's address and, where forms of one address end in several ways, for it with `#` and how it ended.

use crate::FEATURES;

/// Ends that are done and no success.
const WARNINGS: [&str; 3] = ["late", "listed", "waiting"];

/// The sentence for a form's address and how it ended, see [`crate::status::Outcome`].
#[must_use]
pub fn done(path: &str, outcome: &str) -> Option<&'static str> {
    let said = |of: &str| FEATURES.iter().find_map(|feature| (feature.done)(of));
    let ended = if outcome.is_empty() { None } else { said(&format!("{path}#{outcome}")) };
    ended.or_else(|| said(path))
}

/// Whether an end is no success.
#[must_use]
pub fn warns(outcome: &str) -> bool {
    WARNINGS.contains(&outcome)
}

/// Whether a form says nothing afterwards: its page says it itself, or there is nothing to say.
#[must_use]
pub fn is_silent(path: &str) -> bool {
    FEATURES.iter().any(|feature| feature.silent.contains(&path))
}
