//! Incentives: awards, what others can learn from, care, rules and figures.

pub mod award;
pub mod awards;
pub mod care;

use leptos::prelude::*;

use super::step;
use crate::words::tr;

fn trail() -> Vec<(String, String)> {
    vec![step("/incentive/awards", tr("激励", "Incentives"))]
}

/// A control inside its label, for dialogs that share a page with fields of the same names.
fn inside(label: &'static str, control: AnyView) -> AnyView {
    view! { <div class="field"><label>{label}{control}</label></div> }.into_any()
}
