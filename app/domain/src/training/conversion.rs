//! Conversion of training into class-hours (学时折算): how many hours a day, half a day, a
//! session or a paper is, and the most that one of them gives. Localities set these numbers,
//! so they are rows with a basis and a first day.

use serde::{Deserialize, Serialize};

use crate::code::{Code, Lang, TrainingForm, codes};
use crate::fault::{Checks, Rule};
use crate::record::Hours;
use crate::replaced::{Replaced, Said};
use crate::time::day_text;
use crate::versioned::basis_said;
use crate::{CategoryId, Day, Fault, Moment, PersonId};

codes! {
    /// In what an amount of training is stated.
    Measure {
        Hour "hour" "学时" "Class-hours",
        HalfDay "half-day" "半天" "Half days",
        Day "day" "天" "Days",
        Session "session" "次" "Sessions",
        Paper "paper" "篇" "Papers",
    }
}

/// What one unit of a measure is worth, from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversion {
    /// For this form of training.
    pub form: TrainingForm,
    /// For amounts stated in this.
    pub measure: Measure,
    /// Hours for one of it.
    pub each: Hours,
    /// The most that one entry counts; 0 for no limit.
    pub most: Hours,
    /// The rule it rests on (依据).
    pub basis: String,
    /// First day in force.
    pub from: Day,
    /// When it was entered.
    #[serde(default)]
    pub at: Moment,
    /// By whom; empty for what the system began with.
    #[serde(default)]
    pub by: String,
}

impl Conversion {
    fn said(&self, lang: Lang) -> Vec<Said> {
        let (each, most) = match lang {
            Lang::Zh => ("每单位学时", "单次最多学时"),
            Lang::En => ("Hours for each", "Most of one entry"),
        };
        vec![Said::new("each", each, self.each), Said::new("most", most, self.most), basis_said(&self.basis, lang)]
    }

    /// Checks the fields.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self) -> Result<(), Fault> {
        let mut checks = Checks::default();
        checks.between(i64::from(self.each.0), "each", 1, 10_000);
        checks.between(i64::from(self.most.0), "most", 0, 100_000);
        checks.text(&self.basis, "basis", 200);
        checks.done()
    }
}

/// What an amount comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credit {
    /// By the conversion alone.
    pub raw: Hours,
    /// What counts after the limit of one entry.
    pub hours: Hours,
    /// The rule it was converted by.
    pub basis: String,
}

/// All rows entered so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversions(pub Vec<Conversion>);

impl Conversions {
    /// The row in force on a day: the last to take effect, and of one day's the last entered.
    #[must_use]
    pub fn on(&self, form: TrainingForm, measure: Measure, day: Day) -> Option<&Conversion> {
        let fits = |row: &&Conversion| row.form == form && row.measure == measure && row.from <= day;
        self.0.iter().filter(fits).max_by_key(|row| (row.from, row.at))
    }

    /// The row of the same form, measure and first day that one would take the place of.
    #[must_use]
    pub fn replaced(&self, next: &Conversion) -> Option<Replaced> {
        let held = self.on(next.form, next.measure, next.from).filter(|held| held.from == next.from)?;
        let (form, measure) = (held.form.code(), held.measure.code());
        let key = format!("{form}__{measure}__{}__{}", day_text(held.from), held.at.0);
        let by = (held.by.clone(), (!held.by.is_empty()).then_some(held.at));
        Some(Replaced::new(held.from, by, key, |lang| held.said(lang), |lang| next.said(lang)))
    }

    /// What an amount (in tenths of its measure) is worth on a day; nothing when no row says.
    #[must_use]
    pub fn credit(&self, form: TrainingForm, measure: Measure, tenths: i32, day: Day) -> Option<Credit> {
        let row = self.on(form, measure, day)?;
        let raw = i64::from(row.each.0) * i64::from(tenths.max(0)) / 10;
        let raw = Hours(i32::try_from(raw).unwrap_or(i32::MAX));
        let hours = if row.most.0 > 0 { raw.min(row.most) } else { raw };
        Some(Credit { raw, hours, basis: row.basis.clone() })
    }
}

/// The rows a new system begins with.
#[must_use]
pub fn first_conversions() -> Conversions {
    use Measure as M;
    use TrainingForm as F;
    let from = Day::from_ymd_opt(2023, 1, 1).unwrap_or_default();
    let local = "1天折算6至8学时，以本地区规定为准";
    let row = |form, measure, each: i32, most: i32, basis: &str| Conversion {
        form,
        measure,
        each: Hours::whole(each),
        most: Hours::whole(most),
        basis: basis.to_owned(),
        from,
        at: Moment(0),
        by: String::new(),
    };
    let session = "理论学习中心组学习每次3学时，以本地区规定为准";
    let unit = "本单位集体培训每期不超过18学时，以本地区规定为准";
    let paper = "在职自学撰写论文每篇12学时，以本地区规定为准";
    Conversions(vec![
        row(F::OffJob, M::Hour, 1, 0, local),
        row(F::OffJob, M::HalfDay, 4, 0, local),
        row(F::OffJob, M::Day, 8, 0, local),
        row(F::Group, M::Session, 3, 0, session),
        row(F::Group, M::HalfDay, 3, 0, session),
        row(F::Group, M::Day, 6, 0, session),
        row(F::Group, M::Hour, 1, 0, session),
        row(F::Collective, M::Hour, 1, 18, unit),
        row(F::Collective, M::HalfDay, 3, 18, unit),
        row(F::Collective, M::Day, 6, 18, unit),
        row(F::Online, M::Hour, 1, 0, "网络培训按平台记录的学时"),
        row(F::SelfStudy, M::Paper, 12, 48, paper),
        row(F::SelfStudy, M::Hour, 1, 12, paper),
    ])
}

/// Hours to be recorded that come from no class (学时登记).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoursDraft {
    /// Made by the form when it is opened: sending it twice records once.
    pub once: String,
    /// Whose.
    pub people: Vec<PersonId>,
    /// What for.
    pub title: String,
    /// Form of training.
    pub form: TrainingForm,
    /// Its content.
    pub category: CategoryId,
    /// In what the amount is stated.
    pub measure: Measure,
    /// The amount, in tenths of that.
    pub tenths: i32,
    /// The day they count for.
    pub day: Day,
    /// The record it rests on: minutes, certificate, notice.
    pub document: String,
}

impl HoursDraft {
    /// Checks the fields that can be checked alone.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self, today: Day) -> Result<(), Fault> {
        let mut checks = Checks::default();
        checks.require(crate::id::is_id(&self.once) && self.once.len() <= 24, "once", Rule::Required);
        checks.require(!self.people.is_empty(), "people", Rule::Required);
        checks.text(&self.title, "title", 80);
        checks.between(i64::from(self.tenths), "amount", 1, 10_000);
        checks.text(&self.document, "document", 120);
        checks.require(self.day <= today, "day", Rule::NotLater);
        checks.done()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        crate::time::parse_day(text).unwrap()
    }

    #[test]
    fn an_edit_changes_no_past_day() {
        let mut rows = first_conversions();
        let newer = Conversion {
            each: Hours::whole(6),
            from: day("2026-07-01"),
            at: Moment(5),
            ..rows.on(TrainingForm::OffJob, Measure::Day, day("2026-01-01")).unwrap().clone()
        };
        rows.0.push(newer);
        let worth = |on: &str| rows.credit(TrainingForm::OffJob, Measure::Day, 25, day(on)).unwrap().hours;
        assert_eq!((worth("2026-06-30"), worth("2026-07-01")), (Hours::whole(20), Hours::whole(15)));
    }

    #[test]
    fn what_one_entry_gives_is_limited_and_said() {
        let rows = first_conversions();
        let credit = rows.credit(TrainingForm::Collective, Measure::Day, 50, day("2026-03-01")).unwrap();
        assert_eq!((credit.raw, credit.hours), (Hours::whole(30), Hours::whole(18)));
        assert!(rows.credit(TrainingForm::OffJob, Measure::Paper, 10, day("2026-03-01")).is_none());
        assert!(rows.credit(TrainingForm::OffJob, Measure::Day, 10, day("2020-03-01")).is_none());
    }

    proptest! {
        /// More training never counts for less, and never for more than the conversion gives.
        #[test]
        fn credit_grows_with_the_amount(one in 0i32..5_000, more in 0i32..5_000) {
            let rows = first_conversions();
            for row in &rows.0 {
                let on = day("2026-03-01");
                let less = rows.credit(row.form, row.measure, one, on).unwrap();
                let greater = rows.credit(row.form, row.measure, one + more, on).unwrap();
                prop_assert!(less.hours <= greater.hours && less.hours <= less.raw);
            }
        }
    }
}
