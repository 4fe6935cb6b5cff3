//! Days in China, and instants.

use chrono::{Datelike, NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

/// A calendar day in China, `YYYY-MM-DD` when written.
pub type Day = NaiveDate;

/// Offset of Asia/Shanghai from UTC, in milliseconds.
const SHANGHAI: i64 = 8 * 60 * 60 * 1000;

/// An instant: milliseconds since the Unix epoch, UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(pub i64);

impl Moment {
    /// An instant after every other: the end of what has no end.
    pub const FOREVER: Self = Self(253_402_271_999_000);

    /// The day it is in Shanghai.
    #[must_use]
    pub fn day(self) -> Day {
        let days = (self.0 + SHANGHAI).div_euclid(86_400_000);
        epoch() + TimeDelta::days(days)
    }

    /// The first instant of a day in Shanghai.
    #[must_use]
    pub fn start_of(day: Day) -> Self {
        Self((day - epoch()).num_days() * 86_400_000 - SHANGHAI)
    }

    /// The last instant of a day in Shanghai.
    #[must_use]
    pub fn end_of(day: Day) -> Self {
        Self(Self::start_of(day).0 + 86_400_000 - 1)
    }

    /// `2026-11-23 09:05` in Shanghai.
    #[must_use]
    pub fn minute_text(self) -> String {
        format!("{} {}", day_text(self.day()), self.clock_text())
    }

    /// `09:05` in Shanghai.
    #[must_use]
    pub fn clock_text(self) -> String {
        let of_day = (self.0 + SHANGHAI).rem_euclid(86_400_000) / 60_000;
        format!("{:02}:{:02}", of_day / 60, of_day % 60)
    }

    /// This instant, some seconds later (or earlier when negative).
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }
}

fn epoch() -> Day {
    NaiveDate::default()
}

/// `2026-11-23`.
#[must_use]
pub fn day_text(day: Day) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day())
}
