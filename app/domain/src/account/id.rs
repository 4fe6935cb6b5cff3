//! Identifiers of accounts and their roles.

use crate::id::ids;

ids! {
    /// A sign-in account.
    AccountId,
    /// A request for another administrator's consent.
    ConsentId,
    /// One role held by one account over one subtree.
    GrantId,
}
