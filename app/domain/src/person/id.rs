//! Identifiers of the register of people.

use crate::id::ids;

ids! {
    /// A cadre.
    PersonId,
    /// One appointment (任职) of a person.
    AppointmentId,
}
