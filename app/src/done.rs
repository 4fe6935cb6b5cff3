//! What a form that was carried out says about it on the next page: each feature has its own sentences.

use crate::FEATURES;

/// The sentence for a form's address.
#[must_use]
pub fn done(path: &str) -> Option<&'static str> {
    FEATURES.iter().find_map(|feature| (feature.done)(path))
}

/// Whether a form says nothing afterwards: its page says it itself, or there is nothing to say.
#[must_use]
pub fn is_silent(path: &str) -> bool {
    FEATURES.iter().any(|feature| feature.silent.contains(&path))
}
