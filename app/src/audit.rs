//! The audit trail.

pub mod api;
#[cfg(feature = "ssr")]
pub mod page;
