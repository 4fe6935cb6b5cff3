//! What roles may do with awards and care.

use crate::access::permissions;

permissions! {
    /// See awards, what else encourages, and the figures.
    INCENTIVE_VIEW: UnitHr OrgHr Leader Discipline;
    /// Nominate people and units of one's own for awards; record care.
    INCENTIVE_NOMINATE: UnitHr OrgHr;
    /// Review, approve, decide and revoke awards; keep their rules.
    INCENTIVE_DECIDE: OrgHr;
}
