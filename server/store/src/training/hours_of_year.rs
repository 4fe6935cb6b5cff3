//! Everybody's hours of a year, kept in the order in which lists go by them: tier by tier, the fewest first. How many
//! there are of a tier and a family is counted along the tree.

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};

use async_trait::async_trait;
use domain::PersonId;
use domain::code::{Code, Family, Tier};
use domain::record::Hours;
use serde::Deserialize;

use crate::mirror::{Entry, Line, Listing, Order, Projected, Touched, Units, World};
use crate::{Script, Store, StoreError};

/// The sums of a year. They have no index by year: of some people's the engine would take them all out by it.
const SUMS: &str = "SELECT person, hours FROM ledger_total WHERE year = $year";

/// Somebody's hours of the year.
#[derive(Clone, PartialEq)]
pub(super) struct OfYear(pub(super) Hours);

/// How many serve, by the tier of their level and the family of their unit.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Serving([[u32; Family::ALL.len()]; Tier::ALL.len()]);

impl Serving {
    /// Those of a tier, of some families or of all.
    pub(super) fn of(&self, tier: Tier, families: &[Family]) -> u32 {
        let of = |family: &Family| self.0[tier as usize][*family as usize];
        if families.is_empty() { Family::ALL.iter().map(of).sum() } else { families.iter().map(of).sum() }
    }
}

impl Line for OfYear {
    type Sums = Serving;

    fn compare(_: &Units, one: &Entry<Self>, other: &Entry<Self>) -> Ordering {
        let key = |entry: &Entry<Self>| (entry.one.row.level.tier(), entry.line.0, entry.one.row.level);
        key(one).cmp(&key(other)).then_with(|| Order::Id.compare(&one.one, &other.one))
    }

    fn count(units: &Units, entry: &Entry<Self>, sums: &mut Serving, times: i32) {
        let row = &entry.one.row;
        if let Some(unit) = units.get(&row.unit) {
            let count = &mut sums.0[row.level.tier() as usize][unit.family as usize];
            *count = count.wrapping_add_signed(times);
        }
    }
}

/// Those in service with their hours of one year.
#[derive(Default)]
pub(super) struct HoursOfYear(pub(super) Listing<OfYear>);

#[async_trait]
impl Projected for HoursOfYear {
    type On = i32;
    type Found = Vec<Entry<OfYear>>;

    async fn concerned(_: &Store, touched: Vec<Touched>, _: &i32) -> Result<Option<BTreeSet<PersonId>>, StoreError> {
        let own = touched.into_iter().filter(|one| one.what == "person" || one.what == "hours");
        Ok(Some(own.map(|one| PersonId(one.which)).collect()))
    }

    async fn work_out(store: &Store, some: Option<&BTreeSet<PersonId>>, year: &i32) -> Result<Self::Found, StoreError> {
        if some.is_some_and(BTreeSet::is_empty) {
            return Ok(Vec::new());
        }
        let people = store.serving_among(some).await?;
        let hours = match some {
            None => store.hours_of_all(*year).await?,
            Some(some) => store.hours_of(some.iter(), *year).await?,
        };
        let line = |id: &PersonId| OfYear(hours.get(id).copied().unwrap_or_default());
        Ok(people.into_iter().map(|one| Entry { line: line(&one.row.id), one }).collect())
    }

    fn take_in(&mut self, world: &World, some: Option<&BTreeSet<PersonId>>, found: Self::Found) {
        self.0.take_in(world, some, found);
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

    /// Compares everybody's hours of a year, their order and their sums as they are kept with the rows, and names
    /// what differs.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn recount_hours(&self, year: i32) -> Result<Vec<String>, StoreError> {
        let fresh = HoursOfYear::work_out(self, None, &year).await?;
        self.projected(&year, |world, kept: &HoursOfYear| kept.0.differs(world, fresh.clone())).await
    }
}
