//! What measurements share.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use domain::access::Grant;
use domain::code::{ClassKind, Role, Tier, TrainingForm};
use domain::record::Hours;
use domain::training::ClassDraft;
use domain::{AccountId, ClassId, GrantId, Moment, PersonId, UnitId};
use store::{Script, SessionRow, Stage, Store};
use tower::ServiceExt;

use crate::cli::outcome::Failure;
use crate::http::COOKIE;
use crate::{auth, now};

/// Seats of a class.
pub(super) const SEATS: u32 = 40;
/// Requests under way at a time.
pub(super) const AT_ONCE: usize = 64;

/// Cadres of section level in service who have no account yet, at most so many: the demo data gives accounts
/// to some, and nobody has two.
pub(super) async fn cadres(store: &Store, most: usize) -> Result<Vec<PersonId>, Failure> {
    let script = Script::new(
        "LET $held = (SELECT VALUE person FROM account);
         SELECT VALUE record::id(id) FROM person WHERE level IN ['1A41', '1A42'] AND state = 'active'
            AND record::id(id) NOT IN $held ORDER BY id LIMIT $most",
    )
    .bind("most", i64::try_from(most)?);
    let found = store.raw(script).await?.pop().unwrap_or_default();
    Ok(serde_json::from_value(found)?)
}

/// An account of somebody, signed in.
pub(super) async fn session(
    store: &Store,
    login: &str,
    person: PersonId,
    hash: &str,
) -> Result<(AccountId, String), Failure> {
    let draft = domain::account::NewAccount { login: login.into(), name: "基准".into(), person };
    let account = store.add_account(store::Actor::default(), &draft, hash, false, now()).await?;
    let token = auth::new_token();
    let session = SessionRow {
        id: auth::digest(&token),
        account: account.clone(),
        began: now(),
        seen: now(),
        stage: Stage::Full,
        address: String::new(),
        agent: String::new(),
        pending_secret: String::new(),
    };
    store.open_session(&session, "基准", "").await?;
    Ok((account, token))
}

/// An account of nobody with a role over a unit and those below it, signed in; gives its token.
pub(super) async fn holder(
    store: &Store,
    login: &str,
    role: Role,
    unit: &UnitId,
    path: &str,
) -> Result<String, Failure> {
    let (account, token) = session(store, login, PersonId::default(), "").await?;
    let grant = Grant {
        id: GrantId(login.to_owned()),
        account,
        role,
        unit: unit.clone(),
        path: path.to_owned(),
        from: Moment(0),
        until: Moment::FOREVER,
        delegated_from: GrantId::default(),
    };
    store.add_grant(store::Actor::default(), &grant, now()).await?;
    Ok(token)
}

/// A class for section cadres, nine days from now.
pub(super) fn class_draft(title: &str, today: domain::Day) -> ClassDraft {
    ClassDraft {
        id: ClassId::default(),
        version: 0,
        title: title.to_owned(),
        category: "law".into(),
        tier: Tier::Section,
        kind: ClassKind::Other,
        form: TrainingForm::Online,
        families: Vec::new(),
        hours: Hours::whole(8),
        capacity: SEATS,
        unit: "yj".into(),
        enrol_from: today,
        enrol_until: today,
        starts: today + chrono::TimeDelta::days(9),
        ends: today + chrono::TimeDelta::days(9),
        place: "x".into(),
        trainer: String::new(),
        about: String::new(),
        programme: Default::default(),
        admission: Default::default(),
    }
}

/// A form sent by somebody signed in.
pub(super) fn post(path: &str, token: &str, body: String) -> Result<Request<Body>, Failure> {
    Ok(Request::post(path)
        .header(header::COOKIE, format!("{COOKIE}={token}"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ACCEPT, "application/json")
        .body(Body::from(body))?)
}

/// A page, or what a page's script asks for, asked for by somebody signed in.
pub(super) fn page(path: &str, token: &str) -> Result<Request<Body>, Failure> {
    let kind = if path.starts_with("/api/") { "application/json" } else { "text/html" };
    Ok(Request::get(path)
        .header(header::COOKIE, format!("{COOKIE}={token}"))
        .header(header::ACCEPT, kind)
        .body(Body::empty())?)
}

/// What a request came to.
pub(super) struct Got {
    pub(super) status: StatusCode,
    pub(super) location: String,
    pub(super) body: String,
}

/// Sends a request and reads the whole answer.
pub(super) async fn get(router: &Router, request: Request<Body>) -> Result<Got, Failure> {
    let response = router.clone().oneshot(request).await?;
    let status = response.status();
    let location = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let location = location.to_owned();
    let body = axum::body::to_bytes(response.into_body(), usize::MAX).await?;
    Ok(Got { status, location, body: String::from_utf8_lossy(&body).into_owned() })
}

/// The median and the 99th percentile of at least one time.
pub(super) fn spread(times: &mut [Duration]) -> (Duration, Duration) {
    times.sort_unstable();
    (times[times.len() / 2], times[times.len() * 99 / 100])
}

/// In milliseconds.
pub(super) fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
