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
mod category;
mod completion;
mod course;
mod desk;
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
mod organisation;
mod people;
mod pipeline;
mod planning;
mod question;
mod reminder;
mod requirement;
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

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use surrealdb::Surreal;
use surrealdb::engine::any::{self, Any};
use surrealdb::opt::Config;
use surrealdb::opt::auth::{Database, Root};

pub use accounts::initial_password;
pub use appraisal::ballot_hash;
pub use audit::{Actor, chain};
pub use backup::{BackupError, FLEETING, Manifest, TABLES};
pub use error::StoreError;
pub use imports::NewImport;
pub use keys::search_key;
pub use load::Bulk;
pub use migrate::{Applied, MIGRATIONS, MigrateError, Planned};
pub use script::Script;
pub use sealed::Seal;
pub use session::{SessionRow, Stage};
pub use sign_in::SignInRow;
pub use training::export::LedgerLine;

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
        }
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
    // A clone of the client itself would be a new session of the engine.
    db: Arc<Surreal<Any>>,
    caches: Arc<Caches>,
    /// Whether other servers may use the same store: an embedded engine lets in one.
    shared: bool,
    ballot_keys: appraisal::BallotKeys,
    seal: Arc<dyn sealed::Seal>,
}

#[derive(Default)]
struct Caches {
    viewers: session::ViewerCache,
    seats: training::Seats,
    requirements: kept::Kept<Vec<domain::training::Requirement>>,
    categories: kept::Kept<domain::training::Categories>,
    exams: exam::ReadyExams,
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

    /// Something was written: older answers no longer count.
    pub(crate) fn changed(&self, name: &str) {
        // Taking or giving back a seat is the most frequent change of all, and of a class it
        // changes nothing but the count.
        if ["class.", "unit.", "load", "raw"].iter().any(|kind| name.starts_with(kind)) {
            self.class_generation.fetch_add(1, Ordering::AcqRel);
        }
        if !["enrol", "check-in"].contains(&name) {
            self.seats.changed();
        }
        // Moving a unit moves the roles over it. Opening, renewing and closing one session
        // are told to the cache by themselves; a sign-in that failed ends no session.
        let access = ["account.", "grant.", "unit.", "load", "raw", "session.sweep", "session.pending"];
        let harmless = ["account.done", "account.failed", "account.create"];
        if access.iter().any(|kind| name.starts_with(kind)) && !harmless.contains(&name) {
            self.viewers.clear();
        }
        self.generation.fetch_add(1, Ordering::AcqRel);
    }
}

impl Store {
    /// Connects. Does not migrate, see [`Store::migrate`].
    ///
    /// # Errors
    /// When the engine can't be opened or the server can't be reached.
    pub async fn open(target: &Target) -> Result<Self, StoreError> {
        let config =
            Config::new().query_timeout(Duration::from_secs(120)).transaction_timeout(Duration::from_secs(600));
        let db = connect(&target.url, config).await?;
        if let (Some(username), Some(password)) = (target.user.clone(), target.password.clone()) {
            if target.root {
                db.signin(Root { username, password }).await?;
            } else {
                let (namespace, database) = (target.namespace.clone(), target.database.clone());
                db.signin(Database { namespace, database, username, password }).await?;
            }
        }
        db.use_ns(&target.namespace).use_db(&target.database).await?;
        let (caches, ballot_keys) = Default::default();
        let seal = Arc::new(sealed::Unsealed);
        Ok(Self { db: Arc::new(db), caches, shared: target.is_shared(), ballot_keys, seal })
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
        let wrap = self.ballot_keys.wrap.take();
        self.ballot_keys = appraisal::BallotKeys { wrap, ..appraisal::BallotKeys::in_folder(folder) };
        self
    }

    /// Whether the store answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.db.query("RETURN 1").await?.check()?;
        Ok(())
    }
}

/// Opens the engine. An embedded engine that is just being closed by a process that
/// ends, or by an earlier handle, keeps its lock for a moment.
async fn connect(url: &str, config: Config) -> Result<Surreal<Any>, StoreError> {
    let mut waited = 0;
    loop {
        match any::connect((url.to_owned(), config.clone())).await {
            Ok(db) => return Ok(db),
            Err(error) if error.to_string().contains("locked") && waited < 20 => {
                waited += 1;
                tokio::time::sleep(Duration::from_millis(250)).await;
            }
            Err(error) => return Err(error.into()),
        }
    }
}
