//! Cadres.

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
use crate::feature::Feature;

/// What it says of itself.
#[cfg(feature = "ssr")]
pub const FEATURE: Feature = Feature { places: menu::places, done: done::done, silent: done::SILENT, ..Feature::PLAIN };

/// Cadres.
pub mod person {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod new;
    #[cfg(feature = "ssr")]
    pub mod page;
    #[cfg(feature = "ssr")]
    pub mod record;
}

/// Appointments.
pub mod post {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}

/// The sensitive fields of a record.
pub mod sensitive {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}

/// The end of service and the return to it.
pub mod service {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}
