//! Places of fault tolerance in the navigation.

use domain::access::Permission;

use crate::frame::Me;
use crate::place::{Place, Section};
use crate::words::tr;

/// Places of fault tolerance.
#[must_use]
pub fn places(me: &Me) -> Vec<Place> {
    let cadre = me.is_cadre();
    Section::Work.shown([
        (
            cadre || me.may(Permission::TOLERANCE_APPLY) || me.may(Permission::PERSON_VIEW),
            "/tolerance/cases",
            tr("容错纠错", "Fault tolerance"),
            "M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6zM9 12l2 2 4-4",
        ),
        (
            cadre || me.may(Permission::TALK_EDIT),
            "/tolerance/talks",
            tr("提醒函询诫勉", "Early correction"),
            "M4 5h16v11H9l-5 4zM8 9h8M8 12h5",
        ),
        (
            me.may(Permission::PERSON_VIEW),
            "/tolerance/precedents",
            tr("容错案例库", "Precedents"),
            "M5 4h6v16H5zM13 4h6v16h-6M7 8h2M15 8h2",
        ),
    ])
}
