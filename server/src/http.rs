//! The HTTP server: routes, layers, what a request knows of who sends it.

mod assets;
mod ballots;
pub mod calendar;
mod certificate;
mod check_in;
mod courses;
mod documents;
pub mod html;
pub(crate) mod layers;
mod notices;
pub mod packages;
pub mod refusals;
pub(crate) mod refused;
pub mod serve;
pub(crate) mod session;

use std::sync::Arc;
use std::time::Duration;

use app::context::{Asker, Services};
use app::{App, Frame};
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use leptos::prelude::*;
use leptos_axum::{LeptosRoutes, generate_route_list};
use store::{Pause, Store};

pub use layers::CspNonce;
pub use session::{COOKIE, Signed};

use crate::clock::WallClock;
use crate::config::{Config, HttpConfig};
use crate::files::materials;
use crate::jobs::Beats;
use crate::secrets::{Secrets, SecretsError};

/// What every handler shares.
#[derive(Clone)]
pub struct AppState {
    /// The store.
    pub store: Store,
    /// The configuration.
    pub config: Arc<Config>,
    /// Whether every page says that it is of a demonstration.
    demo: bool,
    options: LeptosOptions,
    assets: Arc<assets::Assets>,
    /// The program's own key.
    pub(crate) secrets: Secrets,
    /// The font of certificates.
    fonts: crate::certificate::Fonts,
    /// Limits requests for ballot slips.
    pub(crate) slips: Arc<layers::Attempts>,
    /// Limits failed attempts to sign in.
    pub(crate) attempts: Arc<layers::Failures>,
    /// Whether the wall clock can be believed.
    pub clock: Arc<WallClock>,
    /// When the jobs last came through.
    pub beats: Arc<Beats>,
    /// Limits requests for calendars.
    pub(crate) feeds: Arc<layers::Attempts>,
    /// What was refused, on its way to the trail.
    pub refusals: Arc<refusals::Refusals>,
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.options.clone()
    }
}

impl AppState {
    /// The state of a server.
    ///
    /// # Errors
    /// When the program's key can't be read or made.
    pub fn new(store: Store, config: Config) -> Result<Self, SecretsError> {
        // What is sealed for a store in memory ends with it.
        let fleeting = config.store.url.starts_with("mem:") && config.secrets.key.is_none();
        let secrets =
            if fleeting { Secrets::fleeting() } else { Secrets::open(&config.secrets, !config.store.is_shared())? };
        let options = LeptosOptions::builder()
            .output_name("ganqiao")
            .site_root(config.http.site.to_string_lossy().to_string())
            .site_pkg_dir("pkg")
            .site_addr(config.http.listen)
            .env(leptos::config::Env::PROD)
            .build();
        Store::hash_passwords_with(crate::auth::hash_password);
        Ok(Self {
            demo: false,
            secrets,
            fonts: crate::certificate::Fonts::default(),
            assets: Arc::new(assets::Assets::read(&config.http.site)),
            attempts: Arc::new(layers::Failures::new(config.sign_in.attempts_per_minute)),
            feeds: Arc::new(layers::Attempts::new(config.http.feeds_per_minute)),
            refusals: Arc::default(),
            slips: Arc::new(layers::Attempts::new(config.http.slips_per_minute)),
            clock: Arc::new(WallClock::start(config.watch.clock_leap_seconds, store.witness().as_ref())),
            beats: Arc::default(),
            store,
            config: Arc::new(config),
            options,
        })
    }

    /// The same, with pages that say whether they are of a demonstration.
    #[must_use]
    pub fn demonstration(mut self, demo: bool) -> Self {
        self.demo = demo;
        self
    }

    /// Address of the style sheet.
    pub(crate) fn css_href(&self) -> String {
        self.assets.css_href()
    }

    fn services(&self) -> Services {
        let store = Arc::new(self.store.clone());
        Services {
            organisation: store.clone(),
            people: store.clone(),
            imports: store.clone(),
            training: store.clone(),
            ledger: store.clone(),
            exams: store.clone(),
            courses: store.clone(),
            planning: store.clone(),
            eligibility: store.clone(),
            rounds: store.clone(),
            cases: store.clone(),
            tolerance: store.clone(),
            incentive: store.clone(),
            appraisal: store.clone(),
            pipeline: store.clone(),
            holdings: store.clone(),
            attendance: store.clone(),
            desk: store.clone(),
            accounts: store.clone(),
            consents: store.clone(),
            trail: store,
        }
    }
}

/// The pages and everything beside them.
pub fn router(state: AppState) -> Router {
    let desk = Arc::new(state.store.clone());
    router_with_desk(state, desk)
}

/// The same with another desk behind the home page: a measurement's floor answers from
/// memory.
pub fn router_with_desk(state: AppState, desk: Arc<dyn domain::ports::Desk>) -> Router {
    // Screens and server functions find these in their context.
    let services = Services { desk, ..state.services() };
    let demo = state.demo;
    let of_packages = state.clone();
    let secrets = state.secrets.clone();
    let feed_tokens = app::context::FeedTokens(Arc::new(move |name: &str| calendar::token(&secrets, name)));
    let context = move || {
        provide_context(services.clone());
        provide_context(app::context::Demonstration(demo));
        let Some(parts) = use_context::<axum::http::request::Parts>() else { return };
        let packages = packages::origin_of(&of_packages.config.http, &parts.headers).unwrap_or_default();
        provide_context(app::context::PackagesOrigin(packages));
        provide_context(feed_tokens.clone());
        if let Some(turned_away) = parts.extensions.get::<app::context::TurnedAway>() {
            provide_context(turned_away.clone());
        }
        if let Some(signed) = parts.extensions.get::<Signed>() {
            provide_context(signed.asker());
            provide_context(signed.frame.clone());
        } else {
            provide_context(Asker {
                viewer: Err(domain::Fault::Unauthenticated),
                session: String::new(),
                now: crate::now(),
            });
            provide_context(Frame::default());
        }
        if let Some(nonce) = parts.extensions.get::<CspNonce>() {
            provide_context(leptos::nonce::Nonce::from_value(nonce.0.clone()));
        }
    };
    let css = state.assets.css_href();
    let shell = {
        let (options, css) = (state.options.clone(), css);
        move || app::shell(options.clone(), &css)
    };
    let routes = generate_route_list(App);
    let upload = DefaultBodyLimit::max(state.config.http.upload_mib as usize * 1024 * 1024 + 65_536);
    let picture = DefaultBodyLimit::max(crate::files::upload::PHOTO_MIB as usize * 1024 * 1024 + 65_536);
    let pages = Router::new().leptos_routes_with_context(&state, routes, context.clone(), shell.clone()).fallback({
        let (context, shell) = (context.clone(), shell.clone());
        move |State(_): State<AppState>, request: axum::extract::Request| {
            let handler = leptos_axum::render_app_async_with_context(context.clone(), shell.clone());
            async move {
                let mut response = handler(request).await.into_response();
                *response.status_mut() = StatusCode::NOT_FOUND;
                response
            }
        }
    });
    let plain = Router::new()
        .route("/auth/sign-in", post(crate::auth::pages::sign_in))
        .route("/auth/sign-out", post(crate::auth::pages::sign_out))
        .route("/auth/password", post(crate::auth::pages::change_password))
        .route("/auth/second-factor", post(crate::auth::pages::second_factor))
        .route("/account/second-factor", get(crate::auth::second_factor::show).post(crate::auth::second_factor::change))
        .route("/admin/accounts/create", post(crate::auth::slips::create))
        .route("/admin/accounts/{id}/reset", post(crate::auth::slips::reset))
        .route("/admin/openings/{id}/carry-out", post(crate::auth::slips::carry_out))
        .route("/notices/{id}", get(notices::open))
        .route("/language", post(session::language))
        .route("/people/import/upload", post(crate::files::upload::upload).layer(upload))
        .route("/training/courses/{id}/chapters", post(crate::files::chapters::add).layer(upload))
        .route("/training/courses/{id}/files/{chapter}", get(courses::file))
        .route("/training/courses/{id}/launch/{chapter}", get(courses::launch))
        .route("/training/library/{id}/file", get(materials::file).post(materials::add).layer(upload))
        .route("/training/questions/import", post(crate::files::questions::import).layer(upload))
        .route("/training/questions/template.xlsx", get(crate::files::questions::template))
        .route("/people/import/{id}/columns", post(crate::files::upload::columns))
        .route("/people/import/{id}/answers", post(crate::files::upload::answers))
        .route("/people/import/{id}/problems.xlsx", get(crate::files::upload::problems))
        .route("/people/{id}/photo", get(crate::files::export::photo).post(crate::files::upload::photo).layer(picture))
        .route("/people/{id}/photo/remove", post(crate::files::upload::remove_photo))
        .route("/training/certificates/{name}", get(certificate::download))
        .route("/training/classes/{id}/certificates.zip", get(certificate::of_class))
        .route("/exchange/cases/{id}/{name}", get(documents::paper))
        .route("/exchange/papers/{name}", get(documents::joint))
        .route("/exchange/cases/{id}/files", post(crate::files::case_files::give).layer(upload))
        .route("/exchange/cases/{id}/files/{n}", get(crate::files::case_files::read))
        .route("/incentive/awards/{id}/{name}", get(documents::award))
        .route("/appraisal/members/{id}/result.pdf", get(documents::result))
        .route("/appraisal/sheets/{id}/slips", post(ballots::slips))
        .route("/ballots/{id}/take", post(ballots::take))
        .route("/tolerance/cases/{id}/decision.pdf", get(documents::decision))
        .route("/tolerance/cases/{id}/evidence", post(crate::files::evidence::give).layer(upload))
        .route("/tolerance/cases/{id}/evidence/{n}", get(crate::files::evidence::read))
        .route("/exchange/rounds/{id}/scenarios/{scenario}/{name}", get(documents::scenario))
        .route("/verify/{id}", get(certificate::verify))
        .route("/verify/{id}/status", get(certificate::status))
        .route("/training/lessons/{id}/code.svg", get(check_in::code))
        .route("/export/people.xlsx", get(crate::files::export::roster))
        .route("/export/lessons/{name}", get(crate::files::export::attendance))
        .route("/export/ledger.xlsx", get(crate::files::export::ledger))
        .route("/export/audit.xlsx", get(crate::files::trail::export))
        .route("/export/people.zip", get(crate::files::export::forms));
    let guarded = pages.merge(plain).layer(axum::middleware::from_fn_with_state(state.clone(), session::resolve));
    let open = Router::new()
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(ready))
        .route(crate::badge::KEY_PATH, get(certificate::key))
        .route("/calendar/{name}", get(calendar::feed))
        // Outside of any session: who casts a ballot, or looks for one, is not asked.
        .route("/ballots/{id}/cast", post(ballots::cast))
        .route("/ballots/{id}/receipt/{hash}", get(ballots::receipt))
        .route("/b/{number}", post(ballots::cast_slip))
        .nest_service("/pkg", assets::pkg(&state.config.http.site))
        .route("/style/{name}", get(assets::style))
        .route("/theme.js", get(assets::theme))
        .route("/script/{name}", get(assets::script))
        .route("/worker.js", get(assets::worker))
        .route("/favicon.svg", get(assets::favicon));
    layers::wrap(guarded.merge(open), &state).with_state(state)
}

/// What HTTP calls a fault, for answers that are no pages.
pub(crate) fn status(fault: &domain::Fault) -> StatusCode {
    StatusCode::from_u16(fault.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// The origin that addresses on paper, screens and credentials begin with: as it is set. Without
/// a setting the program serves this machine alone, under the name the browser has for it; a name
/// of anybody else's is never taken over.
fn origin(config: &HttpConfig, headers: &axum::http::HeaderMap) -> String {
    config.origin.clone().unwrap_or_else(|| {
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
        if is_loopback(host) { format!("http://{host}") } else { format!("http://{}", config.listen) }
    })
}

/// Whether a host, with a port or without, is this machine.
fn is_loopback(host: &str) -> bool {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, port),
        _ => (host, "0"),
    };
    matches!(name, "localhost" | "127.0.0.1" | "[::1]") && !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit())
}

/// What is said when the store gives no answer at all.
pub(crate) fn unavailable() -> Response {
    let page = "<!DOCTYPE html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>暂不可用</title></head><body>\
        <p>系统暂时无法完成此操作，内容未必已保存，请稍后先查看再重试；如持续出现，请联系系统管理员。</p>\
        <p lang=\"en\">The system can't do this for the moment. What was sent may not have been saved: look before you \
        send it again. If it persists, tell the system administrator.</p></body></html>";
    let head = [(header::RETRY_AFTER, "5"), (header::CONTENT_TYPE, "text/html; charset=utf-8")];
    (StatusCode::SERVICE_UNAVAILABLE, head, page).into_response()
}

/// Seconds within which the store must answer whether it is there.
const PING_SECONDS: u64 = 3;

/// Whether requests can be served in full: the store answers and takes changes, and the jobs come
/// through. Each line of the answer is one thing that does not hold, or a note.
async fn ready(State(state): State<AppState>) -> Response {
    let mut wrong = Vec::new();
    match state.store.pause() {
        Some(Pause::Halted(_)) => wrong.push("store halted: the engine failed, start the program again".to_owned()),
        Some(Pause::Full { free, floor }) => {
            wrong.push(format!("disk full: {} MiB free, nothing is written below {} MiB", free >> 20, floor >> 20));
        }
        Some(Pause::Away) => wrong.push("store away".to_owned()),
        None => {}
    }
    let asked = tokio::time::timeout(Duration::from_secs(PING_SECONDS), state.store.sealing()).await;
    let sealing = match asked {
        Ok(Ok((pending, last))) => {
            let age = last.map_or(0, |at| (crate::now().0 - at.0).max(0) / 1000);
            format!("pending {pending} last seal {age} s ago")
        }
        Ok(Err(error)) => {
            tracing::error!(%error, "not ready");
            wrong.push("store unavailable".to_owned());
            String::new()
        }
        Err(_) => {
            wrong.push("store unavailable".to_owned());
            String::new()
        }
    };
    for (job, seconds, late) in state.beats.all() {
        if late {
            wrong.push(format!("job {job} has not come through for {seconds} s"));
        }
    }
    let leap =
        state.clock.leap().map(|by| format!("clock leapt by {} s: not confirmed\n", by / 1000)).unwrap_or_default();
    if wrong.is_empty() {
        return format!("ready\n{sealing}\n{leap}").into_response();
    }
    tracing::error!(?wrong, "not ready");
    let text = format!("{}\n{sealing}\n{leap}", wrong.join("\n"));
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "5")], text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_origin_is_the_one_that_is_set_or_this_machine() {
        let of = |config: &HttpConfig, host: &str| {
            let mut headers = axum::http::HeaderMap::new();
            headers.insert(header::HOST, host.parse().unwrap());
            origin(config, &headers)
        };
        let unset = HttpConfig::default();
        assert_eq!(of(&unset, "localhost:4120"), "http://localhost:4120");
        assert_eq!(of(&unset, "[::1]:3000"), "http://[::1]:3000");
        for foreign in ["evil.example", "localhost.evil.example", "127.0.0.1:80 onload=x", "localhost:", "[::1]evil"] {
            assert_eq!(of(&unset, foreign), "http://127.0.0.1:3000", "{foreign}");
        }
        let set = HttpConfig { origin: Some("https://ganqiao.example".into()), ..unset };
        assert_eq!(of(&set, "evil.example"), "https://ganqiao.example");
    }
}
