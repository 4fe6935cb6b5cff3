//! The screens of Ganqiao, rendered on the server and made lively in the browser.
//!
//! The pages themselves are made on the server alone and are whole without any script:
//! what is a link is a link, what is a form is a form. Only where the browser must do
//! something by itself is there an *island* ([`islands`]), and only islands are in the
//! WebAssembly module, which keeps it small.
//!
//! A folder is a feature, named as in the other crates, and holds a folder for each noun:
//!
//! - `api.rs`: its server functions, thin: who asks, which port, the answer.
//! - `page.rs`: its screens, at the addresses that name the noun; a long screen has a file beside it.
//!
//! What a feature adds to the whole stands in files of one name for all, and its [`Feature`](feature::Feature)
//! in its own file names what it has of them:
//!
//! - `routes.rs`: its addresses; `menu.rs`: its places in the navigation.
//! - `ports.rs`: what it asks of the store.
//! - `done.rs`: what its forms say when they are carried out; `refusal.rs`: why it refuses something;
//!   `news.rs`: what people are told; `todo.rs`: what waits for them;
//!   `trail.rs`: the words for codes in the audit trail.
//!
//! The features are listed here and nowhere else: [`routes`], [`menu`], [`services`], [`done`], [`told`] and [`words`]
//! make of that list what they need and name none of them. Around them stands what knows no feature:
//!
//! - [`api`]: how server functions read their arguments, and the fault on the wire.
//! - [`context`]: what a server function finds of its request; [`status`]: what an answer says of a fault.
//! - [`pages`]: what all screens share.
//! - [`components`]: the few semantic pieces all screens are made of.
//! - [`words`]: both languages side by side; a word can't be given in only one.
//!
//! Features don't know each other, but for the little that is chosen or followed everywhere;
//! `tests/it/house.rs` holds them to it.
//!
//! Nothing here knows the database. What the screens need comes through the ports of each feature
//! (such as [`domain::training::port`]), which the server puts into the context of each request.

// Views nest deeply; the compiler's default depth is for ordinary code.
#![recursion_limit = "512"]

/// Hands the list of the features to a macro that makes something of each. A row is a feature, and its variant
/// of [`domain::Reason`], why it refuses something, of [`domain::notice::NoticeBody`], what it tells people, and
/// of [`domain::home::Due`], what of it waits for them. Within a section of the navigation the features stand
/// in this order, and so do their routes, of which the first that fits is taken: `import` has `/people/import` and
/// stands before `people` with `/people/:id`.
macro_rules! features {
    ($make:ident) => {
        $make! {
            desk,
            account refuses Account tells Account,
            training refuses Training tells Training waits Training,
            exchange refuses Exchange tells Exchange waits Exchange,
            pipeline,
            appraisal refuses Appraisal tells Appraisal waits Appraisal,
            incentive tells Incentive waits Incentive,
            tolerance refuses Tolerance tells Tolerance waits Tolerance,
            import refuses Import,
            people refuses Person tells Person,
            organisation refuses Organisation,
            admin,
            audit,
            feed,
        }
    };
}

pub mod account;
pub mod admin;
pub mod api;
pub mod appraisal;
pub mod audit;
pub mod components;
pub mod context;
pub mod desk;
#[cfg(feature = "ssr")]
pub mod done;
pub mod exchange;
#[cfg(feature = "ssr")]
pub mod feature;
pub mod feed;
pub mod frame;
pub mod import;
pub mod incentive;
pub mod islands;
#[cfg(feature = "ssr")]
pub mod menu;
pub mod organisation;
#[cfg(feature = "ssr")]
pub mod pages;
pub mod people;
pub mod pipeline;
#[cfg(feature = "ssr")]
pub mod place;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod services;
pub mod shell;
#[cfg(feature = "ssr")]
pub mod status;
#[cfg(feature = "ssr")]
pub mod told;
pub mod tolerance;
pub mod training;
pub mod words;

#[cfg(feature = "ssr")]
macro_rules! list {
    ($($feature:ident $(refuses $reason:ident)? $(tells $news:ident)? $(waits $todo:ident)?,)*) => {
        /// What each feature says of itself, in the order of the list.
        pub const FEATURES: &[feature::Feature] = &[$($feature::FEATURE,)*];
    };
}
#[cfg(feature = "ssr")]
features!(list);

pub use frame::{Frame, Me};
#[cfg(feature = "ssr")]
pub use routes::App;
#[cfg(feature = "ssr")]
pub use shell::shell;
