//! Why something of a person's record is refused.

use serde::{Deserialize, Serialize};

/// Why something of a person's record is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// Sensitive fields are shown only after a purpose was stated, and for a while.
    PurposeNeeded,
}
