//! What roles may do with appraisals.

use crate::access::permissions;

permissions! {
    /// See appraisals: people, points, results.
    APPRAISAL_VIEW: UnitHr OrgHr Leader Discipline;
    /// Enter what a unit knows: absence, deeds, paper ballots, slips.
    APPRAISAL_ENTER: UnitHr OrgHr;
    /// Set appraisals up, move them on, decide.
    APPRAISAL_EDIT: OrgHr;
}
