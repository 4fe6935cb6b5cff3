//! All screens. Which of them stands at which address, each feature says itself.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{FlatRoutes, Router};

use crate::account::routes::AccountRoutes;
use crate::admin::routes::AdminRoutes;
use crate::appraisal::routes::AppraisalRoutes;
use crate::audit::routes::AuditRoutes;
use crate::components::layout::Layout;
use crate::desk::routes::DeskRoutes;
use crate::exchange::routes::ExchangeRoutes;
use crate::frame::Frame;
use crate::import::routes::ImportRoutes;
use crate::incentive::routes::IncentiveRoutes;
use crate::organisation::routes::OrganisationRoutes;
use crate::pages::not_found;
use crate::people::routes::PeopleRoutes;
use crate::pipeline::routes::PipelineRoutes;
use crate::tolerance::routes::ToleranceRoutes;
use crate::training::routes::TrainingRoutes;

/// All screens. Every page is whole in the first answer ([`leptos_router::SsrMode::Async`]), so it can
/// be read and its forms sent without any script, and its status code is right.
///
/// The first route that fits is taken: `/people/import` stands before `/people/:id`.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_context(Frame::current());
    view! {
        <Router>
            <Layout>
                <FlatRoutes fallback=not_found>
                    <DeskRoutes />
                    <AccountRoutes />
                    <ImportRoutes />
                    <PeopleRoutes />
                    <OrganisationRoutes />
                    <TrainingRoutes />
                    <ExchangeRoutes />
                    <PipelineRoutes />
                    <AppraisalRoutes />
                    <IncentiveRoutes />
                    <ToleranceRoutes />
                    <AdminRoutes />
                    <AuditRoutes />
                </FlatRoutes>
            </Layout>
        </Router>
    }
}
