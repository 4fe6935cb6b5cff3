//! What runs beside the requests: sealing the audit trail, sweeping ended sessions, what
//! time does to places in classes, counting completion and reminding of missing hours.

use std::time::Duration;

use store::Store;
use tokio::task::JoinHandle;

use crate::config::Config;
use crate::now;

/// Starts the jobs. They end when aborted; each step is a transaction of its own.
#[must_use]
pub fn start(store: &Store, config: &Config) -> Vec<JoinHandle<()>> {
    let (sealer, sweeper, tender) = (store.clone(), store.clone(), store.clone());
    let tend = Duration::from_secs(config.training.tend_seconds);
    let every = Duration::from_secs(config.audit.seal_seconds);
    let policy = config.sign_in;
    let files = config.training.files.clone();
    vec![
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(every).await;
                match sealer.seal(now()).await {
                    Ok(rows) => metrics::counter!("ganqiao_audit_sealed_total").increment(rows as u64),
                    Err(error) => tracing::error!(%error, "the audit trail was not sealed"),
                }
            }
        }),
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(Duration::from_secs(300)).await;
                if let Err(error) = sweeper.sweep_sessions(&policy, now()).await {
                    tracing::warn!(%error, "ended sessions were not swept");
                }
            }
        }),
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(tend).await;
                if let Err(error) = tender.tend_places(now()).await {
                    tracing::warn!(%error, "places in classes were not tended");
                }
                if let Err(error) = tender.close_attempts(now()).await {
                    tracing::warn!(%error, "exams that ran out of time were not handed in");
                }
                if let Err(error) = tender.land_evaluations(now()).await {
                    tracing::warn!(%error, "evaluations of classes that are over were not opened");
                }
                if let Err(error) = tender.settle_all(now()).await {
                    tracing::warn!(%error, "completion was not counted");
                }
                if let Err(error) = tender.remind_dues(now()).await {
                    tracing::warn!(%error, "what falls due was not told");
                }
                match tender.destroy_tolerance_keys(now()).await {
                    Ok(gone) => gone.iter().for_each(|id| crate::files::evidence::remove(&files, id)),
                    Err(error) => tracing::warn!(%error, "evidence past its time was not destroyed"),
                }
                if let Err(error) = tender.remind_tolerances(now()).await {
                    tracing::warn!(%error, "deadlines of fault tolerance were not told");
                }
                if let Err(error) = tender.remind_appraisals(now()).await {
                    tracing::warn!(%error, "deadlines of appraisals were not told");
                }
                match tender.remind(now()).await {
                    Ok(people) => metrics::counter!("ganqiao_training_reminded_total").increment(u64::from(people)),
                    Err(error) => tracing::warn!(%error, "reminders were not sent"),
                }
            }
        }),
    ]
}
