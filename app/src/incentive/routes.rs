//! Which screen stands at which address of incentives.

use domain::access::Permission as May;
use leptos::prelude::*;
use leptos_router::components::Route;
use leptos_router::{MatchNestedRoutes, SsrMode, path};

use super::{award, care, setting};
use crate::pages::only;

#[component(transparent)]
pub fn Screens() -> impl MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/incentive/awards") view=award::page::list ssr=SsrMode::Async />
        <Route
            path=path!("/incentive/awards/new")
            view=only(May::INCENTIVE_NOMINATE, award::page::new)
            ssr=SsrMode::Async
        />
        <Route path=path!("/incentive/awards/:id") view=award::detail::detail ssr=SsrMode::Async />
        <Route path=path!("/incentive/care") view=care::page::list ssr=SsrMode::Async />
        <Route path=path!("/incentive/settings") view=setting::page::settings ssr=SsrMode::Async />
    }
    .into_inner()
}
