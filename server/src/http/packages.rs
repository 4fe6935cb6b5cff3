//! Bought courseware runs on an origin of its own: another port, or another host in front of
//! it. It has none of the program's cookies to act with, reaches nothing but its own files
//! and its record store, and speaks to the page around it by messages alone.
//!
//! SCORM packages find their interface in a page around them ([`wrapper`]); cmi5 packages
//! speak xAPI with [`statements`] and [`state`]. Each address carries a sealed ticket.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{any, get, post};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use domain::training::{PackageReport, Standard};
use domain::{CourseId, Moment, PersonId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use store::{Stage, StoreError};
use tower::ServiceExt;
use tower_http::services::ServeDir;

use super::assets::{self, Assets};
use super::html::escaped;
use crate::request::status;
use crate::secrets::Secrets;
use crate::state::AppState;

/// What a ticket is sealed for.
const PURPOSE: &str = "package";
/// Bytes of a statement or state at most.
const MOST_BODY: usize = 256 * 1024;
/// The version of xAPI spoken.
const XAPI: &str = "1.0.3";

/// Whose package it is, and where it came from.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Ticket {
    pub(super) course: String,
    pub(super) chapter: String,
    pub(super) person: String,
    pub(super) file: String,
    pub(super) launch: String,
    pub(super) standard: Standard,
    /// The session it was launched in: it opens as long as that lasts.
    pub(super) session: String,
    /// The origin of the page around it.
    pub(super) parent: String,
    pub(super) until: Moment,
    /// Whether it is tried by those who prepare the course: nothing that it reports is kept.
    #[serde(default)]
    pub(super) trial: bool,
}

impl Ticket {
    pub(super) fn seal(&self, secrets: &Secrets) -> String {
        let text = serde_json::to_string(self).unwrap_or_default();
        URL_SAFE_NO_PAD.encode(secrets.seal(PURPOSE, &text))
    }

    fn open(secrets: &Secrets, sealed: &str, now: Moment) -> Option<Self> {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(sealed).ok()?).ok()?;
        // What was never sealed opens as itself: only what was is a ticket.
        if !text.starts_with("sealed") {
            return None;
        }
        let ticket: Self = serde_json::from_str(&secrets.open_text(PURPOSE, &text)?).ok()?;
        (now <= ticket.until).then_some(ticket)
    }

    /// Whether who launched it is still signed in, and still who they were.
    async fn stands(&self, state: &AppState, now: Moment) -> Result<bool, StoreError> {
        let found = state.store.viewer(&self.session, &state.config.sign_in, now).await?;
        Ok(found.is_some_and(|(row, viewer)| row.stage == Stage::Full && viewer.person.as_str() == self.person))
    }

    fn place(&self) -> (CourseId, PersonId) {
        (CourseId(self.course.clone()), PersonId(self.person.clone()))
    }
}

/// The registration of a person's use of a package, the same each time.
pub(super) fn registration(ticket: &Ticket) -> String {
    let hash = Sha256::digest(format!("{}|{}|{}", ticket.course, ticket.chapter, ticket.person));
    let hex = store::chain::hex(&hash);
    format!("{}-{}-4{}-8{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..32])
}

/// The routes of the packages' origin.
pub fn router(state: AppState) -> Router {
    Router::new()
        .route("/w/{ticket}", get(wrapper))
        .route("/scorm.js", get(script))
        .route("/p/{ticket}/{*path}", get(content))
        .route("/xapi/{ticket}/fetch", post(fetch))
        .route("/xapi/{ticket}/statements", any(statements))
        .route("/xapi/{ticket}/activities/state", any(resource))
        .route("/xapi/{ticket}/activities/profile", any(resource))
        .route("/xapi/{ticket}/agents/profile", any(resource))
        .layer(axum::extract::DefaultBodyLimit::max(MOST_BODY))
        .layer(from_fn_with_state(state.clone(), guard))
        .with_state(state)
}

/// Opens the ticket of the address, and sets the policy of the answer.
async fn guard(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let sealed = request.uri().path().split('/').nth(2).unwrap_or_default().to_owned();
    let now = crate::now();
    let ticket = match Ticket::open(&state.secrets, &sealed, now) {
        Some(ticket) => match ticket.stands(&state, now).await {
            Ok(stands) => Some(ticket).filter(|_| stands),
            Err(error) => {
                tracing::error!(%error, "package");
                return StatusCode::SERVICE_UNAVAILABLE.into_response();
            }
        },
        None => None,
    };
    let open = request.uri().path() == "/scorm.js";
    let parent = match (&ticket, open) {
        (Some(ticket), _) => ticket.parent.clone(),
        (None, true) => "'none'".to_owned(),
        (None, false) => return StatusCode::NOT_FOUND.into_response(),
    };
    if let Some(ticket) = ticket {
        request.extensions_mut().insert(ticket);
    }
    let mut response = next.run(request).await;
    let policy = format!(
        "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; connect-src 'self'; form-action 'none'; object-src 'none'; \
         base-uri 'self'; frame-ancestors 'self' {parent}; sandbox allow-scripts allow-same-origin allow-forms"
    );
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
        ("x-experience-api-version", XAPI),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

type Given = axum::extract::Extension<Ticket>;

/// The page that gives a SCORM package its interface.
async fn wrapper(axum::extract::Extension(ticket): Given, Path(sealed): Path<String>) -> Html<String> {
    Html(format!(
        "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>SCORM</title>\
         <style>html,body,iframe{{margin:0;border:0;width:100%;height:100%;display:block}}</style></head>\
         <body data-parent=\"{}\" data-launch=\"/p/{sealed}/{}\" data-standard=\"{}\"><script src=\"/scorm.js\"></script></body></html>",
        escaped(&ticket.parent),
        escaped(&ticket.launch),
        domain::code::Code::code(ticket.standard),
    ))
}

async fn script(assets: State<Arc<Assets>>) -> Response {
    assets::script(assets, Path("scorm.js".to_owned())).await
}

/// A file of the package.
async fn content(
    State(state): State<AppState>,
    axum::extract::Extension(ticket): Given,
    Path((_, path)): Path<(String, String)>,
    request: Request,
) -> Response {
    let folder = crate::files::package::folder(&state.config.training.files, &ticket.file);
    let path: String = path.split('/').map(app::components::table::encode).collect::<Vec<_>>().join("/");
    let Ok(uri) = format!("/{path}").parse() else { return StatusCode::NOT_FOUND.into_response() };
    let (mut parts, body) = request.into_parts();
    parts.uri = uri;
    let served =
        ServeDir::new(folder).append_index_html_on_directories(false).oneshot(Request::from_parts(parts, body));
    let Ok(mut response) = served.await.map(|response| response.map(Body::new));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600"));
    response
}

/// The token a cmi5 package speaks with: what its address already says.
fn token(sealed: &str) -> String {
    STANDARD.encode(format!("{}:", &sealed[..16.min(sealed.len())]))
}

async fn fetch(Path(sealed): Path<String>) -> Response {
    axum::Json(json!({ "auth-token": token(&sealed) })).into_response()
}

/// Whether the request carries the token that [`fetch`] gave.
fn authorised(headers: &HeaderMap, sealed: &str) -> bool {
    let wanted = format!("Basic {}", token(sealed));
    headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()) == Some(wanted.as_str())
}

/// What a statement says about being done.
fn report(statement: &Value) -> PackageReport {
    let verb = statement["verb"]["id"].as_str().unwrap_or_default().rsplit('/').next().unwrap_or_default();
    let scaled = statement["result"]["score"]["scaled"].as_f64();
    PackageReport {
        data: String::new(),
        finished: matches!(verb, "completed" | "passed"),
        score: scaled.map(|scaled| (scaled.clamp(0.0, 1.0) * 100.0).round() as u32),
    }
}

/// Takes statements in: one or several, each once by its id.
async fn statements(
    State(state): State<AppState>,
    axum::extract::Extension(ticket): Given,
    Path(sealed): Path<String>,
    Query(query): Query<std::collections::HashMap<String, String>>,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if !authorised(&headers, &sealed) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    if method == Method::GET {
        return axum::Json(json!({ "statements": [], "more": "" })).into_response();
    }
    let Ok(value) = serde_json::from_slice::<Value>(&body) else { return StatusCode::BAD_REQUEST.into_response() };
    let mut all = match value {
        Value::Array(all) => all,
        one => vec![one],
    };
    if method == Method::PUT
        && let (Some(first), Some(id)) = (all.first_mut(), query.get("statementId"))
    {
        first["id"] = Value::from(id.as_str());
    }
    if all.len() > 50 {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    }
    let (course, person) = ticket.place();
    let mut ids = Vec::new();
    for statement in &all {
        let verb = statement["verb"]["id"].as_str().unwrap_or_default().to_owned();
        let own = statement["id"].as_str().map(str::to_owned);
        let id = own.unwrap_or_else(|| format!("{:032x}", rand::random::<u128>()));
        let plain: String = id.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
        if verb.is_empty() || plain.len() != 32 {
            return StatusCode::BAD_REQUEST.into_response();
        }
        if ticket.trial {
            ids.push(id);
            continue;
        }
        let place = (&course, ticket.chapter.as_str(), &person);
        let kept = state.store.keep_statement(&plain, &verb, statement, place, &report(statement), crate::now()).await;
        if let Err(fault) = kept {
            return status(&fault).into_response();
        }
        ids.push(id);
    }
    if method == Method::PUT { StatusCode::NO_CONTENT.into_response() } else { axum::Json(ids).into_response() }
}

/// What a package keeps for itself: state and profiles by their ids.
async fn resource(
    State(state): State<AppState>,
    axum::extract::Extension(ticket): Given,
    Path(sealed): Path<String>,
    Query(query): Query<std::collections::HashMap<String, String>>,
    method: Method,
    headers: HeaderMap,
    uri: axum::http::Uri,
    body: Bytes,
) -> Response {
    if !authorised(&headers, &sealed) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let kind = uri.path().rsplit('/').take(2).collect::<Vec<_>>().join("-");
    let id = query.get("stateId").or_else(|| query.get("profileId")).cloned().unwrap_or_default();
    if id.is_empty() || id.len() > 200 {
        return StatusCode::BAD_REQUEST.into_response();
    }
    if method == Method::GET && id == "LMS.LaunchData" {
        let data = json!({
            "contextTemplate": { "registration": registration(&ticket), "contextActivities": {}, "extensions": {} },
            "launchMode": "Normal", "moveOn": "CompletedOrPassed", "returnURL": format!("{}/training/courses/{}", ticket.parent, ticket.course),
        });
        return axum::Json(data).into_response();
    }
    if ticket.trial {
        let said = if method == Method::GET { StatusCode::NOT_FOUND } else { StatusCode::NO_CONTENT };
        return said.into_response();
    }
    let (course, person) = ticket.place();
    let place = (&course, ticket.chapter.as_str(), &person);
    let key = format!("{kind}:{id}");
    let value = match method {
        Method::GET => None,
        Method::DELETE => Some(String::new()),
        _ => match String::from_utf8(body.to_vec()) {
            Ok(text) => Some(text),
            Err(_) => return StatusCode::BAD_REQUEST.into_response(),
        },
    };
    match state.store.package_state(place, &key, value.as_deref(), crate::now()).await {
        Err(fault) => status(&fault).into_response(),
        Ok(_) if value.is_some() => StatusCode::NO_CONTENT.into_response(),
        Ok(text) if text.is_empty() => StatusCode::NOT_FOUND.into_response(),
        Ok(text) => ([(header::CONTENT_TYPE, "application/json")], text).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticket(until: Moment) -> Ticket {
        Ticket {
            course: "c".into(),
            chapter: "h".into(),
            person: "p".into(),
            file: "f".into(),
            launch: "index.html".into(),
            standard: Standard::Scorm12,
            session: "s".into(),
            parent: "http://localhost:3000".into(),
            until,
            trial: false,
        }
    }

    #[test]
    fn tickets_open_for_a_while_and_with_the_key_alone() {
        let secrets = Secrets::fleeting();
        let sealed = ticket(Moment(10)).seal(&secrets);
        assert!(!sealed.contains('/') && !sealed.contains('+') && !sealed.contains('='));
        assert_eq!(Ticket::open(&secrets, &sealed, Moment(10)).unwrap().person, "p");
        assert!(Ticket::open(&secrets, &sealed, Moment(11)).is_none());
        assert!(Ticket::open(&Secrets::fleeting(), &sealed, Moment(1)).is_none());
        let forged = URL_SAFE_NO_PAD.encode(serde_json::to_string(&ticket(Moment(10))).unwrap());
        assert!(Ticket::open(&secrets, &forged, Moment(1)).is_none(), "what was never sealed is no ticket");
        let one = registration(&ticket(Moment(1)));
        assert_eq!((one.len(), one.as_bytes()[14]), (36, b'4'));
        assert_eq!(one, registration(&ticket(Moment(2))), "the same whenever it is launched");
    }

    #[test]
    fn statements_say_when_a_package_is_done() {
        let statement = |verb: &str, scaled: Option<f64>| json!({ "verb": { "id": format!("http://adlnet.gov/expapi/verbs/{verb}") }, "result": { "score": { "scaled": scaled } } });
        assert!(report(&statement("completed", None)).finished);
        assert_eq!(report(&statement("passed", Some(0.856))).score, Some(86));
        assert!(!report(&statement("initialized", None)).finished);
        assert!(!report(&json!({})).finished);
    }
}
