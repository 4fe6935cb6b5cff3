//! Appraisal.

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
pub mod todo;
#[cfg(feature = "ssr")]
pub mod view;

#[cfg(feature = "ssr")]
use crate::feature::Feature;

/// What it says of itself.
#[cfg(feature = "ssr")]
pub const FEATURE: Feature = Feature { places: menu::places, done: done::done, ..Feature::PLAIN };

pub mod ballot {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}

/// Deeds of the year.
pub mod deed {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}

/// Those who are appraised.
pub mod member {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod detail;
    #[cfg(feature = "ssr")]
    pub mod page;
}

/// Schemes.
pub mod scheme {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}

/// Settings.
pub mod setting {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}

/// Sheets, voters, paper ballots and slips.
pub mod sheet {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}

/// Years of appraisal.
pub mod year {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod detail;
    #[cfg(feature = "ssr")]
    pub mod page;
}

/// Fields that there is one of for each line.
type Lines = std::collections::BTreeMap<String, String>;
