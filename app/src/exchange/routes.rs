//! Which screen stands at which address of exchange.

use domain::access::Permission as May;
use leptos::prelude::*;
use leptos_router::components::Route;
use leptos_router::{MatchNestedRoutes, SsrMode, path};

use super::{case, circumstance, due, kind, post, round, rule, scenario, staffing, template, what_if, wish};
use crate::pages::only;

#[component(transparent)]
pub fn Screens() -> impl MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/exchange/rounds") view=round::page::list ssr=SsrMode::Async />
        <Route path=path!("/exchange/rounds/new") view=only(May::EXCHANGE_EDIT, round::page::new) ssr=SsrMode::Async />
        <Route path=path!("/exchange/rounds/:id") view=round::detail::detail ssr=SsrMode::Async />
        <Route path=path!("/exchange/rounds/:id/edit") view=round::page::edit ssr=SsrMode::Async />
        <Route path=path!("/exchange/rounds/:id/wishes") view=wish::page::wishes ssr=SsrMode::Async />
        <Route path=path!("/exchange/rounds/:id/nominate") view=round::page::nominate ssr=SsrMode::Async />
        <Route path=path!("/exchange/rounds/:id/posts/new") view=post::page::new ssr=SsrMode::Async />
        <Route path=path!("/exchange/rounds/:id/scenarios/:scenario") view=scenario::page::detail ssr=SsrMode::Async />
        <Route path=path!("/exchange/posts/:id") view=post::page::detail ssr=SsrMode::Async />
        <Route path=path!("/exchange/posts/:id/edit") view=post::page::edit ssr=SsrMode::Async />
        <Route path=path!("/exchange/cases") view=case::page::list ssr=SsrMode::Async />
        <Route path=path!("/exchange/cases/new") view=only(May::EXCHANGE_EDIT, case::page::new) ssr=SsrMode::Async />
        <Route path=path!("/exchange/cases/together") view=case::together::together ssr=SsrMode::Async />
        <Route path=path!("/exchange/cases/:id") view=case::detail::detail ssr=SsrMode::Async />
        <Route path=path!("/exchange/rules") view=rule::page::list ssr=SsrMode::Async />
        <Route path=path!("/exchange/rules/:key") view=only(May::EXCHANGE_EDIT, rule::page::edit) ssr=SsrMode::Async />
        <Route path=path!("/exchange/what-if") view=what_if::page::what_if ssr=SsrMode::Async />
        <Route path=path!("/exchange/kinds") view=kind::page::kinds ssr=SsrMode::Async />
        <Route path=path!("/exchange/templates") view=template::page::templates ssr=SsrMode::Async />
        <Route path=path!("/exchange/due") view=due::page::due ssr=SsrMode::Async />
        <Route path=path!("/exchange/staffing") view=staffing::page::staffing ssr=SsrMode::Async />
        <Route path=path!("/people/:id/circumstances") view=circumstance::page::circumstances ssr=SsrMode::Async />
    }
    .into_inner()
}
