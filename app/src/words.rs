//! Words. A text is written where it is used, in both languages: [`tr`] takes two, so
//! one can't be forgotten. What several screens say in common stands here.

mod fault;
pub mod publicity;
mod refusal;
#[cfg(feature = "ssr")]
pub mod trail;

use domain::code::{Code, Lang};
use domain::consequence::{Effect, EffectKind};
use domain::notice::NoticeBody;
use domain::record::Hours;
use domain::time::day_text;
use domain::training::{ClassState, EnrolmentState};

pub use fault::{fault, rule};
pub use refusal::reason;

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
        EnrolmentState::Requested => tr("待所在单位审批", "With one's unit"),
        EnrolmentState::Recommended => tr("待主办单位审批", "With the host"),
        EnrolmentState::Waiting => tr("候补", "Waiting"),
        EnrolmentState::Offered => tr("待确认", "To be confirmed"),
        EnrolmentState::Enrolled => tr("已报名", "Enrolled"),
        EnrolmentState::Refused => tr("未批准", "Not approved"),
        EnrolmentState::Lapsed => tr("逾期未确认", "Not confirmed in time"),
        EnrolmentState::Withdrawn => tr("已退出", "Withdrawn"),
        EnrolmentState::Dropped => tr("退学", "Dropped out"),
        EnrolmentState::Absent => tr("未报到", "Never came"),
        EnrolmentState::Completed => tr("结业", "Completed"),
        EnrolmentState::NotCompleted => tr("未结业", "Not completed"),
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
        (NoticeBody::PlaceWaiting { title, .. }, Lang::Zh) => format!("《{title}》已进入候补，有名额时按顺序递补。"),
        (NoticeBody::PlaceWaiting { title, .. }, Lang::En) => {
            format!("You are on the waiting list of {title}; seats go out in order.")
        }
        (NoticeBody::SeatOffered { title, until, .. }, Lang::Zh) => {
            format!("《{title}》有名额了，请在 {} 前确认。", until.minute_text())
        }
        (NoticeBody::SeatOffered { title, until, .. }, Lang::En) => {
            format!("A seat in {title} is kept for you: confirm by {}.", until.minute_text())
        }
        (NoticeBody::SeatLapsed { title, .. }, Lang::Zh) => format!("《{title}》的名额逾期未确认，已让给下一位。"),
        (NoticeBody::SeatLapsed { title, .. }, Lang::En) => {
            format!("The seat in {title} was not confirmed in time and went to the next in line.")
        }
        (NoticeBody::RequestRefused { title, reason, .. }, Lang::Zh) => format!("《{title}》的报名未获批准：{reason}"),
        (NoticeBody::RequestRefused { title, reason, .. }, Lang::En) => {
            format!("Your request for {title} was not approved: {reason}")
        }
        (NoticeBody::CalledUp { number, title, reply_by, .. }, Lang::Zh) => {
            format!("调训通知 {number}：请参加《{title}》，{} 前回执。", day_text(*reply_by))
        }
        (NoticeBody::CalledUp { number, title, reply_by, .. }, Lang::En) => {
            format!("Call-up {number}: please attend {title}; answer by {}.", day_text(*reply_by))
        }
        (NoticeBody::CallDecided { title, granted: true, .. }, Lang::Zh) => format!("《{title}》的回执申请已同意。"),
        (NoticeBody::CallDecided { title, granted: true, .. }, Lang::En) => {
            format!("What you asked about {title} was granted.")
        }
        (NoticeBody::CallDecided { title, reason, .. }, Lang::Zh) => {
            format!("《{title}》的回执申请未同意，请按时参加：{reason}")
        }
        (NoticeBody::CallDecided { title, reason, .. }, Lang::En) => {
            format!("What you asked about {title} was not granted; please attend: {reason}")
        }
        (NoticeBody::ClassCancelled { title, .. }, Lang::Zh) => format!("《{title}》已取消，名额已释放。"),
        (NoticeBody::ClassCancelled { title, .. }, Lang::En) => format!("{title} has been cancelled."),
        (NoticeBody::NeedsAsked { title, closes, .. }, Lang::Zh) => {
            format!("培训需求调研《{title}》，请在 {} 前填写。", day_text(*closes))
        }
        (NoticeBody::NeedsAsked { title, closes, .. }, Lang::En) => {
            format!("What training do you need? {title}, until {}.", day_text(*closes))
        }
        (NoticeBody::ExamAnnounced { title, opens, closes, .. }, Lang::Zh) => {
            format!("考试通知：《{title}》，{} 至 {} 可以作答。", opens.minute_text(), closes.minute_text())
        }
        (NoticeBody::ExamAnnounced { title, opens, closes, .. }, Lang::En) => {
            format!("Exam: {title}, open from {} to {}.", opens.minute_text(), closes.minute_text())
        }
        (NoticeBody::AppealDecided { title, granted: true, .. }, Lang::Zh) => {
            format!("《{title}》的成绩复核已完成，已作调整。")
        }
        (NoticeBody::AppealDecided { title, granted: true, .. }, Lang::En) => {
            format!("Your appeal about {title} was granted.")
        }
        (NoticeBody::AppealDecided { title, .. }, Lang::Zh) => format!("《{title}》的成绩复核已完成，维持原成绩。"),
        (NoticeBody::AppealDecided { title, .. }, Lang::En) => {
            format!("Your appeal about {title} was decided: the result stands.")
        }
        (NoticeBody::HoursPosted { title, hours, .. }, Lang::Zh) => format!("《{title}》结业，{hours} 学时已入账。"),
        (NoticeBody::HoursPosted { title, hours, .. }, Lang::En) => {
            format!("{hours} hours from {title} were added to your record.")
        }
        (NoticeBody::HoursRecorded { title, hours }, Lang::Zh) => format!("《{title}》登记 {hours} 学时，已入账。"),
        (NoticeBody::HoursRecorded { title, hours }, Lang::En) => {
            format!("{hours} hours for {title} were added to your record.")
        }
        (NoticeBody::HoursShort { name, left, due, .. }, Lang::Zh) => {
            format!("{name}还差 {left} 学时，请在 {} 前完成。", day_text(*due))
        }
        (NoticeBody::HoursShort { name_en, left, due, .. }, Lang::En) => {
            format!("{name_en}: {left} hours still to do by {}.", day_text(*due))
        }
        (NoticeBody::PeopleShort { people, due }, Lang::Zh) => {
            format!("所辖单位有 {people} 人学时未达标，{} 到期，请督促补训。", day_text(*due))
        }
        (NoticeBody::PeopleShort { people, due }, Lang::En) => {
            format!("{people} people of your units miss hours due {}.", day_text(*due))
        }
        (NoticeBody::HoursReversed { title, hours, reason }, Lang::Zh) => {
            format!("《{title}》的 {hours} 学时已冲销：{reason}")
        }
        (NoticeBody::HoursReversed { title, hours, reason }, Lang::En) => {
            format!("{hours} hours from {title} were reversed: {reason}")
        }
        (NoticeBody::RoundOpened { title, closes, .. }, Lang::Zh) => {
            format!("《{title}》开始报名，{}截止。", day_text(*closes))
        }
        (NoticeBody::RoundOpened { title, closes, .. }, Lang::En) => {
            format!("{title} takes wishes until {}.", day_text(*closes))
        }
        (NoticeBody::Nominated { title, closes, .. }, Lang::Zh) => {
            format!("单位提名您参加《{title}》，请在{}前填报志愿。", day_text(*closes))
        }
        (NoticeBody::Nominated { title, closes, .. }, Lang::En) => {
            format!("Your unit nominated you for {title}: rank your wishes by {}.", day_text(*closes))
        }
        (NoticeBody::ResultAnnounced { title, until, .. }, Lang::Zh) => {
            format!("《{title}》结果已公布，请在{}前答复。", day_text(*until))
        }
        (NoticeBody::ResultAnnounced { title, until, .. }, Lang::En) => {
            format!("The result of {title} is there: answer by {}.", day_text(*until))
        }
        (NoticeBody::CaseMoved { person, title, step, .. }, _) => format!("{person} · {title}：{}", name(*step)),
        (NoticeBody::ToleranceMoved { number, step, due, .. }, lang) => match (due, lang) {
            (Some(due), Lang::Zh) => {
                format!("{number}容错事项到了“{}”环节，请于{}前办理。", name(*step), day_text(*due))
            }
            (Some(due), Lang::En) => {
                format!("Case {number} is at “{}”: please see to it by {}.", name(*step), day_text(*due))
            }
            (None, Lang::Zh) => format!("{number}容错事项进入“{}”环节。", name(*step)),
            (None, Lang::En) => format!("Case {number} has come to “{}”.", name(*step)),
        },
        (NoticeBody::AwardMoved { what, name: who, step, state, .. }, lang) => {
            use domain::incentive::{State, Step};
            let what = name(*what);
            match (state, step, lang) {
                (State::Running, Step::Nomination, Lang::Zh) => format!("{who}的{what}提名已退回，请补充后重新报送。"),
                (State::Running, Step::Nomination, Lang::En) => {
                    format!("The nomination of {who} ({what}) was sent back to be completed.")
                }
                (State::Running, Step::Notice, Lang::Zh) => format!("{who}的{what}开始公示，公示期内可提出异议。"),
                (State::Running, Step::Notice, Lang::En) => {
                    format!("{who} ({what}) is up on public notice; objections can be made while it runs.")
                }
                (State::Running, _, Lang::Zh) => format!("{who}的{what}进入“{}”环节。", name(*step)),
                (State::Running, _, Lang::En) => format!("{who} ({what}) has come to “{}”.", name(*step)),
                (_, _, Lang::Zh) => format!("{who}的{what}{}。", name(*state)),
                (_, _, Lang::En) => format!("{who} ({what}): {}.", name(*state)),
            }
        }
        (NoticeBody::CareGiven { what, text }, _) => format!("{}：{text}", name(*what)),
        (NoticeBody::TalkWithdrawn { what }, Lang::Zh) => {
            format!("关于您的{}记录系误登记，已撤回，不再产生影响。", name(*what))
        }
        (NoticeBody::TalkWithdrawn { what }, Lang::En) => {
            format!("The record of a {} was a mistake and is withdrawn; it counts no more.", name(*what))
        }
        (NoticeBody::TalkHeld { what, answer_by }, Lang::Zh) => match answer_by {
            Some(by) => format!("您收到{}，请于{}前书面答复。", name(*what), day_text(*by)),
            None => format!("已登记对您的{}。", name(*what)),
        },
        (NoticeBody::TalkHeld { what, answer_by }, Lang::En) => match answer_by {
            Some(by) => format!("{}: answer in writing by {}.", name(*what), day_text(*by)),
            None => format!("{} was recorded for you.", name(*what)),
        },
        (NoticeBody::ReportAsked { year, until, .. }, Lang::Zh) => {
            format!("请在{}前提交{year}年度述职报告。", day_text(*until))
        }
        (NoticeBody::ReportAsked { year, until, .. }, Lang::En) => {
            format!("Your report on {year} is asked for by {}.", day_text(*until))
        }
        (NoticeBody::BallotOpen { title, until, .. }, Lang::Zh) => {
            format!("《{title}》民主测评已开始，请在{}前投票。", day_text(*until))
        }
        (NoticeBody::BallotOpen { title, until, .. }, Lang::En) => {
            format!("{title}: the ballot is open until {}.", day_text(*until))
        }
        (NoticeBody::AppraisalTold { year, outcome, .. }, Lang::Zh) => {
            format!("您{year}年度考核结果为“{}”，请查看并签收。", name(*outcome))
        }
        (NoticeBody::AppraisalTold { year, outcome, .. }, Lang::En) => {
            format!("Your appraisal of {year}: {}. Please read and acknowledge it.", name(*outcome))
        }
        (NoticeBody::AppraisalAsked { name: who, year, .. }, Lang::Zh) => {
            format!("{who}对{year}年度考核结果提出复核或申诉，请按期办理。")
        }
        (NoticeBody::AppraisalAsked { name: who, year, .. }, Lang::En) => {
            format!("{who} asks for a review of the appraisal of {year}.")
        }
        (NoticeBody::VoteOver { title, .. }, Lang::Zh) => format!("《{title}》民主测评已结束，可以计票。"),
        (NoticeBody::VoteOver { title, .. }, Lang::En) => format!("{title}: the vote is over and can be counted."),
        (NoticeBody::DeedEntered { name: who, title }, Lang::Zh) => format!("{who}登记了实绩“{title}”，请核实。"),
        (NoticeBody::DeedEntered { name: who, title }, Lang::En) => format!("{who} entered a deed: {title}."),
        (NoticeBody::DeedAnswered { title, counts }, Lang::Zh) => {
            format!("实绩“{title}”{}。", if *counts { "已核实" } else { "未获认可" })
        }
        (NoticeBody::DeedAnswered { title, counts }, Lang::En) => {
            format!("{title}: {}.", if *counts { "confirmed" } else { "not confirmed" })
        }
        (NoticeBody::FallsDue { what, person, title, on }, Lang::Zh) => {
            format!("{}：{person}（{title}），{}。", name(*what), day_text(*on))
        }
        (NoticeBody::FallsDue { what, person, title, on }, Lang::En) => {
            format!("{}: {person} ({title}), {}.", name(*what), day_text(*on))
        }
        (NoticeBody::RecordSeen { by, purpose }, Lang::Zh) => format!("{by} 查看了您的敏感信息，事由：{purpose}"),
        (NoticeBody::RecordSeen { by, purpose }, Lang::En) => {
            format!("{by} looked at your sensitive data, for: {purpose}")
        }
        (NoticeBody::AccountOpened { login, by }, Lang::Zh) => {
            format!("{by}为您开通了账号 {login}。如非本人申请，请立即报告安全管理员。")
        }
        (NoticeBody::AccountOpened { login, by }, Lang::En) => {
            format!(
                "{by} opened the account {login} for you. If you did not ask for it, tell the security administrator."
            )
        }
        (NoticeBody::PasswordReset { by, factor }, Lang::Zh) => {
            let factor = if *factor { "并停用了二次验证" } else { "" };
            format!("{by}重置了您的密码{factor}。如非本人申请，请立即报告安全管理员。")
        }
        (NoticeBody::PasswordReset { by, factor }, Lang::En) => {
            let factor = if *factor { " and turned your second factor off" } else { "" };
            format!("{by} reset your password{factor}. If you did not ask for it, tell the security administrator.")
        }
        (NoticeBody::RoleGiven { role, unit, until, by }, Lang::Zh) => {
            format!("{by}授予您{}岗位，范围{unit}，期限 {}。", name(*role), until_text(*until))
        }
        (NoticeBody::RoleGiven { role, unit, until, by }, Lang::En) => {
            format!("{by} gave you the role {} over {unit}, until: {}.", name(*role), until_text(*until))
        }
        (NoticeBody::RoleDelegated { role, unit, until, by }, Lang::Zh) => {
            format!("{by}委托您代行{}岗位，范围{unit}，期限 {}。", name(*role), until_text(*until))
        }
        (NoticeBody::RoleDelegated { role, unit, until, by }, Lang::En) => {
            format!("You stand in for {by} as {} over {unit}, until: {}.", name(*role), until_text(*until))
        }
        (NoticeBody::ConsentAsked { by }, Lang::Zh) => format!("{by}申请办理一项账号事项，须您同意。"),
        (NoticeBody::ConsentAsked { by }, Lang::En) => format!("{by} asks for your consent to a change of accounts."),
        (NoticeBody::ConsentAnswered { by, given }, Lang::Zh) => {
            format!("{by}{}了一项账号事项。", if *given { "同意" } else { "不同意" })
        }
        (NoticeBody::ConsentAnswered { by, given }, Lang::En) => {
            format!("{by} {} a change of accounts.", if *given { "consented to" } else { "refused" })
        }
    }
}

/// The end of a role in words.
#[must_use]
pub fn until_text(until: domain::Moment) -> String {
    if until >= domain::Moment(domain::Moment::FOREVER.0 - 2 * 86_400_000) {
        tr("长期", "no end").to_owned()
    } else {
        day_text(until.day())
    }
}

/// One effect of an act, with its number.
#[must_use]
pub fn effect(effect: &Effect) -> String {
    let what = name(effect.kind);
    let number = if effect.kind == EffectKind::Hours {
        Hours(i32::try_from(effect.count).unwrap_or(i32::MAX)).to_string()
    } else {
        effect.count.to_string()
    };
    match (lang(), effect.kind) {
        (Lang::Zh, EffectKind::Hours) => format!("{what}：{number} 学时"),
        (Lang::Zh, EffectKind::Certificates | EffectKind::Revoked) => format!("{what}：{number} 份"),
        (Lang::Zh, _) => format!("{what}：{number} 人"),
        (Lang::En, _) => format!("{number} {what}"),
    }
}
