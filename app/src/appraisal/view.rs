//! What several screens of appraisal show.

use domain::appraisal::{Outcome, Turnout, VoterGroup};
use leptos::prelude::*;

use crate::components::page::badge;
use crate::components::written::Written;
use crate::pages::step;
use crate::words::{name, tr};

pub(super) fn trail() -> Vec<(String, String)> {
    vec![step("/appraisal", tr("考核评价", "Appraisal"))]
}

/// Hundredths as they are read: `81.80`.
pub(super) fn hundredths(value: u32) -> String {
    format!("{}.{:02}", value / 100, value % 100)
}

/// Hundredths, or a dash.
pub(super) fn points(value: Option<u32>) -> String {
    value.map_or_else(|| "—".to_owned(), hundredths)
}

/// A rate in hundredths of a per cent, or a dash where its denominator is nought.
pub(super) fn rate(value: Option<u32>) -> String {
    value.map_or_else(|| "—".to_owned(), |value| format!("{}%", hundredths(value)))
}

/// A group of voters by code and name: `A 领导班子`.
pub(super) fn group_named(groups: &[VoterGroup], code: &str) -> String {
    match groups.iter().find(|group| group.code == code) {
        Some(group) => format!("{code} {}", group.name),
        None => code.to_owned(),
    }
}

pub(super) fn outcome_badge(outcome: Outcome) -> AnyView {
    let tone = match outcome {
        Outcome::Excellent | Outcome::Competent => "good",
        Outcome::Basic => "warn",
        Outcome::Incompetent => "bad",
        Outcome::NoGrade | Outcome::NotAssessed => "plain",
    };
    badge(tone, name(outcome))
}

/// The cells of a turnout: 应参加, 实参加, 发出, 收回, 有效 and the rates of attendance and return.
pub(super) fn turnout_cells(turnout: &Turnout, counted: bool) -> Vec<AnyView> {
    use domain::appraisal::Rate;
    vec![
        turnout.expected.to_string().into_any(),
        turnout.present.to_string().into_any(),
        rate(turnout.rate(Rate::Present)).written(),
        turnout.issued.to_string().into_any(),
        turnout.returned.to_string().into_any(),
        rate(turnout.rate(Rate::Returned)).written(),
        // What is valid is known when ballots are opened, and that is when they are counted.
        if counted { turnout.valid.to_string() } else { "—".to_owned() }.written(),
    ]
}

pub(super) fn turnout_heads() -> [(&'static str, bool); 7] {
    [
        (tr("应参加", "Expected"), true),
        (tr("实参加", "Came"), true),
        (tr("参加率", "Attendance"), true),
        (tr("发出", "Issued"), true),
        (tr("收回", "Returned"), true),
        (tr("收回率", "Return"), true),
        (tr("有效", "Valid"), true),
    ]
}

/// What the rates are of.
pub(super) fn rates_hint() -> AnyView {
    view! {
        <p class="hint">
            {tr(
                "参加率＝实参加/应参加；收回率＝收回/发出；有效率＝有效/收回；优秀率、优良率以有效票为分母。投票期间只显示人数和票数，不显示内容。",
                "Attendance: came of those expected. Return: returned of those issued. Validity: valid of those \
                 returned; shares of grades are of valid ballots. While the vote runs, numbers are shown and no \
                 content.",
            )}
        </p>
    }
    .written()
}
