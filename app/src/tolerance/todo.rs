//! What of it waits for somebody, as a line of their home page.

use domain::time::day_text;
use domain::tolerance::Todo;

use crate::components::waits::{Waits, by};
use crate::words::{name, tr};

/// A line of it.
#[must_use]
pub fn todo(todo: &Todo) -> Waits {
    let (href, title, word, note) = match todo {
        Todo::Tolerance { id, number, step, until } => (
            format!("/tolerance/cases/{id}"),
            format!("{number} {}", name(*step)),
            tr("容错事项待办理", "Fault tolerance to act in"),
            until.map(|until| by(day_text(until))).unwrap_or_default(),
        ),
        Todo::Redress { id, number, until } => (
            format!("/tolerance/cases/{id}"),
            number.clone(),
            tr("容错认定可申请复核或申诉", "Decision may be reviewed or appealed against"),
            by(day_text(*until)),
        ),
    };
    Waits { href, title, word, note }
}
