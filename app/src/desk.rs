//! Home, notices, search.

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
pub const FEATURE: Feature = Feature { places: menu::places, silent: done::SILENT, ..Feature::PLAIN };

/// The home page.
pub mod home {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}

/// Notices.
pub mod notice {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}

pub mod search {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}
