//! Whether the program can serve.

use std::time::Duration;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use store::Pause;

use crate::state::AppState;

/// Seconds within which the store must answer whether it is there.
const PING_SECONDS: u64 = 3;

/// Whether requests can be served in full: the store answers and takes changes, and the jobs come
/// through. Each line of the answer is one thing that does not hold, or a note.
pub(super) async fn ready(State(state): State<AppState>) -> Response {
    let mut wrong = Vec::new();
    match state.store.pause() {
        Some(Pause::Halted(_)) => wrong.push("store halted: the engine failed, start the program again".to_owned()),
        Some(Pause::Full { free, floor }) => {
            wrong.push(format!("disk full: {} MiB free, nothing is written below {} MiB", free >> 20, floor >> 20));
        }
        Some(Pause::Away) => wrong.push("store away".to_owned()),
        None => {}
    }
    let asked = tokio::time::timeout(Duration::from_secs(PING_SECONDS), state.store.sealing()).await;
    let sealing = match asked {
        Ok(Ok((pending, last))) => {
            let age = last.map_or(0, |at| (crate::now().0 - at.0).max(0) / 1000);
            format!("pending {pending} last seal {age} s ago")
        }
        Ok(Err(error)) => {
            tracing::error!(%error, "not ready");
            wrong.push("store unavailable".to_owned());
            String::new()
        }
        Err(_) => {
            wrong.push("store unavailable".to_owned());
            String::new()
        }
    };
    for (job, seconds, late) in state.beats.all() {
        if late {
            wrong.push(format!("job {job} has not come through for {seconds} s"));
        }
    }
    let leap =
        state.clock.leap().map(|by| format!("clock leapt by {} s: not confirmed\n", by / 1000)).unwrap_or_default();
    if wrong.is_empty() {
        return format!("ready\n{sealing}\n{leap}").into_response();
    }
    tracing::error!(?wrong, "not ready");
    let text = format!("{}\n{sealing}\n{leap}", wrong.join("\n"));
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "5")], text).into_response()
}
