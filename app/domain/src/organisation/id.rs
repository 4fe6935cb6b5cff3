//! Identifiers of the tree of units.

use crate::id::ids;

ids! {
    /// An organisation, or a department of one.
    UnitId,
    /// A post (职务) of a unit.
    PostId,
}
