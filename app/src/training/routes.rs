//! Which screen stands at which address of training.

use domain::access::Permission as May;
use leptos::prelude::*;
use leptos_router::components::Route;
use leptos_router::{MatchNestedRoutes, SsrMode, path};

use super::{
    attempt, call_up, category, certificate, check_in, class, completion, conversion, course, evaluation, exam, hours,
    lesson, library, place, plan, question, quota, record, request, requirement, setting, survey, timetable,
};
use crate::pages::{only, only_over_all};

#[component(transparent)]
pub fn Screens() -> impl MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/people/:id/training") view=record::page::of_person ssr=SsrMode::Async />
        <Route path=path!("/training/classes") view=class::page::list ssr=SsrMode::Async />
        <Route path=path!("/training/classes/new") view=only(May::CLASS_EDIT, class::page::new) ssr=SsrMode::Async />
        <Route path=path!("/training/classes/:id") view=class::page::detail ssr=SsrMode::Async />
        <Route path=path!("/training/classes/:id/edit") view=class::page::edit ssr=SsrMode::Async />
        <Route path=path!("/training/classes/:id/finish") view=class::finish::finish ssr=SsrMode::Async />
        <Route path=path!("/training/classes/:id/quotas") view=quota::page::quotas ssr=SsrMode::Async />
        <Route path=path!("/training/classes/:id/send") view=class::send::send ssr=SsrMode::Async />
        <Route path=path!("/training/call-ups/:id") view=call_up::page::detail ssr=SsrMode::Async />
        <Route path=path!("/training/settings") view=setting::page::settings ssr=SsrMode::Async />
        <Route path=path!("/training/classes/:id/lessons/new") view=lesson::page::new ssr=SsrMode::Async />
        <Route path=path!("/training/lessons/:id") view=lesson::page::detail ssr=SsrMode::Async />
        <Route path=path!("/training/lessons/:id/edit") view=lesson::page::edit ssr=SsrMode::Async />
        <Route path=path!("/training/lessons/:id/code") view=lesson::page::code ssr=SsrMode::Async />
        <Route path=path!("/training/classes/:id/evaluation") view=evaluation::page::evaluation ssr=SsrMode::Async />
        <Route path=path!("/training/classes/:id/calendar") view=class::calendar::of_class ssr=SsrMode::Async />
        <Route path=path!("/training/classes/:id/exams/new") view=exam::page::new ssr=SsrMode::Async />
        <Route path=path!("/training/exams/:id") view=exam::page::detail ssr=SsrMode::Async />
        <Route path=path!("/training/exams/:id/edit") view=exam::page::edit ssr=SsrMode::Async />
        <Route path=path!("/training/exams/:id/mark") view=exam::page::mark ssr=SsrMode::Async />
        <Route path=path!("/training/exams/:id/statistics") view=exam::page::statistics ssr=SsrMode::Async />
        <Route path=path!("/training/attempts/:id") view=attempt::page::attempt ssr=SsrMode::Async />
        <Route path=path!("/training/attempts/:id/sit") view=attempt::sit::sit ssr=SsrMode::Async />
        <Route path=path!("/training/surveys") view=survey::page::surveys ssr=SsrMode::Async />
        <Route
            path=path!("/training/surveys/new")
            view=only(May::CLASS_EDIT, survey::page::new_survey)
            ssr=SsrMode::Async
        />
        <Route path=path!("/training/surveys/:id") view=survey::page::survey ssr=SsrMode::Async />
        <Route path=path!("/training/surveys/:id/edit") view=survey::page::edit_survey ssr=SsrMode::Async />
        <Route path=path!("/training/surveys/:id/preview") view=survey::page::preview ssr=SsrMode::Async />
        <Route path=path!("/training/plans") view=plan::page::plans ssr=SsrMode::Async />
        <Route path=path!("/training/plans/new") view=only(May::CLASS_EDIT, plan::page::new_plan) ssr=SsrMode::Async />
        <Route path=path!("/training/plans/:id") view=plan::page::plan ssr=SsrMode::Async />
        <Route path=path!("/training/plans/:id/edit") view=plan::page::edit_plan ssr=SsrMode::Async />
        <Route path=path!("/training/library") view=library::page::list ssr=SsrMode::Async />
        <Route path=path!("/training/library/new") view=only(May::CLASS_EDIT, library::page::new) ssr=SsrMode::Async />
        <Route path=path!("/training/library/:id") view=library::page::edit ssr=SsrMode::Async />
        <Route path=path!("/training/certificates") view=certificate::page::certificates ssr=SsrMode::Async />
        <Route path=path!("/training/courses") view=course::page::list ssr=SsrMode::Async />
        <Route path=path!("/training/courses/new") view=only(May::CLASS_EDIT, course::page::new) ssr=SsrMode::Async />
        <Route path=path!("/training/courses/:id") view=course::page::detail ssr=SsrMode::Async />
        <Route path=path!("/training/courses/:id/edit") view=course::page::edit ssr=SsrMode::Async />
        <Route path=path!("/training/courses/:id/chapters/new") view=course::chapter::new_chapter ssr=SsrMode::Async />
        <Route
            path=path!("/training/courses/:id/chapters/:chapter/edit")
            view=course::chapter::edit_chapter
            ssr=SsrMode::Async
        />
        <Route path=path!("/training/courses/:id/try/:chapter") view=course::learn::trial ssr=SsrMode::Async />
        <Route path=path!("/training/courses/:id/learn/:chapter") view=course::learn::learn ssr=SsrMode::Async />
        <Route path=path!("/training/questions") view=question::page::list ssr=SsrMode::Async />
        <Route
            path=path!("/training/questions/new")
            view=only(May::CLASS_EDIT, question::page::new)
            ssr=SsrMode::Async
        />
        <Route path=path!("/training/questions/:id") view=question::page::edit ssr=SsrMode::Async />
        <Route path=path!("/training/timetable") view=timetable::page::timetable ssr=SsrMode::Async />
        <Route path=path!("/check-in") view=check_in::page::by_hand ssr=SsrMode::Async />
        <Route path=path!("/check-in/:id") view=check_in::page::by_scan ssr=SsrMode::Async />
        <Route path=path!("/training/requests") view=request::page::requests ssr=SsrMode::Async />
        <Route path=path!("/training/places") view=place::page::places ssr=SsrMode::Async />
        <Route path=path!("/training/mine") view=record::page::mine ssr=SsrMode::Async />
        <Route path=path!("/training/completion") view=completion::page::completion ssr=SsrMode::Async />
        <Route path=path!("/training/completion/people") view=completion::page::people ssr=SsrMode::Async />
        <Route path=path!("/training/requirements") view=requirement::page::requirements ssr=SsrMode::Async />
        <Route path=path!("/training/requirements/new") view=only_over_all(requirement::page::new) ssr=SsrMode::Async />
        <Route path=path!("/training/requirements/:rule") view=requirement::page::edit ssr=SsrMode::Async />
        <Route path=path!("/training/categories") view=category::page::categories ssr=SsrMode::Async />
        <Route path=path!("/training/conversions") view=conversion::page::conversions ssr=SsrMode::Async />
        <Route
            path=path!("/training/hours/new")
            view=only(May::LEDGER_POST, hours::page::record_hours)
            ssr=SsrMode::Async
        />
    }
    .into_inner()
}
