//! Units and posts.

pub mod api;
#[cfg(feature = "ssr")]
pub mod page;
