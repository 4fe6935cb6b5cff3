//! Which screen stands at which address of one's own account.

use leptos::prelude::*;
use leptos_router::components::Route;
use leptos_router::{MatchNestedRoutes, SsrMode, path};

use super::{page, password, sign_in};

#[component(transparent)]
pub fn Screens() -> impl MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/sign-in") view=sign_in::page::sign_in ssr=SsrMode::Async />
        <Route path=path!("/sign-in/second-factor") view=sign_in::page::second_factor ssr=SsrMode::Async />
        <Route path=path!("/account/password") view=password::page::password ssr=SsrMode::Async />
        <Route path=path!("/account") view=page::account ssr=SsrMode::Async />
    }
    .into_inner()
}
