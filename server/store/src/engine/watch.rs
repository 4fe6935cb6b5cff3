//! What is known of an engine while it runs: whether it has failed, is away, or has no room left.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use tokio::sync::watch;

use super::space;
use crate::target::Target;

/// Why the store takes no changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pause {
    /// The engine failed: only a new start, which proves the store, goes on. Its words.
    Halted(String),
    /// Free bytes on its disk, fewer than the floor.
    Full {
        /// Bytes free.
        free: u64,
        /// Bytes below which nothing is written.
        floor: u64,
    },
    /// The shared store does not answer.
    Away,
}

/// What is known of an engine while it runs, shared by all handles of a store.
pub(crate) struct Watch {
    halted: AtomicBool,
    why: Mutex<String>,
    /// The folder whose disk is watched, and bytes to leave free on it.
    folder: Option<PathBuf>,
    floor: u64,
    /// Whether a shared store is away.
    pub(super) away: watch::Sender<bool>,
    /// See [`crate::Store::fail_next_commit`].
    fail: AtomicBool,
    /// See [`crate::Store::abandon`].
    abandoned: AtomicBool,
}

impl Watch {
    pub(super) fn new(target: &Target) -> Self {
        Self {
            halted: AtomicBool::new(false),
            why: Mutex::new(String::new()),
            folder: target.folder(),
            floor: target.floor_mib << 20,
            away: watch::Sender::new(false),
            fail: AtomicBool::new(false),
            abandoned: AtomicBool::new(false),
        }
    }

    /// The folder of the store's files.
    pub(crate) fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    pub(super) fn is_halted(&self) -> bool {
        self.halted.load(Ordering::Acquire)
    }

    /// Stops all writing for as long as this program runs.
    pub(crate) fn halt(&self, why: &str) {
        let mut kept = self.why.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.halted.swap(true, Ordering::AcqRel) {
            why.clone_into(&mut kept);
            tracing::error!(
                why,
                "the engine failed: nothing is written any more until the program is started again, which proves the store"
            );
        }
    }

    pub(crate) fn abandon(&self) {
        self.abandoned.store(true, Ordering::Release);
    }

    pub(crate) fn is_abandoned(&self) -> bool {
        self.abandoned.load(Ordering::Acquire)
    }

    /// Whether an error of the engine speaks of the disk or of what lies on it.
    pub(crate) fn suspect(&self, error: &surrealdb::Error) {
        let text = error.message();
        let speaks = ["os error", "IO error", "orrupt", "checksum", "WAL error", "SSTable error"];
        if self.folder.is_some() && speaks.iter().any(|word| text.contains(word)) {
            self.halt(text);
        }
    }

    /// Why nothing may be written now, if so.
    pub(crate) fn pause(&self) -> Option<Pause> {
        if self.is_halted() {
            return Some(Pause::Halted(self.why.lock().unwrap_or_else(PoisonError::into_inner).clone()));
        }
        if *self.away.borrow() {
            return Some(Pause::Away);
        }
        let free = self.free()?;
        (free < self.floor).then_some(Pause::Full { free, floor: self.floor })
    }

    /// Bytes free on the store's disk; nothing for a store that has none.
    pub(crate) fn free(&self) -> Option<u64> {
        space::free(self.folder.as_deref()?)
    }

    pub(super) fn injected(&self) -> surrealdb_kvs::Result<()> {
        if self.fail.swap(false, Ordering::AcqRel) {
            return Err(surrealdb_kvs::Error::Transaction("I/O error by request of a test".to_owned()));
        }
        Ok(())
    }

    pub(crate) fn fail_next(&self) {
        self.fail.store(true, Ordering::Release);
    }
}
