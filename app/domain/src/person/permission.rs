//! What roles may do with the register of people.

use crate::access::permissions;

permissions! {
    /// See cadres' records, sensitive fields masked.
    PERSON_VIEW: UnitHr TrainingManager OrgHr Leader Discipline;
    /// Change cadres' records and appointments.
    PERSON_EDIT: UnitHr OrgHr;
    /// See sensitive fields, one person at a time, with a stated purpose.
    PERSON_UNMASK: UnitHr OrgHr Discipline;
    /// Take out rosters and appointment forms.
    PERSON_EXPORT: UnitHr OrgHr;
}
