//! What the browser does by itself. Each island gets all it needs as plain values.

pub mod palette;
pub mod verify;
