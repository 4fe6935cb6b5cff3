//! Home, notices, search.

#[cfg(feature = "ssr")]
pub mod done;
#[cfg(feature = "ssr")]
pub mod routes;

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
