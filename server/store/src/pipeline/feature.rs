//! What talent pipelines add to the whole.

use crate::feature::Feature;

pub(crate) struct Pipelines;

impl Feature for Pipelines {
    fn kept_whole(&self) -> &'static [&'static str] {
        &["pipeline_rule"]
    }
}
