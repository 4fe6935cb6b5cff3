//! What units and posts add to the whole.

use crate::feature::{Feature, Placed};

pub(crate) struct Organisation;

impl Feature for Organisation {
    fn names(&self) -> &'static [(&'static str, &'static str)] {
        &[("unit", "short"), ("post", "title")]
    }

    fn kept_whole(&self) -> &'static [&'static str] {
        &["post", "unit"]
    }

    fn placed(&self) -> &'static [Placed] {
        const { &[Placed::new("unit", true), Placed { table: "post", paths: &[], units: &["unit"], version: false }] }
    }
}
