//! A scenario in few words, wherever it is listed.

use domain::exchange::view::ScenarioRow;
use leptos::prelude::*;

use crate::components::page::badge;
use crate::words::{name, tr};

/// The letter a scenario goes by.
pub fn letter(n: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(n % 26).unwrap_or(0));
    format!("{} {letter}", tr("方案", "Scenario"))
}

/// What was verified of a scenario.
pub fn verified(row: &ScenarioRow) -> AnyView {
    if row.findings.is_empty() {
        badge("good", tr("独立校验通过", "Verified"))
    } else if row.findings.iter().all(|one| one.starts_with("NoProof")) {
        badge("warn", tr("规则校验通过，最优性由求解器保证", "Rules verified; the optimum is the solver's word"))
    } else {
        badge("bad", tr("校验未通过", "Not verified"))
    }
}

/// How a scenario was made.
pub fn how(row: &ScenarioRow) -> &'static str {
    if row.repairs.is_empty() { name(row.mechanism) } else { tr("谢绝后调整", "Repair") }
}
