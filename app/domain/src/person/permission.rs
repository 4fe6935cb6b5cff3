//! What roles may do with the register of people.

use crate::access::permissions;

permissions! {
    /// See cadres' records, sensitive fields masked.
    PersonView: UnitHr TrainingManager OrgHr Leader Discipline;
    /// Change cadres' records and appointments.
    PersonEdit: UnitHr OrgHr;
    /// See sensitive fields, one person at a time, with a stated purpose.
    PersonUnmask: UnitHr OrgHr Discipline;
    /// Take out rosters and appointment forms.
    PersonExport: UnitHr OrgHr;
}
