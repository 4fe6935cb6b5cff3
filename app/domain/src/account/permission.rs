//! What roles may do with accounts and their roles.

use crate::access::permissions;

permissions! {
    /// Create, disable and reset accounts.
    ACCOUNT_EDIT: SystemAdmin;
    /// See accounts and their grants.
    ACCOUNT_VIEW: SystemAdmin SecurityAdmin AuditAdmin;
    /// Give and withdraw roles; end others' sessions.
    GRANT_EDIT: SecurityAdmin;
}
