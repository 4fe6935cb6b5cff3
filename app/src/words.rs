//! Words. A text is written where it is used, in both languages: [`tr`] takes two, so
//! one can't be forgotten. What several screens say in common stands here.

#[cfg(feature = "ssr")]
mod done;
mod fault;

use domain::code::{Code, Lang};
use domain::notice::NoticeBody;
use domain::time::day_text;
use domain::training::{ClassState, Cycle, EnrolmentState};

#[cfg(feature = "ssr")]
pub use done::{SILENT, done};
pub use fault::{fault, reason, rule};

use crate::frame::lang;

/// The text in the language of the page.
#[must_use]
pub fn tr(zh: &'static str, en: &'static str) -> &'static str {
    match lang() {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// The name of a code in the language of the page.
#[must_use]
pub fn name(code: impl Code) -> &'static str {
    code.name(lang())
}

/// The state of a class.
#[must_use]
pub fn class_state(state: ClassState) -> &'static str {
    match state {
        ClassState::Draft => tr("草稿", "Draft"),
        ClassState::Published => tr("已发布", "Published"),
        ClassState::Finished => tr("已结班", "Finished"),
        ClassState::Cancelled => tr("已取消", "Cancelled"),
    }
}

/// The state of a place in a class.
#[must_use]
pub fn enrolment_state(state: EnrolmentState) -> &'static str {
    match state {
        EnrolmentState::Enrolled => tr("已报名", "Enrolled"),
        EnrolmentState::Withdrawn => tr("已退出", "Withdrawn"),
        EnrolmentState::Completed => tr("结业", "Completed"),
        EnrolmentState::NotCompleted => tr("未结业", "Not completed"),
    }
}

/// The cycle of a requirement.
#[must_use]
pub fn cycle(cycle: Cycle) -> &'static str {
    match cycle {
        Cycle::Year => tr("按年度", "By calendar year"),
        Cycle::Window => tr("按规划期", "Over the whole period"),
    }
}

/// What a notice says.
#[must_use]
pub fn notice(body: &NoticeBody) -> String {
    match (body, lang()) {
        (NoticeBody::SeatConfirmed { title, starts, .. }, Lang::Zh) => {
            format!("报名成功：《{title}》，{} 开班。", day_text(*starts))
        }
        (NoticeBody::SeatConfirmed { title, starts, .. }, Lang::En) => {
            format!("Your seat is confirmed: {title}, starting {}.", day_text(*starts))
        }
        (NoticeBody::ClassCancelled { title, .. }, Lang::Zh) => format!("《{title}》已取消，名额已释放。"),
        (NoticeBody::ClassCancelled { title, .. }, Lang::En) => format!("{title} has been cancelled."),
        (NoticeBody::HoursPosted { title, hours, .. }, Lang::Zh) => format!("《{title}》结业，{hours} 学时已入账。"),
        (NoticeBody::HoursPosted { title, hours, .. }, Lang::En) => {
            format!("{hours} hours from {title} were added to your record.")
        }
        (NoticeBody::HoursReversed { title, hours, reason }, Lang::Zh) => {
            format!("《{title}》的 {hours} 学时已冲销：{reason}")
        }
        (NoticeBody::HoursReversed { title, hours, reason }, Lang::En) => {
            format!("{hours} hours from {title} were reversed: {reason}")
        }
        (NoticeBody::RecordSeen { by, purpose }, Lang::Zh) => format!("{by} 查看了您的敏感信息，事由：{purpose}"),
        (NoticeBody::RecordSeen { by, purpose }, Lang::En) => {
            format!("{by} looked at your sensitive data, for: {purpose}")
        }
    }
}
