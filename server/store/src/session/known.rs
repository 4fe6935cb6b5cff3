//! What is known of sessions, kept in memory: every request asks who stands behind its own.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use domain::access::{Grant, Viewer, effective};
use domain::{AccountId, Moment, PersonId};
use serde::{Deserialize, Serialize};

/// How far a sign-in has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Signed in.
    Full,
    /// The second factor is still to come.
    Factor,
    /// A new password must be chosen first.
    Password,
    /// A second factor must be set up first. Never stored: it follows from the roles held now and
    /// the policy.
    Enrol,
}

/// A session as stored. Its id is the SHA-256 of the token, in hex.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRow {
    /// Hash of the token.
    pub id: String,
    /// Whose.
    pub account: AccountId,
    /// When it began.
    pub began: Moment,
    /// Last request, to the minute.
    pub seen: Moment,
    /// How far the sign-in has come.
    pub stage: Stage,
    /// From which address.
    pub address: String,
    /// With which browser.
    pub agent: String,
    /// A second factor being set up, not yet confirmed.
    #[serde(default)]
    pub pending_secret: String,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct AccountRow {
    pub(super) id: AccountId,
    pub(super) name: String,
    pub(super) person: PersonId,
    pub(super) disabled: bool,
    pub(super) second_factor: bool,
}

/// How long an answer about a session may be reused where other servers share the store:
/// within this time another server may still admit a session that was just ended. This
/// server drops its answers at once, and an embedded store has no other.
const FRESH: Duration = Duration::from_secs(2);

/// What is known of a session.
#[derive(Clone)]
pub(crate) struct Known {
    pub(super) at: Instant,
    pub(super) row: SessionRow,
    pub(super) account: AccountRow,
    pub(super) grants: Vec<Grant>,
    pub(super) origins: Vec<Grant>,
}

impl Known {
    /// Who it is now: roles begin and end by themselves.
    pub(super) fn viewer(&self, now: Moment) -> Viewer {
        Viewer {
            account: self.account.id.clone(),
            name: self.account.name.clone(),
            person: self.account.person.clone(),
            grants: effective(&self.grants, &self.origins, now),
            request: String::new(),
        }
    }
}

/// Answers about sessions, by hash of the token, and how often something was forgotten:
/// what was read before the last time must not be kept.
#[derive(Default)]
pub(crate) struct ViewerCache(Mutex<(u64, HashMap<String, Known>)>, Mutex<HashMap<String, Moment>>);

impl ViewerCache {
    fn seen(&self) -> MutexGuard<'_, HashMap<String, Moment>> {
        self.1.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that a session was seen, to be written down later.
    pub(super) fn saw(&self, id: &str, now: Moment) {
        self.seen().insert(id.to_owned(), now);
    }

    pub(super) fn take_seen(&self) -> HashMap<String, Moment> {
        std::mem::take(&mut *self.seen())
    }

    /// Puts back what could not be written, but for what was seen since.
    pub(super) fn see_again(&self, earlier: HashMap<String, Moment>) {
        let mut seen = self.seen();
        for (id, at) in earlier {
            seen.entry(id).or_insert(at);
        }
    }

    fn locked(&self) -> MutexGuard<'_, (u64, HashMap<String, Known>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is known, and the time by which to keep something newer.
    pub(super) fn get(&self, id: &str, shared: bool) -> (u64, Option<Known>) {
        let kept = self.locked();
        (kept.0, kept.1.get(id).filter(|known| !shared || known.at.elapsed() < FRESH).cloned())
    }

    pub(super) fn put(&self, read_at: u64, known: Known) {
        let mut kept = self.locked();
        if kept.0 != read_at {
            return;
        }
        if kept.1.len() > 20_000 {
            kept.1.clear();
        }
        kept.1.insert(known.row.id.clone(), known);
    }

    /// Forgets one session.
    pub(super) fn forget(&self, id: &str) {
        let mut kept = self.locked();
        kept.0 += 1;
        kept.1.remove(id);
    }

    /// Forgets everything: something about accounts, roles or sessions changed.
    pub(crate) fn clear(&self) {
        let mut kept = self.locked();
        kept.0 += 1;
        kept.1.clear();
    }
}

/// Forgets a session when it goes out of scope, however the change of it ended.
pub(super) struct Forgotten<'a>(pub(super) &'a ViewerCache, pub(super) &'a str);

impl Drop for Forgotten<'_> {
    fn drop(&mut self) {
        self.0.forget(self.1);
    }
}
