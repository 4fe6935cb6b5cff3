//! From the cookie to the viewer; who is not signed in, or only half, is led there.

use app::status::{Outcome, TurnedAway};
use app::{Frame, Me};
use axum::Form;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use domain::Moment;
use domain::access::{Permission, Viewer};
use domain::code::Lang;
use domain::home::port::Desk;
use serde::Deserialize;
use store::{SessionRow, Stage, StoreError};

use super::refused;
use crate::auth::{digest, new_token};
use crate::request::{self, ClientAddress, RequestNumber, Signed, local};
use crate::state::AppState;

/// The session's cookie. The prefix makes browsers insist on HTTPS (or this machine),
/// this host and the whole site.
pub const COOKIE: &str = "__Host-ganqiao";
const LANGUAGE: &str = "ganqiao-lang";
/// The form that was just carried out, for one page, and after `#` how it ended.
const DONE: &str = "ganqiao-done";

/// Addresses that need no sign-in.
fn is_open(path: &str) -> bool {
    matches!(path, "/sign-in" | "/auth/sign-in" | "/language")
        || path.starts_with("/verify/")
        || path.starts_with("/b/")
}

/// Addresses of a sign-in that is not complete.
fn is_for(stage: Stage, path: &str) -> bool {
    match stage {
        Stage::Full => true,
        Stage::Factor => matches!(path, "/sign-in/second-factor" | "/auth/second-factor" | "/auth/sign-out"),
        Stage::Password => matches!(path, "/account/password" | "/auth/password" | "/auth/sign-out"),
        Stage::Enrol => matches!(path, "/account/second-factor" | "/auth/sign-out"),
    }
}

/// Puts [`Signed`] into the request.
pub(super) async fn resolve(State(state): State<AppState>, jar: CookieJar, request: Request, next: Next) -> Response {
    let now = crate::now();
    let number = request.extensions().get::<RequestNumber>().map(|n| n.0.clone()).unwrap_or_default();
    let session = match jar.get(COOKIE) {
        None => None,
        Some(cookie) => match state.store.viewer(&digest(cookie.value()), &state.config.sign_in, now).await {
            Ok(found) => found.map(|(row, viewer)| (row, Viewer { request: number, ..viewer })),
            Err(error) => {
                tracing::error!(%error, "session");
                return request::unavailable();
            }
        },
    };
    let path = request.uri().path().to_owned();
    // A slip's number is guessed by nobody who has to wait between tries.
    if let Some(address) = request.extensions().get::<ClientAddress>()
        && path.starts_with("/b/")
        && !state.slips.allow(address.network())
    {
        return (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "60")], "too many requests").into_response();
    }
    let is_api = path.starts_with("/api/");
    let is_page = request.method() == Method::GET && !is_api;
    let lang = jar.get(LANGUAGE).map_or_else(|| accepted(&request), |cookie| Lang::of_tag(cookie.value()));
    let stage = session.as_ref().map(|(row, _)| row.stage);
    match stage {
        _ if is_api => {}
        None if !is_open(&path) => return to_sign_in(&state, request.uri(), is_page, jar.get(COOKIE).is_some(), now),
        Some(Stage::Factor) if !is_open(&path) && !is_for(Stage::Factor, &path) => {
            return Redirect::to("/sign-in/second-factor").into_response();
        }
        Some(Stage::Password) if !is_open(&path) && !is_for(Stage::Password, &path) => {
            return Redirect::to("/account/password").into_response();
        }
        Some(Stage::Enrol) if !is_open(&path) && !is_for(Stage::Enrol, &path) => {
            return Redirect::to("/account/second-factor").into_response();
        }
        Some(Stage::Full) if is_page && path == "/sign-in" => return Redirect::to("/").into_response(),
        _ => {}
    }
    let me = match &session {
        Some((row, viewer)) if row.stage == Stage::Full && is_page => Some(me(&state, viewer).await),
        _ => None,
    };
    let done = jar.get(DONE).map(|cookie| cookie.value().to_owned());
    let done = done.filter(|_| me.is_some()).map(|done| match done.split_once('#') {
        Some((form, outcome)) => (form.to_owned(), outcome.to_owned()),
        None => (done, String::new()),
    });
    let posted = request.method() == Method::POST;
    let origin = request::origin(&state.config.http, request.headers());
    let (done_form, outcome) = done.clone().unwrap_or_default();
    let frame = Frame { me, lang, now, done: done_form, outcome, origin };
    let asker = session.as_ref().map(|(_, viewer)| (viewer.account.clone(), viewer.name.clone()));
    let (turned_away, ended) = (TurnedAway::default(), Outcome::default());
    let (request, mut form) = match refused::arrived(request).await {
        Ok(arrived) => arrived,
        Err(response) => return response,
    };
    let account = match (&session, jar.get(COOKIE)) {
        (Some((row, _)), _) => Some(row.account.clone()),
        // Whoever sent the form may have been signed out by time: it is theirs all the same.
        (None, Some(cookie)) if form.is_some() && is_api => {
            state.store.account_of_session(&digest(cookie.value())).await.unwrap_or_default()
        }
        _ => None,
    };
    let (mut request, shown) = refused::expected(&state, account.as_ref(), &jar, request, now).await;
    request.extensions_mut().insert(turned_away.clone());
    request.extensions_mut().insert(ended.clone());
    request.extensions_mut().insert(Signed { session, frame: frame.clone(), now });
    let response = match &mut form {
        Some(form) if form.is_open() => form.stopped(request.headers()),
        Some(form) => form.beside(next.run(request)).await,
        None => shown.page(&frame, next.run(request).await).await,
    };
    let (response, was_refused) = match form {
        Some(form) => form.left(&state, account.as_ref(), response, now).await,
        None => (response, false),
    };
    if let Some((account, name)) = asker
        && (response.status() == StatusCode::FORBIDDEN || turned_away.is_marked())
    {
        let refused = store::Refused::Access { account, name, address: path.chars().take(200).collect() };
        state.refusals.note(&state.store, &refused, now).await;
    }
    let mark = |value: &str| Cookie::build((DONE, value.to_owned())).path("/").same_site(SameSite::Lax).http_only(true);
    // A photo's address has the person in it; what is said does not.
    let form = if path.starts_with("/people/") && path.contains("/photo") { "/people/photo" } else { path.as_str() };
    if posted && response.status().is_redirection() && !was_refused {
        let said = match ended.word() {
            "" => form.to_owned(),
            word => format!("{form}#{word}"),
        };
        return (CookieJar::new().add(mark(&said)), response).into_response();
    }
    if done.is_some() {
        let mut gone = mark("").build();
        gone.make_removal();
        return (CookieJar::new().add(gone), response).into_response();
    }
    response
}

async fn me(state: &AppState, viewer: &Viewer) -> Me {
    let mut roles: Vec<_> = viewer.grants.iter().map(|grant| grant.role).collect();
    roles.sort();
    roles.dedup();
    Me {
        account: viewer.account.clone(),
        name: viewer.name.clone(),
        person: viewer.person.clone(),
        roles,
        permissions: domain::permissions().filter(|permission| viewer.may(*permission)).collect(),
        over_all: viewer.may(Permission::REQUIREMENT_EDIT)
            && state.store.holds_everywhere(viewer, Permission::REQUIREMENT_EDIT).await,
        unread: state.store.unread(viewer).await.unwrap_or(0),
    }
}

fn to_sign_in(state: &AppState, uri: &Uri, is_page: bool, had_cookie: bool, now: Moment) -> Response {
    let next = if is_page { uri.path_and_query().map_or("/", |p| p.as_str()) } else { "/" };
    if had_cookie {
        return refused::to_sign_in(state, next, now);
    }
    Redirect::to(&format!("/sign-in?next={}", app::components::table::encode(next))).into_response()
}

/// The language a browser asks for; Chinese unless it prefers English.
fn accepted(request: &Request) -> Lang {
    let wish = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Lang::of_tag(wish.trim())
}

/// The session's cookie with a token.
pub(crate) fn cookie(token: String) -> Cookie<'static> {
    Cookie::build((COOKIE, token)).path("/").secure(true).http_only(true).same_site(SameSite::Lax).build()
}

/// The cookie that takes the session away.
pub(crate) fn no_cookie() -> Cookie<'static> {
    let mut cookie = cookie(String::new());
    cookie.make_removal();
    cookie
}

/// Gives a session that gained rights a new token, so that the old one is worth nothing.
pub(crate) async fn renewed(
    state: &AppState,
    session: SessionRow,
    stage: Stage,
    jar: CookieJar,
) -> Result<CookieJar, StoreError> {
    let token = new_token();
    let renewed = SessionRow { id: digest(&token), stage, pending_secret: String::new(), ..session.clone() };
    state.store.renew_session(&session.id, &renewed).await?;
    Ok(jar.add(cookie(token)))
}

#[derive(Deserialize)]
pub(super) struct Language {
    lang: String,
}

/// Switches the language and goes back to the page.
pub(super) async fn language(headers: axum::http::HeaderMap, jar: CookieJar, Form(form): Form<Language>) -> Response {
    let back = headers
        .get(header::REFERER)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse::<Uri>().ok())
        .and_then(|uri| uri.path_and_query().map(|p| p.as_str().to_owned()))
        .unwrap_or_else(|| "/".to_owned());
    let mut cookie =
        Cookie::build((LANGUAGE, Lang::of_tag(&form.lang).tag())).path("/").same_site(SameSite::Lax).build();
    cookie.make_permanent();
    (jar.add(cookie), Redirect::to(&local(&back))).into_response()
}
