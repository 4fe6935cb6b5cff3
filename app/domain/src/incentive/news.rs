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
    /// An objection that one made to an award was answered.
    AwardObjectionAnswered {
        award: AwardId,
        /// Which kind.
        what: AwardKind,
        /// Whose.
        name: String,
        /// Whether it stands in the way.
        upheld: bool,
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
            Self::AwardMoved { award, .. } | Self::AwardObjectionAnswered { award, .. } => {
                format!("/incentive/awards/{award}")
            }
            Self::CareGiven { .. } => "/incentive/care".to_owned(),
        }
    }
}
