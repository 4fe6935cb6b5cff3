//! What roles may do with accounts and their roles.

use crate::access::permissions;

permissions! {
    /// Create, disable and reset accounts.
    AccountEdit: SystemAdmin;
    /// See accounts and their grants.
    AccountView: SystemAdmin SecurityAdmin AuditAdmin;
    /// Give and withdraw roles; end others' sessions.
    GrantEdit: SecurityAdmin;
}
