//! Why fault tolerance refuses what was asked.

use serde::{Deserialize, Serialize};

use super::Conflict;

/// Why something of fault tolerance is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// Somebody named has to stand aside: why.
    MustStandAside(Conflict),
}
