//! Which screen stands at which address of administration.

use leptos::prelude::*;
use leptos_router::components::Route;
use leptos_router::{MatchNestedRoutes, SsrMode, path};

use super::{account, opening};

#[component(transparent)]
pub fn Screens() -> impl MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/admin/accounts") view=account::page::accounts ssr=SsrMode::Async />
        <Route path=path!("/admin/openings") view=opening::page::openings ssr=SsrMode::Async />
        <Route path=path!("/admin/accounts/:id") view=account::page::account ssr=SsrMode::Async />
    }
    .into_inner()
}
