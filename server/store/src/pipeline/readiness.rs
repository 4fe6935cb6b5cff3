//! How ready everybody is, kept for the day: worked out by the domain's rules from all that is known of somebody, and
//! anew for whom something of it was written. They stand in the order of the list of people, and are counted along the
//! tree, so that lists and counts read neither records nor marks of those they don't show.

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};

use async_trait::async_trait;
use domain::access::{Scope, Viewer};
use domain::code::{Code, Level};
use domain::pipeline::{Assessment, Counted, Found, PipelineRules, Readiness, Sums, Talent};
use domain::{Day, PersonId};

use crate::mirror::{Entry, Line, Listing, Order, Projected, Touched, Units, World};
use crate::{Store, StoreError};

/// People judged at once.
const BATCH: usize = 20_000;

/// For which level, and how ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Next {
    pub(super) target: Level,
    pub(super) readiness: Readiness,
    pub(super) on: Option<Day>,
    /// Whether an error that was tolerated would else have barred them.
    pub(super) tolerated: bool,
}

impl Next {
    fn of(found: &Assessment) -> Self {
        let tolerated = found.findings.iter().any(|finding| finding.found == Found::Lifted);
        Self { target: found.target, readiness: found.readiness, on: found.on, tolerated }
    }

    fn counted(self) -> (Level, Readiness) {
        (self.target, self.readiness)
    }
}

/// What is kept of one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Judged {
    /// As they are counted for everybody who may see them.
    counted: Counted,
    /// To everybody who may see them.
    open: Option<Next>,
    /// To those who know of an investigation, where there is one.
    secret: Option<Option<Next>>,
}

impl Judged {
    fn of(talent: &Talent, rules: &PipelineRules, today: Day) -> Self {
        let next = |one: &Talent| one.assess(rules, today).as_ref().map(Next::of);
        let open = next(&Talent { investigated: false, ..talent.clone() });
        Self {
            counted: Counted::of(talent, open.map(Next::counted), rules, today),
            open,
            secret: talent.investigated.then(|| next(talent)),
        }
    }
}

impl Line for Judged {
    type Sums = Sums;

    fn is_listed(&self) -> bool {
        self.open.is_some()
    }

    /// By the next level, by how ready and from when, by organ, by name.
    fn compare(units: &Units, one: &Entry<Self>, other: &Entry<Self>) -> Ordering {
        let next = |entry: &Entry<Self>| entry.line.open.map(|next| (next.target, next.readiness, next.on));
        let key = |entry: &Entry<Self>| (next(entry), units.organ_place(&entry.one.row.unit));
        key(one).cmp(&key(other)).then_with(|| Order::Name.compare(&one.one, &other.one))
    }

    fn count(_: &Units, entry: &Entry<Self>, sums: &mut Sums, times: i32) {
        sums.count(&entry.line.counted, times);
    }
}

/// Everybody's readiness.
#[derive(Default)]
pub(super) struct Marks {
    judged: Listing<Judged>,
    /// Those of whom not everybody may know all.
    secret: BTreeSet<PersonId>,
}

/// The same as a viewer may know it, see [`Talent::known_to`].
pub(super) struct Seen<'a> {
    judged: &'a Listing<Judged>,
    /// Those of whom the viewer knows what not everybody may, and how ready they are then.
    known: HashMap<&'a PersonId, (&'a Entry<Judged>, Option<Next>)>,
}

impl Marks {
    pub(super) fn seen(&self, world: &World, viewer: &Viewer) -> Seen<'_> {
        let secret = self.secret.iter().filter_map(|id| {
            let entry = self.judged.get(world.people.slot(id)?)?;
            let next = entry.line.secret?;
            viewer.knows_of(id, &[&entry.one.path]).then_some((id, (entry, next)))
        });
        Seen { judged: &self.judged, known: secret.collect() }
    }
}

impl<'a> Seen<'a> {
    /// Somebody by their place in the mirror.
    pub(super) fn get(&self, place: u32) -> Option<&'a Entry<Judged>> {
        self.judged.get(place)
    }

    /// How ready somebody is.
    pub(super) fn next(&self, entry: &Entry<Judged>) -> Option<Next> {
        self.known.get(entry.id()).map_or(entry.line.open, |(_, next)| *next)
    }

    /// Those who come next for a level, or for any, and are so ready, or in any way, and fit: so many in their order,
    /// and all of whom the viewer knows more than everybody, in no order.
    pub(super) fn first(
        &self,
        (target, readiness): (Option<Level>, Option<Readiness>),
        fits: impl Fn(&Entry<Judged>) -> bool,
        most: usize,
    ) -> Vec<(&'a Entry<Judged>, Next)> {
        let asked = |next: &Next| {
            target.is_none_or(|one| one == next.target) && readiness.is_none_or(|one| one == next.readiness)
        };
        let targets = Level::ALL.iter().filter(|one| target.is_none_or(|target| target == **one));
        let ways: Vec<Readiness> =
            Readiness::ALL.iter().copied().filter(|one| readiness.is_none_or(|way| way == *one)).collect();
        let parts = targets
            .flat_map(|target| ways.iter().map(move |way| (*target, *way)))
            .map(|part| self.judged.between(|entry| entry.line.open.map(Next::counted).cmp(&Some(part))));
        let open = |entry: &Entry<Judged>| !self.known.contains_key(entry.id()) && fits(entry);
        let open = self.judged.walk(parts, open, (0, most)).into_iter();
        let known = self.known.values().filter(|(entry, _)| fits(entry));
        let known = known.filter_map(|(entry, next)| Some((*entry, (*next).filter(asked)?)));
        open.filter_map(|entry| Some((entry, entry.line.open?))).chain(known).collect()
    }

    /// What is counted of a unit and those below it.
    pub(super) fn below(&self, path: &str) -> Sums {
        self.known_of(self.judged.sums().below(path), |own| own.starts_with(path))
    }

    /// What is counted of a unit itself.
    pub(super) fn here(&self, path: &str) -> Sums {
        self.known_of(self.judged.sums().here(path), |own| own == path)
    }

    /// What is counted of a scope.
    pub(super) fn within(&self, scope: &Scope) -> Sums {
        let mut sums = Sums::default();
        scope.paths.iter().for_each(|path| sums.add(&self.below(path)));
        sums
    }

    /// Sums that count those of whom the viewer knows more as the viewer knows them.
    fn known_of(&self, sums: Option<&Sums>, holds: impl Fn(&str) -> bool) -> Sums {
        let mut sums = sums.cloned().unwrap_or_default();
        for (entry, next) in self.known.values().filter(|(entry, _)| holds(&entry.one.path)) {
            sums.count(&entry.line.counted, -1);
            sums.count(&Counted { next: next.map(Next::counted), ..entry.line.counted }, 1);
        }
        sums
    }
}

#[async_trait]
impl Projected for Marks {
    type On = (Day, PipelineRules);
    type Found = Vec<Entry<Judged>>;

    async fn concerned(
        _: &Store,
        touched: Vec<Touched>,
        _: &Self::On,
    ) -> Result<Option<BTreeSet<PersonId>>, StoreError> {
        let of = ["person", "standing", "circumstances", "readiness", "result"];
        let own = touched.into_iter().filter(|one| of.contains(&one.what.as_str()));
        // A year whose results are told changes what follows for all who are in it.
        Ok(own.map(|one| Some(PersonId(one.which)).filter(|id| !id.as_str().is_empty())).collect())
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
        let mut judged = Vec::with_capacity(people.len());
        for some in people.chunks(BATCH) {
            let talents = store.talents_of(some, *today).await?;
            let line = |talent: &Talent| Judged::of(talent, rules, *today);
            judged
                .extend(some.iter().zip(&talents).map(|(one, talent)| Entry { one: one.clone(), line: line(talent) }));
        }
        Ok(judged)
    }

    fn take_in(&mut self, world: &World, some: Option<&BTreeSet<PersonId>>, found: Self::Found) {
        for id in some.into_iter().flatten() {
            self.secret.remove(id);
        }
        self.secret.extend(secret(&found));
        self.judged.take_in(world, some, found);
    }
}

/// Those of whom not everybody may know all.
fn secret(found: &[Entry<Judged>]) -> impl Iterator<Item = PersonId> {
    found.iter().filter(|entry| entry.line.secret.is_some()).map(|entry| entry.id().clone())
}

impl Store {
    /// Judges everybody of whom something was written, before somebody looks.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn keep_readiness(&self, today: Day) -> Result<(), StoreError> {
        let rules = self.settings_on::<PipelineRules>(today).await?;
        self.project::<Marks>(&(today, rules)).await
    }

    /// Compares what is kept of everybody's readiness, its order and its sums with what is worked out anew, and names
    /// what differs.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn recount_readiness(&self, today: Day) -> Result<Vec<String>, StoreError> {
        let on = (today, self.settings_on::<PipelineRules>(today).await?);
        let fresh = Marks::work_out(self, None, &on).await?;
        self.projected(&on, |world, marks: &Marks| {
            let mut differs = marks.judged.differs(world, fresh.clone());
            let known: BTreeSet<PersonId> = secret(&fresh).collect();
            differs.extend(marks.secret.symmetric_difference(&known).map(|id| format!("what is secret of {id}")));
            differs
        })
        .await
    }
}
