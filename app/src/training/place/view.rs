//! The state of a place, and what comes next.

use domain::code::Lang;
use domain::time::day_text;
use domain::training::{Ahead, Class, Enrolment, EnrolmentState};
use leptos::prelude::*;

use crate::components::page::badge;
use crate::frame::{frame, lang};
use crate::words::{name, tr};

/// What is said of a place beside its state: what comes next, and why nothing does.
pub(crate) fn place_note(place: &Enrolment, class: &Class, position: Option<u32>) -> String {
    let zh = lang() == Lang::Zh;
    match Ahead::of(place, class, position, frame().now.day()) {
        Ahead::Unit => tr("由所在单位审批。", "Your unit decides.").to_owned(),
        Ahead::Host => tr("由主办单位审批。", "The host decides.").to_owned(),
        Ahead::Allocation(_) => tr("报名截止后统一分配名额。", "Seats are given when enrolment has closed.").to_owned(),
        Ahead::Line(n) => format!("{} {n}", tr("候补顺序：", "Place in line:")),
        Ahead::Confirm(until) => format!("{} {}", tr("请确认，截止：", "Confirm by"), until.minute_text()),
        Ahead::Begins(day) if zh => format!("{} 开班。", day_text(day)),
        Ahead::Begins(day) => format!("It begins on {}.", day_text(day)),
        Ahead::Ends(day) if zh => format!("培训中，{} 结束。", day_text(day)),
        Ahead::Ends(day) => format!("It is under way, until {}.", day_text(day)),
        Ahead::Results => tr("培训已结束，等待结业登记。", "It is over; its results are to come.").to_owned(),
        Ahead::Nothing if place.state == EnrolmentState::Refused => {
            place.decisions.last().map(|decision| decision.reason.clone()).unwrap_or_default()
        }
        Ahead::Nothing => place.remark.clone(),
    }
}

/// How a note about a place is coloured.
pub(crate) fn place_tone(state: EnrolmentState) -> &'static str {
    match state {
        EnrolmentState::Enrolled | EnrolmentState::Completed => "good",
        EnrolmentState::Offered => "warn",
        _ => "plain",
    }
}

pub(crate) fn place_badge(state: EnrolmentState) -> AnyView {
    let tone = match state {
        EnrolmentState::Enrolled | EnrolmentState::Completed => "good",
        EnrolmentState::Requested
        | EnrolmentState::Recommended
        | EnrolmentState::Waiting
        | EnrolmentState::Withdrawn => "plain",
        EnrolmentState::Offered | EnrolmentState::NotCompleted | EnrolmentState::Lapsed | EnrolmentState::Absent => {
            "warn"
        }
        EnrolmentState::Refused | EnrolmentState::Dropped => "bad",
    };
    badge(tone, name(state))
}
