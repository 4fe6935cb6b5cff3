//! Whether the jobs come through.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// When each job last came through, and how late it may be.
#[derive(Default)]
pub struct Beats(Mutex<BTreeMap<&'static str, (Instant, Duration)>>);

impl Beats {
    pub(super) fn beat(&self, job: &'static str, late: Duration) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(job, (Instant::now(), late));
    }

    /// Seconds since each job came through, and whether that is too long.
    #[must_use]
    pub fn all(&self) -> Vec<(&'static str, u64, bool)> {
        let beats = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        beats.iter().map(|(job, (at, late))| (*job, at.elapsed().as_secs(), at.elapsed() > *late)).collect()
    }
}
