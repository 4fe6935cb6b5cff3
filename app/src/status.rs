//! What the answer to a request says beside its words: of a fault its HTTP status and whether its sender was
//! turned away, of what was done how it ended.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use axum::http::request::Parts;
use axum::http::{Method, StatusCode, header};
use domain::Fault;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

/// Whether a request asked for something that is not its sender's. A plain form is led back
/// with the fault, so its status does not tell.
#[derive(Clone, Default)]
pub struct TurnedAway(Arc<AtomicBool>);

impl TurnedAway {
    fn mark(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it did.
    #[must_use]
    pub fn is_marked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// How a form ended, where that is more than its address says: what is said of it on the next page goes by it,
/// see [`crate::done`].
#[derive(Clone, Default)]
pub struct Outcome(Arc<OnceLock<&'static str>>);

impl Outcome {
    /// In a word; empty where there is no more to say.
    #[must_use]
    pub fn word(&self) -> &'static str {
        self.0.get().copied().unwrap_or_default()
    }
}

/// Notes how the form of the present request ended.
pub(crate) fn ended(word: &'static str) {
    if let Some(outcome) = use_context::<Outcome>() {
        let _ = outcome.0.set(word);
    }
}

/// Notes a fault in the answer of the present request. A page whose thing is missing says 404; a
/// plain form that failed must stay the redirect that brings its sender back.
pub(crate) fn note(fault: &Fault) {
    if *fault == Fault::Forbidden
        && let Some(turned_away) = use_context::<TurnedAway>()
    {
        turned_away.mark();
    }
    let plain_form = use_context::<Parts>().is_some_and(|parts| {
        parts.method == Method::POST
            && parts
                .headers
                .get(header::ACCEPT)
                .and_then(|accept| accept.to_str().ok())
                .is_some_and(|accept| accept.contains("text/html"))
    });
    if !plain_form
        && let Some(options) = use_context::<ResponseOptions>()
        && let Ok(status) = StatusCode::from_u16(fault.status())
    {
        options.set_status(status);
    }
}
