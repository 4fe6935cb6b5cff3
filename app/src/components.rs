//! The pieces all screens are made of.

#[cfg(feature = "ssr")]
pub mod bar;
#[cfg(feature = "ssr")]
pub mod board;
pub mod dialog;
pub mod form;
#[cfg(feature = "ssr")]
pub mod layout;
#[cfg(feature = "ssr")]
pub mod load;
pub mod page;
#[cfg(feature = "ssr")]
pub mod register;
#[cfg(feature = "ssr")]
pub mod steps;
#[cfg(feature = "ssr")]
pub mod table;
#[cfg(feature = "ssr")]
pub mod versioned;
#[cfg(feature = "ssr")]
pub mod waits;
pub mod written;
