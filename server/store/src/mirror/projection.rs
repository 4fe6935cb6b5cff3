//! What a feature works out of every person and keeps: anew for whom something of it was written, and for everybody
//! on another day or by other numbers.

use std::collections::BTreeSet;
use std::sync::{PoisonError, RwLock};

use async_trait::async_trait;
use domain::PersonId;

use super::world::{Heard, Touched, World};
use crate::{Store, StoreError};

/// What is worked out, empty at first.
#[async_trait]
pub(crate) trait Projected: Default + Send + Sync + 'static {
    /// What it goes by beside the rows: a day, numbers.
    type On: Clone + PartialEq + Send + Sync;
    /// Of one person or of all.
    type Found: Send;

    /// Whom it concerns that rows were touched; nothing where that is everybody.
    ///
    /// # Errors
    /// When the store fails.
    async fn concerned(
        store: &Store,
        touched: Vec<Touched>,
        on: &Self::On,
    ) -> Result<Option<BTreeSet<PersonId>>, StoreError>;

    /// Works it out for some, or for everybody.
    ///
    /// # Errors
    /// When the store fails.
    async fn work_out(
        store: &Store,
        some: Option<&BTreeSet<PersonId>>,
        on: &Self::On,
    ) -> Result<Self::Found, StoreError>;

    /// Takes in what was worked out for some; for everybody this is empty before.
    fn take_in(&mut self, world: &World, some: Option<&BTreeSet<PersonId>>, found: Self::Found);
}

/// A feature's projection with what it was made of.
pub(crate) struct Projection<T: Projected> {
    held: RwLock<Held<T>>,
    /// Held by whoever works out.
    following: tokio::sync::Mutex<()>,
}

struct Held<T: Projected> {
    made: Option<(T::On, Heard)>,
    of: T,
}

impl<T: Projected> Default for Projection<T> {
    fn default() -> Self {
        Self { held: RwLock::new(Held { made: None, of: T::default() }), following: tokio::sync::Mutex::default() }
    }
}

impl<T: Projected> Projection<T> {
    /// Up to where it has heard, made of this.
    fn made(&self, on: &T::On) -> Option<Heard> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        held.made.as_ref().filter(|(made, _)| made == on).map(|(_, heard)| *heard)
    }
}

impl Store {
    /// Looks at what is kept of everybody as it is after every change that this program has written.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) fn projected<T: Projected, R>(
        &self,
        on: &T::On,
        mut look: impl FnMut(&World, &T) -> R + Send,
    ) -> impl Future<Output = Result<R, StoreError>> + Send {
        async move {
            let projection = self.caches.kept.of::<Projection<T>>();
            loop {
                self.project::<T>(on).await?;
                let seen = self
                    .mirrored(|world| {
                        let held = projection.held.read().unwrap_or_else(PoisonError::into_inner);
                        // Where everybody was read anew meanwhile, they have other places.
                        let same = held.made.as_ref().is_some_and(|(made, heard)| made == on && heard.same(world));
                        same.then(|| look(world, &held.of))
                    })
                    .await?;
                if let Some(seen) = seen {
                    return Ok(seen);
                }
            }
        }
    }

    /// Works out what is not up to the store any more. Of those who ask at once, one does it for all whose changes
    /// it sees.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) fn project<T: Projected>(&self, on: &T::On) -> impl Future<Output = Result<(), StoreError>> + Send {
        async move {
            let projection = self.caches.kept.of::<Projection<T>>();
            let wanted = self.mirrored(World::heard).await?;
            if projection.made(on).is_some_and(|heard| heard.reaches(wanted)) {
                return Ok(());
            }
            let _turn = projection.following.lock().await;
            let heard = projection.made(on);
            if heard.is_some_and(|heard| heard.reaches(wanted)) {
                return Ok(());
            }
            let (next, touched) =
                self.mirrored(|world| (world.heard(), heard.and_then(|heard| world.since(heard)))).await?;
            let some = match touched {
                Some(touched) => T::concerned(self, touched, on).await?,
                None => None,
            };
            let found = T::work_out(self, some.as_ref(), on).await?;
            self.mirrored(|world| {
                let mut held = projection.held.write().unwrap_or_else(PoisonError::into_inner);
                if !next.same(world) {
                    return;
                }
                if some.is_none() {
                    held.of = T::default();
                }
                held.of.take_in(world, some.as_ref(), found);
                held.made = Some((on.clone(), next));
            })
            .await
        }
    }
}
