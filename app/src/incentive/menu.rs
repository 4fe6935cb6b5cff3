//! Places of incentives in the navigation.

use domain::access::Permission;

use crate::frame::Me;
use crate::place::{Place, Section};
use crate::words::tr;

/// Places of incentives.
#[must_use]
pub fn places(me: &Me) -> Vec<Place> {
    Section::Work.shown([(
        me.is_cadre() || me.may(Permission::INCENTIVE_VIEW),
        "/incentive/awards",
        tr("激励", "Incentives"),
        "M12 15a5 5 0 1 0 0-10 5 5 0 0 0 0 10ZM9 14l-2 7 5-3 5 3-2-7",
    )])
}
