//! Who may try a password or a code, and when. A browser that has signed in as a name before
//! carries a sealed mark and counts for itself, so that nobody else's failures stand in its
//! way; everybody else counts by network and, for a name, all together, and is slowed but
//! never locked out. What a name must wait for is told to nobody: while it lasts, right and
//! wrong answer the same and cost the same.

use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use domain::access::Viewer;
use domain::{AccountId, Moment};
use store::{Refused, SessionRow, SignInRow, StoreError, Tried};

use super::{digest, new_token, verify_password};
use crate::request::ClientAddress;
use crate::state::AppState;

/// The browser's mark.
const DEVICE: &str = "__Host-ganqiao-device";
/// What it is sealed for.
const PURPOSE: &str = "device";
/// Accounts that one browser is known by.
const MOST_KNOWN: usize = 8;

/// What is tried.
#[derive(Clone, Copy)]
pub(super) enum What {
    /// The password, to sign in.
    Password,
    /// The second factor.
    Factor,
    /// The password, by somebody signed in.
    Inside,
}

/// A try that is under way.
pub(super) struct Try {
    place: String,
    all: String,
    account: AccountId,
    place_waits: Vec<i64>,
    all_waits: Vec<i64>,
}

impl Try {
    /// A try from outside: by this browser's mark for the account, or by its network.
    pub(super) fn from_outside(
        state: &AppState,
        what: What,
        login: &str,
        account: Option<&AccountId>,
        jar: &CookieJar,
        address: ClientAddress,
    ) -> Self {
        let policy = &state.config.sign_in;
        let known = account.and_then(|account| mark_of(state, jar, account));
        let key = |place: &str| digest(&format!("{}|{login}|{place}", what as u8));
        let all = key("*");
        let (place, place_waits, all_waits) = match known {
            Some(mark) => (key(&format!("device {mark}")), policy.waits_of_known(), Vec::new()),
            None => (key(&format!("network {}", address.network())), policy.waits_of_network(), policy.waits_of_all()),
        };
        Self { place, all, account: account.cloned().unwrap_or_default(), place_waits, all_waits }
    }

    /// A try inside a session: it counts for the session alone.
    pub(super) fn inside(state: &AppState, account: &AccountId, session: &str) -> Self {
        let key = digest(&format!("{}|{account}|session {session}", What::Inside as u8));
        let place_waits = state.config.sign_in.waits_of_known();
        Self { place: key.clone(), all: key, account: account.clone(), place_waits, all_waits: Vec::new() }
    }

    fn tried(&self) -> Tried<'_> {
        Tried {
            place: self.place.clone(),
            all: self.all.clone(),
            account: self.account.clone(),
            place_waits: &self.place_waits,
            all_waits: &self.all_waits,
        }
    }

    /// Counts it. True when it has to wait, and so is refused whatever it brings.
    pub(super) async fn is_held(&self, state: &AppState, now: Moment) -> Result<bool, StoreError> {
        state.store.begin_try(&self.tried(), now).await
    }

    /// It was right.
    pub(super) async fn passed(&self, state: &AppState) -> Result<(), StoreError> {
        state.store.try_passed(&self.tried()).await
    }
}

/// Whether somebody signed in knows their password. Guesses are counted, and noted on the trail;
/// after some the right one is no better than a wrong one for a while.
pub(super) async fn knows_password(
    state: &AppState,
    (session, viewer): (&SessionRow, &Viewer),
    row: &SignInRow,
    password: String,
    what: &str,
    now: Moment,
) -> Result<bool, StoreError> {
    let tried = Try::inside(state, &viewer.account, &session.id);
    let held = tried.is_held(state, now).await?;
    let hash = (!held).then(|| row.password.clone());
    if verify_password(hash, password).await {
        tried.passed(state).await?;
        return Ok(true);
    }
    let refused = Refused::Inside { account: viewer.account.clone(), name: viewer.name.clone(), what: what.to_owned() };
    state.refusals.note(&state.store, &refused, now).await;
    Ok(false)
}

/// What a browser's mark holds: account and a number of its own, the latest first.
fn marks(state: &AppState, jar: &CookieJar) -> Vec<(String, String)> {
    jar.get(DEVICE)
        .filter(|cookie| cookie.value().starts_with("sealed"))
        .and_then(|cookie| state.secrets.open_text(PURPOSE, cookie.value()))
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default()
}

fn mark_of(state: &AppState, jar: &CookieJar, account: &AccountId) -> Option<String> {
    marks(state, jar).into_iter().find(|(known, _)| known == account.as_str()).map(|(_, mark)| mark)
}

/// The cookie of a browser that has just signed in as an account.
pub(super) fn device_cookie(state: &AppState, jar: &CookieJar, account: &AccountId) -> Cookie<'static> {
    let mut all = marks(state, jar);
    let mark = all.iter().find(|(known, _)| known == account.as_str()).map(|(_, mark)| mark.clone());
    all.retain(|(known, _)| known != account.as_str());
    all.insert(0, (account.0.clone(), mark.unwrap_or_else(|| new_token()[..16].to_owned())));
    all.truncate(MOST_KNOWN);
    let sealed = state.secrets.seal(PURPOSE, &serde_json::to_string(&all).unwrap_or_default());
    let mut cookie =
        Cookie::build((DEVICE, sealed)).path("/").secure(true).http_only(true).same_site(SameSite::Lax).build();
    cookie.make_permanent();
    cookie
}
