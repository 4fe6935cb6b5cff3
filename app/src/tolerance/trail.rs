//! Rows of the audit trail about fault tolerance in words.

use domain::code::{Code, Lang};
use domain::tolerance::{ActionKind, Part};

/// The words for a code that is the reason of a row about a topic.
#[must_use]
pub fn reason(topic: &str, code: &str, lang: Lang) -> Option<&'static str> {
    match topic {
        "tolerance_case" => {
            let act = ActionKind::find(code).map(|act| act.name(lang));
            act.or_else(|| Part::find(code).map(|part| part.name(lang)))
        }
        _ => None,
    }
}
