//! Accounts of others, and what takes two.

#[cfg(feature = "ssr")]
pub mod done;
#[cfg(feature = "ssr")]
pub mod menu;
#[cfg(feature = "ssr")]
pub mod ports;
#[cfg(feature = "ssr")]
pub mod routes;

#[cfg(feature = "ssr")]
use crate::feature::Feature;

/// What it says of itself.
#[cfg(feature = "ssr")]
pub const FEATURE: Feature = Feature { places: menu::places, done: done::done, ..Feature::PLAIN };

pub mod account {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}

/// Openings and resets.
pub mod opening {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}
