//! Which screen stands at which address of fault tolerance.

use leptos::prelude::*;
use leptos_router::components::Route;
use leptos_router::{MatchNestedRoutes, SsrMode, path};

use super::{case, precedent, setting, talk};

#[component(transparent)]
pub fn Screens() -> impl MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/tolerance/cases") view=case::page::list ssr=SsrMode::Async />
        <Route path=path!("/tolerance/cases/new") view=case::page::new ssr=SsrMode::Async />
        <Route path=path!("/tolerance/cases/:id") view=case::detail::detail ssr=SsrMode::Async />
        <Route path=path!("/tolerance/precedents") view=precedent::page::precedents ssr=SsrMode::Async />
        <Route path=path!("/tolerance/talks") view=talk::page::talks ssr=SsrMode::Async />
        <Route path=path!("/tolerance/settings") view=setting::page::settings ssr=SsrMode::Async />
    }
    .into_inner()
}
