//! Uploads of the last half hour, kept so that their columns can be mapped otherwise.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use domain::{ImportId, UnitId};

/// How many are kept: each may be as large as an upload may be.
const KEEP: usize = 4;
const KEEP_FOR: Duration = Duration::from_secs(1800);

/// Files as they were sent: (name, bytes), and the unit for people whose row names none.
pub(crate) struct Upload {
    pub(crate) files: Vec<(String, Vec<u8>)>,
    pub(crate) home: UnitId,
}

struct Kept {
    id: ImportId,
    at: Instant,
    upload: Upload,
}

/// The uploads that are kept, the oldest first.
#[derive(Default)]
pub(crate) struct Uploads(Mutex<VecDeque<Kept>>);

impl Uploads {
    fn fresh(&self) -> MutexGuard<'_, VecDeque<Kept>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|old| old.at.elapsed() < KEEP_FOR);
        kept
    }

    /// Keeps what an import was read from, in place of the oldest where there are enough.
    pub(crate) fn keep(&self, id: ImportId, upload: Upload) {
        let mut kept = self.fresh();
        while kept.len() >= KEEP {
            kept.pop_front();
        }
        kept.push_back(Kept { id, at: Instant::now(), upload });
    }

    /// Takes out what an import was read from, where it is still there.
    pub(crate) fn take(&self, id: &ImportId) -> Option<Upload> {
        let mut kept = self.fresh();
        let at = kept.iter().position(|old| old.id == *id)?;
        kept.remove(at).map(|kept| kept.upload)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_are_kept_and_each_is_taken_once() {
        let uploads = Uploads::default();
        for n in 0..=KEEP {
            uploads.keep(n.to_string().into(), Upload { files: Vec::new(), home: n.to_string().into() });
        }
        assert!(uploads.take(&"0".into()).is_none());
        assert_eq!(uploads.take(&"1".into()).map(|one| one.home), Some("1".into()));
        assert!(uploads.take(&"1".into()).is_none());
    }
}
