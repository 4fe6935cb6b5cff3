//! What people are told of accounts and their roles.

use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::code::Role;

/// What a notice of it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum News {
    /// One has an account now.
    AccountOpened {
        login: String,
        /// Who opened it.
        by: String,
    },
    /// One's password was set anew, and one's second factor with it.
    PasswordReset {
        /// By whom.
        by: String,
        /// Whether the second factor went too.
        factor: bool,
    },
    /// One was given a role.
    RoleGiven {
        role: Role,
        /// Over which unit and below.
        unit: String,
        /// The last moment.
        until: Moment,
        /// By whom.
        by: String,
    },
    /// One stands in for somebody.
    RoleDelegated {
        role: Role,
        /// Over which unit and below.
        unit: String,
        /// The last moment.
        until: Moment,
        /// For whom.
        by: String,
    },
    /// An administrator asks for another's consent.
    ConsentAsked {
        /// Who asks.
        by: String,
    },
    /// A consent that was asked for was given or refused, or is to be carried out.
    ConsentAnswered {
        /// By whom.
        by: String,
        /// Whether it was given.
        given: bool,
    },
}

impl News {
    /// Where it leads.
    #[must_use]
    pub fn href(&self) -> String {
        match self {
            Self::AccountOpened { .. }
            | Self::PasswordReset { .. }
            | Self::RoleGiven { .. }
            | Self::RoleDelegated { .. } => "/account".to_owned(),
            Self::ConsentAsked { .. } | Self::ConsentAnswered { .. } => "/admin/openings".to_owned(),
        }
    }
}
