//! The store: the only crate that speaks SurrealDB.
//!
//! - [`Store::open`] connects by URL, embedded or remote, with the same code after it.
//! - Every change goes through one helper, [`script`], which makes it one transaction,
//!   retries conflicts and counts them.
//! - Every change leaves a row of the [`audit`] trail in that same transaction.
//! - Every method that answers a person takes the viewer and keeps to their scope.
//!
//! Query rules, learnt from the engine's known bugs: writes go by record id, never by
//! an indexed WHERE; no optional field is indexed; ids are selected first and written
//! second; every indexed query has a test that compares it with a full scan.

mod accounts;
mod appraisal;
mod audit;
mod backup;
mod batch;
mod category;
mod change;
mod completion;
mod course;
mod desk;
mod engine;
mod error;
mod exam;
mod exchange;
mod hours;
mod imports;
mod incentive;
mod installation;
mod kept;
mod keys;
mod ledger;
mod library;
mod load;
mod migrate;
mod once;
mod organisation;
mod people;
mod pipeline;
mod planning;
mod procedure;
mod question;
mod reading;
mod refused;
mod reminder;
mod requirement;
mod row;
mod rows;
mod save;
mod script;
mod sealed;
mod session;
mod sign_in;
mod standing;
mod tolerance;
pub mod trail;
mod training;
mod versioned;
mod witness;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

pub(crate) use change::Change;

pub use accounts::initial_password;
pub use appraisal::ballot_hash;
pub use audit::{Actor, chain};
pub use backup::{BackupError, FLEETING, Manifest, TABLES};
pub use engine::Pause;
pub use engine::log::LogMark;
pub use error::StoreError;
pub use imports::NewImport;
pub use keys::search_key;
pub use load::Bulk;
pub use migrate::{Applied, MIGRATIONS, MigrateError, Planned};
pub use organisation::place::{PLACED, Placed};
pub use script::Script;
pub use sealed::Seal;
pub use session::{SessionRow, Stage};
pub use sign_in::{Refused, SignInRow, Tried};
pub use training::export::LedgerLine;
pub use witness::{Clock, Lacking, Witness};

/// How to reach the store.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Target {
    /// `surrealkv://path`, `rocksdb://path`, `mem://`, `ws://host:port` or `wss://…`.
    pub url: String,
    /// Namespace.
    pub namespace: String,
    /// Database.
    pub database: String,
    /// User of a remote server; nothing for an embedded engine.
    pub user: Option<String>,
    /// Their password.
    pub password: Option<String>,
    /// Whether the user is of the whole server rather than of the database.
    pub root: bool,
    /// Mebibytes to leave free on the store's disk: with less, the program writes nothing.
    pub floor_mib: u64,
    /// Mebibytes of the disk held in reserve while the program serves, given back when it is closed.
    pub reserve_mib: u64,
    /// Mebibytes of changes that the engine keeps in memory and in its log before it writes them to
    /// its sorted files; the largest single change must fit in.
    pub memory_mib: u64,
}

impl Default for Target {
    fn default() -> Self {
        Self::embedded("surrealkv://data/store")
    }
}

impl Target {
    /// An embedded store at a URL.
    #[must_use]
    pub fn embedded(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            namespace: "ganqiao".to_owned(),
            database: "main".to_owned(),
            user: None,
            password: None,
            root: false,
            floor_mib: 256,
            reserve_mib: 64,
            memory_mib: 256,
        }
    }

    /// The folder of an embedded engine; nothing for a store in memory or elsewhere.
    #[must_use]
    pub fn folder(&self) -> Option<PathBuf> {
        engine::path_of(&self.url).map(Path::to_path_buf)
    }

    /// A file beside the folder of an embedded engine.
    fn beside(&self, ending: &str) -> Option<PathBuf> {
        self.folder()
            .map(|folder| PathBuf::from(format!("{}.{ending}", folder.display().to_string().trim_end_matches('/'))))
    }

    /// The witness of an embedded engine, see [`Witness`].
    #[must_use]
    pub fn witness(&self) -> Option<PathBuf> {
        self.beside("witness")
    }

    /// The folder of the log of an engine whose log is read before it is opened.
    fn log_folder(&self) -> Option<PathBuf> {
        self.folder().filter(|_| self.url.starts_with("surrealkv:")).map(|folder| folder.join("wal"))
    }

    /// Whether other servers may use the same store. An embedded engine lets in one.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        ["ws:", "wss:", "http:", "https:"].iter().any(|scheme| self.url.starts_with(scheme))
    }
}

/// An open store. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    engine: Arc<engine::Engine>,
    caches: Arc<Caches>,
    /// Whether other servers may use the same store: an embedded engine lets in one.
    shared: bool,
    ballot_keys: appraisal::BallotKeys,
    seal: Arc<dyn sealed::Seal>,
    /// Where the witness is written, for an embedded store.
    witness: Option<PathBuf>,
    /// What the witness notes of the clock.
    clock: Arc<std::sync::Mutex<Option<Clock>>>,
    /// What is held in reserve on the disk: its file, and bytes.
    reserve: Option<(PathBuf, u64)>,
    /// Days in which an administrator's request waits for another's consent.
    consent_days: u32,
}

#[derive(Default)]
struct Caches {
    viewers: session::ViewerCache,
    looks: reading::Looks,
    seats: training::Seats,
    requirements: kept::Kept<Vec<domain::training::Requirement>>,
    categories: kept::Kept<domain::training::Categories>,
    exams: exam::ReadyExams,
    importing: imports::Importing,
    /// One counts at a time, see [`standing`].
    counting: tokio::sync::Mutex<()>,
    homes: desk::Answers<domain::home::Home>,
    unread: desk::Answers<u32>,
    open_classes: desk::Answers<Arc<Vec<domain::training::Class>>>,
    /// Counts the changes written through this program, so that an answer from before
    /// the last of them is not given again.
    generation: AtomicU64,
    /// The same for classes themselves, without the seats taken in them.
    class_generation: AtomicU64,
}

impl Caches {
    pub(crate) fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    pub(crate) fn class_generation(&self) -> u64 {
        self.class_generation.load(Ordering::Acquire)
    }

    /// Something was written: older answers no longer count. Opening, renewing and closing one
    /// session are told to the cache of viewers by themselves.
    pub(crate) fn changed(&self, change: Change) {
        if change.moves_classes() {
            self.class_generation.fetch_add(1, Ordering::AcqRel);
        }
        if change.frees_seats() {
            self.seats.changed();
        }
        if change.moves_access() {
            self.viewers.clear();
        }
        if change.moves_answers() {
            self.generation.fetch_add(1, Ordering::AcqRel);
        }
    }
}

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
        let engine = Arc::new(engine::Engine::open(target).await?);
        let (caches, ballot_keys, clock) = Default::default();
        let reserve = target.beside("reserve").map(|file| (file, target.reserve_mib << 20));
        let seal = Arc::new(sealed::Unsealed);
        Ok(Self {
            engine,
            caches,
            shared: target.is_shared(),
            ballot_keys,
            seal,
            witness: target.witness(),
            clock,
            reserve,
            consent_days: domain::account::SignInPolicy::default().consent_days,
        })
    }

    /// Gives up what lies behind the damage in the log of a store that is not open. Gives the folder
    /// of the copies kept, and how many bytes are given up; nothing when the log is whole.
    ///
    /// # Errors
    /// When a file can't be read or written.
    pub fn give_up_log(target: &Target) -> Result<Option<(PathBuf, u64)>, StoreError> {
        let Some(folder) = target.folder().filter(|_| target.log_folder().is_some()) else { return Ok(None) };
        let given_up = engine::log::give_up(&folder)?;
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
    pub async fn ballot_box(&self, name: &str) -> Result<String, domain::Fault> {
        self.ballot_keys.of_box(name).await?.public()
    }

    /// The same store with the keys of ballot boxes in a folder, which is not part of the store nor
    /// of its backups. Without one they last as long as the program: for a store in memory.
    #[must_use]
    pub fn with_ballot_keys(mut self, folder: &std::path::Path) -> Self {
        let mut keys = appraisal::BallotKeys::in_folder(folder);
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

    /// Another handle to the same engine that keeps nothing in common with this one, as another
    /// program beside it would hold.
    #[must_use]
    pub fn beside(&self) -> Self {
        Self { caches: Arc::default(), ..self.clone() }
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
            Some((file, bytes)) if *bytes > 0 => engine::space::reserve(file, *bytes),
            _ => Ok(()),
        }
    }

    fn give_reserve_back(&self) {
        if let Some((file, _)) = &self.reserve {
            engine::space::release(file);
        }
    }

    /// What the witness is to note of the clock from now on.
    pub fn note_clock(&self, clock: Clock) {
        *self.clock.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(clock);
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
