//! Why a change of the tree of units is refused.

use serde::{Deserialize, Serialize};

/// Why something of the tree of units is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// The unit still has people, posts or subordinate units.
    UnitInUse,
    /// A unit can't be put below itself.
    Circular,
}
