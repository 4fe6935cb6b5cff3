//! How ready everybody is, kept for the day: worked out by the domain's rules from all that is known of somebody, and
//! anew for whom something of it was written. So lists and counts read one mark of each person and no record.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::{Scope, Viewer};
use domain::code::Level;
use domain::pipeline::{Assessment, Counted, Found, PipelineRules, Readiness, Talent, leaves};
use domain::{Day, PersonId};

use crate::mirror::{Mirrored, Projected, Touched, Whom, World};
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
}

/// What is kept of one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Judged {
    /// When they reach retirement age.
    leaves: Option<Day>,
    /// To everybody who may see them.
    open: Option<Next>,
    /// To those who know of an investigation, where there is one.
    secret: Option<Option<Next>>,
}

impl Judged {
    fn of(talent: &Talent, rules: &PipelineRules, today: Day) -> Self {
        let next = |one: &Talent| one.assess(rules, today).as_ref().map(Next::of);
        Self {
            leaves: leaves(talent),
            open: next(&Talent { investigated: false, ..talent.clone() }),
            secret: talent.investigated.then(|| next(talent)),
        }
    }

    /// As a viewer may know it, see [`Talent::known_to`].
    pub(super) fn known_to(&self, viewer: &Viewer, one: &Mirrored) -> Option<Next> {
        match self.secret {
            Some(next) if viewer.knows_of(&one.row.id, &[&one.path]) => next,
            _ => self.open,
        }
    }
}

/// Everybody's readiness, by their places in the mirror.
#[derive(Default)]
pub(super) struct Marks(Vec<Option<Judged>>);

impl Marks {
    pub(super) fn at(&self, place: u32) -> Option<&Judged> {
        self.0.get(place as usize)?.as_ref()
    }

    /// Everybody in service in a scope as the structure counts them.
    pub(super) fn counted<'a>(
        &'a self,
        world: &'a World,
        scope: &Scope,
        viewer: &'a Viewer,
    ) -> impl Iterator<Item = Counted<'a>> + use<'a> {
        world.people.placed(&Whom::serving(scope)).filter_map(move |(place, one)| {
            let judged = self.at(place)?;
            Some(Counted {
                path: &one.path,
                level: one.row.level,
                birth: one.row.birth.day(),
                leaves: judged.leaves,
                next: judged.known_to(viewer, one).map(|next| (next.target, next.readiness)),
            })
        })
    }
}

#[async_trait]
impl Projected for Marks {
    type On = (Day, PipelineRules);
    type Found = Vec<(PersonId, Judged)>;

    async fn concerned(
        _: &Store,
        touched: Vec<Touched>,
        _: &Self::On,
    ) -> Result<Option<BTreeSet<PersonId>>, StoreError> {
        let of = ["person", "standing", "circumstances", "readiness"];
        let own = touched.into_iter().filter(|one| of.contains(&one.what.as_str()));
        // A year whose results are told changes what follows for all who are in it.
        Ok(own.map(|one| Some(PersonId(one.which)).filter(|id| !id.as_str().is_empty())).collect())
    }

    async fn work_out(
        store: &Store,
        some: Option<&BTreeSet<PersonId>>,
        (today, rules): &Self::On,
    ) -> Result<Self::Found, StoreError> {
        let people = store.serving_among(some).await?;
        let mut judged = Vec::with_capacity(people.len());
        for some in people.chunks(BATCH) {
            let talents = store.talents_of(some, *today).await?;
            judged.extend(talents.iter().map(|one| (one.person.clone(), Judged::of(one, rules, *today))));
        }
        Ok(judged)
    }

    fn take_in(&mut self, world: &World, some: Option<&BTreeSet<PersonId>>, found: Self::Found) {
        self.0.resize(world.people.places(), None);
        for place in some.into_iter().flatten().filter_map(|id| world.people.slot(id)) {
            self.0[place as usize] = None;
        }
        for (id, one) in found {
            if let Some(place) = world.people.slot(&id) {
                self.0[place as usize] = Some(one);
            }
        }
    }
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

    /// Compares what is kept of everybody's readiness with what is worked out anew, and names who differs.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn recount_readiness(&self, today: Day) -> Result<Vec<String>, StoreError> {
        let on = (today, self.settings_on::<PipelineRules>(today).await?);
        let fresh = Marks::work_out(self, None, &on).await?;
        self.projected(&on, |world, marks: &Marks| {
            let held = |id: &PersonId| world.people.slot(id).and_then(|place| marks.at(place));
            let differs = fresh.iter().filter(|(id, judged)| held(id) != Some(judged));
            differs.map(|(id, judged)| format!("{id} held as {:?} is {judged:?}", held(id))).collect()
        })
        .await
    }
}
