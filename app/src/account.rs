//! One's own account: signing in, the password, sessions, roles.

pub mod api;
#[cfg(feature = "ssr")]
pub mod done;
#[cfg(feature = "ssr")]
pub mod news;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
pub mod routes;

pub mod password {
    #[cfg(feature = "ssr")]
    pub mod page;
}

pub mod sign_in {
    #[cfg(feature = "ssr")]
    pub mod page;
}
