//! What people are told of fault tolerance, in words.

use domain::code::Lang;
use domain::time::day_text;
use domain::tolerance::News;

use crate::frame::lang;
use crate::words::name;

/// What a notice of it says.
#[must_use]
pub fn news(news: &News) -> String {
    match (news, lang()) {
        (News::ToleranceMoved { number, step, due, .. }, lang) => match (due, lang) {
            (Some(due), Lang::Zh) => {
                format!("{number}容错事项到了“{}”环节，请于{}前办理。", name(*step), day_text(*due))
            }
            (Some(due), Lang::En) => {
                format!("Case {number} is at “{}”: please see to it by {}.", name(*step), day_text(*due))
            }
            (None, Lang::Zh) => format!("{number}容错事项进入“{}”环节。", name(*step)),
            (None, Lang::En) => format!("Case {number} has come to “{}”.", name(*step)),
        },
        (News::TalkWithdrawn { what }, Lang::Zh) => {
            format!("关于您的{}记录系误登记，已撤回，不再产生影响。", name(*what))
        }
        (News::TalkWithdrawn { what }, Lang::En) => {
            format!("The record of a {} was a mistake and is withdrawn; it counts no more.", name(*what))
        }
        (News::TalkHeld { what, answer_by }, Lang::Zh) => match answer_by {
            Some(by) => format!("您收到{}，请于{}前书面答复。", name(*what), day_text(*by)),
            None => format!("已登记对您的{}。", name(*what)),
        },
        (News::TalkHeld { what, answer_by }, Lang::En) => match answer_by {
            Some(by) => format!("{}: answer in writing by {}.", name(*what), day_text(*by)),
            None => format!("{} was recorded for you.", name(*what)),
        },
    }
}
