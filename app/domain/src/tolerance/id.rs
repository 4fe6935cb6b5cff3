//! Identifiers of fault tolerance.

use crate::id::ids;

ids! {
    /// A case of fault tolerance (容错).
    ToleranceId,
    /// A decided case in the collection of precedents.
    PrecedentId,
    /// A talk of early correction.
    TalkId,
}
