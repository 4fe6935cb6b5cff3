//! The writes that are under way: what of them is not to be seen yet may bear an earlier time than what is.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// When each write of this program that is not over began.
#[derive(Default)]
pub(crate) struct UnderWay(Arc<Mutex<Began>>);

#[derive(Default)]
struct Began {
    last: u64,
    writes: BTreeMap<u64, Instant>,
}

/// A write that is under way until this goes out of scope.
pub(crate) struct Write {
    of: Arc<Mutex<Began>>,
    number: u64,
}

impl UnderWay {
    /// Begins a write.
    pub(crate) fn begin(&self) -> Write {
        let mut began = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        began.last += 1;
        let number = began.last;
        began.writes.insert(number, Instant::now());
        Write { of: self.0.clone(), number }
    }

    /// Since when the longest of them is under way; now where there is none.
    pub(crate) fn oldest(&self) -> Instant {
        let began = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        began.writes.values().next().copied().unwrap_or_else(Instant::now)
    }
}

impl Drop for Write {
    fn drop(&mut self) {
        self.of.lock().unwrap_or_else(PoisonError::into_inner).writes.remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_is_the_one_that_began_first_of_those_not_over() {
        let under_way = UnderWay::default();
        let (start, first) = (Instant::now(), under_way.begin());
        let between = Instant::now();
        let second = under_way.begin();
        assert!((start..=between).contains(&under_way.oldest()));
        drop(first);
        assert!(under_way.oldest() >= between);
        let (held, after) = (under_way.oldest(), Instant::now());
        assert!(held <= after, "the second is under way still");
        drop(second);
        assert!(under_way.oldest() >= after);
    }
}
