//! What of it waits for somebody, as a line of their home page.

use domain::time::day_text;
use domain::training::Todo;

use crate::components::waits::{Waits, by, count};
use crate::words::tr;

/// A line of it.
#[must_use]
pub fn todo(todo: &Todo) -> Waits {
    let (href, title, word, note) = match todo {
        Todo::Survey { id, title, until } => (
            format!("/training/surveys/{id}"),
            title.clone(),
            tr("待填写调研", "Survey to answer"),
            by(day_text(*until)),
        ),
        Todo::Exam { id, title, until } => {
            (format!("/training/exams/{id}"), title.clone(), tr("考试进行中", "Exam is open"), by(until.minute_text()))
        }
        Todo::Plan { id, title } => {
            (format!("/training/plans/{id}"), title.clone(), tr("计划待审批", "Plan to approve"), String::new())
        }
        Todo::Requests { count: n } => (
            "/training/requests".to_owned(),
            tr("报名审批", "Requests for places").to_owned(),
            tr("待审批", "To be decided"),
            count(*n),
        ),
        Todo::Replies { id, title, count: n } => (
            format!("/training/call-ups/{id}"),
            title.clone(),
            tr("请假或替换待审批", "Leave or substitutes"),
            count(*n),
        ),
    };
    Waits { href, title, word, note }
}
