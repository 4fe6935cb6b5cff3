//! Ends a process that does nothing any more, so that whoever supervises it starts it again.
//!
//! It looks from a thread of its own, since what froze may be every thread of the runtime. It counts
//! its own looks rather than time, so that a process that was itself stopped for a while is not taken
//! for a frozen one.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

const LOOK: Duration = Duration::from_secs(1);

/// Starts the watchdog over this runtime; `seconds` without a sign of life end the process, 0 never.
pub fn start(seconds: u32) {
    if seconds == 0 {
        return;
    }
    let beat = Arc::new(AtomicU64::new(0));
    let seen = Arc::clone(&beat);
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(LOOK / 2).await;
            beat.fetch_add(1, Ordering::Relaxed);
        }
    });
    let watch = move || {
        watch(&seen, seconds, LOOK);
        // Not by way of the log, whose lock the frozen may hold.
        let line = format!("ganqiao: nothing has moved for {seconds} s: ended, to be started again\n");
        let _ = std::io::stderr().write_all(line.as_bytes());
        std::process::abort();
    };
    if let Err(error) = std::thread::Builder::new().name("watchdog".to_owned()).spawn(watch) {
        tracing::error!(%error, "no watchdog");
    }
}

/// Returns once `most` looks in a row have seen no beat.
#[expect(clippy::disallowed_methods, reason = "a thread of its own, and no timer of a runtime that may stand still")]
fn watch(beat: &AtomicU64, most: u32, look: Duration) {
    let (mut last, mut still) = (beat.load(Ordering::Relaxed), 0);
    while still < most {
        std::thread::sleep(look);
        let now = beat.load(Ordering::Relaxed);
        still = if now == last { still + 1 } else { 0 };
        last = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "no runtime here")]
    fn a_runtime_that_stands_still_is_noticed_and_a_slow_one_is_not() {
        let beat = AtomicU64::new(0);
        let look = Duration::from_millis(5);
        std::thread::scope(|scope| {
            let watching = scope.spawn(|| watch(&beat, 20, look));
            for _ in 0..10 {
                std::thread::sleep(10 * look);
                assert!(!watching.is_finished());
                beat.fetch_add(1, Ordering::Relaxed);
            }
            watching.join().unwrap();
        });
    }
}
