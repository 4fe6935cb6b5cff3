//! How often an address may ask or fail.

use std::collections::HashMap;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// Requests, by network.
pub(crate) struct Attempts(DefaultKeyedRateLimiter<IpAddr>);

impl Attempts {
    pub(crate) fn new(per_minute: u32) -> Self {
        let quota = Quota::per_minute(NonZeroU32::new(per_minute.max(1)).unwrap_or(NonZeroU32::MIN));
        Self(RateLimiter::keyed(quota))
    }

    /// Whether one more is within the limit.
    pub(crate) fn allow(&self, address: IpAddr) -> bool {
        if self.0.len() > 50_000 {
            self.0.retain_recent();
        }
        self.0.check_key(&address).is_ok()
    }
}

/// Failed attempts to sign in, by address: an office of many people behind one address fails at
/// nothing by being many.
pub(crate) struct Failures {
    per_minute: f64,
    left: Mutex<HashMap<IpAddr, (f64, Instant)>>,
}

impl Failures {
    pub(crate) fn new(per_minute: u32) -> Self {
        Self { per_minute: f64::from(per_minute.max(1)), left: Mutex::default() }
    }

    /// How many more an address may fail, as it comes back with time; `cost` is what is taken now.
    fn left(&self, address: IpAddr, cost: f64) -> f64 {
        let mut kept = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() > 50_000 {
            kept.retain(|_, (_, at)| at.elapsed() < Duration::from_secs(60));
        }
        let (left, at) = kept.get(&address).copied().unwrap_or((self.per_minute, Instant::now()));
        let left = (left + at.elapsed().as_secs_f64() * self.per_minute / 60.0).min(self.per_minute) - cost;
        if cost > 0.0 {
            kept.insert(address, (left.max(-self.per_minute), Instant::now()));
        }
        left
    }

    /// Whether an address may try.
    pub(crate) fn allow(&self, address: IpAddr) -> bool {
        self.left(address, 0.0) >= 1.0
    }

    /// Counts a failure.
    pub(crate) fn failed(&self, address: IpAddr) {
        self.left(address, 1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_slowed_by_its_failures_alone() {
        let failures = Failures::new(20);
        let office = IpAddr::from([10, 0, 0, 1]);
        for _ in 0..2_000 {
            assert!(failures.allow(office));
        }
        for _ in 0..20 {
            failures.failed(office);
        }
        assert!(!failures.allow(office));
        assert!(failures.allow(IpAddr::from([10, 0, 0, 2])));
    }
}
