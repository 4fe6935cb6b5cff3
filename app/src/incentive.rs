//! Incentives.

#[cfg(feature = "ssr")]
pub mod done;
#[cfg(feature = "ssr")]
pub mod menu;
#[cfg(feature = "ssr")]
pub mod news;
#[cfg(feature = "ssr")]
pub mod ports;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod todo;
#[cfg(feature = "ssr")]
pub mod view;

#[cfg(feature = "ssr")]
use crate::feature::Feature;

/// What it says of itself.
#[cfg(feature = "ssr")]
pub const FEATURE: Feature = Feature { places: menu::places, done: done::done, ..Feature::PLAIN };

/// Awards.
pub mod award {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod detail;
    #[cfg(feature = "ssr")]
    pub mod page;
}

/// Care and thanks.
pub mod care {
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
