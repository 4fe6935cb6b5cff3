//! What people are told of fault tolerance.

use serde::{Deserialize, Serialize};

use super::{Step, TalkKind};
use crate::{Day, ToleranceId};

/// What a notice of it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum News {
    /// A case of fault tolerance moved on, or waits for one.
    ToleranceMoved {
        case: ToleranceId,
        number: String,
        step: Step,
        /// By when, when it waits for the reader.
        due: Option<Day>,
    },
    /// A talk of early correction was taken back as a mistake.
    TalkWithdrawn {
        /// Which kind.
        what: TalkKind,
    },
    /// A talk of early correction was recorded.
    TalkHeld {
        /// Which kind.
        what: TalkKind,
        /// By when to answer.
        answer_by: Option<Day>,
    },
}

impl News {
    /// Where it leads.
    #[must_use]
    pub fn href(&self) -> String {
        match self {
            Self::ToleranceMoved { case, .. } => format!("/tolerance/cases/{case}"),
            Self::TalkHeld { .. } | Self::TalkWithdrawn { .. } => "/tolerance/talks".to_owned(),
        }
    }
}
