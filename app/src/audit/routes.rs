//! Which screen stands at which address of the audit trail.

use leptos::prelude::*;
use leptos_router::components::Route;
use leptos_router::{MatchNestedRoutes, SsrMode, path};

use super::page;

#[component(transparent)]
pub fn Screens() -> impl MatchNestedRoutes + Clone {
    view! { <Route path=path!("/audit") view=page::audit ssr=SsrMode::Async /> }.into_inner()
}
