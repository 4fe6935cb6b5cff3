//! What measurements share.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, header};
use domain::code::{ClassKind, Tier, TrainingForm};
use domain::record::Hours;
use domain::training::ClassDraft;
use domain::{AccountId, ClassId, PersonId};
use store::{SessionRow, Stage, Store};

use crate::cli::outcome::Failure;
use crate::http::COOKIE;
use crate::{auth, now};

/// Seats of a class.
pub(super) const SEATS: u32 = 40;
/// Requests under way at a time.
pub(super) const AT_ONCE: usize = 64;

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

/// A page asked for by somebody signed in.
pub(super) fn page(path: &str, token: &str) -> Result<Request<Body>, Failure> {
    Ok(Request::get(path)
        .header(header::COOKIE, format!("{COOKIE}={token}"))
        .header(header::ACCEPT, "text/html")
        .body(Body::empty())?)
}

/// In milliseconds.
pub(super) fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
