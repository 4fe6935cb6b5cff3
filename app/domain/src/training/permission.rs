//! What roles may do with training.

use crate::access::permissions;

permissions! {
    /// Prepare, publish and cancel classes.
    ClassEdit: TrainingManager OrgHr;
    /// Send people of one's units to classes, and decide about their requests.
    ClassSend: UnitHr TrainingManager OrgHr;
    /// Mark attendance and completion.
    ClassMark: TrainingManager OrgHr;
    /// See classes' people and others' hours.
    TrainingView: UnitHr TrainingManager OrgHr Leader Discipline;
    /// Record hours that come from no class.
    LedgerPost: UnitHr TrainingManager OrgHr;
    /// Reverse an entry of the hours ledger.
    LedgerReverse: TrainingManager OrgHr;
    /// Edit the requirements of hours.
    RequirementEdit: OrgHr;
}
