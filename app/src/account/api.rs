//! Sessions and roles of an account.

use domain::account::{OwnRoles, SessionView};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::{Reader, known};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask, session};

/// An account's sessions; the viewer's own when none is named.
#[server(prefix = "/api", endpoint = "account/sessions", input = GetUrl)]
pub async fn sessions(#[server(default)] account: String) -> Result<Vec<SessionView>, ApiError> {
    let (services, viewer, _) = ask()?;
    let account = if account.is_empty() { viewer.account.clone() } else { known(account)? };
    answer(services.account.accounts.sessions(&viewer, &account, &session()).await)
}

#[server(prefix = "/api", endpoint = "account/sessions/end")]
pub async fn end_session(#[server(default)] account: String, handle: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let account = if account.is_empty() { viewer.account.clone() } else { known(account)? };
    answer(services.account.accounts.end_session(&viewer, &account, &handle, now).await)
}

/// The viewer's own roles, and to whom they are handed on.
#[server(prefix = "/api", endpoint = "account/roles", input = GetUrl)]
pub async fn roles() -> Result<OwnRoles, ApiError> {
    let (services, viewer, now) = ask()?;
    let given = answer(services.account.roles.delegations(&viewer, now).await)?;
    let units = answer(services.account.roles.units_of(&viewer).await)?;
    Ok(OwnRoles { own: viewer.grants, given, units })
}

/// Lets another account stand in for one of the viewer's roles.
#[server(prefix = "/api", endpoint = "account/delegate")]
pub async fn delegate(grant: String, to: String, from: String, until: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let (from, until) = (read.day("from", &from), read.day("until", &until));
    read.done()?;
    answer(services.account.roles.delegate(&viewer, &known(grant)?, &to, from, until, now).await)
}

/// Ends a role.
#[server(prefix = "/api", endpoint = "grants/end")]
pub async fn revoke(grant: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.account.roles.revoke(&viewer, &known(grant)?, now).await)
}
