//! What roles may do with training.

use crate::access::permissions;

permissions! {
    /// Prepare, publish and cancel classes.
    CLASS_EDIT: TrainingManager OrgHr;
    /// Send people of one's units to classes, and decide about their requests.
    CLASS_SEND: UnitHr TrainingManager OrgHr;
    /// Mark attendance and completion.
    CLASS_MARK: TrainingManager OrgHr;
    /// See classes' people and others' hours.
    TRAINING_VIEW: UnitHr TrainingManager OrgHr Leader Discipline;
    /// Record hours that come from no class.
    LEDGER_POST: UnitHr TrainingManager OrgHr;
    /// Reverse an entry of the hours ledger.
    LEDGER_REVERSE: TrainingManager OrgHr;
    /// Edit the requirements of hours.
    REQUIREMENT_EDIT: OrgHr;
}
