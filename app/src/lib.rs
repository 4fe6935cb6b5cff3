//! The screens of Ganqiao, rendered on the server and made lively in the browser.
//!
//! The pages themselves are made on the server alone and are whole without any script:
//! what is a link is a link, what is a form is a form. Only where the browser must do
//! something by itself is there an *island* ([`islands`]), and only islands are in the
//! WebAssembly module, which keeps it small.
//!
//! - [`api`]: server functions, thin: who asks, which port, the answer.
//! - [`pages`]: a file per screen, named as its address.
//! - [`components`]: the few semantic pieces all screens are made of.
//! - [`words`]: both languages side by side; a word can't be given in only one.
//!
//! Nothing here knows the database. What the screens need comes through the ports of
//! [`domain::ports`], which the server puts into the context of each request.

// Views nest deeply; the compiler's default depth is for ordinary code.
#![recursion_limit = "512"]

pub mod account;
pub mod admin;
pub mod api;
pub mod appraisal;
pub mod audit;
pub mod components;
pub mod context;
pub mod desk;
pub mod exchange;
pub mod feed;
pub mod frame;
pub mod import;
pub mod incentive;
pub mod islands;
pub mod organisation;
#[cfg(feature = "ssr")]
pub mod pages;
pub mod people;
pub mod pipeline;
#[cfg(feature = "ssr")]
pub mod routes;
pub mod shell;
pub mod tolerance;
pub mod training;
pub mod words;

pub use frame::{Frame, Me};
#[cfg(feature = "ssr")]
pub use routes::App;
#[cfg(feature = "ssr")]
pub use shell::shell;
