//! Which screen stands at which address of cadres.

use leptos::prelude::*;
use leptos_router::components::Route;
use leptos_router::{MatchNestedRoutes, SsrMode, path};

use super::{person, post, sensitive, service};

#[component(transparent)]
pub fn Screens() -> impl MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/me") view=person::page::me ssr=SsrMode::Async />
        <Route path=path!("/people") view=person::page::list ssr=SsrMode::Async />
        <Route path=path!("/people/new") view=person::new::new ssr=SsrMode::Async />
        <Route path=path!("/people/:id") view=person::page::detail ssr=SsrMode::Async />
        <Route path=path!("/people/:id/edit") view=person::page::edit ssr=SsrMode::Async />
        <Route path=path!("/people/:id/sensitive") view=sensitive::page::sensitive ssr=SsrMode::Async />
        <Route path=path!("/people/:id/appoint") view=post::page::appoint ssr=SsrMode::Async />
        <Route path=path!("/people/:id/posts/:post") view=post::page::detail ssr=SsrMode::Async />
        <Route path=path!("/people/:id/service") view=service::page::end ssr=SsrMode::Async />
    }
    .into_inner()
}
