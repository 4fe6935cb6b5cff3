//! The `ganqiao` program: configuration, HTTP, sessions, files, jobs, command line. It
//! joins the screens to the store.

pub mod auth;
pub mod badge;
pub mod bench;
pub mod certificate;
pub mod cli;
pub mod config;
pub mod demo;
pub mod document;
pub mod files;
pub mod http;
pub mod jobs;
pub mod secrets;
pub mod telemetry;

use domain::Moment;

/// The one place that reads the clock.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the one place")]
pub fn now() -> Moment {
    Moment(chrono::Utc::now().timestamp_millis())
}
