//! What people are told of training, in words.

use domain::code::Lang;
use domain::time::day_text;
use domain::training::News;

use crate::frame::lang;

/// What a notice of it says.
#[must_use]
pub fn news(news: &News) -> String {
    match (news, lang()) {
        (News::SeatConfirmed { title, starts, .. }, Lang::Zh) => {
            format!("报名成功：《{title}》，{} 开班。", day_text(*starts))
        }
        (News::SeatConfirmed { title, starts, .. }, Lang::En) => {
            format!("Your seat is confirmed: {title}, starting {}.", day_text(*starts))
        }
        (News::PlaceWaiting { title, .. }, Lang::Zh) => format!("《{title}》已进入候补，有名额时按顺序递补。"),
        (News::PlaceWaiting { title, .. }, Lang::En) => {
            format!("You are on the waiting list of {title}; seats go out in order.")
        }
        (News::SeatOffered { title, until, .. }, Lang::Zh) => {
            format!("《{title}》有名额了，请在 {} 前确认。", until.minute_text())
        }
        (News::SeatOffered { title, until, .. }, Lang::En) => {
            format!("A seat in {title} is kept for you: confirm by {}.", until.minute_text())
        }
        (News::SeatLapsed { title, .. }, Lang::Zh) => format!("《{title}》的名额逾期未确认，已让给下一位。"),
        (News::SeatLapsed { title, .. }, Lang::En) => {
            format!("The seat in {title} was not confirmed in time and went to the next in line.")
        }
        (News::RequestRefused { title, reason, .. }, Lang::Zh) => format!("《{title}》的报名未获批准：{reason}"),
        (News::RequestRefused { title, reason, .. }, Lang::En) => {
            format!("Your request for {title} was not approved: {reason}")
        }
        (News::CalledUp { number, title, reply_by, .. }, Lang::Zh) => {
            format!("调训通知 {number}：请参加《{title}》，{} 前回执。", day_text(*reply_by))
        }
        (News::CalledUp { number, title, reply_by, .. }, Lang::En) => {
            format!("Call-up {number}: please attend {title}; answer by {}.", day_text(*reply_by))
        }
        (News::CallDecided { title, granted: true, .. }, Lang::Zh) => format!("《{title}》的回执申请已同意。"),
        (News::CallDecided { title, granted: true, .. }, Lang::En) => {
            format!("What you asked about {title} was granted.")
        }
        (News::CallDecided { title, reason, .. }, Lang::Zh) => {
            format!("《{title}》的回执申请未同意，请按时参加：{reason}")
        }
        (News::CallDecided { title, reason, .. }, Lang::En) => {
            format!("What you asked about {title} was not granted; please attend: {reason}")
        }
        (News::ClassCancelled { title, .. }, Lang::Zh) => format!("《{title}》已取消，名额已释放。"),
        (News::ClassCancelled { title, .. }, Lang::En) => format!("{title} has been cancelled."),
        (News::NeedsAsked { title, closes, .. }, Lang::Zh) => {
            format!("培训需求调研《{title}》，请在 {} 前填写。", day_text(*closes))
        }
        (News::NeedsAsked { title, closes, .. }, Lang::En) => {
            format!("What training do you need? {title}, until {}.", day_text(*closes))
        }
        (News::NeedsReminded { title, closes, .. }, Lang::Zh) => {
            format!("提醒：培训需求调研《{title}》您还没有填写，请在 {} 前填写。", day_text(*closes))
        }
        (News::NeedsReminded { title, closes, .. }, Lang::En) => {
            format!("A reminder: you have not answered {title} yet; it is open until {}.", day_text(*closes))
        }
        (News::PlanDecided { title, granted: true, .. }, Lang::Zh) => format!("《{title}》已批准，可以开班。"),
        (News::PlanDecided { title, granted: true, .. }, Lang::En) => {
            format!("{title} is approved: its classes can be made.")
        }
        (News::PlanDecided { title, reason, .. }, Lang::Zh) => format!("《{title}》已退回修改：{reason}"),
        (News::PlanDecided { title, reason, .. }, Lang::En) => format!("{title} was returned to be changed: {reason}"),
        (News::ExamAnnounced { title, opens, closes, .. }, Lang::Zh) => {
            format!("考试通知：《{title}》，{} 至 {} 可以作答。", opens.minute_text(), closes.minute_text())
        }
        (News::ExamAnnounced { title, opens, closes, .. }, Lang::En) => {
            format!("Exam: {title}, open from {} to {}.", opens.minute_text(), closes.minute_text())
        }
        (News::AppealDecided { title, granted: true, .. }, Lang::Zh) => {
            format!("《{title}》的成绩复核已完成，已作调整。")
        }
        (News::AppealDecided { title, granted: true, .. }, Lang::En) => {
            format!("Your appeal about {title} was granted.")
        }
        (News::AppealDecided { title, .. }, Lang::Zh) => format!("《{title}》的成绩复核已完成，维持原成绩。"),
        (News::AppealDecided { title, .. }, Lang::En) => {
            format!("Your appeal about {title} was decided: the result stands.")
        }
        (News::HoursPosted { title, hours, .. }, Lang::Zh) => format!("《{title}》结业，{hours} 学时已入账。"),
        (News::HoursPosted { title, hours, .. }, Lang::En) => {
            format!("{hours} hours from {title} were added to your record.")
        }
        (News::HoursRecorded { title, hours }, Lang::Zh) => format!("《{title}》登记 {hours} 学时，已入账。"),
        (News::HoursRecorded { title, hours }, Lang::En) => {
            format!("{hours} hours for {title} were added to your record.")
        }
        (News::HoursShort { name, left, due, .. }, Lang::Zh) => {
            format!("{name}还差 {left} 学时，请在 {} 前完成。", day_text(*due))
        }
        (News::HoursShort { name_en, left, due, .. }, Lang::En) => {
            format!("{name_en}: {left} hours still to do by {}.", day_text(*due))
        }
        (News::PeopleShort { people, due }, Lang::Zh) => {
            format!("所辖单位有 {people} 人学时未达标，{} 到期，请督促补训。", day_text(*due))
        }
        (News::PeopleShort { people, due }, Lang::En) => {
            format!("{people} people of your units miss hours due {}.", day_text(*due))
        }
        (News::HoursReversed { title, hours, reason }, Lang::Zh) => {
            format!("《{title}》的 {hours} 学时已冲销：{reason}")
        }
        (News::HoursReversed { title, hours, reason }, Lang::En) => {
            format!("{hours} hours from {title} were reversed: {reason}")
        }
    }
}
