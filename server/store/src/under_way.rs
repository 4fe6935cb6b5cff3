//! The writes that are under way: what of them is not to be seen yet may bear an earlier time than what is.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// How long a write may go on that nobody waits for any more: longer than the engine lets a query run.
pub(crate) const GOES_ON: Duration = Duration::from_secs(150);

/// When each write of this program that is not over began.
#[derive(Default)]
pub(crate) struct UnderWay(Arc<Mutex<Writes>>);

#[derive(Default)]
struct Writes {
    last: u64,
    began: BTreeMap<u64, Began>,
    /// Until when those may go on that nobody waits for any more.
    left: BTreeMap<u64, Instant>,
}

impl Writes {
    /// Forgets those that nobody waited for and that are over by now.
    fn forget_left(&mut self, now: Instant) {
        let Self { began, left, .. } = self;
        left.retain(|number, until| {
            let goes_on = *until > now;
            if !goes_on {
                began.remove(number);
            }
            goes_on
        });
    }
}

/// When a write began.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Began {
    pub(crate) at: Instant,
    /// By this machine's clock, in ms; not later than any time that the clock was set back to since.
    pub(crate) clock: i64,
}

impl Began {
    fn now() -> Self {
        let clock = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { at: Instant::now(), clock: i64::try_from(clock.as_millis()).unwrap_or(i64::MAX) }
    }
}

/// A write that is under way until this goes out of scope, unless it is left.
pub(crate) struct Write {
    of: Arc<Mutex<Writes>>,
    number: u64,
}

impl Write {
    /// Nobody waits for it any more: it is under way for as long as it may go on.
    pub(crate) fn leave(self) {
        let until = Instant::now() + GOES_ON;
        self.writes().left.insert(self.number, until);
    }

    fn writes(&self) -> MutexGuard<'_, Writes> {
        self.of.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl UnderWay {
    /// Begins a write.
    pub(crate) fn begin(&self) -> Write {
        let mut writes = self.writes();
        writes.last += 1;
        let number = writes.last;
        writes.began.insert(number, Began::now());
        Write { of: self.0.clone(), number }
    }

    /// When the first of them began; now where there is none. Whoever asks looks what was written since the last who
    /// did, so that those which must be over are heard of once more, and then forgotten.
    pub(crate) fn oldest(&self) -> Began {
        let mut writes = self.writes();
        writes.forget_left(Instant::now());
        writes.began.values().next().copied().unwrap_or_else(Began::now)
    }

    /// Whether there are such that nobody waits for: they end at any time, and nobody tells of it.
    pub(crate) fn has_left(&self) -> bool {
        !self.writes().left.is_empty()
    }

    /// Hears what the clock tells now: set back, it gives what is under way an earlier time than it began at.
    pub(crate) fn set_back(&self, clock: i64) {
        self.writes().began.values_mut().for_each(|began| began.clock = began.clock.min(clock));
    }

    fn writes(&self) -> MutexGuard<'_, Writes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Write {
    fn drop(&mut self) {
        let mut writes = self.writes();
        if !writes.left.contains_key(&self.number) {
            writes.began.remove(&self.number);
        }
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
        assert!((start..=between).contains(&under_way.oldest().at));
        drop(first);
        let held = under_way.oldest().at;
        assert!(held >= between && held <= Instant::now(), "the second is under way still");
        let after = Instant::now();
        drop(second);
        assert!(under_way.oldest().at >= after);
    }

    #[test]
    fn a_write_that_nobody_waits_for_is_under_way_until_somebody_looks_after_its_end() {
        let under_way = UnderWay::default();
        let write = under_way.begin();
        let after = Instant::now();
        write.leave();
        assert!(under_way.has_left() && under_way.oldest().at <= after);
        let over = Instant::now();
        under_way.writes().left.values_mut().for_each(|until| *until = over);
        assert!(under_way.has_left(), "nobody has looked since");
        assert!(under_way.oldest().at >= over);
        assert!(!under_way.has_left());
    }

    #[test]
    fn a_clock_set_back_makes_what_is_under_way_begin_earlier() {
        let under_way = UnderWay::default();
        let _write = under_way.begin();
        let began = under_way.oldest().clock;
        under_way.set_back(began + 1_000);
        assert_eq!(under_way.oldest().clock, began);
        under_way.set_back(began - 1_000);
        assert_eq!(under_way.oldest().clock, began - 1_000);
    }
}
