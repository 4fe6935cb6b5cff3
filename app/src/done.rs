//! What a form that was carried out says about it on the next page: each feature has its own sentences.

use crate::{
    account, admin, appraisal, audit, desk, exchange, feed, import, incentive, organisation, people, pipeline,
    tolerance, training,
};

/// The sentence for a form's address.
#[must_use]
pub fn done(path: &str) -> Option<&'static str> {
    let features: &[fn(&str) -> Option<&'static str>] = &[
        account::done::done,
        admin::done::done,
        appraisal::done::done,
        exchange::done::done,
        feed::done::done,
        import::done::done,
        incentive::done::done,
        organisation::done::done,
        people::done::done,
        pipeline::done::done,
        tolerance::done::done,
        training::done::done,
    ];
    features.iter().find_map(|said| said(path))
}

/// Whether a form says nothing afterwards: its page says it itself, or there is nothing to say.
#[must_use]
pub fn is_silent(path: &str) -> bool {
    let features =
        [audit::done::SILENT, desk::done::SILENT, import::done::SILENT, people::done::SILENT, training::done::SILENT];
    features.iter().any(|silent| silent.contains(&path))
}
