//! Whom the rules of awards point at, and how awards fall on people, kept for the day: in the order in which the list
//! shows those who were overlooked, with people and awards counted along the tree. A page of it is what it shows.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet, HashMap};

use async_trait::async_trait;
use domain::access::{Permission, Scope, Viewer};
use domain::code::{Code, Level, Sex, UnitLevel};
use domain::incentive::{
    AwardKind, IncentiveQuery, IncentiveRules, Share, State, Suggestion, Suspect, distribution, suggest,
};
use domain::page::{Page, Window};
use domain::search::normal_query;
use domain::{Day, PersonId};
use serde::Deserialize;

use crate::mirror::{Entry, Line, Listing, Order, Projected, Touched, Units, Whom, World};
use crate::{Script, Store, StoreError};

/// What is kept of somebody.
#[derive(Clone, PartialEq)]
struct Fair {
    /// For which kind a rule points at them, with the years that speak for it.
    suggested: Option<(AwardKind, Vec<i32>)>,
    /// How many awards they hold.
    awards: u32,
}

/// People, and the awards they hold.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Count {
    people: u32,
    awards: u32,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.people += other.people;
        self.awards += other.awards;
    }
}

/// What is counted of a unit's people.
#[derive(Debug, Default, PartialEq)]
struct Sums {
    /// At how many a rule points.
    suggested: u32,
    levels: [Count; Level::ALL.len() + 1],
    sexes: [Count; Sex::ALL.len()],
    /// In offices, and at the front line: a county, township or below.
    front: [Count; 2],
}

impl Sums {
    fn add(&mut self, other: &Self) {
        self.suggested += other.suggested;
        self.levels.iter_mut().zip(&other.levels).for_each(|(sum, own)| sum.add(*own));
        self.sexes.iter_mut().zip(&other.sexes).for_each(|(sum, own)| sum.add(*own));
        self.front.iter_mut().zip(&other.front).for_each(|(sum, own)| sum.add(*own));
    }

    fn all(&self) -> Count {
        let mut all = Count::default();
        self.front.iter().for_each(|own| all.add(*own));
        all
    }
}

impl Line for Fair {
    type Sums = Sums;

    fn is_listed(&self) -> bool {
        self.suggested.is_some()
    }

    /// The highest kind first, then by unit and by name as they are read.
    fn compare(units: &Units, one: &Entry<Self>, other: &Entry<Self>) -> Ordering {
        let kind = |entry: &Entry<Self>| entry.line.suggested.as_ref().map(|(kind, _)| Reverse(*kind));
        let key = |entry: &Entry<Self>| (kind(entry), units.named(&entry.one.row.unit));
        key(one).cmp(&key(other)).then_with(|| Order::Name.compare(&one.one, &other.one))
    }

    fn count(units: &Units, entry: &Entry<Self>, sums: &mut Sums, times: i32) {
        let (row, line) = (&entry.one.row, &entry.line);
        let front = units.get(&row.unit).is_some_and(|unit| unit.level >= UnitLevel::County);
        sums.suggested = sums.suggested.wrapping_add_signed(times * i32::from(line.is_listed()));
        let (level, sex) = (&mut sums.levels[row.level as usize], &mut sums.sexes[row.sex as usize]);
        for count in [level, sex, &mut sums.front[usize::from(front)]] {
            count.people = count.people.wrapping_add_signed(times);
            count.awards = count.awards.wrapping_add_signed(times * line.awards as i32);
        }
    }
}

/// Those in service.
#[derive(Default)]
struct Fairness(Listing<Fair>);

#[async_trait]
impl Projected for Fairness {
    type On = (Day, IncentiveRules);
    type Found = Vec<Entry<Fair>>;

    async fn concerned(
        _: &Store,
        touched: Vec<Touched>,
        _: &Self::On,
    ) -> Result<Option<BTreeSet<PersonId>>, StoreError> {
        let own = touched.into_iter().filter(|one| one.what == "person" || one.what == "award");
        Ok(Some(own.map(|one| PersonId(one.which)).collect()))
    }

    async fn work_out(
        store: &Store,
        some: Option<&BTreeSet<PersonId>>,
        (today, rules): &Self::On,
    ) -> Result<Self::Found, StoreError> {
        if some.is_some_and(BTreeSet::is_empty) {
            return Ok(Vec::new());
        }
        let people = store.serving_among(some).await?;
        let (awards, none) = (store.awards_of(some).await?, Awards::default());
        let found = people.into_iter().map(|one| {
            let own = awards.get(&one.row.id).unwrap_or(&none);
            let work_since = one.form.work_since.map(|date| date.day());
            let suspect = Suspect { assessments: &one.form.assessments, work_since, awards: &own.held };
            // For whom one is under way was not overlooked.
            let suggested = if own.running { None } else { suggest(&suspect, rules, *today) };
            Entry { line: Fair { suggested, awards: own.held.len() as u32 }, one }
        });
        Ok(found.collect())
    }

    fn take_in(&mut self, world: &World, some: Option<&BTreeSet<PersonId>>, found: Self::Found) {
        self.0.take_in(world, some, found);
    }
}

/// Somebody's awards.
#[derive(Default)]
struct Awards {
    /// Those that were conferred, with the day.
    held: Vec<(AwardKind, Day)>,
    /// Whether one is under way.
    running: bool,
}

/// A page of those at whom a rule points, in a scope.
fn overlooked(world: &World, listing: &Listing<Fair>, scope: &Scope, query: &IncentiveQuery) -> Page<Suggestion> {
    let (people, q) = (&world.people, normal_query(&query.overlooked));
    let inside = |entry: &Entry<Fair>| scope.holds(&entry.one.path);
    let some: Option<BTreeSet<u32>> = if !q.is_empty() {
        let named = people.placed(&Whom { q: &q, ..Whom::serving(scope) });
        let named = named.filter(|(_, one)| one.search.contains(&q)).map(|(place, _)| place);
        let units = world.units.find(&q).filter(|unit| scope.holds(&unit.path));
        let units = Scope { paths: units.map(|unit| unit.path.clone()).collect() };
        Some(named.chain(people.places_at(&units)).collect())
    } else if people.are_few(scope) {
        Some(people.places_in(scope).collect())
    } else {
        None
    };
    let shown = |window: &Window| {
        let part = (window.offset() as usize, window.limit() as usize);
        match &some {
            Some(places) => listing.among(places.iter().copied(), inside, part),
            None => {
                let total: usize = listing.sums().within(scope).map(|sums| sums.suggested as usize).sum();
                (listing.walk([listing.in_order()], inside, part), total)
            }
        }
    };
    let mut window = Window { page: query.more.max(1), ..Window::default() };
    let (mut found, total) = shown(&window);
    // Past the last page there is the last one.
    let last = (total as u32).div_ceil(window.limit()).max(1);
    if window.page > last {
        window.page = last;
        found = shown(&window).0;
    }
    let row = |entry: &Entry<Fair>| {
        let (row, (kind, years)) = (&entry.one.row, entry.line.suggested.clone()?);
        let unit_name = world.units.short(&row.unit).to_owned();
        Some(Suggestion { person: row.id.clone(), name: row.name.clone(), unit_name, kind, years })
    };
    Page::new(found.into_iter().filter_map(row).collect(), total as u32, &window)
}

/// Awards by unit, level, sex and front line: of each group how many people there are and how many awards they hold;
/// nothing while nobody holds one. By unit there are as many groups as there are units in the scope.
fn shares(world: &World, listing: &Listing<Fair>, scope: &Scope) -> Vec<(String, Vec<Share>)> {
    let mut all = Sums::default();
    listing.sums().within(scope).for_each(|own| all.add(own));
    if all.all().awards == 0 {
        return Vec::new();
    }
    // Units of one name are one group.
    let mut units: BTreeMap<&str, Count> = BTreeMap::new();
    for unit in world.units.within(scope) {
        if let Some(own) = listing.sums().here(&unit.path) {
            units.entry(&unit.short).or_default().add(own.all());
        }
    }
    let grouped = |name: &str, groups: Vec<(&str, Count)>| {
        let held = groups.into_iter().filter(|(_, count)| count.people > 0);
        (name.to_owned(), distribution(held.map(|(name, one)| (name.to_owned(), one.people, one.awards)).collect()))
    };
    let levels = Level::ALL.iter().chain(&[Level::Unknown]).map(|level| level.code());
    vec![
        grouped("unit", units.into_iter().collect()),
        grouped("level", levels.zip(all.levels).collect()),
        grouped("sex", Sex::ALL.iter().map(|sex| sex.code()).zip(all.sexes).collect()),
        grouped("front", ["false", "true"].into_iter().zip(all.front).collect()),
    ]
}

impl Store {
    /// The awards of some people who have any, or of all of them.
    async fn awards_of(&self, some: Option<&BTreeSet<PersonId>>) -> Result<HashMap<PersonId, Awards>, StoreError> {
        #[derive(Deserialize)]
        struct Row {
            person: PersonId,
            kind: AwardKind,
            state: State,
            conferred: Option<Day>,
        }
        let columns = "SELECT person, kind, state, conferred FROM award";
        let rows: Vec<Row> = match some {
            None => self.rows(Script::new(columns).then("WHERE person != ''")).await?,
            Some(some) => self.among(&format!("{columns} WHERE person IN $some"), some, Script::default()).await?,
        };
        let mut found: HashMap<PersonId, Awards> = HashMap::new();
        for row in rows {
            let own = found.entry(row.person).or_default();
            match (row.state, row.conferred) {
                (State::Running, _) => own.running = true,
                (State::Conferred, Some(on)) => own.held.push((row.kind, on)),
                _ => {}
            }
        }
        Ok(found)
    }

    /// A page of those at whom the rules point, for who nominates, and how awards fall on those whom a viewer sees.
    pub(super) async fn fairness(
        &self,
        viewer: &Viewer,
        query: &IncentiveQuery,
        today: Day,
    ) -> Result<(Page<Suggestion>, Vec<(String, Vec<Share>)>), StoreError> {
        let none = || Page::new(Vec::new(), 0, &Window::default());
        if !viewer.may(Permission::INCENTIVE_VIEW) {
            return Ok((none(), Vec::new()));
        }
        let (scope, nominates) = (viewer.scope(Permission::INCENTIVE_VIEW), viewer.may(Permission::INCENTIVE_NOMINATE));
        let on = (today, self.settings_on::<IncentiveRules>(today).await?);
        let look = |world: &World, Fairness(listing): &Fairness| {
            let found = if nominates { overlooked(world, listing, &scope, query) } else { none() };
            (found, shares(world, listing, &scope))
        };
        self.projected(&on, look).await
    }

    /// Works out at whom the rules point before somebody looks.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn keep_fairness(&self, today: Day) -> Result<(), StoreError> {
        let rules = self.settings_on::<IncentiveRules>(today).await?;
        self.project::<Fairness>(&(today, rules)).await
    }

    /// Compares whom the rules point at and how awards fall, as it is kept, with what is worked out anew, and names
    /// what differs.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn recount_fairness(&self, today: Day) -> Result<Vec<String>, StoreError> {
        let on = (today, self.settings_on::<IncentiveRules>(today).await?);
        let fresh = Fairness::work_out(self, None, &on).await?;
        self.projected(&on, |world, kept: &Fairness| kept.0.differs(world, fresh.clone())).await
    }
}
