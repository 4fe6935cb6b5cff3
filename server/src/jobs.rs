//! What runs beside the requests: sealing the audit trail, sweeping ended sessions, what
//! time does to places in classes, counting completion and votes, reminding of missing hours.
//!
//! Each is begun again after every end: a step that fails or panics costs that step, not
//! the job. Each says when it last came through.

mod beats;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use store::{Store, StoreError};
use tokio::task::JoinHandle;

pub use beats::Beats;

use crate::clock::WallClock;
use crate::config::Config;
use crate::now;

/// A job that panics is begun again after a second, then two, four, …, at most after this.
const MOST_PAUSE: Duration = Duration::from_secs(300);

/// Runs `step` every so often, for as long as the program runs; `late` without coming through is said.
fn job<F: Future<Output = Result<(), StoreError>> + Send + 'static>(
    name: &'static str,
    (every, late): (Duration, Duration),
    beats: &Arc<Beats>,
    step: impl Fn() -> F + Send + Sync + 'static,
) -> JoinHandle<()> {
    job_with(name, (every, late), Duration::from_secs(1), beats, step)
}

fn job_with<F: Future<Output = Result<(), StoreError>> + Send + 'static>(
    name: &'static str,
    (every, late): (Duration, Duration),
    first_pause: Duration,
    beats: &Arc<Beats>,
    step: impl Fn() -> F + Send + Sync + 'static,
) -> JoinHandle<()> {
    let beats = Arc::clone(beats);
    beats.beat(name, late);
    tokio::spawn(async move {
        let mut pause = first_pause;
        loop {
            tokio::time::sleep(every).await;
            match AssertUnwindSafe(async { step().await }).catch_unwind().await {
                Ok(Ok(())) => {
                    pause = first_pause;
                    beats.beat(name, late);
                    continue;
                }
                Ok(Err(error)) => tracing::error!(job = name, %error, "a job did not come through"),
                Err(_) => tracing::error!(job = name, "a job panicked, and is begun again"),
            }
            metrics::counter!("ganqiao_job_failures_total", "job" => name).increment(1);
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(MOST_PAUSE);
        }
    })
}

/// Starts the jobs. They end when aborted; each step is a transaction of its own.
#[must_use]
pub fn start(store: &Store, config: &Config, clock: &Arc<WallClock>, beats: &Arc<Beats>) -> Vec<JoinHandle<()>> {
    let (sealer, sweeper, tender, counter, seer, teller) =
        (store.clone(), store.clone(), store.clone(), store.clone(), store.clone(), store.clone());
    let seconds = Duration::from_secs;
    let tend = seconds(config.training.tend_seconds);
    let policy = config.sign_in;
    let files = config.training.files.clone();
    let (sealing, sweeping, tending) = (Arc::clone(clock), Arc::clone(clock), Arc::clone(clock));
    vec![
        job("seal", (seconds(config.audit.seal_seconds), seconds(120)), beats, move || {
            let store = sealer.clone();
            sealing.leap();
            store.note_clock(sealing.noted());
            async move {
                let rows = store.seal(now()).await?;
                metrics::counter!("ganqiao_audit_sealed_total").increment(rows as u64);
                Ok(())
            }
        }),
        job("seen", (seconds(5), seconds(120)), beats, move || {
            let store = seer.clone();
            async move {
                match store.note_seen().await {
                    // They are kept until something can be written again.
                    Err(StoreError::Paused(_)) => Ok(()),
                    noted => noted,
                }
            }
        }),
        job("sessions", (seconds(300), seconds(3600)), beats, move || {
            let (store, clock) = (sweeper.clone(), Arc::clone(&sweeping));
            async move { if clock.leap().is_some() { Ok(()) } else { store.sweep_sessions(&policy, now()).await } }
        }),
        // Counting everybody anew takes as long as there are people.
        job("count", (tend, seconds(2 * 3600)), beats, move || {
            let store = counter.clone();
            async move { store.settle_all(now()).await }
        }),
        // And counting a vote, as long as there are ballots; whoever closed it looks on.
        job("votes", (seconds(2), seconds(2 * 3600)), beats, move || {
            let store = teller.clone();
            async move { store.count_votes(now()).await }
        }),
        job("tend", (tend, seconds(1800)), beats, move || {
            let (store, clock, files) = (tender.clone(), Arc::clone(&tending), files.clone());
            async move {
                // What time does can't be undone: not by a clock that nobody believes.
                if clock.leap().is_some() {
                    return Ok(());
                }
                tend_all(&store, &files).await
            }
        }),
    ]
}

/// Everything that time does, to files too. What fails keeps nothing else from being done.
async fn tend_all(store: &Store, files: &std::path::Path) -> Result<(), StoreError> {
    let tended = store.tend(now()).await;
    match store.destroy_tolerance_keys(now()).await {
        Ok(gone) => gone.iter().for_each(|id| crate::files::evidence::remove(files, id)),
        Err(error) => {
            tracing::warn!(%error, "evidence past its time was not destroyed");
            return Err(error);
        }
    }
    tended
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[tokio::test]
    async fn a_job_that_panics_is_begun_again_and_says_how_long_it_has_not_come_through() {
        let beats = Arc::new(Beats::default());
        let runs = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&runs);
        let short = Duration::from_millis(2);
        let running = job_with("seal", (short, Duration::from_secs(120)), short, &beats, move || {
            let n = counted.fetch_add(1, Ordering::Relaxed);
            async move {
                match n {
                    0..3 => panic!("no more room for a line of the log"),
                    3 => Err(StoreError::Broken("no".to_owned())),
                    _ => Ok(()),
                }
            }
        });
        let through = async {
            while runs.load(Ordering::Relaxed) < 10 {
                tokio::time::sleep(short).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), through)
            .await
            .expect("begun again after three panics and an error");
        assert!(!running.is_finished());
        assert_eq!(beats.all().iter().map(|(job, _, late)| (*job, *late)).collect::<Vec<_>>(), [("seal", false)]);
        running.abort();
    }
}
