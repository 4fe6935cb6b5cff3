//! The configured store, as commands open and close it.

use std::process::ExitCode;
use std::sync::Arc;

use store::{Applied, Store, StoreError};

use super::outcome::Failure;
use crate::config::Config;
use crate::now;
use crate::secrets::Secrets;

/// Connects, making the folder of an embedded store.
async fn connect(config: &Config) -> Result<Store, Failure> {
    prepare(config)?;
    let store = Store::open(&config.store).await;
    finish(config, store).await
}

/// The same without comparing the store with its witness.
pub(super) async fn connect_unproven(config: &Config) -> Result<Store, Failure> {
    prepare(config)?;
    let store = Store::open_unproven(&config.store).await;
    finish(config, store).await
}

fn prepare(config: &Config) -> Result<(), Failure> {
    if let Some(folder) = config.store.folder()
        && let Some(parent) = folder.parent()
    {
        std::fs::create_dir_all(parent)?;
    }
    Store::hash_passwords_with(crate::auth::hash_password);
    Ok(())
}

async fn finish(config: &Config, store: Result<Store, StoreError>) -> Result<Store, Failure> {
    let store = store.map_err(|e| format!("the store at {} can't be opened: {e}", config.store.url))?;
    let store = store.with_consent_days(config.sign_in.consent_days);
    // What is kept in memory ends with it, and so do the keys of its boxes.
    if config.store.url.starts_with("mem:") {
        return Ok(store);
    }
    match Secrets::open(&config.secrets, !config.store.is_shared()) {
        Ok(secrets) => Ok(store.with_ballot_keys(&config.secrets.ballot_keys).with_seal(Arc::new(secrets))),
        Err(error) => Err(given_up(&store, error.into()).await),
    }
}

/// Connects to a store that has this program's schema.
pub(crate) async fn open(config: &Config) -> Result<Store, Failure> {
    let store = connect(config).await?;
    match made_ready(&store).await {
        Ok(()) => Ok(store),
        Err(error) => Err(given_up(&store, error).await),
    }
}

async fn made_ready(store: &Store) -> Result<(), Failure> {
    store.migrate(false, now()).await?;
    let sealed = store.seal_at_rest().await?;
    if sealed > 0 {
        tracing::info!(rows = sealed, "sealed with the program's present key");
    }
    store.seed_requirements(now()).await?;
    store.seed_exchange(now()).await?;
    Ok(())
}

/// Closes a store that could not be made what it should be; the failure is what is told.
pub(super) async fn given_up(store: &Store, failure: Failure) -> Failure {
    if let Err(error) = store.shut_uncounted().await {
        tracing::error!(%error, "the engine was not closed in good order");
    }
    failure
}

/// Brings the configured store to this program's schema and closes it, or only says what would be
/// done: what was there before, and the migrations that are lacking.
///
/// # Errors
/// When the store can't be opened or closed, is newer than the program, or a migration fails; it is
/// closed then too, with what was applied before.
pub async fn migrate(config: &Config, dry_run: bool) -> Result<Applied, Failure> {
    let store = connect(config).await?;
    match store.migrate(dry_run, now()).await {
        Ok(applied) => {
            // Of what does not have this schema nothing can be counted.
            if dry_run {
                store.shut_uncounted().await?
            } else {
                store.shut(now()).await?
            }
            Ok(applied)
        }
        Err(error) => Err(given_up(&store, error.into()).await),
    }
}

/// Does something with a store and closes it in good order.
pub(super) async fn with_store(
    config: &Config,
    work: impl AsyncFnOnce(&Store) -> Result<ExitCode, Failure>,
) -> Result<ExitCode, Failure> {
    with_open(open(config).await?, work).await
}

/// The same with a store that is open.
pub(super) async fn with_open(
    store: Store,
    work: impl AsyncFnOnce(&Store) -> Result<ExitCode, Failure>,
) -> Result<ExitCode, Failure> {
    let outcome = work(&store).await;
    let closed = store.shut(now()).await;
    let code = outcome?;
    closed?;
    Ok(code)
}

/// Does something with a store that is to have this program's schema afterwards, and closes it:
/// where it failed, as far as it had got.
pub(super) async fn with_any<T>(
    store: Store,
    work: impl AsyncFnOnce(&Store) -> Result<T, Failure>,
) -> Result<T, Failure> {
    match work(&store).await {
        Ok(done) => {
            store.shut(now()).await?;
            Ok(done)
        }
        Err(error) => Err(given_up(&store, error).await),
    }
}
