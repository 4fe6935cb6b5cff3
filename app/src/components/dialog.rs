//! Dialogs. Without script they open in place, as a disclosure; with it `theme.js` shows
//! the same element as a modal dialog: focus stays in it, Escape and the backdrop close
//! it, and focus goes back to the button that opened it.

use leptos::prelude::*;

use super::written::Written;
use crate::words::tr;

/// A button that opens a dialog with `body`. `class` is the button's.
pub fn dialog(class: &'static str, label: &'static str, body: AnyView) -> AnyView {
    view! {
        <details class="ask no-print">
            <summary class=class>{label}</summary>
            <dialog open=true aria-label=label>
                <h2>{label}</h2>
                {body}
            </dialog>
        </details>
    }
    .written()
}

/// Closes the dialog around it. Shown only where the dialog is a modal one.
pub fn cancel() -> AnyView {
    view! {
        <button type="button" class="button" data-close="" autofocus=true>
            {tr("取消", "Cancel")}
        </button>
    }
    .written()
}

/// A button that asks once more before it sends the form around it.
pub fn confirm(label: &'static str, question: impl Into<String>, verb: &'static str) -> AnyView {
    let question = question.into();
    dialog(
        "button danger",
        label,
        view! {
            <p>{question}</p>
            <p class="actions">
                {cancel()}<button type="submit" class="button danger">
                    {verb}
                </button>
            </p>
        }
        .written(),
    )
}
