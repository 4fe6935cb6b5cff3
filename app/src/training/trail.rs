//! Rows of the audit trail about training in words.

use domain::code::{Code, Lang};
use domain::training::Witness;

/// The words for a code that is the reason of a row about a topic.
#[must_use]
pub fn reason(topic: &str, code: &str, lang: Lang) -> Option<&'static str> {
    match topic {
        "check_in" => Witness::find(code).map(|witness| witness.name(lang)),
        _ => None,
    }
}
