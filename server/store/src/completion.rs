//! The completion table: the counts of units, read as they are kept; and the people behind
//! them.

use std::collections::HashMap;

use async_trait::async_trait;
use chrono::Datelike;
use domain::access::{Permission, Scope, Viewer};
use domain::code::{Code, Level};
use domain::organisation::Unit;
use domain::page::{Page, Window};
use domain::ports::Answer;
use domain::training::port::CompletionTable;
use domain::training::{
    Completion, CompletionList, CompletionQuery, CompletionRow, Setting, Standing, StandingRow, Standings, Sums,
    in_force, is_long_untrained,
};
use domain::{Day, Fault, Moment, PersonId, UnitId};
use serde::Deserialize;
use surrealdb::types::RecordId;

use crate::requirement::RuleSet;
use crate::standing::ByLevel;
use crate::{Script, Store, StoreError};

impl Store {
    /// The units at the top of what is asked for, after checking that the viewer may.
    async fn completion_tops(&self, viewer: &Viewer, unit: &UnitId) -> Answer<(Scope, Vec<Unit>)> {
        let mut scope = viewer.require(Permission::TRAINING_VIEW)?;
        if !unit.as_str().is_empty() {
            let unit = self.get::<Unit>(unit).await?;
            scope = scope.within(&unit.path);
            if scope.paths.is_empty() {
                return Err(Fault::Forbidden);
            }
        }
        let ids = scope.paths.iter().filter_map(|path| path.split('/').rfind(|id| !id.is_empty()));
        let mut tops: Vec<Unit> = self.these(ids).await?;
        tops.sort_by(|a, b| a.path.cmp(&b.path));
        Ok((scope, tops))
    }

    /// Counts before a page shows sums, as far as somebody may wait for it. Gives how many are still to
    /// be counted: all of them while nothing can be written, which keeps nobody from reading.
    async fn settled(&self, now: Moment) -> Result<u32, StoreError> {
        match self.settle(now, false).await {
            Err(StoreError::Paused(_)) => {
                let due = Script::new("SELECT VALUE n FROM (SELECT count() AS n FROM standing_due GROUP ALL)");
                Ok(self.row(due).await?.unwrap_or(0))
            }
            settled => settled,
        }
    }
}

#[async_trait]
impl CompletionTable for Store {
    async fn completion(&self, viewer: &Viewer, query: &CompletionQuery, now: Moment) -> Answer<Completion> {
        let (_, tops) = self.completion_tops(viewer, &query.unit).await?;
        let pending = self.settled(now).await?;
        let parents = tops.iter().map(|unit| &unit.id);
        let mut below: Vec<Unit> = self.rows_among("parent IN $some AND active", parents, Script::default()).await?;
        below.sort_by(|a, b| (a.rank, &a.id).cmp(&(b.rank, &b.id)));
        let counts = self.counts_of(&tops.iter().chain(&below).map(|unit| &unit.id).collect::<Vec<_>>()).await?;
        let today = now.day();
        let long = self.all_settings().await?.on(Setting::LongUntrained, today);
        let row = |unit: &Unit, depth: u32| {
            let sums = counts.get(&unit.id).map(|by_level| sums(by_level, &query.level)).unwrap_or_default();
            CompletionRow {
                unit: unit.id.clone(),
                name: unit.short.clone(),
                depth,
                long: sums.long_untrained(today.year(), long),
                sums,
            }
        };
        let mut rows = Vec::with_capacity(tops.len() + below.len());
        let mut by_level = ByLevel::new();
        for top in &tops {
            rows.push(row(top, 0));
            rows.extend(below.iter().filter(|unit| unit.parent == top.id).map(|unit| row(unit, 1)));
            for (level, more) in counts.get(&top.id).into_iter().flatten() {
                by_level.entry(level.clone()).or_default().merge(more);
            }
        }
        let all = sums(&by_level, "");
        let levels = Level::ALL
            .iter()
            .chain([&Level::Unknown])
            .filter_map(|level| by_level.get(level.code()).map(|sums| (*level, sums.clone())))
            .filter(|(_, sums)| sums.people > 0)
            .map(|(level, sums)| {
                let untrained = sums.long_untrained(today.year(), long);
                (level, sums, untrained)
            })
            .collect();
        let rules = self.rule_set().await?;
        Ok(Completion {
            on: today,
            rows,
            levels,
            rules: names(&rules, today),
            long: all.long_untrained(today.year(), long),
            all,
            pending,
        })
    }

    async fn standings(&self, viewer: &Viewer, query: &CompletionQuery, now: Moment) -> Answer<Standings> {
        let (scope, tops) = self.completion_tops(viewer, &query.unit).await?;
        self.settled(now).await?;
        let list = CompletionList::find(&query.list).unwrap_or_default();
        let today = now.day();
        let long = self.all_settings().await?.on(Setting::LongUntrained, today);
        let fits = |one: &Standing| {
            let rule = one.bars.get(&query.rule);
            (query.level.is_empty() || one.level.code() == query.level)
                && match (list, rule) {
                    (_, None) if !query.rule.is_empty() => false,
                    (CompletionList::OffCourse, Some(rule)) => !rule.on_course,
                    (CompletionList::OffCourse, None) => !one.on_course,
                    (_, Some(rule)) => !rule.met(),
                    (CompletionList::Behind, None) => !one.met,
                    (CompletionList::None, None) => one.hours.0 == 0,
                    (CompletionList::Long, None) => is_long_untrained(one.last_year, today.year(), long),
                    (CompletionList::Met, None) => one.met,
                    (CompletionList::All, None) => true,
                }
        };
        let units = crate::organisation::tree_order(self.units_in(&scope).await?);
        // The counts tell how many of each unit are on the list, so only the units of the
        // page itself are looked into.
        let counts = self.counts_of(&units.iter().map(|unit| &unit.id).collect::<Vec<_>>()).await?;
        let of = |unit: &UnitId| counts.get(unit).map(|by_level| sums(by_level, &query.level)).unwrap_or_default();
        let on_list = |sums: &Sums| match (list, sums.rules.get(&query.rule)) {
            _ if !query.rule.is_empty() && !sums.rules.contains_key(&query.rule) => 0,
            (CompletionList::OffCourse, Some(rule)) => rule.people - rule.on_course,
            (CompletionList::OffCourse, None) => sums.people - sums.on_course,
            (_, Some(rule)) => rule.people - rule.met,
            (CompletionList::Behind, None) => sums.people - sums.met,
            (CompletionList::None, None) => sums.none,
            (CompletionList::Long, None) => sums.long_untrained(today.year(), long),
            (CompletionList::Met, None) => sums.met,
            (CompletionList::All, None) => sums.people,
        };
        let mut own: HashMap<&UnitId, i64> = units.iter().map(|unit| (&unit.id, on_list(&of(&unit.id)))).collect();
        for unit in &units {
            let with_below = on_list(&of(&unit.id));
            if let Some(above) = own.get_mut(&unit.parent) {
                *above -= with_below;
            }
        }
        let window = Window { page: query.page, bulk: query.bulk, ..Window::default() };
        let (skip, most) = (window.offset() as usize, window.limit() as usize);
        let mut total = 0usize;
        let mut shown: Vec<Standing> = Vec::new();
        for unit in &units {
            let count = usize::try_from(own[&unit.id]).unwrap_or(0);
            let first = total;
            total += count;
            if count == 0 || total <= skip || shown.len() >= most {
                continue;
            }
            let mut people: Vec<Standing> =
                self.standings_in(&unit.id).await?.into_iter().filter(|one| fits(one)).collect();
            people.sort_by(|a, b| (a.worst_percent, a.level, &a.person).cmp(&(b.worst_percent, b.level, &b.person)));
            let room = most - shown.len();
            shown.extend(people.into_iter().skip(skip.saturating_sub(first)).take(room));
        }
        let names_of = self.names_of(&shown).await?;
        let unit_names: HashMap<&UnitId, &str> = units.iter().map(|unit| (&unit.id, unit.short.as_str())).collect();
        let rows = shown
            .into_iter()
            .map(|standing| StandingRow {
                name: names_of.get(&standing.person).cloned().unwrap_or_default(),
                unit_name: unit_names.get(&standing.unit).copied().unwrap_or_default().to_owned(),
                standing,
            })
            .collect();
        let unit_name = match tops.as_slice() {
            [one] if !query.unit.as_str().is_empty() => one.short.clone(),
            _ => String::new(),
        };
        let rules = self.rule_set().await?;
        Ok(Standings {
            on: today,
            unit_name,
            rules: names(&rules, today),
            people: Page::new(rows, u32::try_from(total).unwrap_or(u32::MAX), &window),
        })
    }
}

impl Store {
    async fn names_of(&self, standings: &[Standing]) -> Result<HashMap<PersonId, String>, StoreError> {
        #[derive(Deserialize)]
        struct Row {
            id: PersonId,
            name: String,
        }
        let records: Vec<RecordId> = standings.iter().map(|one| RecordId::new("person", one.person.as_str())).collect();
        let rows: Vec<Row> =
            self.rows(Script::new("SELECT record::id(id) AS id, name FROM $records").bind("records", records)).await?;
        Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
    }
}

/// The counts of a unit, of one level or of all.
fn sums(by_level: &ByLevel, level: &str) -> Sums {
    let mut sum = Sums::default();
    by_level.iter().filter(|(code, _)| level.is_empty() || *code == level).for_each(|(_, one)| sum.merge(one));
    sum
}

/// The names of the requirements in force, those of what is to be made up of them too.
pub(crate) fn names(rules: &RuleSet, on: Day) -> Vec<(String, String, String)> {
    let mut names = Vec::new();
    for one in in_force(&rules.requirements, on) {
        names.push((one.rule.clone(), one.name.clone(), one.name_en.clone()));
        if one.make_up {
            let key = format!("{}-make-up", one.rule);
            names.push((key, format!("{}（提任补训）", one.name), format!("{} (to be made up)", one.name_en)));
        }
    }
    names
}
