//! Words. A text is written where it is used, in both languages: [`tr`] takes two, so
//! one can't be forgotten. What several screens say in common stands here.

mod fault;
pub mod publicity;
mod refusal;
pub mod standing;
#[cfg(feature = "ssr")]
pub mod trail;

use domain::code::{Code, Lang};
use domain::consequence::{Effect, EffectKind};
use domain::record::Hours;
use domain::time::day_text;
use domain::training::ClassState;

pub use fault::{fault, rule};
pub use refusal::reason;

use crate::frame::lang;

/// The text in the language of the page.
#[must_use]
pub fn tr(zh: &'static str, en: &'static str) -> &'static str {
    lang().of(zh, en)
}

/// The name of a code in the language of the page.
#[must_use]
pub fn name(code: impl Code) -> &'static str {
    code.name(lang())
}

#[must_use]
pub fn class_state(state: ClassState) -> &'static str {
    standing::class(state, lang())
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
