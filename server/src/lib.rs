//! The `ganqiao` program: configuration, HTTP, sessions, files, jobs, command line. It
//! joins the screens to the store.

pub mod auth;
pub mod badge;
pub mod bench;
pub mod certificate;
pub mod cli;
pub mod clock;
pub mod config;
mod control;
pub mod demo;
pub mod document;
pub mod files;
pub mod http;
pub mod jobs;
pub mod request;
pub mod secrets;
pub mod state;
pub mod telemetry;
pub mod watchdog;

use domain::Moment;

/// Days that a demonstration has gone forward; always 0 elsewhere.
static DAYS_AHEAD: std::sync::atomic::AtomicI64 = std::sync::atomic::AtomicI64::new(0);

/// The one place that reads the clock.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the one place")]
pub fn now() -> Moment {
    let ahead = DAYS_AHEAD.load(std::sync::atomic::Ordering::Relaxed);
    Moment(chrono::Utc::now().timestamp_millis() + ahead * 86_400_000)
}

/// Takes a demonstration forward to a later day, so that deadlines, notices and terms can be
/// seen to end. Never back. Gives the days it is ahead.
pub(crate) fn go_forward(days: u32) -> i64 {
    DAYS_AHEAD.fetch_add(i64::from(days), std::sync::atomic::Ordering::Relaxed) + i64::from(days)
}
