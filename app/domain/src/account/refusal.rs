//! Why something asked of an account is refused.

use serde::{Deserialize, Serialize};

/// Why something of accounts and their roles is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// Roles that must stay apart would meet in one account (三员分立).
    SeparationOfDuties,
    /// Another administrator has to consent first.
    ConsentNeeded,
    /// The person has an account; everybody has one.
    HasAccount,
    /// The account holds that role over that unit in that time already.
    RoleHeld,
    /// An administrator's role is not handed on.
    NotHandedOn,
}
