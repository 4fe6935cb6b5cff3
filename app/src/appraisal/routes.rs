//! Which screen stands at which address of appraisal.

use domain::access::Permission as May;
use leptos::prelude::*;
use leptos_router::components::Route;
use leptos_router::{MatchNestedRoutes, SsrMode, path};

use super::{ballot, deed, member, scheme, setting, sheet, year};
use crate::pages::{only, only_over_all};

#[component(transparent)]
pub fn Screens() -> impl MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/appraisal") view=year::page::list ssr=SsrMode::Async />
        <Route path=path!("/appraisal/new") view=only(May::APPRAISAL_EDIT, year::page::new) ssr=SsrMode::Async />
        <Route path=path!("/appraisal/years/:id") view=year::detail::detail ssr=SsrMode::Async />
        <Route path=path!("/appraisal/years/:id/members") view=member::page::members ssr=SsrMode::Async />
        <Route path=path!("/appraisal/members/:id") view=member::detail::detail ssr=SsrMode::Async />
        <Route path=path!("/appraisal/sheets/:id") view=sheet::page::detail ssr=SsrMode::Async />
        <Route path=path!("/appraisal/ballots/:id") view=ballot::page::own ssr=SsrMode::Async />
        <Route path=path!("/b/:number") view=ballot::page::slip ssr=SsrMode::Async />
        <Route path=path!("/appraisal/schemes") view=scheme::page::list ssr=SsrMode::Async />
        <Route path=path!("/appraisal/schemes/new") view=only_over_all(scheme::page::new) ssr=SsrMode::Async />
        <Route path=path!("/appraisal/schemes/:id") view=scheme::page::detail ssr=SsrMode::Async />
        <Route path=path!("/appraisal/deeds") view=deed::page::list ssr=SsrMode::Async />
        <Route path=path!("/appraisal/settings") view=setting::page::settings ssr=SsrMode::Async />
    }
    .into_inner()
}
