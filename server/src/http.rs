//! The HTTP server: which address is answered by whom. Nothing else knows the handlers.

pub(crate) mod assets;
mod ballots;
pub mod calendar;
mod certificate;
mod check_in;
mod courses;
mod documents;
mod health;
pub mod html;
mod layers;
pub(crate) mod limits;
mod notices;
pub mod packages;
pub mod refusals;
pub(crate) mod refused;
pub mod serve;
pub(crate) mod session;

use std::sync::Arc;

use app::context::{Asker, Services};
use app::{App, Frame};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use domain::Fault;
use domain::home::port::Desk;
use leptos::prelude::{provide_context, use_context};
use leptos_axum::{LeptosRoutes, generate_route_list};

pub use session::COOKIE;

use crate::auth::{pages, second_factor, slips};
use crate::files::{
    case_files, chapters, evidence, export, lists, materials, questions, register, rosters, trail, upload,
};
use crate::request::{CspNonce, Signed, packages_origin};
use crate::state::AppState;

/// The pages and everything beside them.
pub fn router(state: AppState) -> Router {
    let desk = Arc::new(state.store.clone());
    router_with_desk(state, desk)
}

/// The same with another desk behind the home page: a measurement's floor answers from
/// memory.
pub fn router_with_desk(state: AppState, desk: Arc<dyn Desk>) -> Router {
    let upload = limit(state.config.http.upload_mib);
    let known = screens(&state, desk)
        .merge(accounts())
        .merge(people(upload))
        .merge(training(upload))
        .merge(procedures(upload))
        .merge(exports())
        .layer(from_fn_with_state(state.clone(), session::resolve));
    layers::wrap(known.merge(open(&state)), &state).with_state(state)
}

/// The body of a form with files of so many mebibytes, and its other fields.
fn limit(mib: u32) -> DefaultBodyLimit {
    DefaultBodyLimit::max(mib as usize * 1024 * 1024 + 65_536)
}

/// The screens and their server functions. What is no address of theirs is answered with the page
/// that says so.
fn screens(state: &AppState, desk: Arc<dyn Desk>) -> Router<AppState> {
    let context = context(state, desk);
    let shell = {
        let (options, css) = (state.options.clone(), state.css_href());
        move || app::shell(options.clone(), &css)
    };
    let routes = generate_route_list(App);
    Router::new().leptos_routes_with_context(state, routes, context.clone(), shell.clone()).fallback(
        move |request: Request| {
            let handler = leptos_axum::render_app_async_with_context(context.clone(), shell.clone());
            async move {
                let mut response = handler(request).await.into_response();
                *response.status_mut() = StatusCode::NOT_FOUND;
                response
            }
        },
    )
}

/// What screens and server functions find in their context.
fn context(state: &AppState, desk: Arc<dyn Desk>) -> impl Fn() + Clone + Send + Sync + 'static {
    let mut services: Services = state.services();
    services.desk.desk = desk;
    let services = Arc::new(services);
    let (demo, config) = (state.demo, Arc::clone(&state.config));
    let secrets = state.secrets.clone();
    let feed_tokens = app::context::FeedTokens(Arc::new(move |name: &str| calendar::token(&secrets, name)));
    move || {
        provide_context(services.clone());
        provide_context(app::context::Demonstration(demo));
        let Some(parts) = use_context::<axum::http::request::Parts>() else { return };
        let packages = packages_origin(&config.http, &parts.headers).unwrap_or_default();
        provide_context(app::context::PackagesOrigin(packages));
        provide_context(feed_tokens.clone());
        if let Some(turned_away) = parts.extensions.get::<app::status::TurnedAway>() {
            provide_context(turned_away.clone());
        }
        if let Some(outcome) = parts.extensions.get::<app::status::Outcome>() {
            provide_context(outcome.clone());
        }
        if let Some(signed) = parts.extensions.get::<Signed>() {
            provide_context(signed.asker());
            provide_context(signed.frame.clone());
        } else {
            let viewer = Err(Fault::Unauthenticated);
            provide_context(Asker { viewer, session: String::new(), now: crate::now() });
            provide_context(Frame::default());
        }
        if let Some(nonce) = parts.extensions.get::<CspNonce>() {
            provide_context(leptos::nonce::Nonce::from_value(nonce.0.clone()));
        }
    }
}

/// Signing in, and what is shown once.
fn accounts() -> Router<AppState> {
    Router::new()
        .route("/auth/sign-in", post(pages::sign_in))
        .route("/auth/sign-out", post(pages::sign_out))
        .route("/auth/password", post(pages::change_password))
        .route("/auth/second-factor", post(pages::second_factor))
        .route("/account/second-factor", get(second_factor::show).post(second_factor::change))
        .route("/admin/accounts/create", post(slips::create))
        .route("/admin/accounts/{id}/reset", post(slips::reset))
        .route("/admin/openings/{id}/carry-out", post(slips::carry_out))
        .route("/notices/{id}", get(notices::open))
        .route("/language", post(session::language))
}

/// Imports and photos.
fn people(files: DefaultBodyLimit) -> Router<AppState> {
    let picture = limit(upload::PHOTO_MIB);
    Router::new()
        .route("/people/import/upload", post(upload::upload).layer(files))
        .route("/people/import/{id}/columns", post(upload::columns))
        .route("/people/import/{id}/answers", post(upload::answers))
        .route("/people/import/{id}/problems.xlsx", get(upload::problems))
        .route("/people/{id}/photo", get(export::photo).post(upload::photo).layer(picture))
        .route("/people/{id}/photo/remove", post(upload::remove_photo))
}

/// Courses, materials, questions, lessons and certificates.
fn training(files: DefaultBodyLimit) -> Router<AppState> {
    Router::new()
        .route("/training/courses/{id}/chapters", post(chapters::add).layer(files))
        .route("/training/courses/{id}/files/{chapter}", get(courses::file))
        .route("/training/courses/{id}/launch/{chapter}", get(courses::launch))
        .route("/training/library/{id}/file", get(materials::file).post(materials::add).layer(files))
        .route("/training/questions/import", post(questions::import).layer(files))
        .route("/training/questions/template.xlsx", get(questions::template))
        .route("/training/lessons/{id}/code.svg", get(check_in::code))
        .route("/training/certificates/{name}", get(certificate::download))
        .route("/training/classes/{id}/certificates.zip", get(certificate::of_class))
        .route("/verify/{id}", get(certificate::verify))
        .route("/verify/{id}/status", get(certificate::status))
}

/// Papers and files of exchange, incentives, appraisal and fault tolerance, and ballots.
fn procedures(files: DefaultBodyLimit) -> Router<AppState> {
    Router::new()
        .route("/exchange/cases/{id}/{name}", get(documents::paper))
        .route("/exchange/papers/{name}", get(documents::joint))
        .route("/exchange/cases/{id}/files", post(case_files::give).layer(files))
        .route("/exchange/cases/{id}/files/{n}", get(case_files::read))
        .route("/exchange/rounds/{id}/scenarios/{scenario}/{name}", get(documents::scenario))
        .route("/incentive/awards/{id}/{name}", get(documents::award))
        .route("/appraisal/members/{id}/result.pdf", get(documents::result))
        .route("/appraisal/sheets/{id}/slips", post(ballots::slips))
        .route("/ballots/{id}/take", post(ballots::take))
        .route("/tolerance/cases/{id}/decision.pdf", get(documents::decision))
        .route("/tolerance/cases/{id}/evidence", post(evidence::give).layer(files))
        .route("/tolerance/cases/{id}/evidence/{n}", get(evidence::read))
}

/// What is taken out in bulk.
fn exports() -> Router<AppState> {
    Router::new()
        .route("/export/people.xlsx", get(export::roster))
        .route("/export/people.zip", get(export::forms))
        .route("/export/lessons/{name}", get(export::attendance))
        .route("/export/ledger.xlsx", get(export::ledger))
        .route("/export/audit.xlsx", get(trail::export))
        .route("/training/classes.xlsx", get(lists::classes))
        .route("/training/requests.xlsx", get(rosters::requests))
        .route("/training/call-ups/{id}/people.xlsx", get(rosters::call_up))
        .route("/training/completion.xlsx", get(lists::completion))
        .route("/training/completion/people.xlsx", get(rosters::standings))
        .route("/training/exams/{id}/attempts.xlsx", get(rosters::attempts))
        .route("/training/questions.xlsx", get(lists::questions))
        .route("/training/certificates.xlsx", get(rosters::certificates))
        .route("/training/surveys.xlsx", get(lists::surveys))
        .route("/training/surveys/{id}/needs.xlsx", get(lists::needs))
        .route("/training/plans.xlsx", get(lists::plans))
        .route("/training/plans/{id}/programmes.xlsx", get(lists::programmes))
        .route("/units.xlsx", get(lists::units))
        .route("/exchange/cases.xlsx", get(register::cases))
        .route("/tolerance/cases.xlsx", get(register::tolerance_cases))
        .route("/tolerance/talks.xlsx", get(register::talks))
        .route("/incentive/awards.xlsx", get(register::awards))
        .route("/appraisal/years.xlsx", get(register::years))
        .route("/appraisal/years/{id}/members.xlsx", get(register::members))
        .route("/training/classes/{id}/people.xlsx", get(register::class_people))
}

/// What is outside of any session.
fn open(state: &AppState) -> Router<AppState> {
    Router::new()
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(health::ready))
        .route(crate::badge::KEY_PATH, get(certificate::key))
        .route("/calendar/{name}", get(calendar::feed))
        // Who casts a ballot, or looks for one, is not asked.
        .route("/ballots/{id}/cast", post(ballots::cast))
        .route("/ballots/{id}/receipt/{hash}", get(ballots::receipt))
        .route("/b/{number}", post(ballots::cast_slip))
        .nest_service("/pkg", assets::pkg(&state.config.http.site))
        .route("/style/{name}", get(assets::style))
        .route("/theme.js", get(assets::theme))
        .route("/script/{name}", get(assets::script))
        .route("/worker.js", get(assets::worker))
        .route("/favicon.svg", get(assets::favicon))
}
