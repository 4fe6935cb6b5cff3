//! Working days by the holiday table that the State Council announces every year, and days a law
//! counts to.

pub mod due;

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
    pub day: Day,
    /// Off, or worked instead of another.
    pub kind: DayKind,
    /// What it is called: 春节.
    pub name: String,
}

/// Holidays that fall on the same days of every year (全国年节及纪念日放假办法, 2024): (month, first,
/// last). Those of the lunar calendar, and days worked instead, are known from a year's table alone.
const FIXED: [(u32, u32, u32); 3] = [(1, 1, 1), (5, 1, 2), (10, 1, 3)];

impl SpecialDay {
    /// The festival of the year that it belongs to, the day itself or one worked instead; none when it
    /// bears no name.
    fn festival(&self) -> Option<(i32, &str)> {
        let name = self.name.trim().trim_end_matches("补班").trim_end_matches("调休").trim();
        (!name.is_empty()).then(|| (self.day.year(), name))
    }
}

/// The days that differ from their weekdays and are not [`FIXED`]; all others follow the week.
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
            None => {
                let fixed = FIXED
                    .iter()
                    .any(|(month, first, last)| day.month() == *month && (*first..=*last).contains(&day.day()));
                !fixed && !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
            }
        }
    }

    /// Whether the table of a year is there: without it, the holidays that move from year to year
    /// count as working days.
    #[must_use]
    pub fn knows(&self, year: i32) -> bool {
        // A year's table may begin in the last days of the year before.
        self.0.keys().any(|day| day.year() == year && (day.month(), day.day()) < (12, 28))
    }

    /// The first year of a period whose table is not there; what is counted over it may move.
    #[must_use]
    pub fn unknown(&self, from: Day, until: Day) -> Option<i32> {
        (from.year()..=until.year()).find(|year| !self.knows(*year))
    }

    /// The last day of a period of calendar days: one that is no working day moves to the next that is.
    #[must_use]
    pub fn or_next(&self, day: Day) -> Day {
        (0..31).map(|n| day + TimeDelta::days(n)).find(|day| self.works(*day)).unwrap_or(day)
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

    /// The table with days that come in, and the days they drop: a festival of a year that is announced
    /// anew is as it is announced now, whatever an earlier table said of it.
    #[must_use]
    pub fn revised(&self, days: &[SpecialDay]) -> (Self, Vec<Day>) {
        let announced: Vec<(i32, &str)> = days.iter().filter_map(SpecialDay::festival).collect();
        let stands = |one: &SpecialDay| {
            days.iter().any(|new| new.day == one.day) || !one.festival().is_some_and(|held| announced.contains(&held))
        };
        let dropped: Vec<Day> = self.0.values().filter(|one| !stands(one)).map(|one| one.day).collect();
        let mut next = self.clone();
        next.0.retain(|day, _| !dropped.contains(day));
        next.0.extend(days.iter().map(|one| (one.day, one.clone())));
        (next, dropped)
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

/// A day some months later; the last of a shorter month where there is none.
#[must_use]
pub fn months_later(day: Day, months: u32) -> Day {
    day.checked_add_months(chrono::Months::new(months)).unwrap_or(Day::MAX)
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
        assert!(days.knows(2026) && !days.knows(2027));
    }

    #[test]
    fn holidays_of_fixed_days_are_known_without_a_table_and_a_missing_table_is_said() {
        let none = Workdays::default();
        // Thursday 1 to Saturday 3 October; the rest of the week is not known to be off.
        assert_eq!(none.after(day("2026-09-30"), 5), day("2026-10-09"));
        for off in ["2027-01-01", "2028-05-01", "2028-05-02", "2029-10-02"] {
            assert!(!none.works(day(off)), "{off}");
        }
        assert!(none.works(day("2028-05-03")) && none.works(day("2029-10-04")));
        // 30 December 2026, with the table of 2026 alone and then with that of 2027.
        let mut table = Workdays::read("2026-02-17,休,春节\n2026-12-31,休,调休").unwrap_or_default();
        table.pop();
        let days = Workdays::of(table.clone());
        let last = days.after(day("2026-12-30"), 5);
        assert_eq!((last, days.unknown(day("2026-12-30"), last)), (day("2027-01-07"), Some(2027)));
        table.extend(Workdays::read("2027-01-01,休,元旦\n2027-01-02,休,元旦\n2027-01-03,班,元旦").unwrap());
        let days = Workdays::of(table);
        let last = days.after(day("2026-12-30"), 5);
        assert_eq!((last, days.unknown(day("2026-12-30"), last)), (day("2027-01-06"), None));
        // The last days of a year can stand in the next one's table.
        assert!(!Workdays::of(Workdays::read("2026-12-31,休,元旦").unwrap()).knows(2026));
        // A table may say that a fixed holiday is worked.
        assert!(Workdays::of(Workdays::read("2027-05-02,班,调整").unwrap()).works(day("2027-05-02")));
        assert_eq!(none.or_next(day("2027-01-01")), day("2027-01-04"));
    }

    #[test]
    fn a_festival_announced_anew_is_as_it_is_announced_now() {
        let read = |text: &str| Workdays::read(text).unwrap();
        let first = read("2027-05-01,休,劳动节\n2027-05-03,休,劳动节\n2027-05-04,休,劳动节\n2027-05-08,班,劳动节调休");
        let other = read("2027-10-04,休,国庆节");
        let held = Workdays::of([first, other].concat());
        let (days, dropped) = held.revised(&read("2027-05-01,休,劳动节\n2027-05-03,休,劳动节"));
        assert_eq!(dropped, [day("2027-05-04"), day("2027-05-08")]);
        assert_eq!(days.after(day("2027-04-30"), 3), day("2027-05-06"));
        assert!(!days.works(day("2027-10-04")), "another festival stands");
        // The same festival of another year, and days without a name, drop nothing.
        assert!(held.revised(&read("2028-05-01,休,劳动节\n2027-05-06,班")).1.is_empty());
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
