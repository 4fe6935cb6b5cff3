//! A version of a rule that another one of its first day would take the place of: said first, with what
//! differs, and done once whoever saves has seen it.

use serde::{Deserialize, Serialize};

use crate::code::{Code, Lang};
use crate::consequence::Consequence;
use crate::{Day, Moment};

/// One thing that a version says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// What it is, the same in every version and language.
    pub key: String,
    /// Its name.
    pub name: String,
    pub value: String,
}

impl Said {
    #[must_use]
    pub fn new(key: impl Into<String>, name: impl Into<String>, value: impl ToString) -> Self {
        Self { key: key.into(), name: name.into(), value: value.to_string() }
    }
}

/// Values of a table as a version says them; all where there is none.
#[must_use]
pub fn listed<C: Code>(values: &[C], lang: Lang) -> String {
    let (all, comma) = match lang {
        Lang::Zh => ("全部", "、"),
        Lang::En => ("all", ", "),
    };
    if values.is_empty() {
        return all.to_owned();
    }
    values.iter().map(|one| one.name(lang)).collect::<Vec<_>>().join(comma)
}

/// Whether something holds, as a version says it.
#[must_use]
pub fn yes(holds: bool, lang: Lang) -> &'static str {
    match (holds, lang) {
        (true, Lang::Zh) => "是",
        (true, Lang::En) => "yes",
        (false, Lang::Zh) => "否",
        (false, Lang::En) => "no",
    }
}

/// What two versions say differently of one thing; empty where one says nothing of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The name of the thing.
    pub name: String,
    pub was: String,
    pub now: String,
}

/// What differs between two versions, each as it is said.
#[must_use]
fn differences(was: Vec<Said>, now: Vec<Said>) -> Vec<Difference> {
    let of = |all: &[Said], key: &str| all.iter().find(|one| one.key == key).map(|one| one.value.clone());
    let mut all: Vec<Difference> = now
        .iter()
        .map(|one| Difference {
            name: one.name.clone(),
            was: of(&was, &one.key).unwrap_or_default(),
            now: one.value.clone(),
        })
        .filter(|one| one.was != one.now)
        .collect();
    let gone = was.into_iter().filter(|one| !one.value.is_empty() && !now.iter().any(|other| other.key == one.key));
    all.extend(gone.map(|one| Difference { name: one.name, was: one.value, now: String::new() }));
    all
}

/// A version that would be replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaced {
    /// The first day of both.
    pub from: Day,
    /// Who saved it; empty where that is not known.
    pub by: String,
    /// When.
    pub at: Option<Moment>,
    /// What tells it from every other version that ever stood in its place.
    pub key: String,
    /// What else the act does.
    #[serde(default)]
    pub also: Consequence,
    zh: Vec<Difference>,
    en: Vec<Difference>,
}

impl Replaced {
    /// A version with who saved it and when, and what it and the next one say.
    #[must_use]
    pub fn new(
        from: Day,
        (by, at): (String, Option<Moment>),
        key: String,
        was: impl Fn(Lang) -> Vec<Said>,
        now: impl Fn(Lang) -> Vec<Said>,
    ) -> Self {
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| differences(was(lang), now(lang)));
        Self { from, by, at, key, also: Consequence::default(), zh, en }
    }

    /// The same of an act that does something else besides, which is confirmed with it.
    #[must_use]
    pub fn with(self, also: Consequence) -> Self {
        Self { also, ..self }
    }

    /// What the next version says differently.
    #[must_use]
    pub fn differs(&self, lang: Lang) -> &[Difference] {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }

    /// The text that a form sends back to say that this was seen.
    #[must_use]
    pub fn seen(&self) -> String {
        if self.also.0.is_empty() { self.key.clone() } else { format!("{},{}", self.key, self.also.seen()) }
    }

    /// Goes on only when exactly this was seen.
    ///
    /// # Errors
    /// This itself, to be confirmed: a [`crate::Fault`] as it stands.
    pub fn confirmed(self, seen: &str) -> Result<(), Box<Self>> {
        if seen == self.seen() { Ok(()) } else { Err(Box::new(self)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consequence::EffectKind;

    fn replaced() -> Replaced {
        let was = |_| vec![Said::new("a", "甲", 1), Said::new("b", "乙", 2), Said::new("c", "丙", 3)];
        let now = |_| vec![Said::new("a", "甲", 1), Said::new("b", "乙", 5), Said::new("d", "丁", 4)];
        Replaced::new(Day::default(), ("张三".into(), None), "key:1".into(), was, now)
    }

    #[test]
    fn what_differs_is_said_and_nothing_else() {
        let said = |lang| -> Vec<String> {
            let one = |one: &Difference| format!("{} {}→{}", one.name, one.was, one.now);
            replaced().differs(lang).iter().map(one).collect()
        };
        assert_eq!(said(Lang::Zh), ["乙 2→5", "丁 →4", "丙 3→"]);
        assert_eq!(said(Lang::En), said(Lang::Zh));
    }

    #[test]
    fn only_the_version_that_was_seen_is_replaced_and_with_what_else_the_act_does() {
        assert_eq!(replaced().confirmed(""), Err(Box::new(replaced())));
        assert!(replaced().confirmed("key:2").is_err());
        assert_eq!(replaced().confirmed("key:1"), Ok(()));
        let both = || replaced().with(Consequence::default().and(EffectKind::Measured, 7));
        assert!(both().confirmed("key:1").is_err());
        assert_eq!(both().confirmed("key:1,measured:7"), Ok(()));
    }
}
