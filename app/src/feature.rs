//! What all features have alike: what they say of themselves, and their ports.

use domain::code::Lang;

use crate::frame::Me;
use crate::place::Place;

/// What a feature says of itself, beside its screens, its ports and why it refuses something. What it does
/// not have stays as [`Self::PLAIN`] says.
pub struct Feature {
    /// Its places in the navigation of a person.
    pub places: fn(&Me) -> Vec<Place>,
    /// What a form of it says on the next page once it is carried out, by the form's address.
    pub done: fn(&str) -> Option<&'static str>,
    /// The addresses of its forms that say nothing then: their page says it itself, or there is nothing to say.
    pub silent: &'static [&'static str],
    /// The words for a code that the trail has as the reason of a row about this topic: (topic, code).
    pub reason: fn(&str, &str, Lang) -> Option<&'static str>,
}

impl Feature {
    /// A feature that says nothing of itself.
    pub const PLAIN: Self = Self { places: |_| Vec::new(), done: |_| None, silent: &[], reason: |_, _, _| None };
}

/// The ports of a feature, each named once: what its server functions call it, and whose trait it is.
macro_rules! ports {
    ($($name:ident: $port:path,)*) => {
        /// The ports of this feature.
        pub struct Ports {
            $(
                #[doc = concat!("See [`", stringify!($port), "`].")]
                pub $name: std::sync::Arc<dyn $port>,
            )*
        }

        /// What has all of them.
        pub trait Source: $($port +)* 'static {}

        impl<S: $($port +)* 'static> Source for S {}

        impl Ports {
            /// All of them from one store.
            pub fn of<S: Source>(store: &std::sync::Arc<S>) -> Self {
                Self { $($name: store.clone(),)* }
            }
        }
    };
}
pub(crate) use ports;
