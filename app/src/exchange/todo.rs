//! What of it waits for somebody, as a line of their home page.

use domain::exchange::Todo;
use domain::time::day_text;

use crate::components::waits::{Waits, by};
use crate::words::{name, tr};

/// A line of it.
#[must_use]
pub fn todo(todo: &Todo) -> Waits {
    let (href, title, word, note) = match todo {
        Todo::Round { id, title, until, announced } => (
            format!("/exchange/rounds/{id}"),
            title.clone(),
            if *announced { tr("结果待答复", "Result to answer") } else { tr("可填报志愿", "Takes wishes") },
            by(day_text(*until)),
        ),
        Todo::Case { id, title, step } => (
            format!("/exchange/cases/{id}"),
            title.clone(),
            tr("交流事项待办理", "Case to act in"),
            name(*step).to_owned(),
        ),
    };
    Waits { href, title, word, note }
}
