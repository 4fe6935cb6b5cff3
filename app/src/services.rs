//! The ports: what the screens need of the world. Each feature names its own in its `ports.rs`, and finds
//! them in [`Services`] under its name.

use std::sync::Arc;

macro_rules! services {
    ($($feature:ident $(refuses $reason:ident)? $(tells $news:ident)? $(waits $todo:ident)?,)*) => {
        /// The ports of all features.
        pub struct Services {
            $(
                #[doc = concat!("See [`crate::", stringify!($feature), "::ports`].")]
                pub $feature: crate::$feature::ports::Ports,
            )*
        }

        impl Services {
            /// All of them from one store.
            pub fn of<S>(store: &Arc<S>) -> Self
            where
                S: $(crate::$feature::ports::Source +)* 'static,
            {
                Self { $($feature: crate::$feature::ports::Ports::of(store),)* }
            }
        }
    };
}
features!(services);
