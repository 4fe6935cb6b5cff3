//! Accounts, sessions, roles and the audit trail.

use domain::UnitId;
use domain::account::{Account, OwnRoles, SessionView};
use domain::audit::{AuditLine, AuditReport};
use domain::consent::{ConsentRow, Opening};
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

/// The viewer's own roles, and to whom they are handed on.
#[server(prefix = "/api", endpoint = "account/roles", input = GetUrl)]
pub async fn roles() -> Result<OwnRoles, ApiError> {
    let (services, viewer, now) = ask()?;
    let given = answer(services.accounts.delegations(&viewer, now).await)?;
    let units = answer(services.accounts.units_of(&viewer).await)?;
    Ok(OwnRoles { own: viewer.grants, given, units })
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
    let (services, viewer, now) = ask()?;
    let window = domain::page::Window { page, ..Default::default() };
    answer(services.accounts.accounts(&viewer, &q, &window, now).await)
}

/// One account.
#[server(name = GetAccount, prefix = "/api", endpoint = "accounts/one", input = GetUrl)]
pub async fn account(id: String) -> Result<Account, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.accounts.account(&viewer, &known(id)?).await)
}

/// Requests for another administrator's consent.
#[server(prefix = "/api", endpoint = "consents", input = GetUrl)]
pub async fn consents() -> Result<Vec<ConsentRow>, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.consents.consents(&viewer, now).await)
}

/// Consents to a request or refuses it.
#[server(prefix = "/api", endpoint = "consents/answer")]
pub async fn answer_consent(id: String, version: u32, decision: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.consents.answer_consent(&viewer, &known(id)?, version, decision == "give", now).await)
}

/// People without an account for whom the viewer may ask for one.
#[server(prefix = "/api", endpoint = "openings", input = GetUrl)]
pub async fn without_account(
    #[server(default)] q: String,
    #[server(default)] page: u32,
) -> Result<Page<Opening>, ApiError> {
    let (services, viewer, _) = ask()?;
    let window = domain::page::Window { page, size: 100, ..Default::default() };
    answer(services.consents.without_account(&viewer, &q, &window).await)
}

/// Asks for accounts for the people ticked.
#[server(prefix = "/api", endpoint = "openings/ask")]
pub async fn ask_openings(
    #[server(default)] people: std::collections::BTreeMap<String, String>,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let people: Vec<domain::PersonId> =
        super::read::by_id(people).map(|(id, _)| known(id)).collect::<Result<_, _>>()?;
    answer(services.consents.ask_openings(&viewer, &people, now).await)
}

/// Asks for a new password of an account whose holder has roles.
#[server(prefix = "/api", endpoint = "accounts/reset/ask")]
pub async fn ask_reset(id: String, #[server(default)] factor: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.consents.ask_reset(&viewer, &known(id)?, !factor.is_empty(), now).await)
}

/// The units over which the viewer gives roles.
#[server(prefix = "/api", endpoint = "grants/units", input = GetUrl)]
pub async fn units_to_grant() -> Result<Vec<(UnitId, String)>, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.accounts.units_to_grant(&viewer).await)
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
    #[server(default)] from: String,
    #[server(default)] until: String,
    #[server(default)] name: String,
    #[server(default)] action: String,
    #[server(default)] subject: String,
    #[server(default)] subject_id: String,
    #[server(default)] before: String,
) -> Result<Vec<AuditLine>, ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let (from, until) = (read.day_or_none("from", &from), read.day_or_none("until", &until));
    read.done()?;
    let action = domain::code::Code::find(&action);
    let query = domain::audit::AuditQuery { from, until, name, action, subject, subject_id, before };
    answer(services.trail.audit(&viewer, &query, now).await)
}

/// Verifies the audit trail.
#[server(prefix = "/api", endpoint = "audit/verify")]
pub async fn verify_audit() -> Result<AuditReport, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.trail.verify_audit(&viewer).await)
}
