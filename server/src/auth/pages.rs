//! Signing in and out: plain forms, so that they work without any script.

use axum::Form;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use domain::Rule;
use domain::account::{check_password, normal_login};
use serde::Deserialize;
use store::{SessionRow, SignInRow, Stage, StoreError};

use super::{digest, hash_password, new_token, verify_password};
use crate::http::layers::{ClientAddress, RequestNumber};
use crate::http::session::{cookie, local, no_cookie};
use crate::http::{AppState, Signed};

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
    crate::http::unavailable()
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
    if !state.attempts.allow(address.0) {
        metrics::counter!("ganqiao_sign_in_total", "outcome" => "slowed").increment(1);
        return back("/sign-in", "slow", &form.next);
    }
    let login = normal_login(&form.login).unwrap_or_default();
    let row = match state.store.sign_in_row(&login).await {
        Ok(row) => row,
        Err(error) => return failed(&error),
    };
    // The same work for known and unknown names, and for wrong passwords; a lock is told
    // only to who knows the password, so that it names no accounts either.
    let hash = row.as_ref().filter(|row| !row.disabled).map(|row| row.password.clone());
    let right = verify_password(hash, form.password).await;
    let Some(row) = row else {
        state.attempts.failed(address.0);
        return back("/sign-in", "wrong", &form.next);
    };
    if row.locked_until > now {
        metrics::counter!("ganqiao_sign_in_total", "outcome" => "locked").increment(1);
        return back("/sign-in", if right { "locked" } else { "wrong" }, &form.next);
    }
    if !right {
        metrics::counter!("ganqiao_sign_in_total", "outcome" => "wrong").increment(1);
        state.attempts.failed(address.0);
        let policy = &state.config.sign_in;
        let until = now.plus_seconds(i64::from(policy.lock_minutes) * 60);
        if let Err(error) =
            state.store.sign_in_failed(&row.id, policy.lock_after, until, &address.0.to_string(), now).await
        {
            return failed(&error);
        }
        return back("/sign-in", "wrong", &form.next);
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
    let opened = state.store.open_session(&session, &row.name, &number.0).await;
    if let Err(error) = opened {
        return failed(&error);
    }
    if stage != Stage::Factor
        && let Err(error) = state.store.sign_in_done(&row.id, now).await
    {
        return failed(&error);
    }
    metrics::counter!("ganqiao_sign_in_total", "outcome" => "right").increment(1);
    let next = app::components::table::encode(&local(&form.next));
    let to = match stage {
        Stage::Full => local(&form.next),
        Stage::Factor => format!("/sign-in/second-factor?next={next}"),
        Stage::Password => "/account/password".to_owned(),
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
    if !state.attempts.allow(address.0) {
        return back("/sign-in/second-factor", "slow", &form.next);
    }
    let row = match state.store.sign_in_row_of(&session.account).await {
        Ok(Some(row)) => row,
        Ok(None) => return Redirect::to("/sign-in").into_response(),
        Err(error) => return failed(&error),
    };
    if row.locked_until > signed.now {
        return back("/sign-in/second-factor", "locked", &form.next);
    }
    // A code is of a time: while nobody knows what time it is, none is wrong and none is used up.
    if digits(&form.code).len() == 6 && state.clock.leap().is_some() {
        return back("/sign-in/second-factor", "clock", &form.next);
    }
    match accept(&state, &row, &form.code, signed.now).await {
        Ok(true) => {}
        Ok(false) => {
            state.attempts.failed(address.0);
            let policy = &state.config.sign_in;
            let until = signed.now.plus_seconds(i64::from(policy.lock_minutes) * 60);
            let counted =
                state.store.sign_in_failed(&row.id, policy.lock_after, until, &address.0.to_string(), signed.now).await;
            if let Err(error) = counted {
                return failed(&error);
            }
            return back("/sign-in/second-factor", "code", &form.next);
        }
        Err(error) => return failed(&error),
    }
    let stage = if row.must_change { Stage::Password } else { Stage::Full };
    let done = state.store.sign_in_done(&row.id, signed.now).await;
    let to = if stage == Stage::Full { local(&form.next) } else { "/account/password".to_owned() };
    match done {
        Ok(()) => renew(&state, session, stage, jar, &to).await,
        Err(error) => failed(&error),
    }
}

/// A code as typed, without what is put between its parts.
fn digits(code: &str) -> String {
    domain::text::half_width(code).chars().filter(|c| !c.is_whitespace() && *c != '-').collect()
}

async fn accept(state: &AppState, row: &SignInRow, code: &str, now: domain::Moment) -> Result<bool, StoreError> {
    let code = digits(code);
    if code.len() == 6 {
        let Some(secret) = state.secrets.open_text(&super::second_factor::purpose(&row.id), &row.totp_secret) else {
            // Ours to mend, so it counts as nobody's failure.
            let why = format!("the second factor of {} was sealed with another key: see secrets.key_file", row.id);
            return Err(StoreError::Broken(why));
        };
        return match super::second_factor::step_of(&secret, &code, now) {
            Some(step) => state.store.use_totp_step(&row.id, step).await,
            None => Ok(false),
        };
    }
    state.store.use_recovery(&row.id, &digest(&code.to_uppercase())).await
}

/// A new token for a session that gained rights, so that an old one is worth nothing.
async fn renew(state: &AppState, session: SessionRow, stage: Stage, jar: CookieJar, to: &str) -> Response {
    let token = new_token();
    let renewed = SessionRow { id: digest(&token), stage, ..session.clone() };
    match state.store.renew_session(&session.id, &renewed).await {
        Ok(()) => (jar.add(cookie(token)), Redirect::to(to)).into_response(),
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
    if !state.attempts.allow(address.0) {
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
    if !verify_password(Some(row.password), form.current).await {
        state.attempts.failed(address.0);
        return back(page, "current", "/");
    }
    let new = form.new;
    let Ok(hash) = tokio::task::spawn_blocking(move || hash_password(&new)).await else {
        return back(page, "current", "/");
    };
    let set = state.store.set_password((&viewer).into(), &viewer.account, &hash, false, &session.id, signed.now).await;
    match set {
        Ok(()) => renew(&state, session, Stage::Full, jar, "/").await,
        Err(error) => failed(&error),
    }
}
