//! Answers that are given again for a moment, as long as nothing has changed.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long an answer may be given again; another server's change is seen after that.
pub(crate) const FRESH: Duration = Duration::from_secs(2);

/// What was there when an answer was made: the last change of all, and of the viewer's own.
type Made = (u64, u64);

type Kept<T> = (Made, Instant, T);

/// Answers that hold until the next change: most requests of a busy hour are people
/// looking at a home page that nothing has happened to.
pub(crate) struct Answers<T>(Mutex<HashMap<String, Kept<T>>>);

impl<T> Default for Answers<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Clone> Answers<T> {
    pub(crate) fn get(&self, key: &str, generation: Made) -> Option<T> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(key)
            .filter(|(made, at, _)| *made == generation && at.elapsed() < FRESH)
            .map(|(.., value)| value.clone())
    }

    /// Keeps an answer made of what was there at `generation`.
    pub(crate) fn put(&self, key: String, generation: Made, value: T) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() > 5_000 {
            kept.retain(|_, (made, at, _)| *made == generation && at.elapsed() < FRESH);
        }
        kept.insert(key, (generation, Instant::now(), value));
    }
}
