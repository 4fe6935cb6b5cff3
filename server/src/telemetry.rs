//! The log and the metrics.

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

use crate::config::LogConfig;

pub fn start_log(config: &LogConfig) {
    let filter = EnvFilter::try_new(&config.filter).unwrap_or_else(|_| EnvFilter::new("info"));
    // A line that can't be written is lost; to say so would be another line that can't be written.
    let builder =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).log_internal_errors(false);
    // A second start (tests) keeps the first.
    let _ = if config.json { builder.json().try_init() } else { builder.compact().try_init() };
}

/// Starts the metrics; the handle renders them for Prometheus.
///
/// # Errors
/// When they were started before.
pub fn start_metrics() -> Result<PrometheusHandle, metrics_exporter_prometheus::BuildError> {
    PrometheusBuilder::new()
        .set_buckets(&[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0])?
        .install_recorder()
}

/// Keeps the figures that nobody counts up to date: how much waits for its seal, how long ago jobs came
/// through, how much room there is.
pub async fn gauge(store: &store::Store, beats: &crate::jobs::Beats, clock: &crate::clock::WallClock) {
    if let Ok((pending, last)) = store.sealing().await {
        metrics::gauge!("ganqiao_audit_pending").set(pending as f64);
        if let Some(at) = last {
            metrics::gauge!("ganqiao_audit_last_seal_seconds").set((crate::now().0 - at.0) as f64 / 1000.0);
        }
    }
    for (job, seconds, _) in beats.all() {
        metrics::gauge!("ganqiao_job_beat_seconds", "job" => job).set(seconds as f64);
    }
    if let Some(free) = store.free() {
        metrics::gauge!("ganqiao_store_free_bytes").set(free as f64);
    }
    metrics::gauge!("ganqiao_store_takes_changes").set(if store.pause().is_none() { 1.0 } else { 0.0 });
    metrics::gauge!("ganqiao_clock_leapt_seconds").set(clock.leap().unwrap_or(0) as f64 / 1000.0);
}
