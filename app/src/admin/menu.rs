//! Places of administration in the navigation.

use domain::access::Permission;

use crate::frame::Me;
use crate::place::{Place, Section};
use crate::words::tr;

/// Places of administration.
#[must_use]
pub fn places(me: &Me) -> Vec<Place> {
    Section::Administration.shown([
        (
            me.may(Permission::ACCOUNT_VIEW),
            "/admin/accounts",
            tr("账号与岗位", "Accounts"),
            "M7 11V8a5 5 0 0 1 10 0v3M5 11h14v9H5z",
        ),
        (
            me.may(Permission::ACCOUNT_VIEW) || me.may(Permission::PERSON_EDIT),
            "/admin/openings",
            tr("开户与重置", "Openings and resets"),
            "M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM3 19a6 6 0 0 1 12 0M18 8v6M15 11h6",
        ),
    ])
}
