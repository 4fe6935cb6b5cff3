//! What a person has done of what is required: what counts, what is capped and why, what was
//! carried over, what is to be made up.

use chrono::Datelike;
use serde::{Deserialize, Serialize};

use super::requirement::months_between;
use super::{Categories, Cycle, LedgerEntry, Requirement, Subject, in_force, version};
use crate::calendar::months_later;
use crate::code::{ClassKind, TrainingForm};
use crate::record::Hours;
use crate::{CategoryId, Day};

/// A sum of the ledger: one person, one year, one form, one category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    /// Calendar year.
    pub year: i32,
    /// Form of training.
    pub form: TrainingForm,
    /// Content.
    pub category: CategoryId,
    /// Sum of the entries.
    pub hours: Hours,
}

/// Hours of a form that are more than what counts in a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capped {
    pub form: TrainingForm,
    pub year: i32,
    /// What counts at most.
    pub most: Hours,
    /// What was done beyond.
    pub over: Hours,
}

/// What a person must do and has done of one requirement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bar {
    /// The requirement, in the version in force.
    pub requirement: Requirement,
    /// Whether it is what was missing of it at a promotion, to be made up within a year.
    pub make_up: bool,
    /// First day counted.
    pub from: Day,
    /// Last day counted, and the day it is due.
    pub until: Day,
    /// How much is to be done.
    pub need: Hours,
    /// Hours that count, what was carried over included.
    pub done: Hours,
    /// Of them, carried over from the year before.
    pub carried: Hours,
    /// What counts, by form.
    pub parts: Vec<(TrainingForm, Hours)>,
    /// What does not count because it is more than a form may give.
    pub capped: Vec<Capped>,
    /// Hours of that time that do not count because of their form, content or kind of class.
    pub elsewhere: Hours,
}

impl Bar {
    /// What tells it from the others of a person.
    #[must_use]
    pub fn key(&self) -> String {
        if self.make_up { format!("{}-make-up", self.requirement.rule) } else { self.requirement.rule.clone() }
    }

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

    /// Whether it was due before a day and is not met.
    #[must_use]
    pub fn overdue(&self, on: Day) -> bool {
        self.until < on && !self.met()
    }

    /// Whether it decides about the year of a day: it is binding, and due in that year or before.
    #[must_use]
    pub fn decides(&self, on: Day) -> bool {
        self.requirement.binding && self.until.year() <= on.year()
    }

    /// Done in per cent, 0 to 100.
    #[must_use]
    pub fn percent(&self) -> u8 {
        if self.need.0 <= 0 {
            return 100;
        }
        let natural = |hours: Hours| u64::try_from(hours.0).unwrap_or_default();
        let share = crate::rate::percent(natural(self.done), natural(self.need)).unwrap_or(100);
        u8::try_from(share.min(100)).unwrap_or(100)
    }

    /// Hours there will be at the end at the pace so far, by days; nothing in the first thirty
    /// days, and nothing for a share, which grows and shrinks with what it is a share of.
    #[must_use]
    pub fn forecast(&self, on: Day) -> Option<Hours> {
        let all = (self.until - self.from).num_days() + 1;
        let gone = ((on - self.from).num_days() + 1).min(all);
        (gone > FIRST_DAYS && self.requirement.share == 0).then(|| {
            let hours = i64::from(self.done.0) * all / gone;
            Hours(i32::try_from(hours).unwrap_or(i32::MAX))
        })
    }

    /// Whether it is met, or will be at the pace so far. A share stays what it is at that pace.
    #[must_use]
    pub fn on_course(&self, on: Day) -> bool {
        let early = (on - self.from).num_days() < FIRST_DAYS;
        let share = self.requirement.share > 0 && !early;
        self.met() || (self.until >= on && !share && self.forecast(on).is_none_or(|hours| hours >= self.need))
    }
}

/// Days in which nothing can be told about the pace.
const FIRST_DAYS: i64 = 30;

/// The rules under which hours are counted.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// All versions of all requirements.
    pub requirements: &'a [Requirement],
    /// The tree of categories.
    pub categories: &'a Categories,
}

/// Months for which something overdue is still shown.
const SHOWN_OVERDUE: u32 = 24;
/// Months before a promotion in which training for the new post counts already.
const BEFORE_POST: u32 = 12;
/// Months in which what was missing at a promotion is to be made up
/// (《干部教育培训工作条例》: within a year of it).
const MAKE_UP_MONTHS: u32 = 12;
/// Years over which hours are carried on at most.
const CARRIED_YEARS: i32 = 10;

/// What was counted of some hours.
#[derive(Default)]
struct Count {
    parts: Vec<(TrainingForm, Hours)>,
    capped: Vec<Capped>,
    elsewhere: Hours,
}

impl Count {
    fn done(&self) -> Hours {
        self.parts.iter().map(|part| part.1).sum()
    }

    fn add(&mut self, form: TrainingForm, hours: Hours) {
        match self.parts.iter_mut().find(|part| part.0 == form) {
            Some(part) => part.1 = part.1 + hours,
            None => self.parts.push((form, hours)),
        }
    }
}

impl Rules<'_> {
    /// Whether hours of this form, content and kind of class count towards a requirement.
    #[must_use]
    pub fn counts(&self, to: &Requirement, form: TrainingForm, category: &CategoryId, kind: Option<ClassKind>) -> bool {
        to.counts_form(form)
            && (to.categories.is_empty() || to.categories.iter().any(|top| self.categories.within(category, top)))
            && (to.kinds.is_empty() || kind.is_some_and(|kind| to.kinds.contains(&kind)))
    }

    /// The hours of some years that count, each form capped year by year.
    fn count(&self, to: &Requirement, totals: &[Total], years: std::ops::RangeInclusive<i32>) -> Count {
        let mut count = Count::default();
        for year in years {
            let mut of_year = Count::default();
            for total in totals.iter().filter(|total| total.year == year) {
                // Sums know no kind of class: what asks for one is counted from entries.
                if to.counts_form(total.form) && self.counts(to, total.form, &total.category, None) {
                    of_year.add(total.form, total.hours);
                } else {
                    count.elsewhere = count.elsewhere + total.hours;
                }
            }
            for (form, hours) in of_year.parts {
                let cap = to.caps.iter().find(|cap| cap.form == form).filter(|cap| cap.hours < hours);
                if let Some(cap) = cap {
                    let over = hours + -cap.hours;
                    count.capped.push(Capped { form, year, most: cap.hours, over });
                }
                count.add(form, cap.map_or(hours, |cap| cap.hours));
            }
        }
        count.parts.retain(|part| part.1 != Hours(0));
        count.parts.sort_unstable();
        count
    }

    /// The hours of some days that count, from the entries themselves.
    fn count_days(&self, to: &Requirement, entries: &[LedgerEntry], from: Day, until: Day) -> Count {
        let mut count = Count::default();
        for entry in entries.iter().filter(|entry| from <= entry.day && entry.day <= until) {
            if self.counts(to, entry.form, &entry.category, entry.kind) {
                count.add(entry.form, entry.hours);
            } else {
                count.elsewhere = count.elsewhere + entry.hours;
            }
        }
        count.parts.retain(|part| part.1 != Hours(0));
        count.parts.sort_unstable();
        count
    }

    /// What a person must have done of a requirement over a time, given from when they answer for it.
    fn need(&self, to: &Requirement, subject: &Subject, on: Day, base: Hours) -> Hours {
        if to.share > 0 {
            return Hours((base.0.max(0) * to.share as i32 + 99) / 100);
        }
        let joined = subject
            .levels
            .iter()
            .rev()
            .take_while(|(since, level)| *since > on || to.meant_for(*level, subject.family))
            .map(|(since, _)| *since)
            .min()
            .unwrap_or(to.window_from);
        if !to.prorate || to.cycle != Cycle::Window || joined <= to.window_from || joined > to.window_until {
            return to.hours;
        }
        let all = months_between(to.window_from, to.window_until);
        let own = months_between(joined, to.window_until);
        Hours(i32::try_from(i64::from(to.hours.0) * i64::from(own) / i64::from(all)).unwrap_or(to.hours.0))
    }

    /// What is carried into a year: what went beyond the year before, as far as its rule lets it.
    fn carried_into(&self, year: i32, rule: &str, subject: &Subject, totals: &[Total], steps: i32) -> Hours {
        let before = year - 1;
        let Some(end) = Day::from_ymd_opt(before, 12, 31).filter(|_| steps > 0) else { return Hours(0) };
        let Some(to) = version(self.requirements, rule, end).filter(|to| to.carry.0 > 0 && to.cycle == Cycle::Year)
        else {
            return Hours(0);
        };
        if !to.meant_for(subject.level(end), subject.family) {
            return Hours(0);
        }
        let own = self.count(to, totals, before..=before).done();
        let carried = self.carried_into(before, rule, subject, totals, steps - 1);
        // Carried hours are used first, and what was carried once is not carried again.
        let used = (to.hours.0 - carried.0).max(0);
        Hours((own.0 - used).clamp(0, to.carry.0))
    }

    fn year_bar(&self, to: &Requirement, subject: &Subject, totals: &[Total], year: i32) -> Bar {
        let count = self.count(to, totals, year..=year);
        let carried = self.carried_into(year, &to.rule, subject, totals, CARRIED_YEARS);
        let edge = |month, day| Day::from_ymd_opt(year, month, day).unwrap_or_default();
        self.bar(to, subject, (edge(1, 1), edge(12, 31)), count, carried)
    }

    fn bar(&self, to: &Requirement, subject: &Subject, span: (Day, Day), count: Count, carried: Hours) -> Bar {
        let (done, base) = (count.done(), count.done() + count.elsewhere);
        Bar {
            make_up: false,
            from: span.0,
            until: span.1,
            need: self.need(to, subject, span.1, base),
            done: done + carried,
            carried,
            parts: count.parts,
            capped: count.capped,
            elsewhere: count.elsewhere,
            requirement: to.clone(),
        }
    }

    /// A share is measured against the hours of its forms alone.
    fn share_bar(&self, to: &Requirement, subject: &Subject, totals: &[Total], years: (i32, i32)) -> Bar {
        let own: Vec<Total> = totals.iter().filter(|total| to.counts_form(total.form)).cloned().collect();
        let count = self.count(to, &own, years.0..=years.1);
        self.bar(to, subject, (to.window_from, to.window_until), count, Hours(0))
    }

    /// The bars of a person on a day. `entries` are their ledger; they may be left out when
    /// [`Rules::needs_entries`] says so.
    #[must_use]
    pub fn bars(&self, subject: &Subject, totals: &[Total], entries: &[LedgerEntry], on: Day) -> Vec<Bar> {
        let level = subject.level(on);
        let mut bars = Vec::new();
        for to in in_force(self.requirements, on).into_iter().filter(|to| to.meant_for(level, subject.family)) {
            match to.cycle {
                Cycle::Year => bars.push(self.year_bar(to, subject, totals, on.year())),
                Cycle::Window => {
                    let years = (to.window_from.year(), to.window_until.year());
                    bars.push(if to.share > 0 {
                        self.share_bar(to, subject, totals, years)
                    } else {
                        let count = self.count(to, totals, years.0..=years.1);
                        self.bar(to, subject, (to.window_from, to.window_until), count, Hours(0))
                    });
                }
                Cycle::Promotion => {
                    let since = subject.since(on);
                    let Some((first, last)) = deadline(to, since, on) else { continue };
                    let count = self.count_days(to, entries, first, last);
                    let bar = Bar { from: since, ..self.bar(to, subject, (first, last), count, Hours(0)) };
                    if on <= last || !bar.met() {
                        bars.push(bar);
                    }
                }
            }
        }
        bars.extend(self.make_up(subject, entries, on));
        bars
    }

    /// What was missing at the last promotion and is to be made up within a year of it.
    fn make_up(&self, subject: &Subject, entries: &[LedgerEntry], on: Day) -> Vec<Bar> {
        let Some((promoted, former)) = recent_promotion(subject, on) else { return Vec::new() };
        let Some(eve) = promoted.pred_opt() else { return Vec::new() };
        let before: Vec<LedgerEntry> = entries.iter().filter(|entry| entry.day <= eve).cloned().collect();
        let totals = totals_of(&before);
        let until = months_later(promoted, MAKE_UP_MONTHS).pred_opt().unwrap_or(promoted);
        let mut bars = Vec::new();
        let rules = in_force(self.requirements, eve).into_iter();
        for to in rules.filter(|to| to.make_up && to.meant_for(former, subject.family)) {
            let missing = match to.cycle {
                // The last whole year before: the present one may still be met in the new post.
                Cycle::Year => {
                    let year = eve.year() - 1;
                    let then = Day::from_ymd_opt(year, 12, 31).unwrap_or(eve);
                    let known = version(self.requirements, &to.rule, then)
                        .filter(|to| to.meant_for(subject.level(then), subject.family));
                    known.map_or(Hours(0), |to| self.year_bar(to, subject, &totals, year).left())
                }
                Cycle::Window if to.share == 0 && to.window_from <= eve => {
                    let count = self.count(to, &totals, to.window_from.year()..=eve.year());
                    let all = months_between(to.window_from, to.window_until);
                    let gone = months_between(to.window_from, eve).min(all);
                    let need = i64::from(to.hours.0) * i64::from(gone) / i64::from(all);
                    Hours(i32::try_from(need).unwrap_or(i32::MAX).saturating_sub(count.done().0).max(0))
                }
                _ => Hours(0),
            };
            if missing.0 <= 0 {
                continue;
            }
            let count = self.count_days(to, entries, promoted, until);
            let bar = self.bar(to, subject, (promoted, until), count, Hours(0));
            let bar = Bar { make_up: true, need: missing, ..bar };
            if on <= until || !bar.met() {
                bars.push(bar);
            }
        }
        bars
    }

    /// Whether the bars of a person on a day are counted from entries too, not from sums alone.
    #[must_use]
    pub fn needs_entries(&self, subject: &Subject, on: Day) -> bool {
        let level = subject.level(on);
        let deadline = in_force(self.requirements, on).into_iter().any(|to| {
            to.cycle == Cycle::Promotion
                && to.meant_for(level, subject.family)
                && deadline(to, subject.since(on), on).is_some()
        });
        deadline || recent_promotion(subject, on).is_some()
    }
}

/// A promotion whose make-up is still shown.
fn recent_promotion(subject: &Subject, on: Day) -> Option<(Day, crate::code::Level)> {
    subject.promoted(on).filter(|(day, _)| on <= months_later(*day, MAKE_UP_MONTHS + SHOWN_OVERDUE))
}

/// The days that count for a deadline after `since`; nothing where it does not apply or is
/// long past.
fn deadline(to: &Requirement, since: Day, on: Day) -> Option<(Day, Day)> {
    let last = months_later(since, to.months).pred_opt()?;
    let first = since.checked_sub_months(chrono::Months::new(BEFORE_POST))?;
    (since >= to.window_from && on <= months_later(last, SHOWN_OVERDUE)).then_some((first, last))
}

/// What entries come to.
#[must_use]
pub fn totals_of(entries: &[LedgerEntry]) -> Vec<Total> {
    let mut totals: Vec<Total> = Vec::new();
    for entry in entries {
        let year = entry.day.year();
        let known = totals
            .iter_mut()
            .find(|total| total.year == year && total.form == entry.form && total.category == entry.category);
        match known {
            Some(total) => total.hours = total.hours + entry.hours,
            None => totals.push(Total { year, form: entry.form, category: entry.category.clone(), hours: entry.hours }),
        }
    }
    totals
}

#[cfg(test)]
mod tests;
