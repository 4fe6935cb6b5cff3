//! Working days by the holiday table that the State Council announces every year.

use std::collections::BTreeMap;

use chrono::{Datelike, TimeDelta, Weekday};
use serde::{Deserialize, Serialize};

use crate::Day;
use crate::code::codes;
use crate::time::parse_day;

codes! {
    /// What a day of the table is.
    DayKind {
        Off "off" "休" "Day off",
        Work "work" "班" "Working day",
    }
}

/// A day that is not what its weekday says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpecialDay {
    /// The day.
    pub day: Day,
    /// Off, or worked instead of another.
    pub kind: DayKind,
    /// What it is called: 春节.
    pub name: String,
}

/// The days that differ from their weekdays; all others follow the week.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Workdays(pub BTreeMap<Day, SpecialDay>);

/// A line of a table that can't be read: (number from 1, what it says).
pub type FaultyLine = (u32, String);

impl Workdays {
    /// A calendar of special days.
    #[must_use]
    pub fn of(days: Vec<SpecialDay>) -> Self {
        Self(days.into_iter().map(|one| (one.day, one)).collect())
    }

    /// Whether a day is a working day.
    #[must_use]
    pub fn works(&self, day: Day) -> bool {
        match self.0.get(&day) {
            Some(special) => special.kind == DayKind::Work,
            None => !matches!(day.weekday(), Weekday::Sat | Weekday::Sun),
        }
    }

    /// Whether the table of a year is there: without it, that year's holidays count as
    /// working days.
    #[must_use]
    pub fn knows(&self, year: i32) -> bool {
        self.0.keys().any(|day| day.year() == year)
    }

    /// The last day of a period of so many whole working days that begins the day after `from`.
    #[must_use]
    pub fn after(&self, from: Day, days: u32) -> Day {
        let (mut day, mut left) = (from, days);
        while left > 0 {
            day += TimeDelta::days(1);
            left -= u32::from(self.works(day));
        }
        day
    }

    /// Working days after `from` up to and with `until`.
    #[must_use]
    pub fn between(&self, from: Day, until: Day) -> u32 {
        let all = (until - from).num_days().max(0);
        (1..=all).filter(|n| self.works(from + TimeDelta::days(*n))).count() as u32
    }

    /// Reads a table: a line for each day, `2026-10-01,休,国庆节`; blank lines and lines that
    /// begin with `#` are passed over.
    ///
    /// # Errors
    /// Every line that can't be read.
    pub fn read(text: &str) -> Result<Vec<SpecialDay>, Vec<FaultyLine>> {
        let (mut days, mut faults) = (Vec::new(), Vec::new());
        for (n, line) in text.lines().enumerate() {
            let line = line.trim().trim_start_matches('\u{feff}');
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let mut cells = line.split([',', '，', '\t']).map(str::trim);
            let day = cells.next().and_then(parse_day);
            let kind = cells.next().and_then(|text| match text {
                "休" | "休息" | "off" => Some(DayKind::Off),
                "班" | "上班" | "work" => Some(DayKind::Work),
                _ => None,
            });
            match (day, kind) {
                (Some(day), Some(kind)) => {
                    days.push(SpecialDay {
                        day,
                        kind,
                        name: cells.next().unwrap_or_default().chars().take(20).collect(),
                    });
                }
                _ => faults.push((n as u32 + 1, line.chars().take(60).collect())),
            }
        }
        if faults.is_empty() { Ok(days) } else { Err(faults) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> Day {
        parse_day(text).unwrap()
    }

    #[test]
    fn holidays_and_days_worked_instead_are_counted_as_announced() {
        let table = "# 2026年国庆节\n2026-10-01,休,国庆节\n2026-10-02,休,国庆节\n2026-10-05,休,国庆节\n2026-10-10，班，国庆节调休";
        let days = Workdays::of(Workdays::read(table).unwrap());
        assert!(days.works(day("2026-10-10")) && !days.works(day("2026-10-11")) && !days.works(day("2026-10-01")));
        // Wed 30 Sep, then five working days: 6, 7, 8, 9 and Saturday 10.
        assert_eq!(days.after(day("2026-09-30"), 5), day("2026-10-10"));
        assert_eq!(Workdays::default().after(day("2026-09-30"), 5), day("2026-10-07"));
        assert!(days.knows(2026) && !days.knows(2027));
    }

    #[test]
    fn every_faulty_line_is_named() {
        let faults = Workdays::read("2026-01-01,休\nnonsense\n\n2026-01-02,maybe,x").unwrap_err();
        assert_eq!(faults, [(2, "nonsense".to_owned()), (4, "2026-01-02,maybe,x".to_owned())]);
    }

    proptest! {
        #[test]
        fn a_period_has_as_many_working_days_as_it_was_given(from in 0i64..4000, days in 1u32..60, off in proptest::collection::vec(0i64..4000, 0..40)) {
            let start = day("2024-01-01");
            let special = |n: &i64| SpecialDay { day: start + TimeDelta::days(*n), kind: if n % 3 == 0 { DayKind::Work } else { DayKind::Off }, name: String::new() };
            let table = Workdays::of(off.iter().map(special).collect());
            let from = start + TimeDelta::days(from);
            let end = table.after(from, days);
            prop_assert!(table.works(end));
            prop_assert_eq!(table.between(from, end), days);
        }
    }
}
