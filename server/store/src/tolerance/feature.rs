//! What fault tolerance adds to the whole.

use async_trait::async_trait;
use domain::Moment;
use domain::home::Due;
use domain::ports::Answer;

use crate::Store;
use crate::asking::Asker;
use crate::feature::{Feature, Placed, SealedColumn, Tended, Waits};

pub(crate) struct Tolerance;

#[async_trait]
impl Feature for Tolerance {
    /// A case is called by its number: whose it is stays with the case.
    fn names(&self) -> &'static [(&'static str, &'static str)] {
        &[("tolerance_case", "number")]
    }

    fn kept_whole(&self) -> &'static [&'static str] {
        &["precedent", "tolerance_key", "tolerance_rule"]
    }

    fn placed(&self) -> &'static [Placed] {
        const { &[Placed::new("tolerance_case", true), Placed::by_path("talk", true)] }
    }

    fn sealed(&self) -> &'static [SealedColumn] {
        const { &[SealedColumn::new("tolerance_key", "sealed", "evidence:")] }
    }

    async fn waiting(&self, store: &Store, asker: &Asker<'_>) -> Answer<Vec<(Waits, Due)>> {
        Ok(Waits::Office.all(store.tolerances_waiting(asker).await?))
    }

    async fn tend(&self, store: &Store, now: Moment) -> Vec<Tended> {
        vec![("deadlines of fault tolerance were not told", store.remind_tolerances(now).await.map(drop))]
    }
}
