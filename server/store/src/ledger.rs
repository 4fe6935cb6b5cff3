//! The ledger of hours and what it is measured by.

use async_trait::async_trait;
use chrono::Datelike;
use domain::access::{Permission, Viewer};
use domain::code::Family;
use domain::person::Person;
use domain::ports::Answer;
use domain::time::Date;
use domain::training::News;
use domain::training::port::Ledger;
use domain::training::{Bar, Class, ClassState, EnrolmentState, LedgerEntry, Subject, Total, TrainingRecord};
use domain::{CategoryId, Day, Fault, LedgerId, Moment, PersonId, Reason};

use crate::audit::Note;
use crate::desk::notice_row;
use crate::requirement::RuleSet;
use crate::row::tables;
use crate::rows::content;
use crate::training::total_row;
use crate::{Change, Script, Store, StoreError};

tables! { "ledger" by LedgerId: LedgerEntry }

/// Classes proposed to fill what is missing at most.
const FILLERS: usize = 6;

impl Store {
    /// A person's ledger, newest first.
    pub(crate) async fn entries_of(&self, person: &PersonId) -> Result<Vec<LedgerEntry>, StoreError> {
        let mut entries: Vec<LedgerEntry> =
            self.rows_where("person = $person", Script::bound("person", person.as_str())).await?;
        newest_first(&mut entries);
        Ok(entries)
    }

    /// The bars of somebody on a day, from their sums; entries are read only where a bar
    /// counts by days.
    pub(crate) async fn bars_of(
        &self,
        person: &PersonId,
        level: (domain::code::Level, Option<Date>),
        family: Family,
        totals: &[Total],
        on: Day,
    ) -> Result<Vec<Bar>, StoreError> {
        let set = self.rule_set().await?;
        let subject = self.subject(&set, person, level, family).await?;
        self.bars_by(&set, person, &subject, totals, None, on).await
    }

    /// The same of a subject of the rules; `known` are the person's entries where they were read already.
    pub(crate) async fn bars_by(
        &self,
        set: &RuleSet,
        person: &PersonId,
        subject: &Subject,
        totals: &[Total],
        known: Option<Vec<LedgerEntry>>,
        on: Day,
    ) -> Result<Vec<Bar>, StoreError> {
        let rules = set.rules();
        let entries = match known {
            _ if !rules.needs_entries(subject, on) => Vec::new(),
            None => self.entries_of(person).await?,
            Some(mut entries) => {
                newest_first(&mut entries);
                entries
            }
        };
        Ok(rules.bars(subject, totals, &entries, on))
    }
}

fn newest_first(entries: &mut [LedgerEntry]) {
    entries.sort_by(|a, b| (b.day, b.at, &b.id).cmp(&(a.day, a.at, &a.id)));
}

#[async_trait]
impl Ledger for Store {
    async fn record(&self, viewer: &Viewer, person: &PersonId, year: i32, now: Moment) -> Answer<TrainingRecord> {
        let known = self.get::<Person>(person).await?;
        let own = viewer.owns(person);
        if !own {
            viewer.require_at(Permission::TRAINING_VIEW, &known.path)?;
        }
        let today = now.day();
        let on = if year == 0 || year >= today.year() {
            today
        } else {
            Day::from_ymd_opt(year, 12, 31).ok_or(Fault::NotFound)?
        };
        let entries = self.entries_of(person).await?;
        // A past year is shown as it ended, also in what runs over several years.
        let known_then: Vec<_> = entries.iter().filter(|entry| entry.day <= on).cloned().collect();
        let totals = domain::training::totals_of(&known_then);
        let family = self.families_of(std::iter::once(&known.unit)).await?.remove(&known.unit);
        let family = family.unwrap_or(Family::Government);
        let bars = self.bars_of(person, (known.level, known.level_since), family, &totals, on).await?;
        let set = self.rule_set().await?;
        let first = set.requirements.iter().map(|one| one.from.year()).min().unwrap_or(today.year());
        let since = totals.iter().map(|total| total.year).min().map_or(first, |year| year.min(first));
        let (mut coming, mut fillers) = (Vec::new(), Vec::new());
        if on == today {
            let places = self.own_places(person).await?;
            let seats = places.iter().filter(|(_, state)| **state == EnrolmentState::Enrolled).map(|(class, _)| class);
            let seats: Vec<Class> = self.these(seats).await?;
            let keys = |class: &Class| -> Vec<String> {
                let counts = |bar: &&Bar| {
                    !bar.met()
                        && bar.from <= class.ends
                        && class.ends <= bar.until
                        && set.rules().counts(&bar.requirement, class.form, &class.category, Some(class.kind))
                };
                bars.iter().filter(counts).map(Bar::key).collect()
            };
            let held = seats.into_iter().filter(|class| class.state == ClassState::Published);
            coming = held.map(|class| (keys(&class), class)).map(|(keys, class)| (class, keys)).collect::<Vec<_>>();
            coming.sort_by(|(a, _), (b, _)| (a.starts, &a.id).cmp(&(b.starts, &b.id)));
            for class in self.open_classes(known.level.tier(), now).await?.iter() {
                let taken = places.get(&class.id).is_some_and(|state| state.is_open());
                if taken || !class.meant_for(known.level, family, &known.path) || fillers.len() >= FILLERS {
                    continue;
                }
                let keys = keys(class);
                if !keys.is_empty() {
                    fillers.push((class.clone(), keys));
                }
            }
        }
        Ok(TrainingRecord {
            person: person.clone(),
            on,
            since,
            bars,
            coming,
            fillers,
            entries: entries.into_iter().filter(|entry| year == 0 || entry.day.year() == year).collect(),
            certificates: self.certificates_of(person).await?,
            may_reverse: !own && viewer.require_at(Permission::LEDGER_REVERSE, &known.path).is_ok(),
            name: known.name,
            level: known.level,
        })
    }

    async fn reverse(&self, viewer: &Viewer, id: &LedgerId, reason: &str, now: Moment) -> Answer<()> {
        let entry: Option<LedgerEntry> = self.find(id).await?;
        let entry = entry.ok_or(Fault::NotFound)?;
        let person = self.get::<Person>(&entry.person).await?;
        viewer.require_at(Permission::LEDGER_REVERSE, &person.path)?;
        if viewer.owns(&entry.person) {
            return Err(Fault::Refused(Reason::OwnAccount));
        }
        if !entry.reverses.as_str().is_empty() {
            return Err(Fault::Refused(Reason::WrongState));
        }
        let mut checks = domain::fault::Checks::default();
        checks.text(reason, "reason", 200);
        checks.done()?;
        let reversal = LedgerEntry {
            id: LedgerId(format!("r-{id}")),
            hours: -entry.hours,
            raw: -entry.raw,
            reverses: id.clone(),
            reversed_by: LedgerId::default(),
            reason: reason.trim().to_owned(),
            at: now,
            ..entry.clone()
        };
        let body =
            News::HoursReversed { title: entry.title.clone(), hours: entry.hours, reason: reason.trim().to_owned() };
        let note = Note::of(viewer, now).creates("ledger", id.as_str(), &person.path).because(reason.trim());
        let script = Script::new(
            "LET $prior = (SELECT * FROM ONLY type::record('ledger', $id));
             IF $prior.reversed_by != '' { THROW 'gq:reversed' };
             UPDATE type::record('ledger', $id) SET reversed_by = $reversal_id RETURN NONE;
             CREATE type::record('ledger', $reversal_id) CONTENT $reversal RETURN NONE;
             INSERT INTO notice $notice RETURN NONE;",
        )
        .adds_to_totals(vec![total_row(&reversal, &person.path)])
        .whose("ledger", [&entry.person])
        .bind("id", id.as_str())
        .bind("reversal_id", reversal.id.as_str())
        .bind("reversal", content(&reversal))
        .bind("notice", vec![notice_row(&entry.person, &body, now)])
        .note(&note, "$prior", "$reversal");
        self.write(Change::Answers("ledger.reverse"), script).await?;
        Ok(())
    }
}

impl Store {
    /// A category and all below it, for a filter.
    pub(crate) async fn below_category(&self, top: &CategoryId) -> Result<Vec<String>, StoreError> {
        let all = self.all_categories().await?;
        let below = all.0.iter().filter(|one| all.within(&one.id, top)).map(|one| one.id.0.clone());
        Ok(below.collect())
    }
}
