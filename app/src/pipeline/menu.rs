//! Places of talent pipelines in the navigation.

use domain::access::Permission;

use crate::frame::Me;
use crate::place::{Place, Section};
use crate::words::tr;

/// Places of talent pipelines.
#[must_use]
pub fn places(me: &Me) -> Vec<Place> {
    Section::Work.shown([(
        me.may(Permission::PIPELINE_VIEW),
        "/pipeline",
        tr("人才梯队", "Talent pipelines"),
        "M4 20v-4h4v4M10 20v-8h4v8M16 20V8h4v12M4 9l6-5 4 2 6-4",
    )])
}
