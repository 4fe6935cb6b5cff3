//! An open store: the engine it speaks to, its keys, and what is kept in memory of it. What it does
//! stands with the nouns it does it to.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use domain::PersonId;
use domain::access::Viewer;
use domain::home::Home;
use domain::training::{Categories, Class, Requirement};

use crate::answers::Answers;
use crate::appraisal::BallotKeys;
use crate::change::Change;
use crate::engine::Engine;
use crate::exam::ready::ReadyExams;
use crate::imports::importing::Importing;
use crate::kept::Kept;
use crate::mirror::Mirror;
use crate::reading::looks::Looks;
use crate::seal::Seal;
use crate::session::known::ViewerCache;
use crate::training::queue::Seats;
use crate::under_way::UnderWay;
use crate::witness::Clock;

/// So many who took a seat are told apart.
const MOST_SEATED: usize = 10_000;

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
    pub(crate) requirements: Kept<Vec<Requirement>>,
    pub(crate) categories: Kept<Categories>,
    pub(crate) exams: ReadyExams,
    pub(crate) importing: Importing,
    /// One counts at a time, see [`crate::standing`].
    pub(crate) counting: tokio::sync::Mutex<()>,
    pub(crate) mirror: Mirror,
    pub(crate) kept: Features,
    pub(crate) homes: Answers<Home>,
    pub(crate) unread: Answers<u32>,
    pub(crate) open_classes: Answers<Arc<Vec<Class>>>,
    /// Counts the changes written through this program, so that an answer from before
    /// the last of them is not given again.
    generation: AtomicU64,
    /// The same for what is followed: see [`Change::touches`].
    touched_generation: AtomicU64,
    pub(crate) under_way: UnderWay,
    /// The same without seats taken and people coming: see [`Change::Seats`].
    steady_generation: AtomicU64,
    /// The same for classes themselves, without the seats taken in them.
    class_generation: AtomicU64,
    /// How often each took a seat or came lately.
    seated: Mutex<HashMap<PersonId, u64>>,
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
    pub(crate) fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// Changes by which what is kept of people may be touched.
    pub(crate) fn touched_generation(&self) -> u64 {
        self.touched_generation.load(Ordering::Acquire)
    }

    /// The last change that may have made a viewer's pages untrue. Who has no office sees of others' seats no more
    /// than how many are left.
    pub(crate) fn generation_for(&self, viewer: &Viewer) -> (u64, u64) {
        if !viewer.grants.is_empty() {
            return (self.generation(), 0);
        }
        let seated = self.seated.lock().unwrap_or_else(PoisonError::into_inner);
        (self.steady_generation.load(Ordering::Acquire), seated.get(&viewer.person).copied().unwrap_or_default())
    }

    /// Somebody took a seat or came.
    fn seated(&self, person: &PersonId) {
        let mut seated = self.seated.lock().unwrap_or_else(PoisonError::into_inner);
        if seated.len() > MOST_SEATED {
            seated.clear();
            self.steady_generation.fetch_add(1, Ordering::AcqRel);
        }
        *seated.entry(person.clone()).or_default() += 1;
    }

    pub(crate) fn class_generation(&self) -> u64 {
        self.class_generation.load(Ordering::Acquire)
    }

    /// Something was written: older answers no longer count. Opening, renewing and closing one
    /// session are told to the cache of viewers by themselves.
    pub(crate) fn changed(&self, change: &Change) {
        if let Change::Seats(_, people) = change {
            people.iter().for_each(|person| self.seated(person));
        }
        if change.moves_classes() {
            self.class_generation.fetch_add(1, Ordering::AcqRel);
        }
        if change.frees_seats() {
            self.seats.changed();
        }
        if change.moves_access() {
            self.viewers.clear();
        }
        if change.frees_seats() {
            self.steady_generation.fetch_add(1, Ordering::AcqRel);
        }
        if change.touches() {
            self.touched_generation.fetch_add(1, Ordering::AcqRel);
        }
        if change.moves_answers() {
            self.generation.fetch_add(1, Ordering::AcqRel);
        }
    }
}
