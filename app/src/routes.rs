//! All screens. Which of them stands at which address, each feature says itself.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{FlatRoutes, Router};

use crate::components::layout::Layout;
use crate::frame::Frame;
use crate::pages::not_found;

macro_rules! screens {
    ($($feature:ident $(refuses $reason:ident)? $(tells $news:ident)? $(waits $todo:ident)?,)*) => {
        /// All screens. Every page is whole in the first answer ([`leptos_router::SsrMode::Async`]), so it can
        /// be read and its forms sent without any script, and its status code is right.
        ///
        /// The first route that fits is taken, in the order of the list of features.
        #[component]
        pub fn App() -> impl IntoView {
            provide_meta_context();
            provide_context(Frame::current());
            view! {
                <Router>
                    <Layout>
                        <FlatRoutes fallback=not_found>
                            $(<crate::$feature::routes::Screens />)*
                        </FlatRoutes>
                    </Layout>
                </Router>
            }
        }
    };
}
features!(screens);
