//! What people are told of the register of people.

use serde::{Deserialize, Serialize};

/// What a notice of it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum News {
    /// The sensitive part of one's record was looked at.
    RecordSeen {
        /// By whom.
        by: String,
        /// What for.
        purpose: String,
    },
}

impl News {
    /// Where it leads.
    #[must_use]
    pub fn href(&self) -> String {
        match self {
            Self::RecordSeen { .. } => "/me".to_owned(),
        }
    }
}
