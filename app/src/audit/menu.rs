//! Places of the audit trail in the navigation.

use domain::access::Permission;

use crate::frame::Me;
use crate::place::{Place, Section};
use crate::words::tr;

/// The trail.
#[must_use]
pub fn places(me: &Me) -> Vec<Place> {
    Section::Administration.shown([(
        me.may(Permission::AUDIT_VIEW),
        "/audit",
        tr("审计日志", "Audit trail"),
        "M12 3l8 4v5c0 5-3.5 8-8 9-4.5-1-8-4-8-9V7z",
    )])
}
