//! Which screen stands at which address of talent pipelines.

use leptos::prelude::*;
use leptos_router::components::Route;
use leptos_router::{MatchNestedRoutes, SsrMode, path};

use super::{person, setting, structure};

#[component(transparent)]
pub fn Screens() -> impl MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/pipeline") view=structure::page::overview ssr=SsrMode::Async />
        <Route path=path!("/pipeline/people") view=person::page::list ssr=SsrMode::Async />
        <Route path=path!("/pipeline/people/:id") view=person::page::detail ssr=SsrMode::Async />
        <Route path=path!("/pipeline/settings") view=setting::page::settings ssr=SsrMode::Async />
    }
    .into_inner()
}
