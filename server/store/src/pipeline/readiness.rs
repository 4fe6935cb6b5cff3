//! How ready everybody is, kept for the day: worked out by the domain's rules from all that is known of somebody, and
//! anew for whom something of it was written. So lists and counts read one mark of each person and no record.

use std::collections::BTreeSet;
use std::sync::{PoisonError, RwLock};

use domain::access::{Scope, Viewer};
use domain::code::{Level, PersonState};
use domain::pipeline::{Assessment, Counted, Found, PipelineRules, Readiness, Talent, leaves};
use domain::{Day, PersonId};

use super::row::Row;
use crate::mirror::{Followed, Mirrored, News, Whom, World};
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
pub(crate) struct Kept {
    judged: RwLock<Marks>,
    following: tokio::sync::Mutex<Option<Followed>>,
}

#[derive(Default)]
pub(super) struct Marks {
    /// The day and the numbers they were judged by, and which reading of the world gave them their places.
    on: Option<(Day, PipelineRules, u64)>,
    of: Vec<Option<Judged>>,
}

impl Marks {
    pub(super) fn at(&self, place: u32) -> Option<&Judged> {
        self.of.get(place as usize)?.as_ref()
    }

    /// Everybody in service in a scope as the structure counts them.
    pub(super) fn counted<'a>(
        &'a self,
        world: &'a World,
        scope: &'a Scope,
        viewer: &'a Viewer,
    ) -> impl Iterator<Item = Counted<'a>> {
        world.people.placed(&Whom::serving(scope)).collect::<Vec<_>>().into_iter().filter_map(move |(place, one)| {
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

impl Store {
    /// Looks at everybody's readiness of a day as it is after every change that this program has written.
    ///
    /// # Errors
    /// When the store fails.
    pub(super) async fn by_readiness<T>(
        &self,
        (today, rules): (Day, &PipelineRules),
        mut look: impl FnMut(&World, &Marks) -> T,
    ) -> Result<T, StoreError> {
        let kept = self.caches.kept.of::<Kept>();
        loop {
            self.follow_readiness(today, rules).await?;
            let seen = self
                .mirrored(|world| {
                    let marks = kept.judged.read().unwrap_or_else(PoisonError::into_inner);
                    let same = marks.on.as_ref().is_some_and(|(.., read)| *read == world.read);
                    same.then(|| look(world, &marks))
                })
                .await?;
            if let Some(seen) = seen {
                return Ok(seen);
            }
        }
    }

    /// Judges everybody of whom something was written, before somebody looks.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn keep_readiness(&self, today: Day) -> Result<(), StoreError> {
        let rules = self.settings_on::<PipelineRules>(today).await?;
        self.follow_readiness(today, &rules).await
    }

    /// Judges anew whom something was written of; everybody on another day, or by other numbers.
    async fn follow_readiness(&self, today: Day, rules: &PipelineRules) -> Result<(), StoreError> {
        let kept = self.caches.kept.of::<Kept>();
        let mut following = kept.following.lock().await;
        let read = self.mirrored(|world| world.read).await?;
        let on = (today, rules.clone(), read);
        let same = kept.judged.read().unwrap_or_else(PoisonError::into_inner).on.as_ref() == Some(&on);
        let last = following.as_ref().filter(|_| same);
        let Some((next, news)) = self.news(last).await? else { return Ok(()) };
        // A year whose results are told changes what follows for all who are in it.
        let some = match news {
            News::Touched(touched) if touched.iter().all(|one| !one.which.is_empty()) => {
                let of = touched.into_iter().filter(|one| one.what == "person" || one.what == "readiness");
                Some(of.map(|one| PersonId(one.which)).collect::<BTreeSet<_>>())
            }
            _ => None,
        };
        let whom = match &some {
            Some(some) => some.iter().cloned().collect::<Vec<_>>(),
            None => self.serving_in(&Scope { paths: vec!["/".to_owned()] }, |one| one.row.id.clone()).await?,
        };
        let mut judged = Vec::with_capacity(whom.len());
        for some in whom.chunks(BATCH) {
            let rows = self.mirrored(|world| {
                let found = some.iter().filter_map(|id| world.people.get(id));
                found.filter(|one| one.row.state == PersonState::Active).map(Row::of).collect()
            });
            let talents = self.talents_of(rows.await?, today).await?;
            judged.extend(talents.iter().map(|one| (one.person.clone(), Judged::of(one, rules, today))));
        }
        let taken_in = self.mirrored(|world| {
            if world.read != read {
                return false;
            }
            let mut marks = kept.judged.write().unwrap_or_else(PoisonError::into_inner);
            if some.is_none() {
                *marks = Marks { on: Some(on.clone()), of: Vec::new() };
            }
            marks.of.resize(world.people.places(), None);
            for (id, one) in judged {
                if let Some(place) = world.people.slot(&id) {
                    marks.of[place as usize] = Some(one);
                }
            }
            true
        });
        if taken_in.await? {
            *following = Some(next);
        }
        Ok(())
    }

    /// Compares what is kept of everybody's readiness with what is worked out anew, and names who differs.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn recount_readiness(&self, today: Day) -> Result<Vec<String>, StoreError> {
        let rules = self.settings_on::<PipelineRules>(today).await?;
        let everywhere = Scope { paths: vec!["/".to_owned()] };
        let rows = self.serving_in(&everywhere, Row::of).await?;
        let fresh = self.talents_of(rows, today).await?;
        self.by_readiness((today, &rules), |world, marks| {
            let held = |id: &PersonId| world.people.slot(id).and_then(|place| marks.at(place));
            let fresh = fresh.iter().map(|one| (&one.person, Judged::of(one, &rules, today)));
            let differs = fresh.filter(|(id, judged)| held(id) != Some(judged));
            differs.map(|(id, judged)| format!("{id} held as {:?} is {judged:?}", held(id))).collect()
        })
        .await
    }
}
