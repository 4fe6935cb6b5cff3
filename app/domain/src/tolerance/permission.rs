//! What roles may do with fault tolerance.

use crate::access::permissions;

permissions! {
    /// Apply for fault tolerance for people of one's units.
    ToleranceApply: UnitHr OrgHr Discipline;
    /// Accept and see to cases of fault tolerance.
    ToleranceHandle: Discipline;
    /// Record talks of early correction.
    TalkEdit: OrgHr Discipline;
}
