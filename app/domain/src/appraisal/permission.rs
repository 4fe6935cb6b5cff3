//! What roles may do with appraisals.

use crate::access::permissions;

permissions! {
    /// See appraisals: people, points, results.
    AppraisalView: UnitHr OrgHr Leader Discipline;
    /// Enter what a unit knows: absence, deeds, paper ballots, slips.
    AppraisalEnter: UnitHr OrgHr;
    /// Set appraisals up, move them on, decide.
    AppraisalEdit: OrgHr;
}
