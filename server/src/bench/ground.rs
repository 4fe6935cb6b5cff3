//! Where a run has its stores.

use std::path::PathBuf;
use std::time::Duration;

use domain::account::SecondFactor;
use store::{Store, Target};

use crate::cli::outcome::Failure;
use crate::config::Config;
use crate::now;
use crate::state::AppState;

/// A folder of a run, and the engine that its stores are of.
pub(super) struct Ground {
    pub(super) engine: String,
    pub(super) folder: PathBuf,
}

impl Ground {
    /// A new store with what every store has.
    pub(super) async fn open(&self, name: &str) -> Result<Store, Failure> {
        let folder = self.folder.join(name);
        let store = Store::open(&Target::embedded(&format!("{}://{}", self.engine, folder.display()))).await?;
        store.migrate(false, now()).await?;
        store.seed_requirements(now()).await?;
        store.seed_exchange(now()).await?;
        Ok(store)
    }

    /// A server's state over a store, its keys beside the store. Sessions made directly hold for the whole
    /// run, an auditor's too, who signs in with a second factor otherwise.
    pub(super) fn state(&self, store: &Store) -> Result<AppState, Failure> {
        let mut config = Config::default();
        config.secrets.key_file = self.folder.join("secret.key");
        config.secrets.ballot_keys = self.folder.join("ballot-keys");
        config.sign_in.second_factor = SecondFactor::Nobody;
        config.sign_in.idle_minutes = config.sign_in.absolute_hours * 60;
        Ok(AppState::new(store.clone(), config)?)
    }
}

/// Does something in a folder that is removed afterwards.
pub(super) async fn on_ground(
    engine: &str,
    work: impl AsyncFnOnce(&Ground) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let folder = std::env::temp_dir().join(format!("ganqiao-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let ground = Ground { engine: engine.to_owned(), folder };
    let outcome = work(&ground).await;
    // The engine closes in its own time after the last handle is gone.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let _ = std::fs::remove_dir_all(&ground.folder);
    outcome
}
