//! When each account last looked at the trail.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use domain::{AccountId, Moment};

/// A look at the trail is noted once in so many seconds for each account.
const LOOK_SECONDS: i64 = 600;

/// When each account last looked at the trail, as far as this server saw it.
#[derive(Default)]
pub(crate) struct Looks(Mutex<HashMap<AccountId, Moment>>);

impl Looks {
    /// Whether a look now is another one than the last.
    pub(super) fn is_new(&self, account: &AccountId, now: Moment) -> bool {
        let mut looks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let last = looks.get(account).copied().unwrap_or(Moment(0));
        let new = now > last.plus_seconds(LOOK_SECONDS);
        if new {
            looks.insert(account.clone(), now);
        }
        new
    }
}
