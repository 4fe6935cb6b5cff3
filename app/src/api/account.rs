//! Accounts, sessions, roles and the audit trail.

use domain::access::Grant;
use domain::account::{Account, SessionView};
use domain::audit::{AuditReport, AuditRow};
use domain::page::Page;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::ApiError;
#[cfg(feature = "ssr")]
use super::read::{Reader, known};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask, session};

/// An account's sessions; the viewer's own when none is named.
#[server(prefix = "/api", endpoint = "account/sessions", input = GetUrl)]
pub async fn sessions(#[server(default)] account: String) -> Result<Vec<SessionView>, ApiError> {
    let (services, viewer, _) = ask()?;
    let account = if account.is_empty() { viewer.account.clone() } else { known(account)? };
    answer(services.accounts.sessions(&viewer, &account, &session()).await)
}

/// Ends a session.
#[server(prefix = "/api", endpoint = "account/sessions/end")]
pub async fn end_session(#[server(default)] account: String, handle: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let account = if account.is_empty() { viewer.account.clone() } else { known(account)? };
    answer(services.accounts.end_session(&viewer, &account, &handle, now).await)
}

/// The viewer's own roles, and the delegations given.
#[server(prefix = "/api", endpoint = "account/roles", input = GetUrl)]
pub async fn roles() -> Result<(Vec<Grant>, Vec<(Grant, String)>), ApiError> {
    let (services, viewer, now) = ask()?;
    let given = answer(services.accounts.delegations(&viewer, now).await)?;
    Ok((viewer.grants, given))
}

/// Lets another account stand in for one of the viewer's roles.
#[server(prefix = "/api", endpoint = "account/delegate")]
pub async fn delegate(grant: String, to: String, from: String, until: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let (from, until) = (read.day("from", &from), read.day("until", &until));
    read.done()?;
    answer(services.accounts.delegate(&viewer, &known(grant)?, &to, from, until, now).await)
}

/// A page of accounts.
#[server(prefix = "/api", endpoint = "accounts", input = GetUrl)]
pub async fn accounts(#[server(default)] q: String, #[server(default)] page: u32) -> Result<Page<Account>, ApiError> {
    let (services, viewer, _) = ask()?;
    let window = domain::page::Window { page, ..Default::default() };
    answer(services.accounts.accounts(&viewer, &q, &window).await)
}

/// One account.
#[server(name = GetAccount, prefix = "/api", endpoint = "accounts/one", input = GetUrl)]
pub async fn account(id: String) -> Result<Account, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.accounts.account(&viewer, &known(id)?).await)
}

/// Creates an account. Gives its id and the initial password, shown once.
#[server(prefix = "/api", endpoint = "accounts/create")]
pub async fn create_account(
    login: String,
    name: String,
    #[server(default)] person: String,
) -> Result<(String, String), ApiError> {
    let (services, viewer, now) = ask()?;
    let draft = domain::account::NewAccount { login, name, person: person.trim().into() };
    let (id, password) = answer(services.accounts.create_account(&viewer, &draft, now).await)?;
    Ok((id.0, password))
}

/// Sets a new initial password, shown once.
#[server(prefix = "/api", endpoint = "accounts/reset")]
pub async fn reset_password(id: String) -> Result<String, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.accounts.reset_password(&viewer, &known(id)?, now).await)
}

/// Allows or forbids signing in.
#[server(prefix = "/api", endpoint = "accounts/disable")]
pub async fn set_disabled(id: String, disabled: bool) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.accounts.set_disabled(&viewer, &known(id)?, disabled, now).await)
}

/// Gives a role.
#[server(name = AddGrant, prefix = "/api", endpoint = "grants/add")]
pub async fn grant(account: String, role: String, unit: String, from: String, until: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let (role, from, until) = (read.code("role", &role), read.day("from", &from), read.day("until", &until));
    read.done()?;
    let unit = unit.trim().into();
    answer(services.accounts.grant(&viewer, &account.into(), role, &unit, from, until, now).await)
}

/// Ends a role.
#[server(prefix = "/api", endpoint = "grants/end")]
pub async fn revoke(grant: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.accounts.revoke(&viewer, &known(grant)?, now).await)
}

/// Rows of the audit trail.
#[server(prefix = "/api", endpoint = "audit", input = GetUrl)]
pub async fn audit(
    #[server(default)] subject: String,
    #[server(default)] subject_id: String,
    #[server(default)] actor: String,
    #[server(default)] before: String,
) -> Result<Vec<AuditRow>, ApiError> {
    let (services, viewer, now) = ask()?;
    let query = domain::audit::AuditQuery { subject, subject_id, actor, before };
    answer(services.accounts.audit(&viewer, &query, now).await)
}

/// Verifies the audit trail.
#[server(prefix = "/api", endpoint = "audit/verify")]
pub async fn verify_audit() -> Result<AuditReport, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.accounts.verify_audit(&viewer).await)
}
