//! What of exchange waits for somebody, as their home page shows it.

use serde::{Deserialize, Serialize};

use super::kind::Step;
use crate::{CaseId, Day, RoundId};

/// Something of it that waits for somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Todo {
    /// A round of exchange that takes the viewer's wishes, or waits for their answer.
    Round {
        /// The round.
        id: RoundId,
        title: String,
        /// The last day.
        until: Day,
        /// Whether its result is there.
        announced: bool,
    },
    /// A case of exchange that waits for the viewer.
    Case {
        /// The case.
        id: CaseId,
        /// Who goes where.
        title: String,
        step: Step,
    },
}
