//! What every procedure is: somebody does something as one of its parts, where it stands allows it,
//! nothing bars them, it changes the record, and the record keeps that it was done.
//!
//! [`Procedure::act`] is the only way a record of a procedure changes. The order in which it asks is
//! the same for all: whose act it is, whether it is the time for it, whether this account may, and
//! what is wrong with the fields, all of them at once. What a law says of one procedure alone stands
//! as code in that procedure's [`Procedure::apply`]; what it says of all is in [`crate::publicity`],
//! [`crate::remedy`], [`crate::meeting`], [`crate::signature`] and [`crate::secrecy`].
//!
//! The acts of a procedure are one table, made by `acts!`: code, names, the parts that may, and the
//! fields a form sends. So is what it may wait for, made by `wants!`: the sentence, whose turn it is, and
//! the act that does away with it.

use serde::{Deserialize, Serialize};

use crate::code::{Code, Lang};
use crate::fault::Checks;
use crate::form::{Fields, Form, kind};
use crate::time::day_text;
use crate::{AccountId, Day, Fault, Moment, PersonId, Reason};

/// Something that is done in a procedure.
pub trait Action: Clone + Send + Sync + Serialize {
    /// The table of kinds, which has besides what only the program writes into a history.
    type Kind: Code + PartialEq;

    /// What it is.
    fn kind(&self) -> Self::Kind;

    /// Reads one of a kind from what its form sends; what can't be read is noted in the form.
    ///
    /// # Errors
    /// [`Fault::Malformed`] for a kind that no form sends.
    fn read(kind: Self::Kind, form: &mut Form) -> Result<Self, Fault>;
}

/// Reads an act: `text` is its kind's code, sent in `field`, and `fields` the rest.
///
/// # Errors
/// [`Fault::Invalid`] with every field that can't be read; [`Fault::Malformed`] for what no form of this
/// program sends.
pub fn read<A: Action>(field: &str, text: &str, fields: Fields) -> Result<A, Fault> {
    let mut form = Form::of(fields);
    let act = A::read(kind(field, text)?, &mut form)?;
    form.done()?;
    Ok(act)
}

/// Who does something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acting<P> {
    /// As which parts; a substitute acts as the part they stand in for.
    pub parts: Vec<P>,
    /// With which account.
    pub account: AccountId,
    /// As which cadre; empty for an account that is nobody's.
    pub person: PersonId,
    /// By what name.
    pub name: String,
}

impl<P> Acting<P> {
    /// They as who makes an objection.
    #[must_use]
    pub fn objector(&self) -> crate::publicity::Objector {
        crate::publicity::Objector { account: self.account.clone(), person: self.person.clone() }
    }
}

impl<P: PartialEq> Acting<P> {
    /// Whether they act as a part.
    #[must_use]
    pub fn is(&self, part: P) -> bool {
        self.parts.contains(&part)
    }
}

/// What an act is done with.
pub struct Doing<'a, 'g, P: Procedure> {
    /// Who does it.
    pub acting: &'a Acting<P::Part>,
    /// As which part.
    pub part: P::Part,
    /// What it goes by besides the record.
    pub ground: &'a P::Ground<'g>,
    /// When.
    pub now: Moment,
}

impl<P: Procedure> Doing<'_, '_, P> {
    /// The day it is done.
    #[must_use]
    pub fn today(&self) -> Day {
        self.now.day()
    }
}

/// An act that was done, for the history.
pub struct Done<'a, P: Procedure> {
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: &'a str,
    /// As which part.
    pub part: P::Part,
    /// What.
    pub kind: <P::Action as Action>::Kind,
    /// In words.
    pub note: String,
}

/// Something that happened, as a history keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event<S, K> {
    /// When.
    pub at: Moment,
    /// By whom; empty where that is nobody's business.
    pub by: String,
    /// At which step.
    pub step: S,
    /// What.
    pub action: K,
    /// In words.
    pub note: String,
}

/// A record that changes by acts alone.
pub trait Procedure: Clone + Send + Sync {
    /// As what somebody acts.
    type Part: Copy + PartialEq + Send + Sync;
    /// What is done.
    type Action: Action;
    /// What an act goes by besides the record: rules in force, the holiday table, what others said.
    type Ground<'g>;
    /// Something that stands between the record and its next step.
    type Missing;

    /// The parts whose act it is, the one that comes first before the others.
    fn who(&self, action: &Self::Action) -> Vec<Self::Part>;

    /// Whether it is the time for an act.
    ///
    /// # Errors
    /// Why not.
    fn timely(
        &self,
        action: &Self::Action,
        acting: &Acting<Self::Part>,
        ground: &Self::Ground<'_>,
        today: Day,
    ) -> Result<(), Reason>;

    /// Why an account does not do something whatever part it acts as: nobody carries a matter through
    /// alone.
    fn barred(&self, _: <Self::Action as Action>::Kind, _: &AccountId, _: &Self::Ground<'_>) -> Option<Reason> {
        None
    }

    /// Changes the record; gives what the history says of it in words.
    ///
    /// # Errors
    /// [`Fault::Refused`] for what is still missing; faults of fields go into `checks`.
    fn apply(
        &mut self,
        action: &Self::Action,
        doing: &Doing<'_, '_, Self>,
        checks: &mut Checks,
    ) -> Result<String, Fault>;

    /// Writes what was done into the history; `before` is the record as it was.
    fn log(&mut self, before: &Self, done: Done<'_, Self>);

    /// What is still missing before the next step.
    fn missing(&self, ground: &Self::Ground<'_>, today: Day) -> Vec<Self::Missing>;

    /// Whose turn something missing is, and by which act it is done away with; none when time has to
    /// pass.
    fn turn(&self, one: &Self::Missing) -> Option<(Self::Part, <Self::Action as Action>::Kind)>;

    /// Whose turn it is, and to do what, where nothing is missing.
    fn next(&self) -> Option<(Self::Part, <Self::Action as Action>::Kind)>;

    /// Does something; gives the record as it is then.
    ///
    /// # Errors
    /// [`Fault::Forbidden`] for another's act, [`Fault::Refused`] where it is not the time for it,
    /// where it is barred or something is missing, [`Fault::Invalid`] with every faulty field.
    fn act(
        &self,
        action: &Self::Action,
        acting: &Acting<Self::Part>,
        ground: &Self::Ground<'_>,
        now: Moment,
    ) -> Result<Self, Fault> {
        let part = self.who(action).into_iter().find(|part| acting.parts.contains(part)).ok_or(Fault::Forbidden)?;
        self.timely(action, acting, ground, now.day()).map_err(Fault::Refused)?;
        let kind = action.kind();
        if let Some(why) = self.barred(kind, &acting.account, ground) {
            return Err(Fault::Refused(why));
        }
        let mut next = self.clone();
        let mut checks = Checks::default();
        let note = next.apply(action, &Doing { acting, part, ground, now }, &mut checks)?;
        checks.done()?;
        let note = note.trim().to_owned();
        next.log(self, Done { at: now, by: &acting.name, part, kind, note });
        Ok(next)
    }

    /// What is missing, each with the part whose turn it is.
    fn turns(&self, ground: &Self::Ground<'_>, today: Day) -> Vec<(Self::Missing, Option<Self::Part>)> {
        let whose = |one: &Self::Missing| self.turn(one).map(|turn| turn.0);
        self.missing(ground, today).into_iter().map(|one| (whose(&one), one)).map(|(part, one)| (one, part)).collect()
    }

    /// Whether somebody is to do something next, where `open` is what is missing: one of their parts has the
    /// turn and nothing bars them from it.
    fn waits_for(&self, acting: &Acting<Self::Part>, ground: &Self::Ground<'_>, open: &[Self::Missing]) -> bool {
        let turns = match open.is_empty() {
            true => self.next().into_iter().collect(),
            false => open.iter().filter_map(|one| self.turn(one)).collect::<Vec<_>>(),
        };
        let theirs = |(part, kind): (Self::Part, _)| {
            acting.parts.contains(&part) && self.barred(kind, &acting.account, ground).is_none()
        };
        turns.into_iter().any(theirs)
    }
}

/// The acts of a procedure as one table: for each its code, its names, the parts whose act it is, and
/// the fields its form sends, each under its own name or under the one that follows it, or a type that
/// reads its own. After
/// `given:` come acts that no form sends, after `written:` what only the program writes into a
/// history.
macro_rules! acts {
    ($(#[$doc:meta])* $action:ident, $(#[$kdoc:meta])* $kinds:ident by $part:ident {
        $($(#[$vdoc:meta])* $variant:ident $code:literal $zh:literal $en:literal [$($may:ident),*]
            $({ $($(#[$fdoc:meta])* $field:ident: $type:ty $(= $name:literal)?),* $(,)? })?
            $(($whole:ty))?),* $(,)?
        $(; given: $($(#[$gdoc:meta])* $given:ident $gcode:literal $gzh:literal $gen:literal [$($gmay:ident),*]
            { $($(#[$hdoc:meta])* $gfield:ident: $gtype:ty),* $(,)? }),* $(,)?)?
        $(; written: $($written:ident $wcode:literal $wzh:literal $wen:literal [$($wmay:ident),*]),* $(,)?)?
    }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, ::serde::Serialize, ::serde::Deserialize)]
        #[serde(tag = "kind")]
        pub enum $action {
            $(#[doc = $en] $(#[$vdoc])* #[serde(rename = $code)] $variant $({ $($(#[$fdoc])* $field: $type),* })? $(($whole))?,)*
            $($(#[doc = $gen] $(#[$gdoc])* #[serde(rename = $gcode)] $given { $($(#[$hdoc])* $gfield: $gtype),* },)*)?
        }

        $crate::code::codes! {
            $(#[$kdoc])*
            $kinds {
                $($variant $code $zh $en,)*
                $($($given $gcode $gzh $gen,)*)?
                $($($written $wcode $wzh $wen,)*)?
            }
        }

        impl $kinds {
            /// The parts whose act it is.
            #[must_use]
            pub fn parts(self) -> &'static [$part] {
                match self {
                    $(Self::$variant => &[$($part::$may),*],)*
                    $($(Self::$given => &[$($part::$gmay),*],)*)?
                    $($(Self::$written => &[$($part::$wmay),*],)*)?
                }
            }
        }

        impl $crate::procedure::Action for $action {
            type Kind = $kinds;

            fn kind(&self) -> $kinds {
                match self {
                    $(Self::$variant { .. } => $kinds::$variant,)*
                    $($(Self::$given { .. } => $kinds::$given,)*)?
                }
            }

            fn read(kind: $kinds, form: &mut $crate::form::Form) -> Result<Self, $crate::Fault> {
                let _ = &form;
                Ok(match kind {
                    $($kinds::$variant => Self::$variant {
                        $($($field: form.read($crate::procedure::named!($field $($name)?)),)*)?
                        $(0: form.read::<$whole>(""),)?
                    },)*
                    $($($kinds::$given)|* => return Err($crate::Fault::Malformed),)?
                    $($($kinds::$written)|* => return Err($crate::Fault::Malformed),)?
                })
            }
        }
    };
}

/// The name of a field: its own, or the one that was given.
macro_rules! named {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $name:literal) => {
        $name
    };
}

/// A value within a sentence of either language.
pub trait Said {
    /// It in words.
    fn said(&self, lang: Lang) -> String;
}

impl<C: Code> Said for C {
    fn said(&self, lang: Lang) -> String {
        self.name(lang).to_owned()
    }
}

impl Said for Day {
    fn said(&self, _: Lang) -> String {
        day_text(*self)
    }
}

impl Said for u32 {
    fn said(&self, _: Lang) -> String {
        self.to_string()
    }
}

impl Said for String {
    fn said(&self, _: Lang) -> String {
        self.clone()
    }
}

/// What may stand between a record and its next step, as one table: for each what it carries, its
/// sentence in both languages, with what it carries in braces, or `says` and a pair of them, and after
/// `=>` whose turn it is and by which act it is done away with; nothing where time has to pass.
macro_rules! wants {
    ($(#[$doc:meta])* $name:ident by $part:ident, $kind:ident {
        $($(#[$vdoc:meta])* $variant:ident
            $({ $($(#[$fdoc:meta])* $field:ident: $type:ty),* $(,)? })?
            $($zh:literal $en:literal)? $(says $pair:path)?
            $(=> $turn:ident $act:ident)?),* $(,)?
    }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, ::serde::Serialize, ::serde::Deserialize)]
        #[serde(tag = "kind", rename_all = "kebab-case")]
        pub enum $name {
            $($(#[doc = $en])? $(#[$vdoc])* $variant $({ $($(#[$fdoc])* $field: $type),* })?,)*
        }

        impl $name {
            /// In words.
            #[must_use]
            pub fn says(&self, lang: $crate::code::Lang) -> String {
                match self {
                    $(Self::$variant $({ $($field),* })? => {
                        $($(
                            let $field = $crate::procedure::Said::said($field, lang);
                            let _ = &$field;
                        )*)?
                        $crate::procedure::wants!(@words lang, $($zh $en)? $($pair)?)
                    })*
                }
            }

            /// Whose turn it is, and by which act it is done away with; none when time has to pass.
            #[must_use]
            pub fn turn(&self) -> Option<($part, $kind)> {
                match self {
                    $(Self::$variant { .. } => $crate::procedure::wants!(@turn $($part::$turn, $kind::$act)?),)*
                }
            }
        }
    };
    (@words $lang:ident, $zh:literal $en:literal) => {
        match $lang {
            $crate::code::Lang::Zh => format!($zh),
            $crate::code::Lang::En => format!($en),
        }
    };
    (@words $lang:ident, $pair:path) => {
        match $lang {
            $crate::code::Lang::Zh => $pair.0.to_owned(),
            $crate::code::Lang::En => $pair.1.to_owned(),
        }
    };
    (@turn) => { None };
    (@turn $part:expr, $kind:expr) => { Some(($part, $kind)) };
}

pub(crate) use {acts, named, wants};
