//! The steps of a procedure as a path.

use leptos::prelude::*;

use super::written::Written;
use crate::words::tr;

/// A whole path at once: what is done, where it stands, what comes.
pub(crate) fn steps(names: Vec<(String, String)>, at: usize, over: bool) -> AnyView {
    let items = names
        .into_iter()
        .enumerate()
        .map(|(n, (name, note))| {
            let (class, word) = if over || n < at {
                ("done", tr("已完成", "done"))
            } else if n == at {
                ("now", tr("当前", "now"))
            } else {
                ("next", tr("待办", "to come"))
            };
            view! {
                <li class=class aria-current=(class == "now").then_some("step")>
                    <span class="step-name">{name}</span>
                    <span class="visually-hidden">" "{word}</span>
                    {(!note.is_empty()).then(|| view! { <span class="muted">{note}</span> })}
                </li>
            }
        })
        .collect_view();
    view! { <ol class="steps">{items}</ol> }.written()
}
