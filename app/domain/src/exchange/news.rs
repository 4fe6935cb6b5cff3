//! What people are told of exchange.

use serde::{Deserialize, Serialize};

use super::kind::Step;
use crate::calendar::due::DueKind;
use crate::{CaseId, Day, RoundId};

/// What a notice of it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum News {
    /// A round of exchange takes wishes.
    RoundOpened {
        round: RoundId,
        title: String,
        /// The last day.
        closes: Day,
    },
    /// One was nominated for a round.
    Nominated {
        round: RoundId,
        title: String,
        /// The last day for wishes.
        closes: Day,
    },
    /// The result of a round is there.
    ResultAnnounced {
        round: RoundId,
        title: String,
        /// The last day to answer.
        until: Day,
    },
    /// A case moved on.
    CaseMoved {
        case: CaseId,
        /// Whose.
        person: String,
        /// To which post.
        title: String,
        /// To which step, by code.
        step: Step,
    },
    /// An objection that one made in a case was answered.
    CaseObjectionAnswered {
        case: CaseId,
        /// Whose.
        person: String,
        /// To which post.
        title: String,
        /// Whether it stands in the way.
        upheld: bool,
    },
    /// Something falls due.
    FallsDue {
        what: DueKind,
        /// Whose.
        person: String,
        /// The post or step.
        title: String,
        /// When.
        on: Day,
    },
}

impl News {
    /// Where it leads.
    #[must_use]
    pub fn href(&self) -> String {
        match self {
            Self::RoundOpened { round, .. } | Self::Nominated { round, .. } | Self::ResultAnnounced { round, .. } => {
                format!("/exchange/rounds/{round}")
            }
            Self::CaseMoved { case, .. } | Self::CaseObjectionAnswered { case, .. } => {
                format!("/exchange/cases/{case}")
            }
            Self::FallsDue { .. } => "/exchange/due".to_owned(),
        }
    }
}
