//! Settings that hold from a day on: numbers that no law fixes, each with the basis (依据) of the
//! version it stands in. A change is a new version; what began under an older one goes on under it.
//!
//! A feature writes its settings as a table of [`versioned!`]: a new number is one row of it, from
//! which its field, its first value, its bounds, its place in the form and its name follow. Versions
//! kept before there was the number have its first value.

use async_trait::async_trait;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::access::{Permission, Viewer};
use crate::code::Lang;
use crate::fault::{Checks, Milestone, Rule};
use crate::form::Form;
use crate::replaced::{Replaced, Said};
use crate::{Day, Fault, Moment};

/// A number of a kind of settings.
#[derive(Debug)]
pub struct Number<T: 'static> {
    /// Its field, in the store and in forms.
    pub key: &'static str,
    /// Its name with its unit, in Chinese.
    pub zh: &'static str,
    /// The same in English.
    pub en: &'static str,
    /// The name of the list it is one of, in Chinese and English; empty where it is in none.
    pub list: (&'static str, &'static str),
    /// The least it may be.
    pub least: u32,
    /// The most it may be.
    pub most: u32,
    /// What it is in a version.
    pub get: fn(&T) -> u32,
    /// Changes it in a version.
    pub set: fn(&mut T, u32),
}

impl<T> Number<T> {
    /// Its name with its unit.
    #[must_use]
    pub fn name(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }

    /// The same with the name of the list it is one of, since names are given once in each list.
    #[must_use]
    pub fn full_name(&self, lang: Lang) -> String {
        match (lang, self.list) {
            (_, ("", _)) => self.name(lang).to_owned(),
            (Lang::Zh, (list, _)) => format!("{list}：{}", self.zh),
            (Lang::En, (_, list)) => format!("{list}: {}", self.en),
        }
    }
}

/// A version of a kind of settings. [`versioned!`] writes this.
pub trait Versioned: Clone + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// What the trail calls a version, and the store the table of them.
    const TOPIC: &'static str;
    /// What it takes to see them; nothing where everybody may know the rules they are under.
    const SEEN: Option<Permission>;
    /// What it takes, over every unit, to add one.
    const ADDED: Permission;
    /// Every number, in the order of the form.
    const NUMBERS: &'static [Number<Self>];

    /// What a system begins with.
    fn first(from: Day) -> Self;

    /// First day in force.
    fn begins(&self) -> Day;

    /// Basis (依据).
    fn basis(&self) -> &str;

    /// Puts a version under a first day and a basis.
    fn set_begin(&mut self, from: Day, basis: String);

    /// What it says beside its numbers and its basis, each under a key of its own.
    fn said_beside(&self, lang: Lang) -> Vec<Said>;

    /// Checks what is special beside the numbers, the basis and the first day.
    fn check_beside(&self, checks: &mut Checks);

    /// Checks the fields of a version that is added: each number by its field, the basis, what is
    /// special, and that the past stays as it was.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    fn check(&self, today: Day) -> Result<(), Fault> {
        let mut checks = Checks::default();
        for one in Self::NUMBERS {
            checks.between(i64::from((one.get)(self)), one.key, i64::from(one.least), i64::from(one.most));
        }
        checks.text(self.basis(), "basis", 200);
        checks.require(self.begins() >= today, "from", Rule::not_before(Milestone::Today, today));
        self.check_beside(&mut checks);
        checks.done()
    }

    /// Everything it says but its first day.
    fn said(&self, lang: Lang) -> Vec<Said> {
        let number = |one: &Number<Self>| Said::new(one.key, one.full_name(lang), (one.get)(self));
        let mut all: Vec<Said> = Self::NUMBERS.iter().map(number).collect();
        all.extend(self.said_beside(lang));
        all.push(basis_said(self.basis(), lang));
        all
    }

    /// A version as a form has it, with `from`, `basis` and the numbers by their keys; and what the form was
    /// drawn with. What is special is as a system begins with it.
    fn read(form: &mut Form) -> (Self, Drawn) {
        let from: Day = form.read("from");
        let mut next = Self::first(from);
        next.set_begin(from, form.text("basis"));
        for one in Self::NUMBERS {
            (one.set)(&mut next, form.read(one.key));
        }
        (next, Drawn::read(form))
    }

    /// The version in force on a day: the last that began; before any, what a system begins with.
    #[must_use]
    fn in_force(all: &[Self], on: Day) -> Self {
        let found = all.iter().filter(|one| one.begins() <= on).max_by_key(|one| one.begins());
        found.cloned().unwrap_or_else(|| Self::first(on))
    }
}

/// A basis as a version says it.
#[must_use]
pub fn basis_said(basis: &str, lang: Lang) -> Said {
    let name = match lang {
        Lang::Zh => "依据",
        Lang::En => "Basis",
    };
    Said::new("basis", name, basis.trim())
}

/// What a form that adds a version was drawn with, and what whoever sends it has seen since.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawn {
    /// How often a version had been added by then, see [`Versions`].
    pub version: u32,
    /// The version of its day that it may take the place of, see [`Replaced::seen`]; empty for none.
    pub confirmed: String,
}

impl Drawn {
    /// A form drawn with a version, which replaces nothing.
    #[must_use]
    pub fn with(version: u32) -> Self {
        Self { version, confirmed: String::new() }
    }

    /// From the fields `version` and `confirmed`.
    pub fn read(form: &mut Form) -> Self {
        let version = form.text("version");
        let confirmed = form.text("confirmed");
        Self { version: form.reader().version(&version), confirmed }
    }

    /// Goes on where a version replaces nothing, or what it replaces was seen.
    ///
    /// # Errors
    /// [`Fault::Replaces`], to be confirmed.
    pub fn may_replace(&self, prior: Option<Replaced>) -> Result<(), Fault> {
        prior.map_or(Ok(()), |prior| Ok(prior.confirmed(&self.confirmed)?))
    }
}

/// All versions of a kind of settings, as their page shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions<T> {
    /// Newest first.
    pub versions: Vec<T>,
    /// Whether the viewer may add one.
    pub editable: bool,
    /// How often one was added so far: with it a form says what it was drawn with.
    pub version: u32,
    /// What was added last, newest first: each by its key, that of settings is their first day.
    #[serde(default)]
    pub added: Vec<String>,
}

impl<T> Versions<T> {
    /// The last of some versions, by their keys, that was added since a form was drawn with `version`: what
    /// stands beside what whoever was overtaken typed.
    #[must_use]
    pub fn added_since(&self, version: u32, key: impl Fn(&T) -> Option<String>) -> Option<&T> {
        let since = self.added.iter().take(self.version.saturating_sub(version) as usize);
        since.filter_map(|added| self.versions.iter().find(|one| key(one).as_ref() == Some(added))).next()
    }
}

impl<T: Versioned> Versions<T> {
    /// Those in force on a day.
    #[must_use]
    pub fn in_force(&self, on: Day) -> T {
        T::in_force(&self.versions, on)
    }
}

/// A kind of settings in the store.
#[async_trait]
pub trait Versioning<T: Versioned>: Send + Sync {
    /// Every version.
    async fn versions(&self, viewer: &Viewer) -> Result<Versions<T>, Fault>;
    /// Adds a version. Who was overtaken since the form was drawn is refused as stale; one of the same day is
    /// replaced by who has seen it, and [`Fault::Replaces`] says which it is.
    async fn add_version(&self, viewer: &Viewer, next: &T, drawn: &Drawn, now: Moment) -> Result<(), Fault>;
}

/// Writes a kind of settings with its [`Versioned`] from a table of its numbers. Each row is
/// `field = first value, least..=most, "中文名", "English name";` under its doc comment. `lists` are
/// numbers that stand in one field, under a name; `beside` is what is special, with what a system begins
/// with, the check of it and how it is said.
macro_rules! versioned {
    (
        $(#[$doc:meta])*
        $name:ident: $topic:literal, seen by $seen:expr, added by $added:expr;
        basis $basis:literal;
        $(lists {$(
            $(#[$list_doc:meta])*
            $list:ident [$length:literal] $list_zh:literal, $list_en:literal {$(
                $at:literal $item:literal = $item_first:literal, $item_least:literal..=$item_most:literal,
                    $item_zh:literal, $item_en:literal;
            )*}
        )*})?
        numbers {$(
            $(#[$number_doc:meta])*
            $number:ident = $first:literal, $least:literal..=$most:literal, $zh:literal, $en:literal;
        )*}
        $(beside {$(
            $(#[$beside_doc:meta])*
            $beside:ident: $type:ty = $value:expr;
        )*})?
        $(checked by $check:expr;)?
        $(said by $said:expr;)?
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, ::serde::Serialize, ::serde::Deserialize)]
        #[serde(default)]
        pub struct $name {
            /// First day in force.
            pub from: $crate::Day,
            /// Basis (依据).
            pub basis: String,
            $($($(#[$list_doc])* pub $list: [u32; $length],)*)?
            $($(#[$number_doc])* pub $number: u32,)*
            $($($(#[$beside_doc])* pub $beside: $type,)*)?
        }

        impl Default for $name {
            fn default() -> Self {
                $crate::versioned::Versioned::first($crate::Day::default())
            }
        }

        impl $crate::versioned::Versioned for $name {
            const TOPIC: &'static str = $topic;
            const SEEN: Option<$crate::access::Permission> = $seen;
            const ADDED: $crate::access::Permission = $added;
            const NUMBERS: &'static [$crate::versioned::Number<Self>] = &[
                $($($($crate::versioned::Number {
                    key: $item,
                    zh: $item_zh,
                    en: $item_en,
                    list: ($list_zh, $list_en),
                    least: $item_least,
                    most: $item_most,
                    get: |one| one.$list[$at],
                    set: |one, value| one.$list[$at] = value,
                },)*)*)?
                $($crate::versioned::Number {
                    key: stringify!($number),
                    zh: $zh,
                    en: $en,
                    list: ("", ""),
                    least: $least,
                    most: $most,
                    get: |one| one.$number,
                    set: |one, value| one.$number = value,
                },)*
            ];

            fn first(from: $crate::Day) -> Self {
                Self {
                    from,
                    basis: $basis.to_owned(),
                    $($($list: [$($item_first),*],)*)?
                    $($number: $first,)*
                    $($($beside: $value,)*)?
                }
            }

            fn begins(&self) -> $crate::Day {
                self.from
            }

            fn basis(&self) -> &str {
                &self.basis
            }

            fn set_begin(&mut self, from: $crate::Day, basis: String) {
                (self.from, self.basis) = (from, basis);
            }

            fn said_beside(&self, lang: $crate::code::Lang) -> Vec<$crate::replaced::Said> {
                let said: fn(&Self, $crate::code::Lang) -> Vec<$crate::replaced::Said> =
                    $crate::versioned::first_of!($($said,)? |_, _| Vec::new());
                said(self, lang)
            }

            fn check_beside(&self, checks: &mut $crate::fault::Checks) {
                let check: fn(&Self, &mut $crate::fault::Checks) = $crate::versioned::first_of!($($check,)? |_, _| {});
                check(self, checks);
            }
        }
    };
}

/// The first of some expressions: what a table says, or what holds without.
macro_rules! first_of {
    ($first:expr $(, $_rest:expr)*) => {
        $first
    };
}

pub(crate) use {first_of, versioned};

/// Whether a kind begins within its bounds, and names the field that leaves them: for the tests of its feature.
#[cfg(test)]
pub(crate) fn sound<T: Versioned + PartialEq + std::fmt::Debug>() {
    let day = |text: &str| crate::time::parse_day(text).expect("a day");
    let (today, later) = (day("2026-11-23"), day("2027-01-01"));
    let first = T::first(today);
    assert_eq!(first.check(today), Ok(()), "what a system begins with");
    assert_eq!(first.check(later), Err(Fault::field("from", Rule::not_before(Milestone::Today, later))));
    let mut bare = first.clone();
    bare.set_begin(today, " ".to_owned());
    assert_eq!(bare.check(today), Err(Fault::field("basis", Rule::Required)));
    for (n, one) in T::NUMBERS.iter().enumerate() {
        assert!(!T::NUMBERS[..n].iter().any(|other| other.key == one.key), "{}", one.key);
        assert!(!one.name(Lang::Zh).is_ascii() && !one.name(Lang::En).is_empty(), "{}", one.key);
        let mut over = first.clone();
        (one.set)(&mut over, one.most + 1);
        assert_eq!((one.get)(&over), one.most + 1, "{}", one.key);
        let Err(Fault::Invalid(faults)) = over.check(today) else { panic!("{} has no bounds", one.key) };
        let rule = Rule::Between(i64::from(one.least), i64::from(one.most));
        assert!(faults.iter().any(|fault| fault.field == one.key && fault.rule == rule), "{}", one.key);
        // Versions kept before there was the number have its first value.
        let mut kept = serde_json::to_value(&first).expect("plain data");
        kept.as_object_mut().expect("an object").remove(one.key);
        assert_eq!(serde_json::from_value::<T>(kept).expect("a version"), first, "{}", one.key);
    }
    let all = [T::first(later), first.clone()];
    assert_eq!(T::in_force(&all, today), first);
    assert_eq!(T::in_force(&all, later).begins(), later);
    assert_eq!(T::in_force(&all[..1], today), first, "before any version");
}
