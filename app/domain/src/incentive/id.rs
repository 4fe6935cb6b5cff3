//! Identifiers of awards and care.

use crate::id::ids;

ids! {
    /// An award (奖励).
    AwardId,
    /// A record of care.
    CareId,
}
