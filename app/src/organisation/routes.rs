//! Which screen stands at which address of units.

use leptos::prelude::*;
use leptos_router::components::Route;
use leptos_router::{MatchNestedRoutes, SsrMode, path};

use super::page;

#[component(transparent)]
pub fn Screens() -> impl MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/units") view=page::tree ssr=SsrMode::Async />
        <Route path=path!("/units/:id") view=page::detail ssr=SsrMode::Async />
        <Route path=path!("/units/:id/new") view=page::new ssr=SsrMode::Async />
        <Route path=path!("/units/:id/change") view=page::change ssr=SsrMode::Async />
    }
    .into_inner()
}
