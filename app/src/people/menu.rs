//! Places of cadres in the navigation.

use domain::access::Permission;

use crate::frame::Me;
use crate::place::{Place, Section};
use crate::words::tr;

/// Places of cadres.
#[must_use]
pub fn places(me: &Me) -> Vec<Place> {
    [own(me), roster(me)].into_iter().flatten().collect()
}

/// One's own record.
fn own(me: &Me) -> Vec<Place> {
    Section::First.shown([(
        me.is_cadre(),
        "/me",
        tr("我的档案", "My record"),
        "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM5 20a7 7 0 0 1 14 0",
    )])
}

/// The roster.
fn roster(me: &Me) -> Vec<Place> {
    Section::Registers.shown([(
        me.may(Permission::PERSON_VIEW),
        "/people",
        tr("干部名册", "Cadres"),
        "M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM3 19a6 6 0 0 1 12 0M16 5a3 3 0 0 1 0 6M18 13a6 6 0 0 1 3 6",
    )])
}
