//! What lists look through, kept in memory: everybody, every unit and what classes are called. A list finds here which
//! of its rows to show, how many there are and what they are counted to, and so costs what it shows, however many
//! people there are.
//!
//! The rows in the store are what holds. Whoever writes a person or a unit leaves a row of `touched` in the same
//! transaction (an event of the schema does it), and the next who looks reads first what was touched since, see
//! [`follow`]. So one's own change is seen by the next page, and another server's two seconds later at most. What
//! features work out of each person is a [`Projected`] of it. [`Store::recount_mirror`] compares with the rows.

mod along;
mod classes;
mod follow;
mod grams;
mod listing;
mod people;
mod projection;
mod units;
mod world;

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, PoisonError};

use domain::access::Scope;
use domain::code::PersonState;
use domain::organisation::Unit;
use domain::{ClassId, PersonId, UnitId};
use futures::StreamExt;
use serde::de::DeserializeOwned;
use surrealdb::types::RecordId;

pub(crate) use self::along::Along;
use self::classes::{Classes, Titled};
pub(crate) use self::listing::{Entry, Line, Listing};
pub(crate) use self::people::{Mirrored, Order, People, Whom};
pub(crate) use self::projection::Projected;
pub(crate) use self::units::Units;
pub(crate) use self::world::{Mirror, Touched, World};
use crate::row::whole;
use crate::{Script, Store, StoreError};

/// Rows read at once.
const BATCH: usize = 1_000;

impl Store {
    /// Looks at the world as it is after every change that this program has written.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) fn mirrored<T>(
        &self,
        look: impl FnOnce(&World) -> T + Send,
    ) -> impl Future<Output = Result<T, StoreError>> + Send {
        async move {
            self.follow().await?;
            Ok(look(&self.caches.mirror.world.read().unwrap_or_else(PoisonError::into_inner)))
        }
    }

    /// The units as they are after every change that this program has written.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) fn tree(&self) -> impl Future<Output = Result<Arc<Units>, StoreError>> + Send {
        self.mirrored(|world| world.units.clone())
    }

    /// Something of everybody in service in a scope, in no order.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) fn serving_in<T>(
        &self,
        scope: &Scope,
        of: impl Fn(&Mirrored) -> T + Send,
    ) -> impl Future<Output = Result<Vec<T>, StoreError>> + Send {
        self.mirrored(move |world| world.people.all(&Whom::serving(scope)).map(|one| of(one)).collect::<Vec<T>>())
    }

    /// Those in service of some people, or of everybody.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) fn serving_among(
        &self,
        some: Option<&BTreeSet<PersonId>>,
    ) -> impl Future<Output = Result<Vec<Arc<Mirrored>>, StoreError>> + Send {
        async move {
            self.mirrored(|world| match some {
                None => world.people.all(&Whom::serving(&Scope::everywhere())).cloned().collect(),
                Some(some) => {
                    let found = some.iter().filter_map(|id| world.people.get(id));
                    found.filter(|one| one.row.state == PersonState::Active).cloned().collect()
                }
            })
            .await
        }
    }

    /// Takes in how those are now that were touched.
    async fn take_in(&self, touched: Vec<Touched>) -> Result<(), StoreError> {
        if touched.is_empty() {
            return Ok(());
        }
        let of = |what: &str| -> Vec<String> {
            let ids: BTreeSet<&String> = touched.iter().filter(|one| one.what == what).map(|one| &one.which).collect();
            ids.into_iter().cloned().collect()
        };
        let (people, classes) = (of("person"), of("class"));
        let read: Vec<Mirrored> = self.read_now("person", people::COLUMNS, &people).await?;
        let mut read: HashMap<PersonId, Mirrored> = read.into_iter().map(|one| (one.row.id.clone(), one)).collect();
        let titled: Vec<Titled> = self.read_now("class", classes::COLUMNS, &classes).await?;
        let mut titled: HashMap<ClassId, Titled> = titled.into_iter().map(|one| (one.id.clone(), one)).collect();
        let units = of("unit");
        let mut trees: HashMap<UnitId, Unit> =
            self.these::<Unit>(&units).await?.into_iter().map(|unit| (unit.id.clone(), unit)).collect();
        let mut world = self.caches.mirror.world.write().unwrap_or_else(PoisonError::into_inner);
        if !units.is_empty() {
            let changed = units.into_iter().map(UnitId).map(|id| (id.clone(), trees.remove(&id))).collect();
            world.units = Arc::new(world.units.with(changed));
        }
        if !people.is_empty() {
            world.people.change(people.into_iter().map(PersonId).map(|id| (id.clone(), read.remove(&id))).collect());
        }
        for id in classes.into_iter().map(ClassId) {
            let now = titled.remove(&id);
            world.classes.change(id, now);
        }
        world.hear(touched);
        Ok(())
    }

    /// Some columns of rows as they are now.
    async fn read_now<T: DeserializeOwned>(
        &self,
        table: &'static str,
        columns: &str,
        ids: &[String],
    ) -> Result<Vec<T>, StoreError> {
        let mut rows = Vec::with_capacity(ids.len());
        for some in ids.chunks(BATCH) {
            let records: Vec<RecordId> = some.iter().map(|id| RecordId::new(table, id.as_str())).collect();
            let script = Script::new(&format!("SELECT {columns} FROM $records")).bind("records", records);
            rows.extend(self.rows::<T>(script).await?);
        }
        Ok(rows)
    }

    /// Takes in how everything is now.
    async fn read_anew(&self) -> Result<(), StoreError> {
        let (people, units, classes) = self.read_world().await?;
        let mut world = self.caches.mirror.world.write().unwrap_or_else(PoisonError::into_inner);
        *world = World::of(world.read + 1, people, units).with(classes);
        Ok(())
    }

    /// People, units and classes as the rows have them, read one by one.
    async fn read_world(&self) -> Result<(People, Units, Classes), StoreError> {
        let mut people: Vec<Mirrored> = Vec::new();
        self.each(format!("SELECT {} FROM person", people::COLUMNS), |one| {
            people.push(one);
            Ok(())
        })
        .await?;
        let mut units: Vec<Unit> = Vec::new();
        self.each(whole("unit"), |one| {
            units.push(one);
            Ok(())
        })
        .await?;
        let mut classes: Vec<Titled> = Vec::new();
        self.each(format!("SELECT {} FROM class", classes::COLUMNS), |one| {
            classes.push(one);
            Ok(())
        })
        .await?;
        Ok((People::of(people), Units::of(units), Classes::of(classes)))
    }

    /// Reads rows one by one, however many there are.
    ///
    /// # Errors
    /// When the store fails, or whoever takes a row.
    pub(crate) async fn each<T: DeserializeOwned>(
        &self,
        sql: String,
        mut take: impl FnMut(T) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let tx = self.engine.begin().await?;
        let taken = async {
            let mut rows = tx.rows(sql)?;
            while let Some(row) = rows.next().await {
                take(serde_json::from_value(row?)?)?;
            }
            Ok::<(), StoreError>(())
        }
        .await;
        tx.cancel().await?;
        taken
    }

    /// Compares what is kept in memory with the rows, and names what differs; nothing when all is right.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn recount_mirror(&self) -> Result<Vec<String>, StoreError> {
        let (people, units, classes) = self.read_world().await?;
        let differs = |world: &World| {
            [world.people.differs(&people), world.units.differs(&units), world.classes.differs(&classes)].concat()
        };
        self.mirrored(differs).await
    }
}
