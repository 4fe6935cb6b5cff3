//! Timetables: what is when, for a page and for calendars outside.

use serde::{Deserialize, Serialize};

use super::Lesson;
use crate::calendar::due::Due;
use crate::{ClassId, Day, Moment, UnitId};

/// A class in a timetable, with its lessons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimetableClass {
    /// The class.
    pub id: ClassId,
    pub title: String,
    /// First day.
    pub starts: Day,
    /// Last day.
    pub ends: Day,
    /// Where.
    pub place: String,
    /// Whether it was called off.
    pub cancelled: bool,
    /// Counts its edits.
    pub version: u32,
    /// Lessons in order of time; a class without any is a span of days.
    pub lessons: Vec<Lesson>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timetable {
    /// First day shown.
    pub from: Day,
    /// Last day shown.
    pub until: Day,
    /// Classes that touch it.
    pub classes: Vec<TimetableClass>,
}

/// Whose timetable a calendar outside follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FeedSubject {
    /// One's own places.
    Mine,
    Class(ClassId),
    /// What falls due in exchange below a unit.
    Due(UnitId),
}

/// The secret address of a feed. Who knows it can read the timetable, as long as its holder
/// may; renewing it ends the old one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feed {
    /// The secret part of the address; empty while there is none.
    pub token: String,
    /// Since when.
    pub at: Moment,
}

/// What a feed tells a calendar outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedContent {
    /// The calendar's name.
    pub name: String,
    pub classes: Vec<TimetableClass>,
    /// What falls due.
    pub dues: Vec<Due>,
}

/// The weeks of a month, Monday first: days of the months around it fill the first and last.
#[must_use]
pub fn weeks(month: Day) -> Vec<[Day; 7]> {
    use chrono::{Datelike, Days};
    let first = month.with_day(1).unwrap_or(month);
    let back = u64::from(first.weekday().num_days_from_monday());
    let mut day = first.checked_sub_days(Days::new(back)).unwrap_or(first);
    let mut weeks = Vec::with_capacity(6);
    while day <= first || (day.month() == first.month() && day.year() == first.year()) {
        let mut week = [day; 7];
        for (n, slot) in week.iter_mut().enumerate() {
            *slot = day.checked_add_days(Days::new(n as u64)).unwrap_or(day);
        }
        day = week[6].succ_opt().unwrap_or(day);
        weeks.push(week);
    }
    weeks
}

#[cfg(test)]
mod tests {
    use chrono::{Datelike, Weekday};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_month_is_whole_weeks() {
        let month = weeks(Day::from_ymd_opt(2026, 11, 24).unwrap());
        assert_eq!(month[0][0], Day::from_ymd_opt(2026, 10, 26).unwrap());
        assert_eq!(month.last().unwrap()[6], Day::from_ymd_opt(2026, 12, 6).unwrap());
    }

    proptest! {
        #[test]
        fn every_day_of_a_month_is_in_it_once(year in 2000i32..2100, month in 1u32..13) {
            let first = Day::from_ymd_opt(year, month, 1).unwrap();
            let weeks = weeks(first);
            let days: Vec<Day> = weeks.iter().flatten().copied().filter(|day| day.month() == month).collect();
            prop_assert!(days.windows(2).all(|pair| pair[0].succ_opt() == Some(pair[1])));
            prop_assert_eq!(days[0], first);
            prop_assert!(days.len() >= 28 && days.last().unwrap().succ_opt().unwrap().month() != month);
            prop_assert!(weeks.iter().all(|week| week[0].weekday() == Weekday::Mon));
        }
    }
}
