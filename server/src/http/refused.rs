//! A plain form that was refused. What it sent is kept for whoever sent it, sealed and for a while,
//! under an address that is no text of ours to be made up: the page it came from then shows the
//! form as it was sent, with or without script, as often as it is loaded.
//!
//! - Server functions, and forms beside them, answer a refusal by leading back with the fault in
//!   the address ([`MARKS`]). [`Arrived::left`] takes it out of there and keeps it with the fields.
//! - [`expected`] finds it when the page is asked for and tells the page so by the same marks,
//!   which nobody else can: what an address says of its own is dropped.
//! - [`Shown::page`] puts the fields back into the page.

mod both;
mod put_back;
mod refusal;

use std::cell::RefCell;

use app::Frame;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use domain::{AccountId, Fault, Moment, Reason};
use leptos::prelude::{Owner, provide_context};

use self::refusal::{Fields, Refusal};
use crate::state::AppState;

/// Where the address of a page says which refusal it shows.
const REFUSED: &str = "__refused";
/// What a refusal puts into an address: by server functions, by forms with files, at the sign-in.
const MARKS: [&str; 4] = ["__path", "__err", "__fault", "__error"];
/// Fields of a form that its page is told of when it shows the form again: which version it was drawn with and
/// what it is about, so that what others changed since can stand beside what was typed.
const TOLD: [&str; 2] = ["version", "setting"];
/// Fields that name units: what a form sent in them is told to its page, so that it is among what it offers.
const UNITS: [&str; 4] = ["unit", "home", "target", "members[]"];
/// The refusal of somebody who is not signed in.
const COOKIE: &str = "ganqiao-refused";
/// How long it is kept.
const HOURS: i64 = 2;
/// What is short enough for the address itself, in bytes.
const SHORT: usize = 400;
/// Fields larger than this in all are not kept.
const MOST: usize = 1024 * 1024;

tokio::task_local! {
    /// The texts beside the files of the form that is being read.
    static BESIDE: RefCell<Fields>;
}

/// Remembers a text that a form with files sent.
pub(crate) fn remember(name: &str, value: &str) {
    let _ = BESIDE.try_with(|beside| beside.borrow_mut().push((name.to_owned(), value.to_owned())));
}

/// A plain form on its way in.
pub(super) struct Arrived {
    action: String,
    fields: Fields,
    /// The refusal its page showed.
    showed: Option<String>,
    /// Somebody else changed the thing, and not all choices are made.
    open: bool,
}

/// Reads a plain form that is being sent, and gives the request without what is only for this
/// module. Nothing for other requests.
pub(super) async fn arrived(request: Request) -> Result<(Request, Option<Arrived>), Response> {
    if request.method() != Method::POST || !wants_page(request.headers()) {
        return Ok((request, None));
    }
    let (mut parts, body) = request.into_parts();
    // Some browsers are set to say nothing of the page; the form is then said to be of the first.
    parts.headers.entry(header::REFERER).or_insert(HeaderValue::from_static("http://localhost/"));
    let mut arrived = Arrived {
        action: parts.uri.path().to_owned(),
        fields: Vec::new(),
        showed: page_of(&parts.headers)
            .and_then(|page| pairs(page.query()).into_iter().find(|one| one.0 == REFUSED))
            .map(|one| one.1),
        open: false,
    };
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return Ok((Request::from_parts(parts, body), Some(arrived)));
    }
    let Ok(bytes) = axum::body::to_bytes(body, 2 * MOST).await else {
        return Err(StatusCode::PAYLOAD_TOO_LARGE.into_response());
    };
    let sent = pairs(std::str::from_utf8(&bytes).ok());
    let (fields, seen, open) = both::settle(sent.clone());
    let bytes = if fields == sent { bytes } else { Bytes::from(query_of(&fields)) };
    arrived.fields = kept(&arrived.action, fields, seen);
    arrived.open = open;
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    Ok((Request::from_parts(parts, Body::from(bytes)), Some(arrived)))
}

/// What of a form is kept: of a sign-in never more than the name.
fn kept(action: &str, mut fields: Fields, seen: Option<String>) -> Fields {
    if action.starts_with("/auth/") || action.starts_with("/account/") {
        fields.retain(|(name, _)| matches!(name.as_str(), "login" | "next"));
    }
    fields.extend(seen.map(|seen| (both::SEEN.to_owned(), seen)));
    let size: usize = fields.iter().map(|(name, value)| name.len() + value.len()).sum();
    if size > MOST { Vec::new() } else { fields }
}

impl Arrived {
    /// Whether a choice between two versions is missing: the form goes no further then.
    pub(super) fn is_open(&self) -> bool {
        self.open
    }

    /// The answer to a form that goes no further.
    pub(super) fn stopped(&self, headers: &HeaderMap) -> Response {
        use base64::Engine;
        let fault = serde_json::to_vec(&Fault::Refused(Reason::Stale)).unwrap_or_default();
        let fault = base64::engine::general_purpose::URL_SAFE.encode(fault);
        let page = page_of(headers).unwrap_or_default();
        let mut query = pairs(page.query());
        query.extend([("__path".to_owned(), self.action.clone()), ("__err".to_owned(), fault)]);
        see_other(&with_query(page.path(), &query))
    }

    /// Runs what answers the form, with an eye on the texts beside its files.
    pub(super) async fn beside<F: Future<Output = Response>>(&mut self, answer: F) -> Response {
        let (response, beside) = BESIDE
            .scope(RefCell::default(), async {
                let response = answer.await;
                (response, BESIDE.with(RefCell::take))
            })
            .await;
        self.fields.extend(kept(&self.action, beside, None));
        response
    }

    /// What becomes of the answer: a refusal is kept and its page led to; a form that was carried
    /// out takes what its page showed of a refusal with it. Whether it was refused.
    pub(super) async fn left(
        self,
        state: &AppState,
        account: Option<&AccountId>,
        response: Response,
        now: Moment,
    ) -> (Response, bool) {
        let Some(to) = location(&response) else { return (response, false) };
        let mut query = pairs(to.query());
        let marks: Fields = query.iter().filter(|one| MARKS.contains(&one.0.as_str())).cloned().collect();
        query.retain(|one| !MARKS.contains(&one.0.as_str()));
        if marks.is_empty() {
            let response = self.done(state, response, to.path(), query).await;
            return (response, false);
        }
        query.retain(|one| one.0 != REFUSED);
        let mut refusal = Refusal {
            account: account.cloned().unwrap_or_default(),
            action: self.action,
            page: to.path().to_owned(),
            marks,
            fields: self.fields,
            at: now,
        };
        let known = !refusal.account.as_str().is_empty();
        if refusal.is_signed_out() {
            // What was typed waits on its page until the same person is signed in again.
            if known {
                query.push((REFUSED.to_owned(), refusal.keep(state).await));
            }
            return (to_sign_in(state, &with_query(to.path(), &query), now), true);
        }
        if !known {
            refusal.fields.retain(|field| field.0.len() + field.1.len() < SHORT);
            let response = leads_to(response, &with_query(to.path(), &query));
            return ((CookieJar::new().add(refusal.cookie(state)), response).into_response(), true);
        }
        query.push((REFUSED.to_owned(), refusal.keep(state).await));
        (leads_to(response, &with_query(to.path(), &query)), true)
    }

    /// The answer to a form that was carried out.
    async fn done(self, state: &AppState, response: Response, path: &str, mut query: Fields) -> Response {
        if let Some(showed) = self.showed
            && of_token(state, &showed).await.is_some_and(|refusal| refusal.action == self.action)
        {
            query.retain(|one| one.0 != REFUSED || one.1 != showed);
            if domain::is_id(&showed)
                && let Err(error) = state.store.forget_refused(&showed).await
            {
                tracing::warn!(%error, "a refused form was not forgotten");
            }
        }
        let response = leads_to(response, &with_query(path, &query));
        if !self.action.starts_with("/auth/") {
            return response;
        }
        let mut gone = Cookie::build((COOKIE, "")).path("/").secure(true).build();
        gone.make_removal();
        (CookieJar::new().add(gone), response).into_response()
    }
}

impl Refusal {
    /// Keeps it, and gives what the address says of it: what is short stands there itself, sealed.
    async fn keep(mut self, state: &AppState) -> String {
        let text = serde_json::to_string(&self).unwrap_or_default();
        if text.len() > SHORT {
            let id = crate::auth::new_token()[..24].replace(['-', '_'], "x");
            let sealed = state.secrets.seal(&purpose(&id), &text);
            match state.store.keep_refused(&id, &self.account, &sealed, self.at).await {
                Ok(()) => return id,
                Err(error) => tracing::warn!(%error, "a refused form was not kept"),
            }
            // The fault is said at least; the browser may still have what was typed.
            self.fields = Vec::new();
        }
        state.secrets.seal(&purpose(""), &serde_json::to_string(&self).unwrap_or_default())
    }

    fn cookie(&self, state: &AppState) -> Cookie<'static> {
        let sealed = state.secrets.seal(&purpose(COOKIE), &serde_json::to_string(self).unwrap_or_default());
        Cookie::build((COOKIE, sealed)).path("/").secure(true).same_site(SameSite::Lax).http_only(true).build()
    }
}

fn purpose(id: &str) -> String {
    format!("refused:{id}")
}

/// Leads to the sign-in, which says that the one before has ended, and from there to a page.
pub(super) fn to_sign_in(state: &AppState, next: &str, now: Moment) -> Response {
    let refusal = Refusal {
        account: AccountId::default(),
        action: "/auth/sign-in".to_owned(),
        page: "/sign-in".to_owned(),
        marks: vec![("__error".to_owned(), "ended".to_owned())],
        fields: Vec::new(),
        at: now,
    };
    let next = with_query("/sign-in", &[("next".to_owned(), next.to_owned())]);
    (CookieJar::new().add(refusal.cookie(state)), see_other(&next)).into_response()
}

/// The refusal that a page is to show.
pub(super) struct Shown(Option<Refusal>);

/// Finds the refusal that a page is to show, and lets the page know of it and of no other: what an
/// address itself says of a fault is dropped.
pub(super) async fn expected(
    state: &AppState,
    account: Option<&AccountId>,
    jar: &CookieJar,
    mut request: Request,
    now: Moment,
) -> (Request, Shown) {
    if request.method() != Method::GET {
        return (request, Shown(None));
    }
    let path = request.uri().path().to_owned();
    let all = pairs(request.uri().query());
    let token = all.iter().find(|one| one.0 == REFUSED).map(|one| one.1.clone());
    let mut query: Fields = all.iter().filter(|one| !one.0.starts_with("__")).cloned().collect();
    let found = match (token, jar.get(COOKIE)) {
        (Some(token), _) => of_token(state, &token).await.filter(|one| Some(&one.account) == account),
        (None, Some(cookie)) => {
            opened(state, COOKIE, cookie.value()).filter(|one| one.account.as_str().is_empty() && one.page == path)
        }
        (None, None) => None,
    };
    let found = found.filter(|one| one.page == path && now <= one.at.plus_seconds(HOURS * 3600));
    if let Some(refusal) = &found
        && !refusal.is_signed_out()
    {
        query.extend(refusal.marks.clone());
    }
    if let Some(refusal) = &found {
        let told = TOLD.iter().filter_map(|name| Some((format!("__{name}"), refusal.values(name).into_iter().next()?)));
        query.extend(told);
        let units: Vec<String> = UNITS.iter().flat_map(|name| refusal.values(name)).collect();
        if !units.is_empty() {
            query.push(("__units".to_owned(), units.join(",")));
        }
    }
    if query != all
        && let Ok(uri) = with_query(&path, &query).parse::<Uri>()
    {
        *request.uri_mut() = uri;
    }
    (request, Shown(found))
}

async fn of_token(state: &AppState, token: &str) -> Option<Refusal> {
    if !domain::is_id(token) {
        return opened(state, "", token);
    }
    match state.store.refused(token).await {
        Ok(sealed) => opened(state, token, &sealed?),
        Err(error) => {
            tracing::warn!(%error, "a refused form was not read");
            None
        }
    }
}

fn opened(state: &AppState, purpose_of: &str, sealed: &str) -> Option<Refusal> {
    if !crate::secrets::is_sealed(sealed) {
        return None;
    }
    serde_json::from_str(&state.secrets.open_text(&purpose(purpose_of), sealed)?).ok()
}

impl Shown {
    /// The page with the form in it as it was sent.
    pub(super) async fn page(self, frame: &Frame, response: Response) -> Response {
        let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if !kind.starts_with("text/html") {
            return response;
        }
        let (mut parts, body) = response.into_parts();
        let Ok(bytes) = axum::body::to_bytes(body, usize::MAX).await else {
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        };
        let Ok(page) = std::str::from_utf8(&bytes) else { return Response::from_parts(parts, Body::from(bytes)) };
        if self.0.is_none() && !page.contains("name=\"version\"") {
            return Response::from_parts(parts, Body::from(bytes));
        }
        let page = Owner::new().with(|| {
            provide_context(frame.clone());
            let page = self.0.as_ref().map_or_else(|| page.to_owned(), |refusal| put_back::put_back(page, refusal));
            put_back::note_seen(&page, self.0.as_ref())
        });
        parts.headers.remove(header::CONTENT_LENGTH);
        Response::from_parts(parts, Body::from(page))
    }
}

fn wants_page(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

/// The page that a form says it is from.
fn page_of(headers: &HeaderMap) -> Option<Uri> {
    headers.get(header::REFERER)?.to_str().ok()?.parse().ok()
}

fn location(response: &Response) -> Option<Uri> {
    if !response.status().is_redirection() {
        return None;
    }
    response.headers().get(header::LOCATION)?.to_str().ok()?.parse().ok()
}

/// The same answer, leading elsewhere on this site.
fn leads_to(mut response: Response, to: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(to) {
        response.headers_mut().insert(header::LOCATION, value);
    }
    response
}

fn see_other(to: &str) -> Response {
    axum::response::Redirect::to(to).into_response()
}

/// The pairs of a query or a form.
fn pairs(query: Option<&str>) -> Fields {
    url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect()
}

fn query_of(pairs: &[(String, String)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

fn with_query(path: &str, pairs: &[(String, String)]) -> String {
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", query_of(pairs)) }
}
