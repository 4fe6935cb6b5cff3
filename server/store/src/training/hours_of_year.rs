//! Everybody's hours of a year, kept: a list that goes by them looks no further.

use std::collections::{BTreeSet, HashMap};

use async_trait::async_trait;
use domain::PersonId;
use domain::record::Hours;
use serde::Deserialize;

use crate::mirror::{Projected, Touched, World};
use crate::{Script, Store, StoreError};

/// The sums of a year. They have no index by year: of some people's the engine would take them all out by it.
const SUMS: &str = "SELECT person, hours FROM ledger_total WHERE year = $year";

/// Hours of one year, by places in the mirror.
#[derive(Default)]
pub(super) struct HoursOfYear(Vec<Hours>);

impl HoursOfYear {
    pub(super) fn at(&self, place: u32) -> Hours {
        self.0.get(place as usize).copied().unwrap_or_default()
    }
}

#[async_trait]
impl Projected for HoursOfYear {
    type On = i32;
    type Found = HashMap<PersonId, Hours>;

    async fn concerned(_: &Store, touched: Vec<Touched>, _: &i32) -> Result<Option<BTreeSet<PersonId>>, StoreError> {
        let own = touched.into_iter().filter(|one| one.what == "person" || one.what == "hours");
        Ok(Some(own.map(|one| PersonId(one.which)).collect()))
    }

    async fn work_out(store: &Store, some: Option<&BTreeSet<PersonId>>, year: &i32) -> Result<Self::Found, StoreError> {
        match some {
            None => store.hours_of_all(*year).await,
            Some(some) => store.hours_of(some.iter(), *year).await,
        }
    }

    fn take_in(&mut self, world: &World, some: Option<&BTreeSet<PersonId>>, found: Self::Found) {
        self.0.resize(world.people.places(), Hours::default());
        for place in some.into_iter().flatten().filter_map(|id| world.people.slot(id)) {
            self.0[place as usize] = Hours::default();
        }
        for (id, hours) in found {
            if let Some(place) = world.people.slot(&id) {
                self.0[place as usize] = hours;
            }
        }
    }
}

/// One of somebody's sums.
#[derive(Deserialize)]
struct Sum {
    person: PersonId,
    hours: Hours,
}

fn summed(sums: Vec<Sum>) -> HashMap<PersonId, Hours> {
    let mut hours: HashMap<PersonId, Hours> = HashMap::new();
    for sum in sums {
        let entry = hours.entry(sum.person).or_default();
        *entry = *entry + sum.hours;
    }
    hours
}

impl Store {
    /// Hours of a year of some people.
    pub(super) async fn hours_of(
        &self,
        people: impl Iterator<Item = &PersonId>,
        year: i32,
    ) -> Result<HashMap<PersonId, Hours>, StoreError> {
        let own = format!("{SUMS} AND person IN $some");
        Ok(summed(self.among(&own, people, Script::bound("year", i64::from(year))).await?))
    }

    /// Everybody's hours of a year.
    async fn hours_of_all(&self, year: i32) -> Result<HashMap<PersonId, Hours>, StoreError> {
        Ok(summed(self.rows(Script::new(SUMS).bind("year", i64::from(year))).await?))
    }

    /// Reads everybody's hours of a year before somebody looks.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn keep_hours(&self, year: i32) -> Result<(), StoreError> {
        self.project::<HoursOfYear>(&year).await
    }

    /// Compares everybody's hours of a year as they are kept with the rows, and names who differs.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn recount_hours(&self, year: i32) -> Result<Vec<String>, StoreError> {
        let fresh = HoursOfYear::work_out(self, None, &year).await?;
        self.projected(&year, |world, kept: &HoursOfYear| {
            let all = world.people.everybody().map(|(place, one)| (&one.row.id, kept.at(place)));
            let differ = all.filter(|(id, held)| fresh.get(*id).copied().unwrap_or_default() != *held);
            differ.map(|(id, held)| format!("hours of {id} held as {held:?}")).collect()
        })
        .await
    }
}
