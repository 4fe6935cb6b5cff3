//! Whether the wall clock can be believed.
//!
//! Deadlines are days and hours of the wall clock. A clock that leaps (set by hand, by a machine that
//! was put to sleep, by a time service that steps rather than slews) would let seats lapse, close
//! exams and destroy evidence before their time. So the wall clock is compared with the time since
//! the machine started, which nobody sets; where they part by more than a little at once, what can't
//! be undone waits until the clock is right again or somebody says that it is.

use std::sync::{Mutex, PoisonError};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use store::{Clock, Witness};

/// Of the time gone by, the part by which a clock may be slewed and be believed still.
const SLEW: i64 = 10;

/// The wall clock beside the time since the machine started.
pub struct WallClock {
    /// Milliseconds by which they may part at once; 0 for any.
    most: i64,
    /// Names this start of the machine; empty where that can't be told.
    boot: String,
    began: Instant,
    state: Mutex<State>,
}

struct State {
    /// Wall clock less time since the start, as last believed, in milliseconds.
    base: i64,
    /// Time since the start at the last look.
    looked: i64,
    leap: Option<i64>,
}

impl WallClock {
    /// A clock that is believed from now on, unless the witness of the store says otherwise.
    #[must_use]
    pub fn start(most_seconds: u32, witness: Option<&Witness>) -> Self {
        let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default().trim().to_owned();
        let began = Instant::now();
        let (wall, up) = (wall(), up(began));
        let most = i64::from(most_seconds) * 1000;
        let mut base = wall - up;
        if let Some(witness) = witness {
            match &witness.clock {
                Some(clock) if clock.boot == boot && !boot.is_empty() => base = clock.offset,
                // Nothing can have been sealed later than now.
                _ if witness.at.0 > wall + most => base = witness.at.0 - up,
                _ => {}
            }
        }
        let clock = Self { most, boot, began, state: Mutex::new(State { base, looked: up, leap: None }) };
        clock.leap();
        clock
    }

    /// By how many milliseconds the wall clock has leapt (back, when negative); nothing while it can be
    /// believed.
    pub fn leap(&self) -> Option<i64> {
        self.judge(wall(), up(self.began))
    }

    fn judge(&self, wall: i64, up: i64) -> Option<i64> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let differs = wall - up - state.base;
        let gone = (up - state.looked).max(0);
        state.looked = up;
        let leap = (self.most > 0 && differs.abs() > self.most).then_some(differs);
        match (state.leap, leap) {
            (None, Some(by)) => tracing::error!(
                seconds = by / 1000,
                "the clock leapt: seats, exams, evidence and second factors wait until it is right again or is confirmed"
            ),
            (Some(_), None) => tracing::warn!("the clock is as it was before it leapt"),
            _ => {}
        }
        state.leap = leap;
        if leap.is_none() {
            state.base += differs.clamp(-gone / SLEW, gone / SLEW);
        }
        leap
    }

    /// Believes the clock as it is now.
    pub fn confirm(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.looked = up(self.began);
        state.base = wall() - state.looked;
        state.leap = None;
        tracing::warn!("the clock was confirmed");
    }

    /// What the witness of the store notes of it.
    pub fn noted(&self) -> Clock {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        Clock { boot: self.boot.clone(), offset: state.base }
    }
}

fn wall() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64)
}

/// Milliseconds since the machine started, sleep included; since the program did where that is not told.
fn up(began: Instant) -> i64 {
    let told = std::fs::read_to_string("/proc/uptime").ok();
    let seconds: Option<f64> = told.and_then(|text| text.split(' ').next()?.parse().ok());
    seconds.map_or_else(|| began.elapsed().as_millis() as i64, |seconds| (seconds * 1000.0) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 24 * 3600 * 1000;

    fn clock() -> WallClock {
        let state = State { base: 1_000_000, looked: 0, leap: None };
        WallClock { most: 60_000, boot: "b".into(), began: Instant::now(), state: Mutex::new(state) }
    }

    #[test]
    fn a_leap_either_way_is_seen_until_it_is_undone() {
        let clock = clock();
        assert_eq!(clock.judge(1_001_000, 1_000), None);
        assert_eq!(clock.judge(1_002_000 + DAY, 2_000), Some(DAY));
        // However long it stands so.
        assert_eq!(clock.judge(1_002_000 + 30 * DAY, 2_000 + 29 * DAY), Some(DAY));
        assert_eq!(clock.judge(1_003_000 + 29 * DAY, 3_000 + 29 * DAY), None);
        assert_eq!(clock.judge(1_004_000 - 90_000 + 29 * DAY, 4_000 + 29 * DAY), Some(-90_000));
    }

    #[test]
    fn a_slew_is_followed_however_far_it_goes() {
        let clock = clock();
        let mut wall = 1_000_000;
        for second in 1..20_000 {
            wall += 1_000 + 90;
            assert_eq!(clock.judge(wall, second * 1_000), None, "{second}");
        }
    }

    #[test]
    fn a_clock_behind_the_last_seal_is_not_believed() {
        let late = Witness { at: domain::Moment(wall() + DAY), ..Witness::default() };
        assert!(WallClock::start(60, Some(&late)).leap().is_some());
        let early = Witness { at: domain::Moment(wall() - DAY), ..Witness::default() };
        let clock = WallClock::start(60, Some(&early));
        assert_eq!(clock.leap(), None);
        // Set forward a day between two runs since the machine started.
        let before = Clock { offset: clock.noted().offset - DAY, ..clock.noted() };
        if !before.boot.is_empty() {
            let leapt = WallClock::start(60, Some(&Witness { clock: Some(before), ..early }));
            assert!(leapt.leap().is_some_and(|by| (by - DAY).abs() < 5_000));
            leapt.confirm();
            assert_eq!(leapt.leap(), None);
        }
    }
}
