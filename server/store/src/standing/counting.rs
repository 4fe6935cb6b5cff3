//! Counting people as they are loaded: what settling them one by one would come to, with nothing read back.

use std::collections::HashMap;

use domain::appointment::Appointment;
use domain::code::{Family, Level, PersonState};
use domain::organisation::Unit;
use domain::person::Person;
use domain::training::{LedgerEntry, Standing, Sums, Total};
use domain::{Day, PersonId, UnitId};
use serde_json::{Value, json};

use super::{ByLevel, ByUnit, Member, add_levels, add_to_units, key_of, recent};
use crate::requirement::RuleSet;
use crate::{Store, StoreError};

/// What people are counted by who are loaded with all that is theirs.
pub(crate) struct Counting {
    rules: RuleSet,
    families: HashMap<UnitId, Family>,
    on: Day,
}

impl Counting {
    /// Where those of some people stand who are in service, whose posts, entries and sums these are.
    pub(crate) fn standings<'a>(
        &self,
        people: impl Iterator<Item = &'a Person>,
        posts: &'a [Appointment],
        entries: &'a [LedgerEntry],
        totals: impl Iterator<Item = (&'a PersonId, &'a Total)>,
    ) -> Vec<Standing> {
        let mut levels: HashMap<&PersonId, Vec<(Day, Level)>> = HashMap::new();
        for post in posts.iter().filter(|post| post.main) {
            levels.entry(&post.person).or_default().push((post.from, post.level));
        }
        let mut dated: HashMap<&PersonId, Vec<&LedgerEntry>> = HashMap::new();
        for entry in entries {
            dated.entry(&entry.person).or_default().push(entry);
        }
        let mut sums: HashMap<&PersonId, Vec<Total>> = HashMap::new();
        for (person, total) in totals {
            sums.entry(person).or_default().push(total.clone());
        }
        let rules = self.rules.rules();
        people
            .filter(|person| person.state == PersonState::Active)
            .map(|person| {
                let one = member(person);
                let earlier = levels.remove(&person.id).filter(|_| recent(&self.rules, one.level_since));
                let subject = one.subject(self.families.get(&one.unit).copied(), earlier.unwrap_or_default());
                let own = dated.remove(&person.id).filter(|_| rules.needs_entries(&subject, self.on));
                let own: Vec<LedgerEntry> = own.into_iter().flatten().cloned().collect();
                let totals = sums.remove(&person.id).unwrap_or_default();
                one.standing(rules, &subject, &totals, &own, self.on)
            })
            .collect()
    }
}

fn member(person: &Person) -> Member {
    Member {
        id: person.id.clone(),
        unit: person.unit.clone(),
        path: person.path.clone(),
        level: person.level,
        level_since: person.level_since,
        state: person.state,
    }
}

/// What standings add to the counts of the units above.
pub(crate) fn counts_of_all(standings: &[Standing]) -> ByUnit {
    let mut counts = ByUnit::new();
    standings.iter().for_each(|one| add_to_units(&mut counts, one, 1));
    counts
}

/// Adds other people's counts.
pub(crate) fn add_units(held: &mut ByUnit, more: ByUnit) {
    for (unit, by_level) in more {
        add_levels(held.entry(unit).or_default(), by_level);
    }
}

/// The row of a standing that nobody had before, with its id.
pub(crate) fn standing_row(one: &Standing) -> Result<(String, Value), StoreError> {
    Ok((one.person.0.clone(), json!({ "unit": one.unit, "data": serde_json::to_string(one)? })))
}

/// The row of the counts of a unit that had none before, with its id.
pub(crate) fn count_row((unit, mut by_level): (String, ByLevel)) -> Result<(String, Value), StoreError> {
    by_level.retain(|_, sums| *sums != Sums::default());
    Ok((unit, json!({ "data": serde_json::to_string(&by_level)?, "turn": 1 })))
}

impl Store {
    /// What people are counted by who are loaded into units on a day.
    pub(crate) async fn counting(&self, units: &[Unit], on: Day) -> Result<Counting, StoreError> {
        let families = units.iter().map(|unit| (unit.id.clone(), unit.family)).collect();
        Ok(Counting { rules: self.rule_set().await?, families, on })
    }

    /// Holds that everybody was counted by these rules and for that day.
    pub(crate) async fn note_counted(&self, counting: &Counting) -> Result<(), StoreError> {
        let _turn = self.caches.counting.lock().await;
        self.note_key(key_of(&counting.rules, counting.on)).await
    }
}
