//! What people are told of appraisals, in words.

use domain::appraisal::News;
use domain::code::Lang;
use domain::time::day_text;

use crate::frame::lang;
use crate::words::name;

/// What a notice of it says.
#[must_use]
pub fn news(news: &News) -> String {
    match (news, lang()) {
        (News::ReportAsked { year, until, .. }, Lang::Zh) => {
            format!("请在{}前提交{year}年度述职报告。", day_text(*until))
        }
        (News::ReportAsked { year, until, .. }, Lang::En) => {
            format!("Your report on {year} is asked for by {}.", day_text(*until))
        }
        (News::BallotOpen { title, until, .. }, Lang::Zh) => {
            format!("《{title}》民主测评已开始，请在{}前投票。", day_text(*until))
        }
        (News::BallotOpen { title, until, .. }, Lang::En) => {
            format!("{title}: the ballot is open until {}.", day_text(*until))
        }
        (News::AppraisalTold { year, outcome, .. }, Lang::Zh) => {
            format!("您{year}年度考核结果为“{}”，请查看并签收。", name(*outcome))
        }
        (News::AppraisalTold { year, outcome, .. }, Lang::En) => {
            format!("Your appraisal of {year}: {}. Please read and acknowledge it.", name(*outcome))
        }
        (News::AppraisalAsked { name: who, year, .. }, Lang::Zh) => {
            format!("{who}对{year}年度考核结果提出复核或申诉，请按期办理。")
        }
        (News::AppraisalAsked { name: who, year, .. }, Lang::En) => {
            format!("{who} asks for a review of the appraisal of {year}.")
        }
        (News::VoteOver { title, .. }, Lang::Zh) => format!("《{title}》民主测评已结束，可以计票。"),
        (News::VoteOver { title, .. }, Lang::En) => format!("{title}: the vote is over and can be counted."),
        (News::VoteCounted { title, .. }, Lang::Zh) => format!("《{title}》计票已完成，可以汇总得分。"),
        (News::VoteCounted { title, .. }, Lang::En) => {
            format!("{title}: the ballots are counted, and the points can be worked out.")
        }
        (News::DeedEntered { name: who, title }, Lang::Zh) => format!("{who}登记了实绩“{title}”，请核实。"),
        (News::DeedEntered { name: who, title }, Lang::En) => format!("{who} entered a deed: {title}."),
        (News::DeedAnswered { title, counts }, Lang::Zh) => {
            format!("实绩“{title}”{}。", if *counts { "已核实" } else { "未获认可" })
        }
        (News::DeedAnswered { title, counts }, Lang::En) => {
            format!("{title}: {}.", if *counts { "confirmed" } else { "not confirmed" })
        }
    }
}
