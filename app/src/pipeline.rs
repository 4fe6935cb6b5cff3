//! Talent pipelines.

#[cfg(feature = "ssr")]
pub mod done;
#[cfg(feature = "ssr")]
pub mod menu;
#[cfg(feature = "ssr")]
pub mod ports;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod view;

#[cfg(feature = "ssr")]
use crate::feature::Feature;

/// What it says of itself.
#[cfg(feature = "ssr")]
pub const FEATURE: Feature = Feature { places: menu::places, done: done::done, ..Feature::PLAIN };

/// People of a pipeline.
pub mod person {
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

/// The structure of a unit.
pub mod structure {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}
