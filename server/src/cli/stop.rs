//! Being told to stop.

use std::io::Write;

use store::Store;
use tokio_util::sync::CancellationToken;

use super::outcome::Failure;
use crate::demo::{self, Loaded};
use crate::now;

/// Waits for Ctrl-C or the word of the system.
pub(super) async fn stopped() {
    let interrupt = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! { () = interrupt => {}, () = terminate => {} }
}

/// Loads demo data into an empty store until told to stop.
///
/// # Errors
/// When the store fails, and when it was stopped, which leaves a store that is good for nothing: it is abandoned.
pub(super) async fn load_demo(store: &Store, people: u32, seed: u64, url: &str) -> Result<(), Failure> {
    let stop = CancellationToken::new();
    let told = stop.clone();
    let waiting = tokio::spawn(async move {
        stopped().await;
        told.cancel();
        let _ = writeln!(std::io::stderr(), "stopping");
    });
    let loaded = demo::load_until(store, people, seed, now(), &stop).await;
    waiting.abort();
    match loaded? {
        Loaded::All => Ok(()),
        Loaded::Stopped(made) => {
            store.abandon();
            Err(format!(
                "stopped with {made} of {people} people in the store, which is not complete: remove what lies at {url} \
                 and load it again"
            )
            .into())
        }
    }
}
