//! Places of imports in the navigation.

use domain::access::Permission;

use crate::frame::Me;
use crate::place::{Place, Section};
use crate::words::tr;

/// Imports.
#[must_use]
pub fn places(me: &Me) -> Vec<Place> {
    Section::Filling.shown([(
        me.may(Permission::PERSON_IMPORT),
        "/people/import",
        tr("导入名册", "Import"),
        "M12 4v11M8 11l4 4 4-4M4 20h16",
    )])
}
