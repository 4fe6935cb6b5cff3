//! What talent pipelines add to the whole.

use async_trait::async_trait;
use domain::Moment;

use crate::Store;
use crate::feature::{Feature, Tended};

pub(crate) struct Pipelines;

#[async_trait]
impl Feature for Pipelines {
    fn kept_whole(&self) -> &'static [&'static str] {
        &["pipeline_rule"]
    }

    /// On a new day everybody is judged before somebody looks.
    async fn tend(&self, store: &Store, now: Moment) -> Vec<Tended> {
        vec![("readiness was not judged", store.keep_readiness(now.day()).await)]
    }
}
