//! Which screen stands at which address.

use domain::access::Permission as May;
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::{SsrMode, path};

use crate::components::layout::Layout;
use crate::frame::Frame;
use crate::pages::{not_found, only, only_over_all};
use crate::{
    account, admin, appraisal, audit, desk, exchange, import, incentive, organisation, people, pipeline, tolerance,
    training,
};

/// All screens. Every page is whole in the first answer ([`SsrMode::Async`]), so it can
/// be read and its forms sent without any script, and its status code is right.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_context(Frame::current());
    let ssr = SsrMode::Async;
    view! {
        <Router>
            <Layout>
                <FlatRoutes fallback=not_found>
                    <Route path=path!("/") view=desk::home::page::home ssr=ssr.clone()/>
                    <Route path=path!("/sign-in") view=account::sign_in::page::sign_in ssr=ssr.clone()/>
                    <Route path=path!("/sign-in/second-factor") view=account::sign_in::page::second_factor ssr=ssr.clone()/>
                    <Route path=path!("/account/password") view=account::password::page::password ssr=ssr.clone()/>
                    <Route path=path!("/account") view=account::page::account ssr=ssr.clone()/>
                    <Route path=path!("/me") view=people::person::page::me ssr=ssr.clone()/>
                    <Route path=path!("/people") view=people::person::page::list ssr=ssr.clone()/>
                    <Route path=path!("/people/new") view=people::person::new::new ssr=ssr.clone()/>
                    <Route path=path!("/people/import") view=import::page::upload ssr=ssr.clone()/>
                    <Route path=path!("/people/import/:id") view=import::page::preview ssr=ssr.clone()/>
                    <Route path=path!("/people/:id") view=people::person::page::detail ssr=ssr.clone()/>
                    <Route path=path!("/people/:id/edit") view=people::person::page::edit ssr=ssr.clone()/>
                    <Route path=path!("/people/:id/sensitive") view=people::sensitive::page::sensitive ssr=ssr.clone()/>
                    <Route path=path!("/people/:id/appoint") view=people::post::page::appoint ssr=ssr.clone()/>
                    <Route path=path!("/people/:id/posts/:post") view=people::post::page::detail ssr=ssr.clone()/>
                    <Route path=path!("/people/:id/service") view=people::service::page::end ssr=ssr.clone()/>
                    <Route path=path!("/people/:id/training") view=training::record::page::of_person ssr=ssr.clone()/>
                    <Route path=path!("/units") view=organisation::page::tree ssr=ssr.clone()/>
                    <Route path=path!("/units/:id") view=organisation::page::detail ssr=ssr.clone()/>
                    <Route path=path!("/units/:id/new") view=organisation::page::new ssr=ssr.clone()/>
                    <Route path=path!("/units/:id/change") view=organisation::page::change ssr=ssr.clone()/>
                    <Route path=path!("/training/classes") view=training::class::page::list ssr=ssr.clone()/>
                    <Route path=path!("/training/classes/new") view=only(May::ClassEdit, training::class::page::new) ssr=ssr.clone()/>
                    <Route path=path!("/training/classes/:id") view=training::class::page::detail ssr=ssr.clone()/>
                    <Route path=path!("/training/classes/:id/edit") view=training::class::page::edit ssr=ssr.clone()/>
                    <Route path=path!("/training/classes/:id/finish") view=training::class::finish::finish ssr=ssr.clone()/>
                    <Route path=path!("/training/classes/:id/quotas") view=training::quota::page::quotas ssr=ssr.clone()/>
                    <Route path=path!("/training/classes/:id/send") view=training::class::send::send ssr=ssr.clone()/>
                    <Route path=path!("/training/call-ups/:id") view=training::call_up::page::detail ssr=ssr.clone()/>
                    <Route path=path!("/training/settings") view=training::setting::page::settings ssr=ssr.clone()/>
                    <Route path=path!("/training/classes/:id/lessons/new") view=training::lesson::page::new ssr=ssr.clone()/>
                    <Route path=path!("/training/lessons/:id") view=training::lesson::page::detail ssr=ssr.clone()/>
                    <Route path=path!("/training/lessons/:id/edit") view=training::lesson::page::edit ssr=ssr.clone()/>
                    <Route path=path!("/training/lessons/:id/code") view=training::lesson::page::code ssr=ssr.clone()/>
                    <Route path=path!("/training/classes/:id/evaluation") view=training::evaluation::page::evaluation ssr=ssr.clone()/>
                    <Route path=path!("/training/classes/:id/calendar") view=training::class::calendar::of_class ssr=ssr.clone()/>
                    <Route path=path!("/training/classes/:id/exams/new") view=training::exam::page::new ssr=ssr.clone()/>
                    <Route path=path!("/training/exams/:id") view=training::exam::page::detail ssr=ssr.clone()/>
                    <Route path=path!("/training/exams/:id/edit") view=training::exam::page::edit ssr=ssr.clone()/>
                    <Route path=path!("/training/exams/:id/mark") view=training::exam::page::mark ssr=ssr.clone()/>
                    <Route path=path!("/training/exams/:id/statistics") view=training::exam::page::statistics ssr=ssr.clone()/>
                    <Route path=path!("/training/attempts/:id") view=training::attempt::page::attempt ssr=ssr.clone()/>
                    <Route path=path!("/training/attempts/:id/sit") view=training::attempt::sit::sit ssr=ssr.clone()/>
                    <Route path=path!("/training/surveys") view=training::survey::page::surveys ssr=ssr.clone()/>
                    <Route path=path!("/training/surveys/new") view=only(May::ClassEdit, training::survey::page::new_survey) ssr=ssr.clone()/>
                    <Route path=path!("/training/surveys/:id") view=training::survey::page::survey ssr=ssr.clone()/>
                    <Route path=path!("/training/surveys/:id/edit") view=training::survey::page::edit_survey ssr=ssr.clone()/>
                    <Route path=path!("/training/plans") view=training::plan::page::plans ssr=ssr.clone()/>
                    <Route path=path!("/training/plans/new") view=only(May::ClassEdit, training::plan::page::new_plan) ssr=ssr.clone()/>
                    <Route path=path!("/training/plans/:id") view=training::plan::page::plan ssr=ssr.clone()/>
                    <Route path=path!("/training/library") view=training::library::page::list ssr=ssr.clone()/>
                    <Route path=path!("/training/library/new") view=only(May::ClassEdit, training::library::page::new) ssr=ssr.clone()/>
                    <Route path=path!("/training/library/:id") view=training::library::page::edit ssr=ssr.clone()/>
                    <Route path=path!("/training/certificates") view=training::certificate::page::certificates ssr=ssr.clone()/>
                    <Route path=path!("/training/courses") view=training::course::page::list ssr=ssr.clone()/>
                    <Route path=path!("/training/courses/new") view=only(May::ClassEdit, training::course::page::new) ssr=ssr.clone()/>
                    <Route path=path!("/training/courses/:id") view=training::course::page::detail ssr=ssr.clone()/>
                    <Route path=path!("/training/courses/:id/edit") view=training::course::page::edit ssr=ssr.clone()/>
                    <Route path=path!("/training/courses/:id/chapters/new") view=training::course::page::new_chapter ssr=ssr.clone()/>
                    <Route path=path!("/training/courses/:id/learn/:chapter") view=training::course::page::learn ssr=ssr.clone()/>
                    <Route path=path!("/training/questions") view=training::question::page::list ssr=ssr.clone()/>
                    <Route path=path!("/training/questions/new") view=only(May::ClassEdit, training::question::page::new) ssr=ssr.clone()/>
                    <Route path=path!("/training/questions/:id") view=training::question::page::edit ssr=ssr.clone()/>
                    <Route path=path!("/training/timetable") view=training::timetable::page::timetable ssr=ssr.clone()/>
                    <Route path=path!("/check-in") view=training::check_in::page::by_hand ssr=ssr.clone()/>
                    <Route path=path!("/check-in/:id") view=training::check_in::page::by_scan ssr=ssr.clone()/>
                    <Route path=path!("/training/requests") view=training::request::page::requests ssr=ssr.clone()/>
                    <Route path=path!("/training/mine") view=training::record::page::mine ssr=ssr.clone()/>
                    <Route path=path!("/training/completion") view=training::completion::page::completion ssr=ssr.clone()/>
                    <Route path=path!("/training/completion/people") view=training::completion::page::people ssr=ssr.clone()/>
                    <Route path=path!("/training/requirements") view=training::requirement::page::requirements ssr=ssr.clone()/>
                    <Route path=path!("/training/requirements/new") view=only_over_all(training::requirement::page::new) ssr=ssr.clone()/>
                    <Route path=path!("/training/requirements/:rule") view=training::requirement::page::edit ssr=ssr.clone()/>
                    <Route path=path!("/training/categories") view=training::category::page::categories ssr=ssr.clone()/>
                    <Route path=path!("/training/conversions") view=training::conversion::page::conversions ssr=ssr.clone()/>
                    <Route path=path!("/training/hours/new") view=only(May::LedgerPost, training::hours::page::record_hours) ssr=ssr.clone()/>
                    <Route path=path!("/exchange/rounds") view=exchange::round::page::list ssr=ssr.clone()/>
                    <Route path=path!("/exchange/rounds/new") view=only(May::ExchangeEdit, exchange::round::page::new) ssr=ssr.clone()/>
                    <Route path=path!("/exchange/rounds/:id") view=exchange::round::detail::detail ssr=ssr.clone()/>
                    <Route path=path!("/exchange/rounds/:id/edit") view=exchange::round::page::edit ssr=ssr.clone()/>
                    <Route path=path!("/exchange/rounds/:id/wishes") view=exchange::wish::page::wishes ssr=ssr.clone()/>
                    <Route path=path!("/exchange/rounds/:id/nominate") view=exchange::round::page::nominate ssr=ssr.clone()/>
                    <Route path=path!("/exchange/rounds/:id/posts/new") view=exchange::post::page::new ssr=ssr.clone()/>
                    <Route path=path!("/exchange/rounds/:id/scenarios/:scenario") view=exchange::scenario::page::detail ssr=ssr.clone()/>
                    <Route path=path!("/exchange/posts/:id") view=exchange::post::page::detail ssr=ssr.clone()/>
                    <Route path=path!("/exchange/posts/:id/edit") view=exchange::post::page::edit ssr=ssr.clone()/>
                    <Route path=path!("/exchange/cases") view=exchange::case::page::list ssr=ssr.clone()/>
                    <Route path=path!("/exchange/cases/new") view=only(May::ExchangeEdit, exchange::case::page::new) ssr=ssr.clone()/>
                    <Route path=path!("/exchange/cases/together") view=exchange::case::together::together ssr=ssr.clone()/>
                    <Route path=path!("/exchange/cases/:id") view=exchange::case::detail::detail ssr=ssr.clone()/>
                    <Route path=path!("/exchange/rules") view=exchange::rule::page::list ssr=ssr.clone()/>
                    <Route path=path!("/exchange/rules/:key") view=exchange::rule::page::edit ssr=ssr.clone()/>
                    <Route path=path!("/exchange/what-if") view=exchange::what_if::page::what_if ssr=ssr.clone()/>
                    <Route path=path!("/exchange/kinds") view=exchange::kind::page::kinds ssr=ssr.clone()/>
                    <Route path=path!("/exchange/templates") view=exchange::template::page::templates ssr=ssr.clone()/>
                    <Route path=path!("/exchange/due") view=exchange::due::page::due ssr=ssr.clone()/>
                    <Route path=path!("/exchange/staffing") view=exchange::staffing::page::staffing ssr=ssr.clone()/>
                    <Route path=path!("/people/:id/circumstances") view=exchange::circumstance::page::circumstances ssr=ssr.clone()/>
                    <Route path=path!("/incentive/awards") view=incentive::award::page::list ssr=ssr.clone()/>
                    <Route path=path!("/incentive/awards/new") view=only(May::IncentiveNominate, incentive::award::page::new) ssr=ssr.clone()/>
                    <Route path=path!("/incentive/awards/:id") view=incentive::award::detail::detail ssr=ssr.clone()/>
                    <Route path=path!("/incentive/care") view=incentive::care::page::list ssr=ssr.clone()/>
                    <Route path=path!("/incentive/settings") view=incentive::setting::page::settings ssr=ssr.clone()/>
                    <Route path=path!("/pipeline") view=pipeline::structure::page::overview ssr=ssr.clone()/>
                    <Route path=path!("/pipeline/people") view=pipeline::person::page::list ssr=ssr.clone()/>
                    <Route path=path!("/pipeline/people/:id") view=pipeline::person::page::detail ssr=ssr.clone()/>
                    <Route path=path!("/pipeline/settings") view=pipeline::setting::page::settings ssr=ssr.clone()/>
                    <Route path=path!("/appraisal") view=appraisal::year::page::list ssr=ssr.clone()/>
                    <Route path=path!("/appraisal/new") view=only(May::AppraisalEdit, appraisal::year::page::new) ssr=ssr.clone()/>
                    <Route path=path!("/appraisal/years/:id") view=appraisal::year::detail::detail ssr=ssr.clone()/>
                    <Route path=path!("/appraisal/years/:id/members") view=appraisal::member::page::members ssr=ssr.clone()/>
                    <Route path=path!("/appraisal/members/:id") view=appraisal::member::detail::detail ssr=ssr.clone()/>
                    <Route path=path!("/appraisal/sheets/:id") view=appraisal::sheet::page::detail ssr=ssr.clone()/>
                    <Route path=path!("/appraisal/ballots/:id") view=appraisal::ballot::page::own ssr=ssr.clone()/>
                    <Route path=path!("/b/:number") view=appraisal::ballot::page::slip ssr=ssr.clone()/>
                    <Route path=path!("/appraisal/schemes") view=appraisal::scheme::page::list ssr=ssr.clone()/>
                    <Route path=path!("/appraisal/schemes/new") view=only_over_all(appraisal::scheme::page::new) ssr=ssr.clone()/>
                    <Route path=path!("/appraisal/schemes/:id") view=appraisal::scheme::page::detail ssr=ssr.clone()/>
                    <Route path=path!("/appraisal/deeds") view=appraisal::deed::page::list ssr=ssr.clone()/>
                    <Route path=path!("/appraisal/settings") view=appraisal::setting::page::settings ssr=ssr.clone()/>
                    <Route path=path!("/tolerance/cases") view=tolerance::case::page::list ssr=ssr.clone()/>
                    <Route path=path!("/tolerance/cases/new") view=tolerance::case::page::new ssr=ssr.clone()/>
                    <Route path=path!("/tolerance/cases/:id") view=tolerance::case::detail::detail ssr=ssr.clone()/>
                    <Route path=path!("/tolerance/precedents") view=tolerance::precedent::page::precedents ssr=ssr.clone()/>
                    <Route path=path!("/tolerance/talks") view=tolerance::talk::page::talks ssr=ssr.clone()/>
                    <Route path=path!("/tolerance/settings") view=tolerance::setting::page::settings ssr=ssr.clone()/>
                    <Route path=path!("/notices") view=desk::notice::page::notices ssr=ssr.clone()/>
                    <Route path=path!("/search") view=desk::search::page::search ssr=ssr.clone()/>
                    <Route path=path!("/admin/accounts") view=admin::account::page::accounts ssr=ssr.clone()/>
                    <Route path=path!("/admin/openings") view=admin::opening::page::openings ssr=ssr.clone()/>
                    <Route path=path!("/admin/accounts/:id") view=admin::account::page::account ssr=ssr.clone()/>
                    <Route path=path!("/audit") view=audit::page::audit ssr=ssr/>
                </FlatRoutes>
            </Layout>
        </Router>
    }
}
