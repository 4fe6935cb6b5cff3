//! Rows of the audit trail about one's own account in words.

use domain::code::{Code, Lang, Role};

/// The words for a code that is the reason of a row about a topic.
#[must_use]
pub fn reason(topic: &str, code: &str, lang: Lang) -> Option<&'static str> {
    match topic {
        "grant" => Role::find(code).map(|role| role.name(lang)),
        _ => None,
    }
}
