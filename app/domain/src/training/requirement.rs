//! Required hours. Every number is data with its basis and dates, see domain rules:
//! the national regulation gives the shape, localities give the numbers.

use chrono::Datelike;
use serde::{Deserialize, Serialize};

use super::Hours;
use crate::code::{Code, Level, TrainingForm};
use crate::fault::{Checks, Rule};
use crate::{Day, Fault, RequirementId};

/// Over what time hours are added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cycle {
    /// A calendar year.
    Year,
    /// The whole time the requirement is in force, such as the plan window
    /// 2023-01-01 to 2027-12-31.
    Window,
}

/// One requirement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requirement {
    /// The requirement.
    pub id: RequirementId,
    /// Its name, in Chinese.
    pub name: String,
    /// Its name, in English.
    pub name_en: String,
    /// To which levels it applies; all when empty.
    pub levels: Vec<Level>,
    /// Which forms of training count towards it; all when empty.
    pub forms: Vec<TrainingForm>,
    /// Over what time.
    pub cycle: Cycle,
    /// How much.
    pub hours: Hours,
    /// The rule it rests on (依据).
    pub basis: String,
    /// First day in force.
    pub from: Day,
    /// Last day in force.
    pub until: Day,
    /// Counts edits.
    #[serde(default)]
    pub version: u32,
}

impl Requirement {
    /// Whether it applies to a level on a day.
    #[must_use]
    pub fn applies(&self, level: Level, on: Day) -> bool {
        self.from <= on && on <= self.until && (self.levels.is_empty() || self.levels.contains(&level))
    }

    /// The years whose hours count on a day.
    #[must_use]
    pub fn years(&self, on: Day) -> std::ops::RangeInclusive<i32> {
        match self.cycle {
            Cycle::Year => on.year()..=on.year(),
            Cycle::Window => self.from.year()..=self.until.year(),
        }
    }

    /// Whether a form counts.
    #[must_use]
    pub fn counts(&self, form: TrainingForm) -> bool {
        self.forms.is_empty() || self.forms.contains(&form)
    }

    /// Checks the fields.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self) -> Result<(), Fault> {
        let mut checks = Checks::default();
        checks.text(&self.name, "name", 40);
        checks.text(&self.name_en, "name_en", 80);
        checks.text(&self.basis, "basis", 200);
        checks.between(i64::from(self.hours.0), "hours", 1, 100_000);
        checks.require(self.from <= self.until, "until", Rule::NotBefore);
        checks.done()
    }
}

/// What a person must do and has done of one requirement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bar {
    /// The requirement.
    pub requirement: Requirement,
    /// First year counted.
    pub from_year: i32,
    /// Last year counted.
    pub until_year: i32,
    /// Hours that count.
    pub done: Hours,
    /// Hours posted in that time that do not count, because of their form.
    pub elsewhere: Hours,
}

impl Bar {
    /// Hours still to do.
    #[must_use]
    pub fn left(&self) -> Hours {
        Hours((self.requirement.hours.0 - self.done.0).max(0))
    }

    /// Whether it is met.
    #[must_use]
    pub fn met(&self) -> bool {
        self.done >= self.requirement.hours
    }

    /// Done in per cent, 0 to 100.
    #[must_use]
    pub fn percent(&self) -> u8 {
        if self.requirement.hours.0 <= 0 {
            return 100;
        }
        let share = i64::from(self.done.0.max(0)) * 100 / i64::from(self.requirement.hours.0);
        u8::try_from(share.min(100)).unwrap_or(100)
    }
}

/// A sum of the ledger: one person, one year, one form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    /// Calendar year.
    pub year: i32,
    /// Form of training.
    pub form: TrainingForm,
    /// Sum of the entries.
    pub hours: Hours,
}

/// The bars of a person on a day.
#[must_use]
pub fn bars(requirements: &[Requirement], level: Level, totals: &[Total], on: Day) -> Vec<Bar> {
    requirements
        .iter()
        .filter(|requirement| requirement.applies(level, on))
        .map(|requirement| {
            let years = requirement.years(on);
            let (counting, other): (Vec<&Total>, Vec<&Total>) = totals
                .iter()
                .filter(|total| years.contains(&total.year))
                .partition(|total| requirement.counts(total.form));
            Bar {
                from_year: *years.start(),
                until_year: *years.end(),
                done: counting.iter().map(|total| total.hours).sum(),
                elsewhere: other.iter().map(|total| total.hours).sum(),
                requirement: requirement.clone(),
            }
        })
        .collect()
}

/// The requirements a new system begins with. Their numbers are settings: the basis
/// says where each comes from, and an organisation department edits them.
#[must_use]
pub fn first_requirements() -> Vec<Requirement> {
    let day = |y, m, d| Day::from_ymd_opt(y, m, d).unwrap_or_default();
    let upper: Vec<Level> = Level::ALL.iter().copied().filter(|level| level.is_division_or_above()).collect();
    let lower: Vec<Level> = Level::ALL.iter().copied().filter(|level| !level.is_division_or_above()).collect();
    let face = vec![TrainingForm::OffJob, TrainingForm::Group, TrainingForm::Collective];
    let plan = (day(2023, 1, 1), day(2027, 12, 31));
    let make =
        |id: &str, name: &str, name_en: &str, levels: Vec<Level>, forms, cycle, hours, basis: &str| Requirement {
            id: id.into(),
            name: name.to_owned(),
            name_en: name_en.to_owned(),
            levels,
            forms,
            cycle,
            hours: Hours::whole(hours),
            basis: basis.to_owned(),
            from: plan.0,
            until: plan.1,
            version: 0,
        };
    vec![
        make(
            "plan-upper",
            "五年集中培训",
            "Five-year in-person training",
            upper,
            face.clone(),
            Cycle::Window,
            550,
            "《干部教育培训工作条例》（2023年修订）：县处级以上每五年3个月或550学时",
        ),
        make(
            "year-lower",
            "年度集中培训",
            "Yearly in-person training",
            lower,
            face,
            Cycle::Year,
            90,
            "《干部教育培训工作条例》（2023年修订）：其他干部每年12天或90学时",
        ),
        make(
            "year-online",
            "年度网络培训",
            "Yearly online training",
            Vec::new(),
            vec![TrainingForm::Online],
            Cycle::Year,
            50,
            "《全国干部教育培训规划（2023—2027年）》：网络培训每年50学时；以本地区规定为准",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        crate::time::parse_day(text).unwrap()
    }

    fn total(year: i32, form: TrainingForm, hours: i32) -> Total {
        Total { year, form, hours: Hours::whole(hours) }
    }

    #[test]
    fn plan_window_and_calendar_year_stand_side_by_side() {
        let totals = [
            total(2022, TrainingForm::OffJob, 500),
            total(2024, TrainingForm::OffJob, 300),
            total(2026, TrainingForm::Group, 100),
            total(2026, TrainingForm::Online, 60),
        ];
        let bars = bars(&first_requirements(), Level::DivisionDeputy, &totals, day("2026-11-23"));
        assert_eq!(bars.len(), 2);
        assert_eq!((bars[0].from_year, bars[0].until_year), (2023, 2027));
        assert_eq!((bars[0].done, bars[0].left(), bars[0].percent()), (Hours::whole(400), Hours::whole(150), 72));
        assert_eq!(bars[0].elsewhere, Hours::whole(60));
        assert!(bars[1].met() && bars[1].percent() == 100);
    }

    #[test]
    fn a_section_cadre_answers_for_the_year() {
        let totals = [total(2025, TrainingForm::OffJob, 90), total(2026, TrainingForm::OffJob, 30)];
        let bars = bars(&first_requirements(), Level::SectionChief, &totals, day("2026-11-23"));
        assert_eq!(bars[0].requirement.id.as_str(), "year-lower");
        assert_eq!(bars[0].done, Hours::whole(30));
        assert!(bars[1].done == Hours(0) && !bars[1].met());
    }

    #[test]
    fn nothing_applies_outside_its_dates() {
        assert!(bars(&first_requirements(), Level::Staff, &[], day("2022-12-31")).is_empty());
        assert_eq!(bars(&first_requirements(), Level::Staff, &[], day("2023-01-01")).len(), 2);
    }

    proptest! {
        /// A reversal takes away exactly what its entry gave.
        #[test]
        fn reversal_cancels(hours in 1i32..500, other in 0i32..500) {
            let requirements = first_requirements();
            let on = day("2026-06-01");
            let before = [total(2026, TrainingForm::OffJob, other)];
            let after = [
                total(2026, TrainingForm::OffJob, other),
                total(2026, TrainingForm::OffJob, hours),
                Total { hours: -Hours::whole(hours), ..total(2026, TrainingForm::OffJob, 0) },
            ];
            prop_assert_eq!(
                bars(&requirements, Level::Staff, &before, on),
                bars(&requirements, Level::Staff, &after, on)
            );
        }
    }
}
