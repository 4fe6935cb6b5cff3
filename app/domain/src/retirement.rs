//! 到龄年月: the month in which somebody reaches the statutory retirement age.
//!
//! Before 2025 the age was 60 for men, 55 for women cadres and 50 for women in other posts; women
//! of 县处级副职 and above in Party and government bodies and people's organisations retire at 60
//! and may choose 55 (组通字〔2015〕14号). The decision on gradually raising the age, in force since
//! 2025-01-01, adds months to whichever of these holds. So the age is asked with sex, level, rank
//! and what was recorded, never by sex alone.

use chrono::Datelike;

use crate::Day;
use crate::code::{Level, Rank, Sex, codes};
use crate::time::Date;

codes! {
    /// The age that held before the reform.
    OldAge {
        Sixty "60" "60周岁" "60",
        FiftyFive "55" "55周岁" "55",
        Fifty "50" "50周岁" "50",
    }
}

impl OldAge {
    fn years(self) -> i32 {
        match self {
            Self::Sixty => 60,
            Self::FiftyFive => 55,
            Self::Fifty => 50,
        }
    }
}

/// What tells which age holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grounds {
    pub sex: Sex,
    /// Level of the post.
    pub level: Level,
    /// Rank (职级), when one is held.
    pub rank: Option<Rank>,
    /// What was recorded: a choice of 55, or a post whose age is 50.
    pub recorded: Option<OldAge>,
}

/// When somebody retires, and why then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retirement {
    /// The first day of the month.
    pub month: Day,
    /// The age before the reform.
    pub old: OldAge,
    /// Months the reform adds.
    pub delay: u32,
    /// Whether that age was recorded, not given by rule.
    pub recorded: bool,
}

impl Grounds {
    /// The age before the reform; none when sex or, of a woman, the level is not on record.
    #[must_use]
    pub fn old_age(&self) -> Option<OldAge> {
        let upper = self.level.is_division_or_above() || self.rank.is_some_and(Rank::is_division_or_above);
        match self.sex {
            Sex::Male => Some(OldAge::Sixty),
            Sex::Female if self.recorded.is_some() => self.recorded,
            Sex::Female if upper => Some(OldAge::Sixty),
            Sex::Female if self.level == Level::Unknown && self.rank.is_none() => None,
            Sex::Female => Some(OldAge::FiftyFive),
            Sex::Unknown | Sex::Unstated => None,
        }
    }

    /// When somebody born then retires; none when that can't be told.
    #[must_use]
    pub fn retirement(&self, birth: Date) -> Option<Retirement> {
        let old = self.old_age()?;
        let (month, delay) = raised(birth.day(), old);
        Some(Retirement { month, old, delay, recorded: self.sex == Sex::Female && self.recorded.is_some() })
    }

    /// Whether an age may be recorded for somebody: 60, or for a woman 55 or 50.
    #[must_use]
    pub fn allows(sex: Sex, recorded: OldAge) -> bool {
        recorded == OldAge::Sixty || sex == Sex::Female
    }
}

/// The first day of the month of retirement, and the months that were added: the age of men and of
/// women at 55 or 60 goes up by a month every four months from January 2025, that of women at 50
/// every two, by at most 36, 36 and 60 months.
fn raised(birth: Day, old: OldAge) -> (Day, u32) {
    let (interval, most) = match old {
        OldAge::Sixty | OldAge::FiftyFive => (4, 36),
        OldAge::Fifty => (2, 60),
    };
    let old_month = (birth.year() + old.years()) * 12 + birth.month() as i32 - 1;
    let n = old_month - (2025 * 12) + 1;
    let delay = if n < 1 { 0 } else { ((n - 1) / interval + 1).min(most) };
    let month = old_month + delay;
    let day = Day::from_ymd_opt(month.div_euclid(12), month.rem_euclid(12) as u32 + 1, 1).unwrap_or(birth);
    (day, u32::try_from(delay).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> Day {
        crate::time::parse_day(text).unwrap()
    }

    fn woman(level: Level) -> Grounds {
        Grounds { sex: Sex::Female, level, rank: None, recorded: None }
    }

    fn man() -> Grounds {
        Grounds { sex: Sex::Male, level: Level::Staff, rank: None, recorded: None }
    }

    fn month(grounds: Grounds, birth: &str) -> String {
        grounds.retirement(Date::parse(birth).unwrap()).unwrap().month.format("%Y-%m").to_string()
    }

    #[test]
    fn the_age_follows_the_table_of_2025() {
        let of = |birth: &str, old| raised(day(birth), old).0.format("%Y-%m").to_string();
        assert_eq!(of("1964-12-31", OldAge::Sixty), "2024-12");
        assert_eq!(of("1965-01-15", OldAge::Sixty), "2025-02");
        assert_eq!(of("1965-05-01", OldAge::Sixty), "2025-07");
        assert_eq!(of("1976-09-01", OldAge::Sixty), "2039-09");
        assert_eq!(of("1970-01-01", OldAge::FiftyFive), "2025-02");
        assert_eq!(of("1981-09-01", OldAge::FiftyFive), "2039-09");
        assert_eq!(of("1975-03-01", OldAge::Fifty), "2025-05");
        assert_eq!(of("1984-11-01", OldAge::Fifty), "2039-11");
    }

    /// 组通字〔2015〕14号: women of 县处级副职 and above retired at 60, and follow its track.
    #[test]
    fn women_of_the_upper_levels_follow_the_track_of_sixty() {
        assert_eq!(month(woman(Level::DivisionDeputy), "1969-01"), "2030-02");
        assert_eq!(month(woman(Level::BureauDeputy), "1969-05"), "2030-07");
        assert_eq!(month(woman(Level::DivisionDeputy), "1971-07"), "2033-03");
        assert_eq!(month(woman(Level::DivisionChief), "1971-06"), "2033-02");
        assert_eq!(month(woman(Level::DivisionDeputy), "1970-03"), "2031-07");
        // Unless they chose 55; and below, 55 is the rule.
        let chose = Grounds { recorded: Some(OldAge::FiftyFive), ..woman(Level::DivisionDeputy) };
        assert_eq!(month(chose, "1970-03"), "2025-04");
        assert_eq!(month(woman(Level::Staff), "1970-03"), "2025-04");
        // A rank that corresponds to the level counts as the level does.
        let ranked = Grounds { rank: Some(Rank::ConsultantFour), ..woman(Level::SectionChief) };
        assert_eq!(month(ranked, "1969-01"), "2030-02");
        let below = Grounds { rank: Some(Rank::ChiefClerkOne), ..woman(Level::SectionChief) };
        assert_eq!(month(below, "1970-03"), "2025-04");
    }

    #[test]
    fn men_and_women_of_the_track_of_fifty_as_the_decision_has_it() {
        assert_eq!(month(man(), "1965-01"), "2025-02");
        assert_eq!(month(man(), "1977-01"), "2040-01");
        assert_eq!(month(Grounds { recorded: Some(OldAge::Fifty), ..woman(Level::Staff) }, "1975-06"), "2025-09");
        // Nothing recorded makes a man retire at 55.
        assert_eq!(month(Grounds { recorded: Some(OldAge::FiftyFive), ..man() }, "1965-01"), "2025-02");
        assert!(!Grounds::allows(Sex::Male, OldAge::FiftyFive) && Grounds::allows(Sex::Female, OldAge::Fifty));
    }

    #[test]
    fn what_is_not_on_record_is_not_guessed() {
        assert_eq!(Grounds { sex: Sex::Unknown, ..man() }.old_age(), None);
        assert_eq!(woman(Level::Unknown).old_age(), None, "55 or 60 depends on the level");
        assert_eq!(Grounds { level: Level::Unknown, ..man() }.old_age(), Some(OldAge::Sixty));
    }

    proptest! {
        #[test]
        fn later_born_never_retire_earlier_and_the_delay_has_its_bounds(a in 0i64..20_000, b in 0i64..20_000) {
            let born = |n: i64| day("1950-01-01") + TimeDelta::days(n);
            for (old, most) in [(OldAge::Sixty, 36), (OldAge::FiftyFive, 36), (OldAge::Fifty, 60)] {
                prop_assert!(raised(born(a.min(b)), old).0 <= raised(born(a.max(b)), old).0);
                let (month, delay) = raised(born(a), old);
                let months = (month.year() - born(a).year()) * 12 + month.month() as i32 - born(a).month() as i32;
                prop_assert_eq!(months, old.years() * 12 + i32::try_from(delay).unwrap());
                prop_assert!(delay <= most);
            }
        }
    }
}
