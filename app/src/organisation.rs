//! Units and posts.

pub mod api;
#[cfg(feature = "ssr")]
pub mod done;
#[cfg(feature = "ssr")]
pub mod menu;
#[cfg(feature = "ssr")]
mod near;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
pub mod ports;
pub(crate) mod refusal;
#[cfg(feature = "ssr")]
pub mod routes;

#[cfg(feature = "ssr")]
pub use self::near::{near, near_within};
#[cfg(feature = "ssr")]
use crate::feature::Feature;

/// What it says of itself.
#[cfg(feature = "ssr")]
pub const FEATURE: Feature = Feature { places: menu::places, done: done::done, ..Feature::PLAIN };
