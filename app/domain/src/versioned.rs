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
use crate::fault::{Checks, Rule};
use crate::form::Form;
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
        checks.require(self.begins() >= today, "from", Rule::NotBefore);
        self.check_beside(&mut checks);
        checks.done()
    }

    /// A version as a form has it, with `from`, `basis` and the numbers by their keys; and the `version` that
    /// the form was drawn with, see [`Versions`]. What is special is as a system begins with it.
    fn read(form: &mut Form) -> (Self, u32) {
        let from: Day = form.read("from");
        let mut next = Self::first(from);
        next.set_begin(from, form.text("basis"));
        for one in Self::NUMBERS {
            (one.set)(&mut next, form.read(one.key));
        }
        let version = form.text("version");
        (next, form.reader().version(&version))
    }

    /// The version in force on a day: the last that began; before any, what a system begins with.
    #[must_use]
    fn in_force(all: &[Self], on: Day) -> Self {
        let found = all.iter().filter(|one| one.begins() <= on).max_by_key(|one| one.begins());
        found.cloned().unwrap_or_else(|| Self::first(on))
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
    /// Adds a version; one of the same day takes that day's place. `version` is that of the
    /// [`Versions`] it was made from: who was overtaken meanwhile is refused as stale.
    async fn add_version(&self, viewer: &Viewer, next: &T, version: u32, now: Moment) -> Result<(), Fault>;
}

/// Writes a kind of settings with its [`Versioned`] from a table of its numbers. Each row is
/// `field = first value, least..=most, "中文名", "English name";` under its doc comment. `lists` are
/// numbers that stand in one field; `beside` is what is special, with what a system begins with and
/// the check of it.
macro_rules! versioned {
    (
        $(#[$doc:meta])*
        $name:ident: $topic:literal, seen by $seen:expr, added by $added:expr;
        basis $basis:literal;
        $(lists {$(
            $(#[$list_doc:meta])*
            $list:ident [$length:literal] {$(
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
                    least: $item_least,
                    most: $item_most,
                    get: |one| one.$list[$at],
                    set: |one, value| one.$list[$at] = value,
                },)*)*)?
                $($crate::versioned::Number {
                    key: stringify!($number),
                    zh: $zh,
                    en: $en,
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
    assert_eq!(first.check(later), Err(Fault::field("from", Rule::NotBefore)));
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
