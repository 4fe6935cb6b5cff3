//! What roles may do with the tree of units.

use crate::access::permissions;

permissions! {
    /// See units, posts and headcount.
    UNIT_VIEW: UnitHr TrainingManager OrgHr Leader Discipline;
    /// Create, rename, move, merge, split units; edit posts.
    UNIT_EDIT: OrgHr;
}
