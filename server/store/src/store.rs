//! An open store: the engine it speaks to, its keys, and what is kept in memory of it. What it does
//! stands with the nouns it does it to.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::answers::Answers;
use crate::appraisal::BallotKeys;
use crate::change::Change;
use crate::engine::Engine;
use crate::exam::ready::ReadyExams;
use crate::imports::importing::Importing;
use crate::mirror::Mirror;
use crate::reading::looks::Looks;
use crate::seal::Seal;
use crate::session::known::ViewerCache;
use crate::training::queue::Seats;
use crate::under_way::UnderWay;
use crate::witness::Clock;
use crate::written::{Written, Wrote};

/// An open store. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    pub(crate) engine: Arc<Engine>,
    pub(crate) caches: Arc<Caches>,
    /// Whether other servers may use the same store: an embedded engine lets in one.
    pub(crate) shared: bool,
    pub(crate) ballot_keys: BallotKeys,
    pub(crate) seal: Arc<dyn Seal>,
    /// Where the witness is written, for an embedded store.
    pub(crate) witness: Option<PathBuf>,
    /// What the witness notes of the clock.
    pub(crate) clock: Arc<Mutex<Option<Clock>>>,
    /// What is held in reserve on the disk: its file, and bytes.
    pub(crate) reserve: Option<(PathBuf, u64)>,
    /// Days in which an administrator's request waits for another's consent.
    pub(crate) consent_days: u32,
    /// Ballots that are opened at a time when a vote is counted.
    pub(crate) ballots_at_once: usize,
}

/// What is kept in memory of a store, for all of its handles.
#[derive(Default)]
pub(crate) struct Caches {
    pub(crate) viewers: ViewerCache,
    pub(crate) looks: Looks,
    pub(crate) seats: Seats,
    pub(crate) exams: ReadyExams,
    pub(crate) importing: Importing,
    /// One counts at a time, see [`crate::standing`].
    pub(crate) counting: tokio::sync::Mutex<()>,
    pub(crate) mirror: Mirror,
    pub(crate) kept: Features,
    pub(crate) answers: Answers,
    /// What this program wrote that answers depend on.
    pub(crate) written: Written,
    /// Counts the changes written through this program of what is followed: see [`Change::touches`].
    touched_generation: AtomicU64,
    pub(crate) under_way: UnderWay,
}

/// What features keep in memory by themselves, each a type of its own.
#[derive(Default)]
pub(crate) struct Features(Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>);

impl Features {
    /// What a feature keeps; empty at first.
    pub(crate) fn of<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = all.entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(T::default())).clone();
        kept.downcast().unwrap_or_default()
    }
}

impl Caches {
    /// Changes by which what is kept of people may be touched.
    pub(crate) fn touched_generation(&self) -> u64 {
        self.touched_generation.load(Ordering::Acquire)
    }

    /// Something was written: older answers no longer count. Opening, renewing and closing one
    /// session are told to the cache of viewers by themselves.
    pub(crate) fn changed(&self, change: &Change, wrote: &Wrote) {
        if change.frees_seats() {
            self.seats.changed();
        }
        if change.moves_access() {
            self.viewers.clear();
        }
        if change.touches() {
            self.touched_generation.fetch_add(1, Ordering::AcqRel);
        }
        if change.moves_answers() {
            self.written.note(wrote);
        }
    }
}
