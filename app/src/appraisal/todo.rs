//! What of it waits for somebody, as a line of their home page.

use domain::appraisal::Todo;
use domain::time::day_text;

use crate::components::waits::{Waits, by, count};
use crate::words::{name, tr};

/// A line of it.
#[must_use]
pub fn todo(todo: &Todo) -> Waits {
    let (href, title, word, note) = match todo {
        Todo::Report { member, year, until } => (
            format!("/appraisal/members/{member}"),
            format!("{year}{}", tr("年度述职报告", " report")),
            tr("待提交", "To be handed in"),
            by(day_text(*until)),
        ),
        Todo::Ballot { sheet, title, until } => (
            format!("/appraisal/ballots/{sheet}"),
            title.clone(),
            tr("民主测评待投票", "Ballot to cast"),
            by(day_text(*until)),
        ),
        Todo::Contest { member, year, until } => (
            format!("/appraisal/members/{member}"),
            format!("{year}{}", tr("年度考核结果", " result")),
            tr("可申请复核或提出申诉", "May be reviewed or appealed against"),
            by(day_text(*until)),
        ),
        Todo::Result { member, year } => (
            format!("/appraisal/members/{member}"),
            format!("{year}{}", tr("年度考核结果", " result")),
            tr("待签收", "To be acknowledged"),
            String::new(),
        ),
        Todo::Remedy { member, name: who, what, until } => (
            format!("/appraisal/members/{member}"),
            format!("{who} · {}", name(*what)),
            tr("考核复核申诉待办理", "Review or appeal to decide"),
            by(day_text(*until)),
        ),
        Todo::Deeds { count: n } => (
            "/appraisal/deeds".to_owned(),
            tr("实绩核实", "Deeds").to_owned(),
            tr("待核实", "To be confirmed"),
            count(*n),
        ),
    };
    Waits { href, title, word, note }
}
