//! What of awards and care waits for somebody, as their home page shows it.

use serde::{Deserialize, Serialize};

use super::{AwardKind, Step};
use crate::{AwardId, Day};

/// Something of it that waits for somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Todo {
    /// An award whose next step is the viewer's.
    Award {
        /// The award.
        id: AwardId,
        /// Whose.
        name: String,
        what: AwardKind,
        step: Step,
        /// By when, where time runs.
        until: Option<Day>,
    },
}
