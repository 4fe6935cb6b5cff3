//! The places of units that are taken, kept for the day: by whom, and whether in a leading post.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use async_trait::async_trait;
use domain::appointment::{Appointment, bare_title};
use domain::code::UnitKind;
use domain::exchange::eligibility::leads;
use domain::organisation::{Post, Unit};
use domain::time::day_text;
use domain::{Day, PersonId, UnitId};

use super::held::leading;
use crate::mirror::{Projected, Touched, Units, World};
use crate::{Script, Store, StoreError};

/// Places: those of a unit that are taken, or those of an organ that are free.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Places {
    pub(super) headcount: i64,
    pub(super) leading: i64,
    /// People of whom the records don't tell whether they hold a leading post.
    pub(super) may_lead: i64,
}

/// The places that are taken, by unit.
#[derive(Clone, Default)]
pub(super) struct Taken(Arc<HashMap<UnitId, Places>>);

impl Taken {
    fn count(&mut self, (unit, leads): &(UnitId, Option<bool>), times: i64) {
        let count = Arc::make_mut(&mut self.0).entry(unit.clone()).or_default();
        count.headcount += times;
        match leads {
            Some(true) => count.leading += times,
            None => count.may_lead += times,
            Some(false) => {}
        }
    }

    /// Free headcount and leading posts of an organ: those of its departments count in it.
    pub(super) fn free(&self, units: &Units, organ: &Unit) -> Places {
        let mut free = Places::default();
        let mut parts = vec![organ];
        while let Some(unit) = parts.pop() {
            let taken = self.0.get(&unit.id).copied().unwrap_or_default();
            free.headcount += i64::from(unit.headcount) - taken.headcount;
            free.leading += i64::from(unit.leading_posts) - taken.leading;
            free.may_lead += taken.may_lead;
            parts.extend(units.below(&unit.id).filter(|below| below.active && below.kind == UnitKind::Internal));
        }
        free
    }
}

/// Who takes them: in which unit, and whether in a leading post. That is read
/// from appointments; where somebody has none, or the post is none that the unit lists, from title and level.
#[derive(Default)]
struct Takers {
    who: HashMap<PersonId, (UnitId, Option<bool>)>,
    taken: Taken,
}

#[async_trait]
impl Projected for Takers {
    type On = Day;
    type Found = Vec<(PersonId, UnitId, Option<bool>)>;

    async fn concerned(
        store: &Store,
        touched: Vec<Touched>,
        today: &Day,
    ) -> Result<Option<BTreeSet<PersonId>>, StoreError> {
        store.concerned_by(touched, &["person", "due"], *today).await.map(Some)
    }

    async fn work_out(
        store: &Store,
        some: Option<&BTreeSet<PersonId>>,
        today: &Day,
    ) -> Result<Self::Found, StoreError> {
        if some.is_some_and(BTreeSet::is_empty) {
            return Ok(Vec::new());
        }
        let people = store.serving_among(some).await?;
        let bound = Script::bound("today", day_text(*today));
        let held: Vec<Appointment> = match some {
            None => store.rows_where("main AND `until` >= $today", bound).await?,
            Some(some) => store.rows_among("person IN $some AND main AND `until` >= $today", some, bound).await?,
        };
        let mut listed: HashMap<UnitId, Vec<Post>> = HashMap::new();
        for post in store.posts_around(&held, some.is_some()).await? {
            listed.entry(post.unit.clone()).or_default().push(post);
        }
        let held: HashMap<&PersonId, &Appointment> =
            held.iter().filter(|one| one.holds_on(*today)).map(|one| (&one.person, one)).collect();
        let tree = store.tree().await?;
        let found = people.iter().map(|one| {
            let row = &one.row;
            let leads = match held.get(&row.id) {
                Some(held) => leading(listed.get(&held.unit).into_iter().flatten(), held),
                None => {
                    let unit = tree.get(&row.unit).filter(|unit| unit.active);
                    leads(unit.map_or(row.title.as_str(), |unit| bare_title(&row.title, unit)), row.level)
                }
            };
            (row.id.clone(), row.unit.clone(), leads)
        });
        Ok(found.collect())
    }

    fn take_in(&mut self, _: &World, some: Option<&BTreeSet<PersonId>>, found: Self::Found) {
        for was in some.into_iter().flatten().filter_map(|id| self.who.remove(id)) {
            self.taken.count(&was, -1);
        }
        for (id, unit, leads) in found {
            let now = (unit, leads);
            self.taken.count(&now, 1);
            if let Some(was) = self.who.insert(id, now) {
                self.taken.count(&was, -1);
            }
        }
    }
}

impl Store {
    /// Counts the places that are taken on a day before somebody looks.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn keep_taken(&self, today: Day) -> Result<(), StoreError> {
        self.project::<Takers>(&today).await
    }

    /// The places that are taken on a day.
    pub(super) async fn taken(&self, today: Day) -> Result<Taken, StoreError> {
        self.projected(&today, |_, takers: &Takers| takers.taken.clone()).await
    }

    /// Compares the places that are kept as taken with a count anew, and names the units that differ.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn recount_taken(&self, today: Day) -> Result<Vec<String>, StoreError> {
        let mut fresh = Taken::default();
        for (_, unit, leads) in Takers::work_out(self, None, &today).await? {
            fresh.count(&(unit, leads), 1);
        }
        let held = self.taken(today).await?;
        let units: BTreeSet<&UnitId> = fresh.0.keys().chain(held.0.keys()).collect();
        let count = |of: &Taken, unit: &UnitId| of.0.get(unit).copied().unwrap_or_default();
        let differ = units.into_iter().filter(|unit| count(&fresh, unit) != count(&held, unit));
        Ok(differ.map(|unit| format!("{unit} held as {:?} is {:?}", count(&held, unit), count(&fresh, unit))).collect())
    }
}
