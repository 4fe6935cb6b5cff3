//! Accounts of others, and what takes two.

/// Accounts.
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
