//! Facts that not everybody may know: who is under investigation, who objected and what they said.
//!
//! The secrecy of a fact belongs to the fact. A record that holds one says itself, in its `known_to`,
//! what a viewer may know of it, and whoever may not know a fact gets the record as it would be
//! without it. What screens are made from is a [`Known`], which nothing but `known_to` makes.

use std::ops::Deref;

use serde::{Deserialize, Serialize};

use crate::PersonId;
use crate::access::{Permission, Viewer};

/// A record as a viewer may know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Known<T>(T);

impl<T> Known<T> {
    /// What is left after everything the viewer may not know was taken out.
    pub(crate) fn of(left: T) -> Self {
        Self(left)
    }

    /// The record, to be taken apart.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Known<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl Viewer {
    /// Whether the viewer may know what is kept of somebody: as the organisation department or as
    /// discipline over one of these paths, and never of themself.
    #[must_use]
    pub fn knows_of(&self, person: &PersonId, paths: &[&str]) -> bool {
        let scope = self.scope(Permission::SECRET_VIEW);
        !self.owns(person) && paths.iter().any(|path| scope.holds(path))
    }
}
