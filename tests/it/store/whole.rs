//! What a feature adds to the tests that hold the whole store to a rule: its part of each is in
//! `part/<feature>.rs`, and [`super::FEATURES`] names them all.

use std::collections::BTreeMap;

use domain::Fault;
use domain::access::Viewer;
use futures::future::LocalBoxFuture;
use store::{Script, Store};

/// Ids of what was put into a store, by what it is.
#[derive(Default)]
pub(super) struct Ids(BTreeMap<&'static str, String>);

impl Ids {
    pub(super) fn with(mut self, what: &'static str, id: impl Into<String>) -> Self {
        self.0.insert(what, id.into());
        self
    }

    pub(super) fn of<T: From<String>>(&self, what: &str) -> T {
        self.0.get(what).unwrap_or_else(|| panic!("no {what} was put")).clone().into()
    }

    /// Lets a script name them: `$class`.
    pub(super) fn bind(&self, script: Script) -> Script {
        self.0.iter().fold(script, |script, (what, id)| script.bind(what, id.clone()))
    }
}

/// What there is, and whether it was read.
pub(super) type Answers = Vec<(&'static str, bool)>;

pub(super) struct Part {
    pub(super) plans: Plans,
    pub(super) moved: Moved,
    pub(super) trail: Trail,
}

impl Part {
    pub(super) const NONE: Self = Self { plans: Plans::NONE, moved: Moved::NONE, trail: Trail::NONE };
}

/// Its indexes, for `plans.rs`.
pub(super) struct Plans {
    /// The indexed conditions of its queries: (table, condition). They may name what `fill` gives.
    pub(super) queries: &'static [(&'static str, &'static str)],
    /// Fills a store, so that each of them finds something and leaves something out.
    pub(super) fill: for<'a> fn(&'a Store) -> LocalBoxFuture<'a, Ids>,
}

impl Plans {
    pub(super) const NONE: Self = Self { queries: &[], fill: |_| Box::pin(async { Ids::default() }) };
}

/// What it has that lies in a unit, for `moved.rs`.
pub(super) struct Moved {
    /// Puts one of each kind into the union.
    pub(super) put: for<'a> fn(&'a Store) -> LocalBoxFuture<'a, Ids>,
    /// What there is of it, and whether somebody reads it.
    pub(super) read: for<'a> fn(&'a Store, &'a Viewer, &'a Ids) -> LocalBoxFuture<'a, Answers>,
    /// Of that, what everybody reads.
    pub(super) public: &'static [&'static str],
}

impl Moved {
    pub(super) const NONE: Self = Self {
        put: |_| Box::pin(async { Ids::default() }),
        read: |_, _, _| Box::pin(async { Vec::new() }),
        public: &[],
    };
}

/// What it keeps secret from readers of the trail, for `trail.rs`.
pub(super) struct Trail {
    /// Tables whose rows the trail never copies, and those nothing is noted of.
    pub(super) secret: &'static [&'static str],
    /// Writes a text into secret fields.
    pub(super) write: for<'a> fn(&'a Store, &'a str) -> LocalBoxFuture<'a, ()>,
    /// Subjects and their fields that were written: the trail says which, and not what.
    pub(super) named: &'static [(&'static str, &'static str)],
    /// Subjects and what the trail does say of them: (subject, field, value).
    pub(super) said: &'static [(&'static str, &'static str, &'static str)],
    /// Names of fields that say it all, and must not be there either.
    pub(super) telling: &'static [&'static str],
    /// Subjects that use such names and are no secret: they are about nobody.
    pub(super) law: &'static [&'static str],
}

impl Trail {
    pub(super) const NONE: Self =
        Self { secret: &[], write: |_, _| Box::pin(async {}), named: &[], said: &[], telling: &[], law: &[] };
}

/// Whether somebody may read what they asked for.
pub(super) fn may<T>(answer: &Result<T, Fault>) -> bool {
    match answer {
        Ok(_) => true,
        Err(Fault::Forbidden | Fault::NotFound) => false,
        Err(other) => panic!("{other:?}"),
    }
}
