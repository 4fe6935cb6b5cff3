//! The engine's time stamps. Its own waits in a loop, every thread of it, until a clock that was
//! set back has caught up; this one goes on from the last stamp it gave.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use surrealdb_kvs::timestamp::HlcTimeStamp;

/// Milliseconds in the upper 48 bits, a counter in the lower 16, as the engine has it.
static LAST: AtomicU64 = AtomicU64::new(0);

/// The next stamp: later than every one before it, whatever the clock does.
pub(super) fn next() -> HlcTimeStamp {
    let millis = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64);
    HlcTimeStamp(after(&LAST, millis))
}

fn after(last: &AtomicU64, millis: u64) -> u64 {
    let step = |last: u64| Some((millis << 16).max(last + 1));
    let before = last.fetch_update(Ordering::SeqCst, Ordering::SeqCst, step).unwrap_or_default();
    (millis << 16).max(before + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_set_back_is_not_waited_for() {
        let last = AtomicU64::new(0);
        let noon = after(&last, 1_800_000_000_000);
        let day = 24 * 3600 * 1000;
        let mut before = noon;
        for n in 0..200_000 {
            let stamp = after(&last, 1_800_000_000_000 - day + n / 1000);
            assert!(stamp > before);
            before = stamp;
        }
        assert_eq!(after(&last, 1_800_000_000_000 + day) >> 16, 1_800_000_000_000 + day);
    }
}
