//! What of fault tolerance waits for somebody, as their home page shows it.

use serde::{Deserialize, Serialize};

use super::Step;
use crate::{Day, ToleranceId};

/// Something of it that waits for somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Todo {
    /// A case of fault tolerance that waits for the viewer.
    Tolerance {
        /// The case.
        id: ToleranceId,
        number: String,
        step: Step,
        /// By when.
        until: Option<Day>,
    },
    /// A decision of fault tolerance that may still be reviewed or appealed against.
    Redress {
        /// The case.
        id: ToleranceId,
        number: String,
        /// The last day.
        until: Day,
    },
}
