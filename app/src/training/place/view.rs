//! The state of a place.

use domain::training::EnrolmentState;
use leptos::prelude::*;

use crate::components::page::badge;
use crate::words::name;

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
