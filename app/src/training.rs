//! Training.

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
pub mod trail;

#[cfg(feature = "ssr")]
use crate::feature::Feature;

/// What it says of itself.
#[cfg(feature = "ssr")]
pub const FEATURE: Feature =
    Feature { places: menu::places, done: done::done, silent: done::SILENT, reason: trail::reason };

/// Sitting an exam, and what comes of it.
pub mod attempt {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
    #[cfg(feature = "ssr")]
    pub mod sit;
}

/// Call-ups.
pub mod call_up {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}

/// Categories.
pub mod category {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}

/// Certificates.
pub mod certificate {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}

/// Checking in to a lesson.
pub mod check_in {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}

/// Classes.
pub mod class {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod calendar;
    #[cfg(feature = "ssr")]
    pub mod finish;
    #[cfg(feature = "ssr")]
    pub mod page;
    #[cfg(feature = "ssr")]
    pub mod send;
}

/// Who has the hours that are asked for.
pub mod completion {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}

/// How other training counts in hours.
pub mod conversion {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}

/// Online courses.
pub mod course {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod chapter;
    #[cfg(feature = "ssr")]
    pub mod learn;
    #[cfg(feature = "ssr")]
    pub mod page;
}

/// What a class was worth to its people.
pub mod evaluation {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}

pub mod exam {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}

/// Hours outside the classes.
pub mod hours {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}

pub mod lesson {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}

/// Libraries.
pub mod library {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}

/// A place in a class.
pub mod place {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
    #[cfg(feature = "ssr")]
    pub mod view;
}

/// Plans and their programmes.
pub mod plan {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}

/// The question bank.
pub mod question {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}

/// Seats set aside for units.
pub mod quota {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}

/// A person's ledger of hours.
pub mod record {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}

/// Requests for places.
pub mod request {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}

pub mod requirement {
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

/// Surveys of needs.
pub mod survey {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}

/// Timetables.
pub mod timetable {
    pub mod api;
    #[cfg(feature = "ssr")]
    pub mod page;
}
