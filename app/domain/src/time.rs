//! Time as data. Instants are whole milliseconds since 1970 in UTC, days are dates
//! in China. Shanghai has kept UTC+8 without summer time since 1991, so a fixed
//! offset shows every instant this system can hold.

mod day;
mod written;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::Rule;

pub use day::{Day, Moment, day_text};
pub use written::{Parts, Unread, written};

/// Reads a day as people and spreadsheets write it, see [`written`]; a month alone as its first
/// day.
#[must_use]
pub fn parse_day(text: &str) -> Option<Day> {
    read_day(text).ok()
}

/// The same, with the reason where it is none.
///
/// # Errors
/// [`Rule::Date`] for what is not written like one, [`Rule::Century`], [`Rule::Year`] and
/// [`Rule::NoSuchDay`] for what is.
pub fn read_day(text: &str) -> Result<Day, Rule> {
    let (year, month, day) = written(text).map_err(Unread::rule)?;
    NaiveDate::from_ymd_opt(year, month, day.unwrap_or(1)).ok_or(Rule::NoSuchDay)
}

/// A date as far as it is known: to the day, or to the month alone. Written `1980-05-17` or
/// `1980-05`, so that texts sort as dates do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    first: Day,
    exact: bool,
}

impl Date {
    /// The month of a day, the day itself not being known.
    #[must_use]
    pub fn month_of(day: Day) -> Self {
        Self { first: day.with_day(1).unwrap_or(day), exact: false }
    }

    /// The day; of a month alone its first.
    #[must_use]
    pub fn day(self) -> Day {
        self.first
    }

    /// The last day it can be: of a month alone its last.
    #[must_use]
    pub fn last(self) -> Day {
        if self.exact {
            return self.first;
        }
        self.first.checked_add_months(chrono::Months::new(1)).and_then(|next| next.pred_opt()).unwrap_or(self.first)
    }

    /// Whether the day is known.
    #[must_use]
    pub fn exact(self) -> bool {
        self.exact
    }

    /// `1980-05`.
    #[must_use]
    pub fn month_text(self) -> String {
        day_text(self.first)[..7].to_owned()
    }

    /// Reads a date as people and spreadsheets write it, see [`written`], and remembers when the
    /// day was not said.
    ///
    /// # Errors
    /// [`Unread`] says why it can't be read.
    pub fn read(text: &str) -> Result<Self, Unread> {
        let (year, month, day) = written(text)?;
        let first = NaiveDate::from_ymd_opt(year, month, day.unwrap_or(1)).ok_or(Unread::NoDate)?;
        Ok(Self { first, exact: day.is_some() })
    }

    /// The same, for those who don't ask why.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::read(text).ok()
    }

    /// What a second statement leaves known: a month alone does not take a known day away.
    #[must_use]
    pub fn finer(self, read: Self) -> Self {
        if self.exact && !read.exact && Self::month_of(self.first) == read { self } else { read }
    }
}

impl From<Day> for Date {
    fn from(day: Day) -> Self {
        Self { first: day, exact: true }
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.exact { f.write_str(&day_text(self.first)) } else { f.write_str(&self.month_text()) }
    }
}

impl Serialize for Date {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("no date"))
    }
}

/// What may not be known, kept as an empty text while it is not: no indexed field of the store
/// is optional. For `#[serde(with)]`.
pub mod unknown {
    use serde::de::{DeserializeOwned, IntoDeserializer};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    /// Writes the value, or an empty text.
    ///
    /// # Errors
    /// The serializer's.
    pub fn serialize<T: Serialize, S: Serializer>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => value.serialize(serializer),
            None => serializer.serialize_str(""),
        }
    }

    /// Reads the value, or none from an empty text or from nothing.
    ///
    /// # Errors
    /// The deserializer's.
    pub fn deserialize<'de, T: DeserializeOwned, D: Deserializer<'de>>(d: D) -> Result<Option<T>, D::Error> {
        let text = Option::<String>::deserialize(d)?.filter(|text| !text.is_empty());
        text.map(|text| T::deserialize(IntoDeserializer::<D::Error>::into_deserializer(text))).transpose()
    }
}

/// Whole months from a day to another; 0 when that is before it.
#[must_use]
pub fn months(from: Day, to: Day) -> u32 {
    let whole =
        (to.year() - from.year()) * 12 + to.month() as i32 - from.month() as i32 - i32::from(to.day() < from.day());
    u32::try_from(whole).unwrap_or(0)
}

/// Whole years from `birth` to `on`.
#[must_use]
pub fn age(birth: Day, on: Day) -> i32 {
    let before = (on.month(), on.day()) < (birth.month(), birth.day());
    on.year() - birth.year() - i32::from(before)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_no_day_says_why() {
        assert_eq!(read_day("２０２６－０２－２８"), Ok(NaiveDate::from_ymd_opt(2026, 2, 28).unwrap()));
        for none in ["2026-02-31", "20260231", "2026年13月1日"] {
            assert_eq!(read_day(none), Err(Rule::NoSuchDay), "{none}");
        }
        for early in ["0026-03-01", "1899-12-31", "2201-01-01"] {
            assert_eq!(read_day(early), Err(Rule::Year(1900, 2200)), "{early}");
        }
        for other in ["", "明天"] {
            assert_eq!(read_day(other), Err(Rule::Date), "{other}");
        }
        assert_eq!(read_day("26-03-01"), Err(Rule::Century));
    }

    #[test]
    fn a_day_turns_at_midnight_in_shanghai() {
        let day = parse_day("2026-11-23").unwrap();
        assert_eq!(Moment::start_of(day).day(), day);
        assert_eq!(Moment::end_of(day).day(), day);
        assert_eq!(Moment(Moment::start_of(day).0 - 1).day(), parse_day("2026-11-22").unwrap());
        assert_eq!(Moment::start_of(day).minute_text(), "2026-11-23 00:00");
    }

    #[test]
    fn days_are_read_as_written_in_offices() {
        let day = parse_day("1990-01-05");
        for text in ["1990.01.05", "1990/1/5", "19900105", "1990年1月5日", "１９９０．０１．０５"] {
            assert_eq!(parse_day(text), day, "{text}");
        }
        assert_eq!(parse_day("199001"), parse_day("1990-01-01"));
        assert_eq!(parse_day("1990.01"), parse_day("1990-01-01"));
        for text in ["", "1990", "19901301", "30.02.1990", "1990-02-30", "abc", "0000-01-01"] {
            assert_eq!(parse_day(text), None, "{text}");
        }
    }

    #[test]
    fn a_month_stays_a_month() {
        let read = |text: &str| Date::parse(text).unwrap();
        for text in ["198005", "1980.05", "1980-05", "1980年5月", "１９８０．５"] {
            assert_eq!(read(text).to_string(), "1980-05", "{text}");
        }
        for text in ["19800501", "1980.5.1", "1980年5月1日"] {
            assert_eq!(read(text).to_string(), "1980-05-01", "{text}");
        }
        assert_eq!(read("198002").last(), parse_day("1980-02-29").unwrap());
        assert_eq!(read("1980-05-17").finer(read("1980.05")), read("1980-05-17"));
        assert_eq!(read("1980-05-17").finer(read("1980.06")), read("1980-06"));
        assert_eq!(read("1980-05").finer(read("1980.05.17")), read("1980-05-17"));
        let json = serde_json::to_string(&read("1980.05")).unwrap();
        assert_eq!((json.as_str(), serde_json::from_str::<Date>(&json).unwrap()), ("\"1980-05\"", read("1980.05")));
    }

    #[test]
    fn age_counts_birthdays() {
        let birth = parse_day("1980-02-29").unwrap();
        assert_eq!(age(birth, parse_day("2026-02-28").unwrap()), 45);
        assert_eq!(age(birth, parse_day("2026-03-01").unwrap()), 46);
    }

    proptest! {
        #[test]
        fn text_and_day_agree(days in 0i64..60_000) {
            let day = Day::default() + chrono::TimeDelta::days(days);
            prop_assert_eq!(parse_day(&day_text(day)), Some(day));
            prop_assert_eq!(Moment::start_of(day).day(), day);
        }
    }
}
