//! Signing in and out: plain forms, so that they work without any script.

use axum::Form;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use domain::account::{check_password, normal_login};
use domain::{Moment, Rule};
use serde::Deserialize;
use store::{Refused, SessionRow, SignInRow, Stage, StoreError};

use super::guard::{Try, What, device_cookie, knows_password};
use super::{digest, hash_password, new_token, second_factor, verify_password};
use crate::http::session::{COOKIE, cookie, no_cookie, renewed};
use crate::request::{ClientAddress, RequestNumber, Signed, local, unavailable};
use crate::state::AppState;

/// What a sign-in form sends.
#[derive(Deserialize)]
pub struct SignIn {
    login: String,
    password: String,
    #[serde(default)]
    next: String,
}

fn back(page: &str, error: &str, next: &str) -> Response {
    let next = app::components::table::encode(&local(next));
    Redirect::to(&format!("{page}?__error={error}&next={next}")).into_response()
}

fn failed(error: &StoreError) -> Response {
    tracing::error!(%error, "sign-in");
    unavailable()
}

/// Account and password.
pub async fn sign_in(
    State(state): State<AppState>,
    Extension(address): Extension<ClientAddress>,
    Extension(number): Extension<RequestNumber>,
    headers: HeaderMap,
    jar: CookieJar,
    Form(form): Form<SignIn>,
) -> Response {
    let now = crate::now();
    if !state.attempts.allow(address.network()) {
        metrics::counter!("ganqiao_sign_in_total", "outcome" => "slowed").increment(1);
        return back("/sign-in", "slow", &form.next);
    }
    match admit(&state, address, &jar, &form, now).await {
        Ok(Some(row)) => begin(&state, (address, &number), &headers, jar, &row, &form.next, now).await,
        Ok(None) => back("/sign-in", "wrong", &form.next),
        Err(error) => failed(&error),
    }
}

/// The account, when its password is right and may be tried now. The same work and the same
/// answer for known and unknown names, for wrong passwords, and while somebody has to wait.
async fn admit(
    state: &AppState,
    address: ClientAddress,
    jar: &CookieJar,
    form: &SignIn,
    now: Moment,
) -> Result<Option<SignInRow>, StoreError> {
    let login = normal_login(&form.login).unwrap_or_default();
    let row = state.store.sign_in_row(&login).await?;
    let account = row.as_ref().map(|row| &row.id);
    let tried = Try::from_outside(state, What::Password, &login, account, jar, address);
    let held = tried.is_held(state, now).await?;
    let hash = row.as_ref().filter(|row| !row.disabled && !held).map(|row| row.password.clone());
    let right = verify_password(hash, form.password.clone()).await;
    let outcome = match (held, right) {
        (true, _) => "waiting",
        (false, false) => "wrong",
        (false, true) => "right",
    };
    metrics::counter!("ganqiao_sign_in_total", "outcome" => outcome).increment(1);
    let account = row.as_ref().map(|row| row.id.clone()).unwrap_or_default();
    let Some(row) = row.filter(|_| right) else {
        let refused = Refused::SignIn { account, address: address.network().to_string() };
        state.refusals.note(&state.store, &refused, now).await;
        state.attempts.failed(address.network());
        return Ok(None);
    };
    tried.passed(state).await?;
    Ok(Some(row))
}

/// Opens the session of somebody whose password was right.
async fn begin(
    state: &AppState,
    (address, number): (ClientAddress, &RequestNumber),
    headers: &HeaderMap,
    jar: CookieJar,
    row: &SignInRow,
    next: &str,
    now: Moment,
) -> Response {
    let policy = &state.config.sign_in;
    if policy.is_expired(row.must_change, row.password_at, now) {
        return back("/sign-in", "expired", next);
    }
    let stage = if !row.totp_secret.is_empty() {
        Stage::Factor
    } else if row.must_change {
        Stage::Password
    } else {
        Stage::Full
    };
    let token = new_token();
    let agent = headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let session = SessionRow {
        id: digest(&token),
        account: row.id.clone(),
        began: now,
        seen: now,
        stage,
        address: address.0.to_string(),
        agent: agent.chars().take(200).collect(),
        pending_secret: String::new(),
    };
    let former = jar.get(COOKIE).map(|cookie| digest(cookie.value())).unwrap_or_default();
    let opened = async {
        state.store.make_room(&row.id, &former, policy.sessions_most).await?;
        state.store.open_session(&session, &row.name, &number.0).await?;
        if stage == Stage::Factor { Ok(()) } else { state.store.sign_in_done(&row.id, now).await }
    };
    if let Err(error) = opened.await {
        return failed(&error);
    }
    let encoded = app::components::table::encode(&local(next));
    let (jar, to) = match stage {
        Stage::Factor => (jar, format!("/sign-in/second-factor?next={encoded}")),
        Stage::Password => (jar, "/account/password".to_owned()),
        Stage::Full | Stage::Enrol => {
            let device = device_cookie(state, &jar, &row.id);
            (jar.add(device), local(next))
        }
    };
    (jar.add(cookie(token)), Redirect::to(&to)).into_response()
}

/// Ends the session.
pub async fn sign_out(State(state): State<AppState>, Extension(signed): Extension<Signed>, jar: CookieJar) -> Response {
    if let Some((session, viewer)) = &signed.session
        && let Err(error) = state.store.close_session(&session.id, &viewer.account, viewer, signed.now).await
    {
        return failed(&error);
    }
    (jar.add(no_cookie()), Redirect::to("/sign-in")).into_response()
}

/// What a second-factor form sends.
#[derive(Deserialize)]
pub struct Factor {
    code: String,
    #[serde(default)]
    next: String,
}

/// The second factor: a code of the authenticator, or a recovery code.
pub async fn second_factor(
    State(state): State<AppState>,
    Extension(address): Extension<ClientAddress>,
    Extension(signed): Extension<Signed>,
    jar: CookieJar,
    Form(form): Form<Factor>,
) -> Response {
    let Some((session, _)) = signed.session.filter(|(row, _)| row.stage == Stage::Factor) else {
        return Redirect::to("/sign-in").into_response();
    };
    if !state.attempts.allow(address.network()) {
        return back("/sign-in/second-factor", "slow", &form.next);
    }
    let row = match state.store.sign_in_row_of(&session.account).await {
        Ok(Some(row)) => row,
        Ok(None) => return Redirect::to("/sign-in").into_response(),
        Err(error) => return failed(&error),
    };
    // A code is of a time: while nobody knows what time it is, none is wrong and none is used up.
    if digits(&form.code).len() == 6 && state.clock.leap().is_some() {
        return back("/sign-in/second-factor", "clock", &form.next);
    }
    let tried = Try::from_outside(&state, What::Factor, &row.login, Some(&row.id), &jar, address);
    let right = async {
        if tried.is_held(&state, signed.now).await? || !accept(&state, &row, &form.code, signed.now).await? {
            return Ok(false);
        }
        tried.passed(&state).await?;
        state.store.sign_in_done(&row.id, signed.now).await?;
        Ok(true)
    };
    match right.await {
        Ok(true) => {}
        Ok(false) => {
            let refused = Refused::SignIn { account: row.id, address: address.network().to_string() };
            state.refusals.note(&state.store, &refused, signed.now).await;
            state.attempts.failed(address.network());
            return back("/sign-in/second-factor", "code", &form.next);
        }
        Err(error) => return failed(&error),
    }
    let device = device_cookie(&state, &jar, &row.id);
    let stage = if row.must_change { Stage::Password } else { Stage::Full };
    let to = if stage == Stage::Full { local(&form.next) } else { "/account/password".to_owned() };
    renew(&state, session, stage, jar.add(device), &to).await
}

/// A code as typed, without what is put between its parts.
fn digits(code: &str) -> String {
    domain::text::half_width(code).chars().filter(|c| !c.is_whitespace() && *c != '-').collect()
}

async fn accept(state: &AppState, row: &SignInRow, code: &str, now: Moment) -> Result<bool, StoreError> {
    let code = digits(code);
    if code.len() == 6 {
        let Some(secret) = state.secrets.open_text(&second_factor::purpose(&row.id), &row.totp_secret) else {
            // Ours to mend, so it counts as nobody's failure.
            let why = format!("the second factor of {} was sealed with another key: see secrets.key_file", row.id);
            return Err(StoreError::Broken(why));
        };
        return match second_factor::step_of(&secret, &code, now) {
            Some(step) => state.store.use_totp_step(&row.id, step).await,
            None => Ok(false),
        };
    }
    state.store.use_recovery(&row.id, &digest(&code.to_uppercase())).await
}

/// A new token for a session that gained rights, so that an old one is worth nothing.
async fn renew(state: &AppState, session: SessionRow, stage: Stage, jar: CookieJar, to: &str) -> Response {
    match renewed(state, session, stage, jar).await {
        Ok(jar) => (jar, Redirect::to(to)).into_response(),
        Err(error) => failed(&error),
    }
}

/// What a password form sends.
#[derive(Deserialize)]
pub struct NewPassword {
    current: String,
    new: String,
    again: String,
}

/// Changes one's own password; other sessions end.
pub async fn change_password(
    State(state): State<AppState>,
    Extension(address): Extension<ClientAddress>,
    Extension(signed): Extension<Signed>,
    jar: CookieJar,
    Form(form): Form<NewPassword>,
) -> Response {
    let page = "/account/password";
    let Some((session, viewer)) = signed.session else { return Redirect::to("/sign-in").into_response() };
    if session.stage == Stage::Factor {
        return Redirect::to("/sign-in/second-factor").into_response();
    }
    if !state.attempts.allow(address.network()) {
        return back(page, "slow", "/");
    }
    let row = match state.store.sign_in_row_of(&viewer.account).await {
        Ok(Some(row)) => row,
        Ok(None) => return Redirect::to("/sign-in").into_response(),
        Err(error) => return failed(&error),
    };
    let wrong = if form.new != form.again {
        Some("differs")
    } else if form.new == form.current {
        Some("unchanged")
    } else {
        match check_password(&row.login, &form.new, &state.config.sign_in) {
            Ok(()) => None,
            Err(Rule::TooShort(_) | Rule::TooLong(_)) => Some("short"),
            Err(Rule::Mixed) => Some("mixed"),
            Err(_) => Some("guessable"),
        }
    };
    if let Some(wrong) = wrong {
        return back(page, wrong, "/");
    }
    match knows_password(&state, (&session, &viewer), &row, form.current, "password", signed.now).await {
        Ok(true) => {}
        Ok(false) => {
            state.attempts.failed(address.network());
            return back(page, "current", "/");
        }
        Err(error) => return failed(&error),
    }
    let new = form.new;
    let Ok(hash) = tokio::task::spawn_blocking(move || hash_password(&new)).await else {
        return back(page, "current", "/");
    };
    let set = state.store.set_password((&viewer).into(), &viewer.account, &hash, false, &session.id, signed.now).await;
    match set {
        Ok(()) => {
            let device = device_cookie(&state, &jar, &viewer.account);
            renew(&state, session, Stage::Full, jar.add(device), "/").await
        }
        Err(error) => failed(&error),
    }
}
