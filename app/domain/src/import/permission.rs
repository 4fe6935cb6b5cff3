//! What roles may do with imports.

use crate::access::permissions;

permissions! {
    /// Bring in rosters and appointment forms.
    PERSON_IMPORT: UnitHr OrgHr;
}
