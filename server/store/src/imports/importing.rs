//! Which imports this program is writing, and how far each has come.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The imports that this program is writing, with the people written so far: progress is told outside
/// of the transaction, or nobody would see it.
#[derive(Default)]
pub(crate) struct Importing(Mutex<HashMap<String, u32>>);

impl Importing {
    fn locked(&self) -> MutexGuard<'_, HashMap<String, u32>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn begin<'a>(&'a self, id: &str) -> Underway<'a> {
        self.tell(id, 0);
        Underway(self, id.to_owned())
    }

    pub(super) fn tell(&self, id: &str, done: u32) {
        self.locked().insert(id.to_owned(), done);
    }

    pub(super) fn holds(&self, id: &str) -> bool {
        self.locked().contains_key(id)
    }

    pub(super) fn done(&self, id: &str) -> Option<u32> {
        self.locked().get(id).copied()
    }
}

/// An import that ends when this goes out of scope, however it ends.
pub(super) struct Underway<'a>(&'a Importing, String);

impl Drop for Underway<'_> {
    fn drop(&mut self) {
        self.0.locked().remove(&self.1);
    }
}
