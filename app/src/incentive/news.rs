//! What people are told of awards and care, in words.

use domain::code::Lang;
use domain::incentive::{News, State, Step};

use crate::frame::lang;
use crate::words::name;

/// What a notice of it says.
#[must_use]
pub fn news(news: &News) -> String {
    match (news, lang()) {
        (News::AwardMoved { what, name: who, step, state, .. }, lang) => {
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
        (News::AwardObjectionAnswered { what, name: who, upheld, .. }, lang) => {
            let what = name(*what);
            match (upheld, lang) {
                (true, Lang::Zh) => format!("您对{who}的{what}提出的异议已答复：异议成立。"),
                (true, Lang::En) => format!("Your objection to {who} ({what}) was answered: it stands."),
                (false, Lang::Zh) => format!("您对{who}的{what}提出的异议已答复：异议不成立。"),
                (false, Lang::En) => format!("Your objection to {who} ({what}) was answered: it does not stand."),
            }
        }
        (News::CareGiven { what, text }, _) => format!("{}：{text}", name(*what)),
    }
}
