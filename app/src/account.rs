//! One's own account: signing in, the password, sessions, roles.

pub mod api;
#[cfg(feature = "ssr")]
pub mod done;
#[cfg(feature = "ssr")]
pub mod news;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
pub mod ports;
pub(crate) mod refusal;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod trail;

#[cfg(feature = "ssr")]
use crate::feature::Feature;

/// What it says of itself.
#[cfg(feature = "ssr")]
pub const FEATURE: Feature = Feature { done: done::done, reason: trail::reason, ..Feature::PLAIN };

pub mod password {
    #[cfg(feature = "ssr")]
    pub mod page;
}

pub mod sign_in {
    #[cfg(feature = "ssr")]
    pub mod page;
}
