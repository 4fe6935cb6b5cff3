//! Identifiers of imports.

use crate::id::ids;

ids! {
    /// A roster import awaiting confirmation.
    ImportId,
}
