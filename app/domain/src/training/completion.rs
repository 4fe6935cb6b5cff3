//! Completion: who has done what is required, counted by unit, level and requirement.
//!
//! Everybody's [`Standing`] is worked out from their ledger when something about them
//! changes, and every unit above them keeps the [`Sums`] of it. The table is those sums, so
//! it costs the same however long the ledger is.

use std::collections::BTreeMap;

use chrono::Datelike;
use serde::{Deserialize, Serialize};

use super::{Bar, Total};
use crate::code::{Code, Level, TrainingForm, codes};
use crate::page::Page;
use crate::record::Hours;
use crate::{Day, PersonId, UnitId};

/// Where a cadre in service stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Who.
    pub person: PersonId,
    pub unit: UnitId,
    /// That unit's path.
    pub path: String,
    pub level: Level,
    /// Whether every binding requirement due by the end of the year is met.
    pub met: bool,
    /// Whether every binding requirement due by the end of the year is met or will be at the
    /// pace so far.
    pub on_course: bool,
    /// Hours of the year, all forms.
    pub hours: Hours,
    /// Hours of the year by form, by the form's code.
    pub forms: BTreeMap<String, Hours>,
    /// The last year with hours; 0 for never.
    pub last_year: i32,
    /// The requirements that apply, by [`Bar::key`].
    pub bars: BTreeMap<String, Stand>,
    /// The requirement furthest from being met of those that decide; empty when all are.
    pub worst: String,
    /// How much of that is done, in per cent; 100 when all are met.
    pub worst_percent: u8,
    /// When the first requirement not met that decides is due; [`Day::MAX`] when all are met.
    pub due: Day,
}

/// Where somebody stands with one requirement. Its gap and its day are its own: they are never
/// shown beside those of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stand {
    /// Hours it asks for.
    pub need: Hours,
    /// Hours done.
    pub done: Hours,
    /// Whether it decides about the year.
    pub decides: bool,
    /// Whether it is met or will be at the pace so far.
    pub on_course: bool,
    /// Its last day.
    #[serde(default = "never")]
    pub until: Day,
}

fn never() -> Day {
    NEVER
}

impl Stand {
    /// Hours still to do.
    #[must_use]
    pub fn left(&self) -> Hours {
        Hours((self.need.0 - self.done.0).max(0))
    }

    /// Whether it is met.
    #[must_use]
    pub fn met(&self) -> bool {
        self.done >= self.need
    }
}

impl Standing {
    /// Works it out.
    #[must_use]
    pub fn of(
        person: PersonId,
        unit: UnitId,
        path: String,
        level: Level,
        bars: &[Bar],
        totals: &[Total],
        on: Day,
    ) -> Self {
        let binding = || bars.iter().filter(|bar| bar.requirement.binding);
        let missing = || binding().filter(|bar| bar.decides(on) && !bar.met());
        let worst = missing().min_by_key(|bar| (bar.percent(), bar.key()));
        let mut forms: BTreeMap<String, Hours> = BTreeMap::new();
        for total in totals.iter().filter(|total| total.year == on.year() && total.hours != Hours(0)) {
            let sum = forms.entry(total.form.code().to_owned()).or_default();
            *sum = *sum + total.hours;
        }
        // What was reversed whole leaves no year of training behind.
        let mut years: BTreeMap<i32, Hours> = BTreeMap::new();
        for total in totals {
            let sum = years.entry(total.year).or_default();
            *sum = *sum + total.hours;
        }
        Self {
            met: worst.is_none(),
            on_course: binding().filter(|bar| bar.decides(on)).all(|bar| bar.on_course(on)),
            hours: forms.values().copied().sum(),
            last_year: years.iter().rev().find(|(_, hours)| hours.0 > 0).map_or(0, |(year, _)| *year),
            bars: bars
                .iter()
                .map(|bar| {
                    let (decides, on_course) = (bar.decides(on), bar.on_course(on));
                    (bar.key(), Stand { need: bar.need, done: bar.done, decides, on_course, until: bar.until })
                })
                .collect(),
            worst: worst.map(Bar::key).unwrap_or_default(),
            worst_percent: worst.map_or(100, Bar::percent),
            due: missing().map(|bar| bar.until).min().unwrap_or(NEVER),
            forms,
            person,
            unit,
            path,
            level,
        }
    }

    /// The requirement not met that is due first, with where they stand with it.
    #[must_use]
    pub fn first_due(&self) -> Option<(&str, Stand)> {
        let open = self.bars.iter().filter(|(_, one)| one.decides && !one.met() && one.until == self.due);
        open.map(|(key, one)| (key.as_str(), *one)).max_by_key(|(_, one)| one.left())
    }

    /// The units that count this person: their own and all above it, the top first.
    pub fn units(&self) -> impl Iterator<Item = &str> {
        self.path.split('/').filter(|part| !part.is_empty())
    }
}

/// A day after every other that is written with four digits.
pub const NEVER: Day = match Day::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => Day::MAX,
};

/// The counts of one requirement among some people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleSums {
    /// To whom it applies.
    pub people: i64,
    /// Of them, those who meet it.
    pub met: i64,
    /// Of them, those who meet it or will at the pace so far.
    pub on_course: i64,
}

/// The counts of some people.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// Cadres in service.
    pub people: i64,
    /// Of them, those who meet everything that is due this year.
    pub met: i64,
    /// Of them, those who do or will at the pace so far.
    pub on_course: i64,
    /// Of them, those without any hours in the year.
    pub none: i64,
    /// How many had their last hours in which year; 0 for never.
    pub last_years: BTreeMap<i32, i64>,
    /// Hours of the year in tenths, by form.
    pub forms: BTreeMap<String, i64>,
    /// By requirement.
    pub rules: BTreeMap<String, RuleSums>,
}

impl Sums {
    /// Adds a person (`times` 1) or takes them away (`times` -1).
    pub fn add(&mut self, one: &Standing, times: i64) {
        self.people += times;
        self.met += times * i64::from(one.met);
        self.on_course += times * i64::from(one.on_course);
        self.none += times * i64::from(one.hours == Hours(0));
        *self.last_years.entry(one.last_year).or_default() += times;
        for (form, hours) in &one.forms {
            *self.forms.entry(form.clone()).or_default() += times * i64::from(hours.0);
        }
        for (key, stand) in &one.bars {
            let sums = self.rules.entry(key.clone()).or_default();
            sums.people += times;
            sums.met += times * i64::from(stand.met());
            sums.on_course += times * i64::from(stand.on_course);
        }
        self.tidy();
    }

    /// Adds other people's.
    pub fn merge(&mut self, other: &Self) {
        self.people += other.people;
        self.met += other.met;
        self.on_course += other.on_course;
        self.none += other.none;
        for (year, people) in &other.last_years {
            *self.last_years.entry(*year).or_default() += people;
        }
        for (form, hours) in &other.forms {
            *self.forms.entry(form.clone()).or_default() += hours;
        }
        for (key, more) in &other.rules {
            let sums = self.rules.entry(key.clone()).or_default();
            sums.people += more.people;
            sums.met += more.met;
            sums.on_course += more.on_course;
        }
        self.tidy();
    }

    /// Leaves out what is nothing, so that the same people give the same counts whatever
    /// happened on the way.
    fn tidy(&mut self) {
        self.last_years.retain(|_, people| *people != 0);
        self.forms.retain(|_, hours| *hours != 0);
        self.rules.retain(|_, sums| *sums != RuleSums::default());
    }

    /// Hours of the year, all forms.
    #[must_use]
    pub fn hours(&self) -> Hours {
        Hours(i32::try_from(self.forms.values().sum::<i64>()).unwrap_or(i32::MAX))
    }

    /// Hours of the year of one form.
    #[must_use]
    pub fn hours_of(&self, form: TrainingForm) -> Hours {
        Hours(i32::try_from(self.forms.get(form.code()).copied().unwrap_or(0)).unwrap_or(i32::MAX))
    }

    /// Those without hours for `years` years before the one named (长期未训).
    #[must_use]
    pub fn long_untrained(&self, year: i32, years: i64) -> i64 {
        self.last_years
            .iter()
            .filter(|(last, _)| is_long_untrained(**last, year, years))
            .map(|(_, people)| people)
            .sum()
    }
}

/// Whether somebody whose last hours were in `last` counts as long untrained in `year`.
#[must_use]
pub fn is_long_untrained(last: i32, year: i32, years: i64) -> bool {
    i64::from(year - last) >= years
}

codes! {
    /// Which people of a completion table to list.
    #[derive(Default)]
    CompletionList {
        #[default]
        Behind "behind" "未达标" "Behind",
        OffCourse "off-course" "预计不能达标" "Not on course",
        None "none" "本年无学时" "No hours this year",
        Long "long" "长期未训" "Long untrained",
        Met "met" "已达标" "Met",
        All "all" "全部" "All",
    }
}

/// Which part of the completion table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CompletionQuery {
    /// From this unit down; the whole scope when empty.
    pub unit: UnitId,
    /// Only this level, by code; all when empty.
    pub level: String,
    /// Of the list: which people, by the code of a [`CompletionList`].
    pub list: String,
    /// Of the list: only those who do not meet this requirement.
    pub rule: String,
    /// Of the list: which page.
    #[serde(deserialize_with = "crate::page::written")]
    pub page: u32,
    /// Of the list: for a file with all pages, as [`crate::page::Window::bulk`].
    #[serde(skip)]
    pub bulk: bool,
}

/// A row of the completion table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompletionRow {
    pub unit: UnitId,
    /// Its short name.
    pub name: String,
    /// Depth below the top of the table.
    pub depth: u32,
    /// Its counts, all below it included.
    pub sums: Sums,
    /// Those long untrained.
    pub long: i64,
}

/// The completion table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completion {
    /// The day it is for.
    pub on: Day,
    /// The top unit(s) and the units directly below.
    pub rows: Vec<CompletionRow>,
    /// Everybody of the table by level, with those long untrained.
    pub levels: Vec<(Level, Sums, i64)>,
    /// The names of requirements by [`Bar::key`], in Chinese and English.
    pub rules: Vec<(String, String, String)>,
    /// Those of the table, whatever the level.
    pub all: Sums,
    /// Of them, those long untrained.
    pub long: i64,
    /// How many people are being counted anew; what is shown does not hold their changes yet.
    pub pending: u32,
}

/// Who is listed from the completion table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandingRow {
    /// Where they stand.
    pub standing: Standing,
    pub name: String,
    /// Unit's short name.
    pub unit_name: String,
}

/// A list of people of the completion table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standings {
    /// The day it is for.
    pub on: Day,
    /// The unit's name; empty for the whole scope.
    pub unit_name: String,
    /// The names of requirements by [`Bar::key`].
    pub rules: Vec<(String, String, String)>,
    /// The people, unit by unit, those furthest behind first.
    pub people: Page<StandingRow>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn standing(person: usize, met: bool, hours: i32, last_year: i32) -> Standing {
        Standing {
            person: PersonId(format!("p{person}")),
            unit: "b".into(),
            path: "/a/b/".into(),
            level: Level::Staff,
            met,
            on_course: met,
            hours: Hours(hours),
            forms: [("off-job".to_owned(), Hours(hours))].into_iter().filter(|one| one.1.0 != 0).collect(),
            last_year,
            bars: [(
                "year-lower".to_owned(),
                Stand {
                    need: Hours(900),
                    done: Hours(if met { 900 } else { 0 }),
                    decides: true,
                    on_course: met,
                    until: NEVER,
                },
            )]
            .into(),
            worst: String::new(),
            worst_percent: 100,
            due: NEVER,
        }
    }

    #[test]
    fn a_person_counts_in_every_unit_above() {
        assert_eq!(standing(1, true, 0, 0).units().collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn a_day_is_said_of_the_requirement_that_has_it() {
        let day = |text: &str| crate::time::parse_day(text).unwrap();
        let stand = |need, done, until: &str| Stand {
            need: Hours(need),
            done: Hours(done),
            decides: true,
            on_course: false,
            until: day(until),
        };
        let mut one = standing(1, false, 0, 0);
        // The year's hours are furthest off; what was to be made up is overdue.
        one.bars = [
            ("year".to_owned(), stand(900, 0, "2026-12-31")),
            ("make-up".to_owned(), stand(200, 150, "2026-03-01")),
            ("done".to_owned(), stand(100, 100, "2026-01-01")),
        ]
        .into();
        (one.worst, one.due) = ("year".into(), day("2026-03-01"));
        let (key, first) = one.first_due().unwrap();
        assert_eq!((key, first.left(), first.until), ("make-up", Hours(50), day("2026-03-01")));
        assert_eq!(one.bars[&one.worst].until, day("2026-12-31"));
        // What was kept before days were is read, and has none.
        let old: Stand = serde_json::from_str("[900,0,true,false]").unwrap();
        assert_eq!((old.left(), old.until), (Hours(900), NEVER));
    }

    #[test]
    fn long_untrained_are_told_by_their_last_year() {
        let mut sums = Sums::default();
        for (n, last) in [0, 2023, 2024, 2025, 2026].into_iter().enumerate() {
            sums.add(&standing(n, false, 0, last), 1);
        }
        assert_eq!((sums.long_untrained(2026, 2), sums.long_untrained(2026, 1)), (3, 4));
    }

    proptest! {
        /// Whatever comes and goes, the counts are those of who is left.
        #[test]
        fn counts_are_those_of_who_is_left(
            people in proptest::collection::vec((any::<bool>(), 0i32..500, 2020i32..2027), 1..20),
            gone in proptest::collection::vec(any::<prop::sample::Index>(), 0..10),
        ) {
            let all: Vec<Standing> =
                people.iter().enumerate().map(|(n, (met, hours, last))| standing(n, *met, *hours, *last)).collect();
            let mut left: Vec<bool> = vec![true; all.len()];
            let mut sums = Sums::default();
            all.iter().for_each(|one| sums.add(one, 1));
            for index in gone {
                let at = index.index(all.len());
                if std::mem::take(&mut left[at]) {
                    sums.add(&all[at], -1);
                }
            }
            let mut anew = Sums::default();
            all.iter().zip(&left).filter(|(_, left)| **left).for_each(|(one, _)| anew.add(one, 1));
            prop_assert_eq!(&sums, &anew);
            let mut merged = Sums::default();
            for (one, _) in all.iter().zip(&left).filter(|(_, left)| **left) {
                let mut alone = Sums::default();
                alone.add(one, 1);
                merged.merge(&alone);
            }
            prop_assert_eq!(merged, anew);
        }
    }
}
