//! Why a step of an import is refused.

use serde::{Deserialize, Serialize};

/// Why a step of an import is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// The preview has expired, was confirmed, or is somebody else's.
    Gone,
    /// A row still has a problem.
    Problems(u32),
}
