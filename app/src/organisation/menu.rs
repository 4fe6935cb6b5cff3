//! Places of units in the navigation.

use domain::access::Permission;

use crate::frame::Me;
use crate::place::{Place, Section};
use crate::words::tr;

/// Places of the organisation.
#[must_use]
pub fn places(me: &Me) -> Vec<Place> {
    Section::Registers.shown([(
        me.may(Permission::UNIT_VIEW),
        "/units",
        tr("组织机构", "Organisation"),
        "M9 4h6v5H9zM3 15h6v5H3zM15 15h6v5h-6zM12 9v3M6 15v-3h12v3",
    )])
}
