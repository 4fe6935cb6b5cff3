//! Rows of the audit trail about exchange in words.

use domain::code::{Code, Lang};
use domain::exchange::case::ActionKind;
use domain::exchange::matching::Mechanism;

/// The words for a code that is the reason of a row about a topic.
#[must_use]
pub fn reason(topic: &str, code: &str, lang: Lang) -> Option<&'static str> {
    match topic {
        "exchange_case" => ActionKind::find(code).map(|act| act.name(lang)),
        "exchange_scenario" => Mechanism::find(code).map(|mechanism| mechanism.name(lang)),
        _ => None,
    }
}
