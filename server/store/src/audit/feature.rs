//! What the trail adds to the whole.

use crate::feature::Feature;

pub(crate) struct Audit;

impl Feature for Audit {
    fn kept_whole(&self) -> &'static [&'static str] {
        &["trail"]
    }

    fn fleeting(&self) -> &'static [&'static str] {
        &["audit_last"]
    }
}
