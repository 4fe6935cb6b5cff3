//! What roles may do with fault tolerance.

use crate::access::permissions;

permissions! {
    /// Apply for fault tolerance for people of one's units.
    TOLERANCE_APPLY: UnitHr OrgHr Discipline;
    /// Accept and see to cases of fault tolerance.
    TOLERANCE_HANDLE: Discipline;
    /// Record talks of early correction.
    TALK_EDIT: OrgHr Discipline;
}
