//! Fault tolerance.

#[cfg(feature = "ssr")]
pub mod done;
#[cfg(feature = "ssr")]
pub mod menu;
#[cfg(feature = "ssr")]
pub mod news;
#[cfg(feature = "ssr")]
pub mod ports;
pub(crate) mod refusal;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod todo;
#[cfg(feature = "ssr")]
pub mod trail;
#[cfg(feature = "ssr")]
pub mod view;

#[cfg(feature = "ssr")]
use crate::feature::Feature;

/// What it says of itself.
#[cfg(feature = "ssr")]
pub const FEATURE: Feature =
    Feature { places: menu::places, done: done::done, reason: trail::reason, ..Feature::PLAIN };

/// Cases.
pub mod case {
    #[cfg(feature = "ssr")]
    pub mod act;
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod detail;
    #[cfg(feature = "ssr")]
    pub mod page;
}

pub mod precedent {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}

/// Settings.
pub mod setting {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}

/// Talks of early correction.
pub mod talk {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}
