//! Which screen stands at which address.

use domain::access::Permission as May;
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::{SsrMode, path};

use crate::components::layout::Layout;
use crate::frame::Frame;
use crate::pages::{
    account, admin, appraisal, audit, call_ups, categories, classes, completion, conversions, courses, evaluation,
    exams, exchange, finish, home, import, incentive, lessons, library, misc, only, only_over_all, openings, people,
    pipeline, places, planning, posts, questions, requirements, sensitive, service, settings, sign_in, sitting,
    timetable, tolerance, training, units,
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
                <FlatRoutes fallback=misc::not_found>
                    <Route path=path!("/") view=home::home ssr=ssr.clone()/>
                    <Route path=path!("/sign-in") view=sign_in::sign_in ssr=ssr.clone()/>
                    <Route path=path!("/sign-in/second-factor") view=sign_in::second_factor ssr=ssr.clone()/>
                    <Route path=path!("/account/password") view=sign_in::password ssr=ssr.clone()/>
                    <Route path=path!("/account") view=account::account ssr=ssr.clone()/>
                    <Route path=path!("/me") view=people::me ssr=ssr.clone()/>
                    <Route path=path!("/people") view=people::list ssr=ssr.clone()/>
                    <Route path=path!("/people/new") view=service::new ssr=ssr.clone()/>
                    <Route path=path!("/people/import") view=import::upload ssr=ssr.clone()/>
                    <Route path=path!("/people/import/:id") view=import::preview ssr=ssr.clone()/>
                    <Route path=path!("/people/:id") view=people::detail ssr=ssr.clone()/>
                    <Route path=path!("/people/:id/edit") view=people::edit ssr=ssr.clone()/>
                    <Route path=path!("/people/:id/sensitive") view=sensitive::sensitive ssr=ssr.clone()/>
                    <Route path=path!("/people/:id/appoint") view=posts::appoint ssr=ssr.clone()/>
                    <Route path=path!("/people/:id/posts/:post") view=posts::detail ssr=ssr.clone()/>
                    <Route path=path!("/people/:id/service") view=service::end ssr=ssr.clone()/>
                    <Route path=path!("/people/:id/training") view=training::of_person ssr=ssr.clone()/>
                    <Route path=path!("/units") view=units::tree ssr=ssr.clone()/>
                    <Route path=path!("/units/:id") view=units::detail ssr=ssr.clone()/>
                    <Route path=path!("/units/:id/new") view=units::new ssr=ssr.clone()/>
                    <Route path=path!("/units/:id/change") view=units::change ssr=ssr.clone()/>
                    <Route path=path!("/training/classes") view=classes::list ssr=ssr.clone()/>
                    <Route path=path!("/training/classes/new") view=only(May::ClassEdit, classes::new) ssr=ssr.clone()/>
                    <Route path=path!("/training/classes/:id") view=classes::detail ssr=ssr.clone()/>
                    <Route path=path!("/training/classes/:id/edit") view=classes::edit ssr=ssr.clone()/>
                    <Route path=path!("/training/classes/:id/finish") view=finish::finish ssr=ssr.clone()/>
                    <Route path=path!("/training/classes/:id/quotas") view=places::quotas ssr=ssr.clone()/>
                    <Route path=path!("/training/classes/:id/send") view=call_ups::send ssr=ssr.clone()/>
                    <Route path=path!("/training/call-ups/:id") view=call_ups::detail ssr=ssr.clone()/>
                    <Route path=path!("/training/settings") view=settings::settings ssr=ssr.clone()/>
                    <Route path=path!("/training/classes/:id/lessons/new") view=lessons::new ssr=ssr.clone()/>
                    <Route path=path!("/training/lessons/:id") view=lessons::detail ssr=ssr.clone()/>
                    <Route path=path!("/training/lessons/:id/edit") view=lessons::edit ssr=ssr.clone()/>
                    <Route path=path!("/training/lessons/:id/code") view=lessons::code ssr=ssr.clone()/>
                    <Route path=path!("/training/classes/:id/evaluation") view=evaluation::evaluation ssr=ssr.clone()/>
                    <Route path=path!("/training/classes/:id/calendar") view=timetable::of_class ssr=ssr.clone()/>
                    <Route path=path!("/training/classes/:id/exams/new") view=exams::new ssr=ssr.clone()/>
                    <Route path=path!("/training/exams/:id") view=exams::detail ssr=ssr.clone()/>
                    <Route path=path!("/training/exams/:id/edit") view=exams::edit ssr=ssr.clone()/>
                    <Route path=path!("/training/exams/:id/mark") view=exams::mark ssr=ssr.clone()/>
                    <Route path=path!("/training/exams/:id/statistics") view=exams::statistics ssr=ssr.clone()/>
                    <Route path=path!("/training/attempts/:id") view=exams::attempt ssr=ssr.clone()/>
                    <Route path=path!("/training/attempts/:id/sit") view=sitting::sit ssr=ssr.clone()/>
                    <Route path=path!("/training/surveys") view=planning::surveys ssr=ssr.clone()/>
                    <Route path=path!("/training/surveys/new") view=only(May::ClassEdit, planning::new_survey) ssr=ssr.clone()/>
                    <Route path=path!("/training/surveys/:id") view=planning::survey ssr=ssr.clone()/>
                    <Route path=path!("/training/surveys/:id/edit") view=planning::edit_survey ssr=ssr.clone()/>
                    <Route path=path!("/training/plans") view=planning::plans ssr=ssr.clone()/>
                    <Route path=path!("/training/plans/new") view=only(May::ClassEdit, planning::new_plan) ssr=ssr.clone()/>
                    <Route path=path!("/training/plans/:id") view=planning::plan ssr=ssr.clone()/>
                    <Route path=path!("/training/library") view=library::list ssr=ssr.clone()/>
                    <Route path=path!("/training/library/new") view=only(May::ClassEdit, library::new) ssr=ssr.clone()/>
                    <Route path=path!("/training/library/:id") view=library::edit ssr=ssr.clone()/>
                    <Route path=path!("/training/certificates") view=library::certificates ssr=ssr.clone()/>
                    <Route path=path!("/training/courses") view=courses::list ssr=ssr.clone()/>
                    <Route path=path!("/training/courses/new") view=only(May::ClassEdit, courses::new) ssr=ssr.clone()/>
                    <Route path=path!("/training/courses/:id") view=courses::detail ssr=ssr.clone()/>
                    <Route path=path!("/training/courses/:id/edit") view=courses::edit ssr=ssr.clone()/>
                    <Route path=path!("/training/courses/:id/chapters/new") view=courses::new_chapter ssr=ssr.clone()/>
                    <Route path=path!("/training/courses/:id/learn/:chapter") view=courses::learn ssr=ssr.clone()/>
                    <Route path=path!("/training/questions") view=questions::list ssr=ssr.clone()/>
                    <Route path=path!("/training/questions/new") view=only(May::ClassEdit, questions::new) ssr=ssr.clone()/>
                    <Route path=path!("/training/questions/:id") view=questions::edit ssr=ssr.clone()/>
                    <Route path=path!("/training/timetable") view=timetable::timetable ssr=ssr.clone()/>
                    <Route path=path!("/check-in") view=lessons::by_hand ssr=ssr.clone()/>
                    <Route path=path!("/check-in/:id") view=lessons::by_scan ssr=ssr.clone()/>
                    <Route path=path!("/training/requests") view=places::requests ssr=ssr.clone()/>
                    <Route path=path!("/training/mine") view=training::mine ssr=ssr.clone()/>
                    <Route path=path!("/training/completion") view=completion::completion ssr=ssr.clone()/>
                    <Route path=path!("/training/completion/people") view=completion::people ssr=ssr.clone()/>
                    <Route path=path!("/training/requirements") view=requirements::requirements ssr=ssr.clone()/>
                    <Route path=path!("/training/requirements/new") view=only_over_all(requirements::new) ssr=ssr.clone()/>
                    <Route path=path!("/training/requirements/:rule") view=requirements::edit ssr=ssr.clone()/>
                    <Route path=path!("/training/categories") view=categories::categories ssr=ssr.clone()/>
                    <Route path=path!("/training/conversions") view=conversions::conversions ssr=ssr.clone()/>
                    <Route path=path!("/training/hours/new") view=only(May::LedgerPost, conversions::record_hours) ssr=ssr.clone()/>
                    <Route path=path!("/exchange/rounds") view=exchange::rounds::list ssr=ssr.clone()/>
                    <Route path=path!("/exchange/rounds/new") view=only(May::ExchangeEdit, exchange::rounds::new) ssr=ssr.clone()/>
                    <Route path=path!("/exchange/rounds/:id") view=exchange::round::detail ssr=ssr.clone()/>
                    <Route path=path!("/exchange/rounds/:id/edit") view=exchange::rounds::edit ssr=ssr.clone()/>
                    <Route path=path!("/exchange/rounds/:id/wishes") view=exchange::wishes::wishes ssr=ssr.clone()/>
                    <Route path=path!("/exchange/rounds/:id/nominate") view=exchange::rounds::nominate ssr=ssr.clone()/>
                    <Route path=path!("/exchange/rounds/:id/posts/new") view=exchange::posts::new ssr=ssr.clone()/>
                    <Route path=path!("/exchange/rounds/:id/scenarios/:scenario") view=exchange::scenarios::detail ssr=ssr.clone()/>
                    <Route path=path!("/exchange/posts/:id") view=exchange::posts::detail ssr=ssr.clone()/>
                    <Route path=path!("/exchange/posts/:id/edit") view=exchange::posts::edit ssr=ssr.clone()/>
                    <Route path=path!("/exchange/cases") view=exchange::cases::list ssr=ssr.clone()/>
                    <Route path=path!("/exchange/cases/new") view=only(May::ExchangeEdit, exchange::cases::new) ssr=ssr.clone()/>
                    <Route path=path!("/exchange/cases/together") view=exchange::together::together ssr=ssr.clone()/>
                    <Route path=path!("/exchange/cases/:id") view=exchange::case::detail ssr=ssr.clone()/>
                    <Route path=path!("/exchange/rules") view=exchange::rules::list ssr=ssr.clone()/>
                    <Route path=path!("/exchange/rules/:key") view=exchange::rules::edit ssr=ssr.clone()/>
                    <Route path=path!("/exchange/what-if") view=exchange::what_if::what_if ssr=ssr.clone()/>
                    <Route path=path!("/exchange/kinds") view=exchange::kinds::kinds ssr=ssr.clone()/>
                    <Route path=path!("/exchange/templates") view=exchange::kinds::templates ssr=ssr.clone()/>
                    <Route path=path!("/exchange/due") view=exchange::due::due ssr=ssr.clone()/>
                    <Route path=path!("/exchange/staffing") view=exchange::due::staffing ssr=ssr.clone()/>
                    <Route path=path!("/people/:id/circumstances") view=exchange::rules::circumstances ssr=ssr.clone()/>
                    <Route path=path!("/incentive/awards") view=incentive::awards::list ssr=ssr.clone()/>
                    <Route path=path!("/incentive/awards/new") view=only(May::IncentiveNominate, incentive::awards::new) ssr=ssr.clone()/>
                    <Route path=path!("/incentive/awards/:id") view=incentive::award::detail ssr=ssr.clone()/>
                    <Route path=path!("/incentive/care") view=incentive::care::list ssr=ssr.clone()/>
                    <Route path=path!("/incentive/settings") view=incentive::care::settings ssr=ssr.clone()/>
                    <Route path=path!("/pipeline") view=pipeline::structure::overview ssr=ssr.clone()/>
                    <Route path=path!("/pipeline/people") view=pipeline::people::list ssr=ssr.clone()/>
                    <Route path=path!("/pipeline/people/:id") view=pipeline::people::detail ssr=ssr.clone()/>
                    <Route path=path!("/pipeline/settings") view=pipeline::setting::settings ssr=ssr.clone()/>
                    <Route path=path!("/appraisal") view=appraisal::years::list ssr=ssr.clone()/>
                    <Route path=path!("/appraisal/new") view=only(May::AppraisalEdit, appraisal::years::new) ssr=ssr.clone()/>
                    <Route path=path!("/appraisal/years/:id") view=appraisal::year::detail ssr=ssr.clone()/>
                    <Route path=path!("/appraisal/years/:id/members") view=appraisal::year::members ssr=ssr.clone()/>
                    <Route path=path!("/appraisal/members/:id") view=appraisal::member::detail ssr=ssr.clone()/>
                    <Route path=path!("/appraisal/sheets/:id") view=appraisal::sheet::detail ssr=ssr.clone()/>
                    <Route path=path!("/appraisal/ballots/:id") view=appraisal::ballot::own ssr=ssr.clone()/>
                    <Route path=path!("/b/:number") view=appraisal::ballot::slip ssr=ssr.clone()/>
                    <Route path=path!("/appraisal/schemes") view=appraisal::scheme::list ssr=ssr.clone()/>
                    <Route path=path!("/appraisal/schemes/new") view=only_over_all(appraisal::scheme::new) ssr=ssr.clone()/>
                    <Route path=path!("/appraisal/schemes/:id") view=appraisal::scheme::detail ssr=ssr.clone()/>
                    <Route path=path!("/appraisal/deeds") view=appraisal::deed::list ssr=ssr.clone()/>
                    <Route path=path!("/appraisal/settings") view=appraisal::scheme::settings ssr=ssr.clone()/>
                    <Route path=path!("/tolerance/cases") view=tolerance::cases::list ssr=ssr.clone()/>
                    <Route path=path!("/tolerance/cases/new") view=tolerance::cases::new ssr=ssr.clone()/>
                    <Route path=path!("/tolerance/cases/:id") view=tolerance::case::detail ssr=ssr.clone()/>
                    <Route path=path!("/tolerance/precedents") view=tolerance::records::precedents ssr=ssr.clone()/>
                    <Route path=path!("/tolerance/talks") view=tolerance::records::talks ssr=ssr.clone()/>
                    <Route path=path!("/tolerance/settings") view=tolerance::records::settings ssr=ssr.clone()/>
                    <Route path=path!("/notices") view=misc::notices ssr=ssr.clone()/>
                    <Route path=path!("/search") view=misc::search ssr=ssr.clone()/>
                    <Route path=path!("/admin/accounts") view=admin::accounts ssr=ssr.clone()/>
                    <Route path=path!("/admin/openings") view=openings::openings ssr=ssr.clone()/>
                    <Route path=path!("/admin/accounts/:id") view=admin::account ssr=ssr.clone()/>
                    <Route path=path!("/audit") view=audit::audit ssr=ssr/>
                </FlatRoutes>
            </Layout>
        </Router>
    }
}
