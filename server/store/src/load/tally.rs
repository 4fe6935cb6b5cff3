//! What a load took, for the log.

use std::collections::BTreeMap;
use std::fmt;
use std::time::{Duration, Instant};

/// How many rows of each kind there were and how long they took, all lanes together: beside each other they take
/// less of the clock.
pub(super) struct Tally {
    began: Instant,
    kinds: BTreeMap<&'static str, (usize, Duration)>,
}

impl Tally {
    pub(super) fn begun() -> Self {
        Self { began: Instant::now(), kinds: BTreeMap::new() }
    }

    pub(super) fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    /// Whole seconds since it was begun.
    pub(super) fn seconds(&self) -> u64 {
        self.elapsed().as_secs()
    }

    pub(super) fn add(&mut self, what: &'static str, rows: usize, took: Duration) {
        let sum = self.kinds.entry(what).or_default();
        sum.0 += rows;
        sum.1 += took;
    }

    pub(super) fn add_all(&mut self, more: Self) {
        for (what, (rows, took)) in more.kinds {
            self.add(what, rows, took);
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, (what, (rows, took))) in self.kinds.iter().enumerate() {
            let seconds = took.as_secs_f64();
            let rate = *rows as f64 / seconds.max(0.001);
            let apart = if n > 0 { "; " } else { "" };
            write!(f, "{apart}{rows} {what} {seconds:.1} s, {rate:.0} a second")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lanes_took_is_told_together() {
        let (mut all, mut lane) = (Tally::begun(), Tally::begun());
        all.add("people", 100, Duration::from_millis(500));
        lane.add("people", 300, Duration::from_millis(1500));
        lane.add("sums", 0, Duration::ZERO);
        all.add_all(lane);
        assert_eq!(all.to_string(), "400 people 2.0 s, 200 a second; 0 sums 0.0 s, 0 a second");
    }
}
