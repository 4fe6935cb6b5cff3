//! Which imports this program judges or writes, and how far each has come.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::import::ImportState;

/// The imports that are under way in this program, each with what is done with it and how many rows or people
/// were done: progress is told outside of the transaction, or nobody would see it.
#[derive(Default)]
pub(crate) struct Importing {
    under_way: Mutex<HashMap<String, (ImportState, u32)>>,
    turn: tokio::sync::Mutex<()>,
}

impl Importing {
    fn locked(&self) -> MutexGuard<'_, HashMap<String, (ImportState, u32)>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn begin<'a>(&'a self, id: &str, state: ImportState) -> Underway<'a> {
        self.locked().insert(id.to_owned(), (state, 0));
        Underway(self, id.to_owned())
    }

    /// Tells how many are done of one that is under way.
    pub(super) fn tell(&self, id: &str, done: u32) {
        if let Some((_, told)) = self.locked().get_mut(id) {
            *told = done;
        }
    }

    pub(super) fn holds(&self, id: &str) -> bool {
        self.locked().contains_key(id)
    }

    pub(super) fn how_far(&self, id: &str) -> Option<(ImportState, u32)> {
        self.locked().get(id).copied()
    }

    /// Waits until no other import is being written: of two beside each other the later one would be told to
    /// begin anew, since the first may have entered the same people.
    pub(super) async fn turn(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.turn.lock().await
    }
}

/// An import that ends when this goes out of scope, however it ends.
pub(super) struct Underway<'a>(&'a Importing, String);

impl Drop for Underway<'_> {
    fn drop(&mut self) {
        self.0.locked().remove(&self.1);
    }
}
