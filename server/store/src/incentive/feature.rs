//! What incentives add to the whole.

use async_trait::async_trait;
use domain::Moment;
use domain::home::Due;
use domain::ports::Answer;

use crate::Store;
use crate::asking::Asker;
use crate::feature::{Anew, Feature, NewHolidays, Placed, Tended, Waits};

pub(crate) struct Incentives;

#[async_trait]
impl Feature for Incentives {
    fn names(&self) -> &'static [(&'static str, &'static str)] {
        &[("award", "recipient.name ?? ''")]
    }

    fn kept_whole(&self) -> &'static [&'static str] {
        &["incentive_rule"]
    }

    fn placed(&self) -> &'static [Placed] {
        const { &[Placed::new("award", true), Placed::by_path("care", true)] }
    }

    async fn waiting(&self, store: &Store, asker: &Asker<'_>) -> Answer<Vec<(Waits, Due)>> {
        Ok(Waits::Office.all(store.awards_waiting(asker).await?))
    }

    /// On a new day it is worked out at whom the rules point before somebody looks.
    async fn tend(&self, store: &Store, now: Moment) -> Vec<Tended> {
        vec![("it was not worked out at whom the rules of awards point", store.keep_fairness(now.day()).await)]
    }

    async fn notices_anew(&self, store: &Store, holidays: &NewHolidays<'_>) -> Answer<Anew> {
        Ok(vec![("award", store.awards_anew(holidays).await?)])
    }
}
