//! Places of appraisal in the navigation.

use domain::access::Permission;

use crate::frame::Me;
use crate::place::{Place, Section};
use crate::words::tr;

/// Places of appraisal.
#[must_use]
pub fn places(me: &Me) -> Vec<Place> {
    Section::Work.shown([(
        me.is_cadre() || me.may(Permission::APPRAISAL_VIEW),
        "/appraisal",
        tr("考核评价", "Appraisal"),
        "M5 4h14v16H5zM8 9l1.5 1.5L12 8M14 9h2M8 15l1.5 1.5L12 14M14 15h2",
    )])
}
