//! The ledger of hours and what it is measured by: the port itself.

use async_trait::async_trait;
use chrono::Datelike;
use domain::access::{Permission, Viewer};
use domain::code::Family;
use domain::ports::{Answer, Ledger};
use domain::time::Date;
use domain::training::{
    Bar, Categories, Category, Class, ClassState, Completion, CompletionQuery, Conversion, Conversions, EnrolmentState,
    HoursDraft, LedgerEntry, Requirement, Standings, Total, TrainingRecord,
};
use domain::{CategoryId, Day, Fault, LedgerId, Moment, PersonId};
use surrealdb::types::RecordId;

use crate::{Script, Store, StoreError};

/// Classes proposed to fill what is missing at most.
const FILLERS: usize = 6;

impl Store {
    /// A person's ledger, newest first.
    pub(crate) async fn entries_of(&self, person: &PersonId) -> Result<Vec<LedgerEntry>, StoreError> {
        let mut entries: Vec<LedgerEntry> = self
            .rows(
                Script::new("SELECT *, record::id(id) AS id FROM ledger WHERE person = $person")
                    .bind("person", person.as_str()),
            )
            .await?;
        entries.sort_by(|a, b| (b.day, b.at, &b.id).cmp(&(a.day, a.at, &a.id)));
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
        let rules = set.rules();
        let entries = if rules.needs_entries(&subject, on) { self.entries_of(person).await? } else { Vec::new() };
        Ok(rules.bars(&subject, totals, &entries, on))
    }

    async fn record_page(&self, viewer: &Viewer, person: &PersonId, year: i32, now: Moment) -> Answer<TrainingRecord> {
        let known = self.find_person(person).await?.ok_or(Fault::NotFound)?;
        let own = viewer.owns(person);
        if !own {
            viewer.require_at(Permission::TrainingView, &known.path)?;
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
            let seats: Vec<RecordId> = places
                .iter()
                .filter(|(_, state)| **state == EnrolmentState::Enrolled)
                .map(|(class, _)| RecordId::new("class", class.as_str()))
                .collect();
            let seats: Vec<Class> =
                self.rows(Script::new("SELECT *, record::id(id) AS id FROM $seats").bind("seats", seats)).await?;
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
            may_reverse: !own && viewer.require_at(Permission::LedgerReverse, &known.path).is_ok(),
            name: known.name,
            level: known.level,
        })
    }
}

#[async_trait]
impl Ledger for Store {
    async fn record(&self, viewer: &Viewer, person: &PersonId, year: i32, now: Moment) -> Answer<TrainingRecord> {
        self.record_page(viewer, person, year, now).await
    }

    async fn record_hours(&self, viewer: &Viewer, draft: &HoursDraft, now: Moment) -> Answer<()> {
        self.post_hours(viewer, draft, now).await
    }

    async fn reverse(&self, viewer: &Viewer, entry: &LedgerId, reason: &str, now: Moment) -> Answer<()> {
        self.reverse_entry(viewer, entry, reason, now).await
    }

    async fn completion(&self, viewer: &Viewer, query: &CompletionQuery, now: Moment) -> Answer<Completion> {
        self.completion_table(viewer, query, now).await
    }

    async fn standings(&self, viewer: &Viewer, query: &CompletionQuery, now: Moment) -> Answer<Standings> {
        self.completion_list(viewer, query, now).await
    }

    async fn requirements(&self, _: &Viewer) -> Answer<Vec<Requirement>> {
        // Everybody may know what is required of them.
        Ok(self.all_requirements().await?.as_ref().clone())
    }

    async fn people_measured(&self, viewer: &Viewer, one: &Requirement) -> Answer<u32> {
        self.count_measured(viewer, one).await
    }

    async fn save_requirement(&self, viewer: &Viewer, next: &Requirement, now: Moment) -> Answer<()> {
        self.add_requirement(viewer, next, now).await
    }

    async fn categories(&self, _: &Viewer) -> Answer<Categories> {
        Ok(self.all_categories().await?.as_ref().clone())
    }

    async fn save_category(&self, viewer: &Viewer, category: &Category, now: Moment) -> Answer<()> {
        self.write_category(viewer, category, now).await
    }

    async fn conversions(&self, _: &Viewer) -> Answer<Conversions> {
        Ok(self.all_conversions().await?)
    }

    async fn add_conversion(&self, viewer: &Viewer, row: &Conversion, now: Moment) -> Answer<()> {
        self.write_conversion(viewer, row, now).await
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
