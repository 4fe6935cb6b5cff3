//! Accounts of others, and what takes two.

#[cfg(feature = "ssr")]
pub mod done;
#[cfg(feature = "ssr")]
pub mod menu;
#[cfg(feature = "ssr")]
pub mod routes;

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
