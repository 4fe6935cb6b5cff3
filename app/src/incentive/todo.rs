//! What of it waits for somebody, as a line of their home page.

use domain::incentive::Todo;
use domain::time::day_text;

use crate::components::waits::{Waits, by};
use crate::words::{name, tr};

/// A line of it.
#[must_use]
pub fn todo(todo: &Todo) -> Waits {
    let (href, title, word, note) = match todo {
        Todo::Award { id, name: who, what, step, until } => (
            format!("/incentive/awards/{id}"),
            format!("{who} · {}", name(*what)),
            tr("奖励待办理", "Award to see to"),
            until.map_or_else(|| name(*step).to_owned(), |until| by(day_text(until))),
        ),
    };
    Waits { href, title, word, note }
}
