//! Which screen stands at which address of imports.

use leptos::prelude::*;
use leptos_router::components::Route;
use leptos_router::{MatchNestedRoutes, SsrMode, path};

use super::page;

#[component(transparent)]
pub fn Screens() -> impl MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/people/import") view=page::upload ssr=SsrMode::Async />
        <Route path=path!("/people/import/:id") view=page::preview ssr=SsrMode::Async />
    }
    .into_inner()
}
