//! What people are told of awards and care.

use serde::{Deserialize, Serialize};

use super::{AwardKind, CareKind, State, Step};
use crate::AwardId;

/// What a notice of it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum News {
    /// An award moved on.
    AwardMoved {
        award: AwardId,
        /// Which kind.
        what: AwardKind,
        /// Whose.
        name: String,
        step: Step,
        /// Whether it goes on.
        state: State,
    },
    /// Care was recorded.
    CareGiven {
        /// Which kind.
        what: CareKind,
        /// What was done or said.
        text: String,
    },
}

impl News {
    /// Where it leads.
    #[must_use]
    pub fn href(&self) -> String {
        match self {
            Self::AwardMoved { award, .. } => format!("/incentive/awards/{award}"),
            Self::CareGiven { .. } => "/incentive/care".to_owned(),
        }
    }
}
