//! What people are told of exchange, in words.

use domain::code::Lang;
use domain::exchange::News;
use domain::time::day_text;

use crate::frame::lang;
use crate::words::name;

/// What a notice of it says.
#[must_use]
pub fn news(news: &News) -> String {
    match (news, lang()) {
        (News::RoundOpened { title, closes, .. }, Lang::Zh) => {
            format!("《{title}》开始报名，{}截止。", day_text(*closes))
        }
        (News::RoundOpened { title, closes, .. }, Lang::En) => {
            format!("{title} takes wishes until {}.", day_text(*closes))
        }
        (News::Nominated { title, closes, .. }, Lang::Zh) => {
            format!("单位提名您参加《{title}》，请在{}前填报志愿。", day_text(*closes))
        }
        (News::Nominated { title, closes, .. }, Lang::En) => {
            format!("Your unit nominated you for {title}: rank your wishes by {}.", day_text(*closes))
        }
        (News::ResultAnnounced { title, until, .. }, Lang::Zh) => {
            format!("《{title}》结果已公布，请在{}前答复。", day_text(*until))
        }
        (News::ResultAnnounced { title, until, .. }, Lang::En) => {
            format!("The result of {title} is there: answer by {}.", day_text(*until))
        }
        (News::CaseMoved { person, title, step, .. }, _) => format!("{person} · {title}：{}", name(*step)),
        (News::CaseObjectionAnswered { person, title, upheld, .. }, Lang::Zh) => {
            let word = if *upheld { "成立" } else { "不成立" };
            format!("您对{person}（{title}）交流提出的异议已答复：异议{word}。")
        }
        (News::CaseObjectionAnswered { person, title, upheld, .. }, Lang::En) => {
            let word = if *upheld { "it stands" } else { "it does not stand" };
            format!("Your objection in the case of {person} ({title}) was answered: {word}.")
        }
        (News::FallsDue { what, person, title, on }, Lang::Zh) => {
            format!("{}：{person}（{title}），{}。", name(*what), day_text(*on))
        }
        (News::FallsDue { what, person, title, on }, Lang::En) => {
            format!("{}: {person} ({title}), {}.", name(*what), day_text(*on))
        }
    }
}
