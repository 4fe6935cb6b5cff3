//! Opening a store, and what holds while it is open: its pause, its reserve on the disk, its clock.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

use domain::Fault;
use domain::account::SignInPolicy;

use crate::appraisal::{BALLOTS_AT_ONCE, BallotKeys};
use crate::engine::{Engine, log, space};
use crate::seal::Unsealed;
use crate::{Clock, Pause, Script, Store, StoreError, Target, Witness};

impl Store {
    /// Connects, and proves an embedded store by its log and its witness. Does not migrate, see
    /// [`Store::migrate`].
    ///
    /// # Errors
    /// When the engine can't be opened, the server can't be reached, or the store lacks something.
    pub async fn open(target: &Target) -> Result<Self, StoreError> {
        let store = Self::open_unproven(target).await?;
        store.prove().await?;
        Ok(store)
    }

    /// The same without a look at the witness: for a restore, and for whoever accepts a loss.
    ///
    /// # Errors
    /// When the engine can't be opened or the server can't be reached.
    pub async fn open_unproven(target: &Target) -> Result<Self, StoreError> {
        let engine = Arc::new(Engine::open(target).await?);
        let (caches, ballot_keys, clock) = Default::default();
        let reserve = target.beside("reserve").map(|file| (file, target.reserve_mib << 20));
        let seal = Arc::new(Unsealed);
        Ok(Self {
            engine,
            caches,
            shared: target.is_shared(),
            ballot_keys,
            seal,
            witness: target.witness(),
            clock,
            reserve,
            consent_days: SignInPolicy::default().consent_days,
            ballots_at_once: BALLOTS_AT_ONCE,
        })
    }

    /// Gives up what lies behind the damage in the log of a store that is not open. Gives the folder
    /// of the copies kept, and how many bytes are given up; nothing when the log is whole.
    ///
    /// # Errors
    /// When a file can't be read or written.
    pub fn give_up_log(target: &Target) -> Result<Option<(PathBuf, u64)>, StoreError> {
        let Some(folder) = target.folder().filter(|_| target.log_folder().is_some()) else { return Ok(None) };
        let given_up = log::give_up(&folder)?;
        // The witness is not to ask for what was given up.
        if let Some(file) = target.witness()
            && let Some(witness) = Witness::read(&file)
        {
            let written = Witness { log: None, ..witness }.write(&file);
            written.map_err(|error| StoreError::Unopened(format!("{}: {error}", file.display())))?;
        }
        Ok(given_up)
    }

    /// The public key of a box, which is made when there is none yet.
    ///
    /// # Errors
    /// When its key can't be read, opened or made.
    pub async fn ballot_box(&self, name: &str) -> Result<String, Fault> {
        self.ballot_keys.of_box(name).await?.public()
    }

    /// The same store with the keys of ballot boxes in a folder, which is not part of the store nor
    /// of its backups. Without one they last as long as the program: for a store in memory.
    #[must_use]
    pub fn with_ballot_keys(mut self, folder: &Path) -> Self {
        let mut keys = BallotKeys::in_folder(folder);
        keys.wrap = self.ballot_keys.wrap.take();
        self.ballot_keys = keys;
        self
    }

    /// With another time in which an administrator's request waits for another's consent.
    #[must_use]
    pub fn with_consent_days(mut self, days: u32) -> Self {
        self.consent_days = days;
        self
    }

    /// With another number of ballots that are opened at a time when a vote is counted, at least one; the count of
    /// no more than these is over when it was asked for.
    #[must_use]
    pub fn with_ballots_at_once(mut self, ballots: usize) -> Self {
        self.ballots_at_once = ballots.max(1);
        self
    }

    /// Another handle to the same engine that keeps nothing in common with this one, as another
    /// program beside it would hold.
    #[must_use]
    pub fn beside(&self) -> Self {
        Self { caches: Arc::default(), shared: true, ..self.clone() }
    }

    /// Whether the store answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.rows::<i64>(Script::new("RETURN 1")).await?;
        Ok(())
    }

    /// Why the store takes no changes now; nothing while it does.
    #[must_use]
    pub fn pause(&self) -> Option<Pause> {
        self.engine.watch.pause()
    }

    /// Bytes free on the store's disk; nothing for a store in memory or elsewhere.
    #[must_use]
    pub fn free(&self) -> Option<u64> {
        self.engine.watch.free()
    }

    /// Holds some of the disk in reserve, so that the engine can be closed in good order although
    /// something else has filled it.
    ///
    /// # Errors
    /// When there is no room for it.
    pub fn hold_reserve(&self) -> std::io::Result<()> {
        match &self.reserve {
            Some((file, bytes)) if *bytes > 0 => space::reserve(file, *bytes),
            _ => Ok(()),
        }
    }

    pub(crate) fn give_reserve_back(&self) {
        if let Some((file, _)) = &self.reserve {
            space::release(file);
        }
    }

    /// What the witness is to note of the clock from now on.
    pub fn note_clock(&self, clock: Clock) {
        *self.clock.lock().unwrap_or_else(PoisonError::into_inner) = Some(clock);
    }

    /// The witness as it was last written.
    #[must_use]
    pub fn witness(&self) -> Option<Witness> {
        self.witness.as_deref().and_then(Witness::read)
    }

    /// Makes the next commit end as one whose outcome the engine can't tell, although it is written:
    /// for tests. The program itself never calls it.
    pub fn fail_next_commit(&self) {
        self.engine.watch.fail_next();
    }
}
