//! Which screen stands at which address of the desk.

use leptos::prelude::*;
use leptos_router::components::Route;
use leptos_router::{MatchNestedRoutes, SsrMode, path};

use super::{home, notice, search};

#[component(transparent)]
pub fn Screens() -> impl MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/") view=home::page::home ssr=SsrMode::Async />
        <Route path=path!("/notices") view=notice::page::notices ssr=SsrMode::Async />
        <Route path=path!("/search") view=search::page::search ssr=SsrMode::Async />
    }
    .into_inner()
}
