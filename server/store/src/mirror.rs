//! What lists look through, kept in memory: everybody and every unit. A list finds here which of its rows to show,
//! how many there are and what they are counted to, and so costs what it shows, however many people there are.
//!
//! The rows in the store are what holds. Whoever writes a person or a unit leaves a row of `touched` in the same
//! transaction (an event of the schema does it), and the next who looks reads first what was touched since. So one's
//! own change is seen by the next page, and another server's after [`FRESH`] at most. [`Store::recount_mirror`]
//! compares with the rows.

mod grams;
mod people;
mod units;
mod world;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use domain::access::Scope;
use domain::organisation::Unit;
use domain::{PersonId, UnitId};
use futures::StreamExt;
use serde::de::DeserializeOwned;
use surrealdb::method::StreamItem;
use surrealdb::types::RecordId;

pub(crate) use self::people::{Mirrored, Order, People, Whom};
pub(crate) use self::units::Units;
pub(crate) use self::world::{Followed, Mirror, News, Touched, World};
use crate::answers::FRESH;
use crate::row::whole;
use crate::rows::{json, take};
use crate::{Change, Script, Store, StoreError};

/// Milliseconds that a transaction may take from its first write to its end: so far back is read again, as it may
/// have ended after later ones.
const LONGEST: i64 = 120_000;
/// Rows read at once.
const BATCH: usize = 1_000;
/// The time after which nobody needs to know any more that a row was touched: who has not looked for so long
/// reads all anew.
const KEPT: Duration = Duration::from_secs(3600);

/// What was touched where it is not said row by row.
const ALL: &str = "all";

impl Store {
    /// Looks at the world as it is after every change that this program has written.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn mirrored<T>(&self, look: impl FnOnce(&World) -> T) -> Result<T, StoreError> {
        self.follow().await?;
        Ok(look(&self.caches.mirror.world.read().unwrap_or_else(PoisonError::into_inner)))
    }

    /// The units as they are after every change that this program has written.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn tree(&self) -> Result<Arc<Units>, StoreError> {
        self.mirrored(|world| world.units.clone()).await
    }

    /// Something of everybody in service in a scope, in no order.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn serving_in<T>(&self, scope: &Scope, of: impl Fn(&Mirrored) -> T) -> Result<Vec<T>, StoreError> {
        self.mirrored(|world| world.people.all(&Whom::serving(scope)).map(of).collect()).await
    }

    /// Brings the world up to the store. Read once before anybody waits for it, it is there when it is asked for.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn follow(&self) -> Result<(), StoreError> {
        let mirror = &self.caches.mirror;
        let mut following = mirror.following.lock().await;
        let Some((next, news)) = self.news(following.as_ref()).await? else { return Ok(()) };
        match news {
            News::Touched(touched) => self.take_in(&touched).await?,
            News::Unknown => {
                let world = self.read_world().await?;
                let mut held = mirror.world.write().unwrap_or_else(PoisonError::into_inner);
                *held = World { read: held.read + 1, ..world };
            }
        }
        *following = Some(next);
        Ok(())
    }

    /// What happened since somebody followed last, with where they have followed to when they have taken it in;
    /// nothing where they need not look.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn news(&self, last: Option<&Followed>) -> Result<Option<(Followed, News)>, StoreError> {
        let (generation, at) = (self.caches.steady_generation(), Instant::now());
        let next = |clock, seen| Followed { generation, at, clock, seen };
        let Some(last) = last.filter(|last| last.at.elapsed() < KEPT) else {
            let clock = self.engine_clock().await?;
            return Ok(Some((next(clock, HashSet::new()), News::Unknown)));
        };
        if last.generation == generation && last.at.elapsed() < FRESH {
            return Ok(None);
        }
        let from = last.clock - LONGEST;
        let script = Script::new(&format!(
            "RETURN time::millis(time::now());
             SELECT record::id(id) AS id, what, which FROM touched:[{from}]..;"
        ));
        let mut results = self.read(script).await?;
        let clock = json(&mut results, 0)?.as_i64().unwrap_or_default();
        // Where the clock went back, what was touched since may bear a time from before.
        if clock < last.clock {
            return Ok(Some((next(clock, HashSet::new()), News::Unknown)));
        }
        let touched: Vec<Touched> = take(&mut results, 1)?;
        let seen = touched.iter().map(|one| one.id.clone()).collect();
        let news: Vec<Touched> = touched.into_iter().filter(|one| !last.seen.contains(&one.id)).collect();
        let all = news.iter().any(|one| one.what == ALL);
        Ok(Some((next(clock, seen), if all { News::Unknown } else { News::Touched(news) })))
    }

    /// Tells everybody who follows that more was written than was noted row by row.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn touch_all(&self) -> Result<(), StoreError> {
        let script = Script::new(
            "CREATE type::record('touched', [time::millis(time::now()), rand::ulid()])
                CONTENT { what: $all, which: '' } RETURN NONE;",
        );
        self.write(Change::Everything("touched.all"), script.bind("all", ALL)).await?;
        Ok(())
    }

    async fn engine_clock(&self) -> Result<i64, StoreError> {
        Ok(self.row(Script::new("RETURN time::millis(time::now())")).await?.unwrap_or_default())
    }

    /// Takes in how those are now that were touched.
    async fn take_in(&self, touched: &[Touched]) -> Result<(), StoreError> {
        let of = |what: &str| -> Vec<&str> {
            let ids: BTreeSet<&str> =
                touched.iter().filter(|one| one.what == what).map(|one| one.which.as_str()).collect();
            ids.into_iter().collect()
        };
        let people = of("person");
        let mut read: HashMap<PersonId, Mirrored> = HashMap::with_capacity(people.len());
        for some in people.chunks(BATCH) {
            let records: Vec<RecordId> = some.iter().map(|id| RecordId::new("person", *id)).collect();
            let script = Script::new(&format!("SELECT {} FROM $records", people::COLUMNS)).bind("records", records);
            read.extend(self.rows::<Mirrored>(script).await?.into_iter().map(|one| (one.row.id.clone(), one)));
        }
        let units = of("unit");
        let mut trees: HashMap<UnitId, Unit> =
            self.these::<Unit>(&units).await?.into_iter().map(|unit| (unit.id.clone(), unit)).collect();
        if people.is_empty() && units.is_empty() {
            return Ok(());
        }
        let mut world = self.caches.mirror.world.write().unwrap_or_else(PoisonError::into_inner);
        if !units.is_empty() {
            let changed = units.into_iter().map(|id| (id.into(), trees.remove(&UnitId::from(id)))).collect();
            world.units = Arc::new(world.units.with(changed));
        }
        let changed = people.into_iter().map(|id| (id.into(), read.remove(&PersonId::from(id)))).collect();
        world.people.change(changed);
        Ok(())
    }

    /// The world as the rows have it, read one by one.
    async fn read_world(&self) -> Result<World, StoreError> {
        let mut people: Vec<Mirrored> = Vec::new();
        self.each(format!("SELECT {} FROM person", people::COLUMNS), |one| people.push(one)).await?;
        let mut units: Vec<Unit> = Vec::new();
        self.each(whole("unit"), |one| units.push(one)).await?;
        Ok(World { read: 0, people: People::of(people), units: Arc::new(Units::of(units)) })
    }

    /// Reads rows one by one, however many there are.
    async fn each<T: DeserializeOwned>(&self, sql: String, mut take: impl FnMut(T)) -> Result<(), StoreError> {
        let tx = self.engine.begin().await?;
        {
            let mut rows = tx.stream(sql)?;
            while let Some(item) = rows.next().await {
                match item? {
                    StreamItem::Row { value, .. } => take(serde_json::from_value(value.into_json_value())?),
                    StreamItem::StatementEnd { result, .. } => {
                        result?;
                    }
                }
            }
        }
        tx.cancel().await
    }

    /// Compares what is kept in memory with the rows, and names what differs; nothing when all is right.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn recount_mirror(&self) -> Result<Vec<String>, StoreError> {
        let fresh = self.read_world().await?;
        self.mirrored(|world| [world.people.differs(&fresh.people), world.units.differs(&fresh.units)].concat()).await
    }

    /// Forgets what was touched so long ago that nobody asks for it any more.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn forget_touched(&self) -> Result<(), StoreError> {
        let until = self.engine_clock().await? - KEPT.as_millis() as i64 - LONGEST;
        let old = Script::new(&format!("SELECT VALUE record::id(id) FROM touched:..[{until}] LIMIT 1"));
        if self.row::<(i64, String)>(old).await?.is_some() {
            let script = Script::new(&format!("DELETE touched:..[{until}] RETURN NONE;"));
            self.write(Change::Nothing("touched"), script).await?;
        }
        Ok(())
    }
}
