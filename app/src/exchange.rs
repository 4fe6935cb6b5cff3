//! Exchange of cadres.

#[cfg(feature = "ssr")]
pub mod done;
#[cfg(feature = "ssr")]
pub mod figures;
#[cfg(feature = "ssr")]
pub mod findings;
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
pub mod todo;
#[cfg(feature = "ssr")]
pub mod trail;
#[cfg(feature = "ssr")]
pub mod view;

#[cfg(feature = "ssr")]
use crate::feature::Feature;

/// What it says of itself.
#[cfg(feature = "ssr")]
pub const FEATURE: Feature =
    Feature { places: menu::places, done: done::done, reason: trail::reason, ..Feature::PLAIN };

/// Cases.
pub mod case {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod detail;
    #[cfg(feature = "ssr")]
    pub mod forms;
    #[cfg(feature = "ssr")]
    pub mod page;
    #[cfg(feature = "ssr")]
    pub mod together;
}

/// What is known of a person for exchange.
pub mod circumstance {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}

/// What falls due.
pub mod due {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}

/// Kinds of exchange and working days.
pub mod kind {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}

/// Posts on offer.
pub mod post {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}

/// Rounds.
pub mod round {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod detail;
    #[cfg(feature = "ssr")]
    pub mod page;
}

/// Rules of eligibility.
pub mod rule {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}

pub mod scenario {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
    #[cfg(feature = "ssr")]
    pub mod view;
}

/// How posts of mass organisations are filled.
pub mod staffing {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}

/// Templates of documents.
pub mod template {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}

/// Who could go where.
pub mod what_if {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}

pub mod wish {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}
