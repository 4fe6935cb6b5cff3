//! Accounts and their roles, for those who look after them.

use domain::UnitId;
use domain::account::Account;
use domain::page::Page;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::{Reader, known};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// A page of accounts.
#[server(prefix = "/api", endpoint = "accounts", input = GetUrl)]
pub async fn accounts(#[server(default)] q: String, #[server(default)] page: u32) -> Result<Page<Account>, ApiError> {
    let (services, viewer, now) = ask()?;
    let window = domain::page::Window { page, ..Default::default() };
    answer(services.admin.accounts.accounts(&viewer, &q, &window, now).await)
}

#[server(name = GetAccount, prefix = "/api", endpoint = "accounts/one", input = GetUrl)]
pub async fn account(id: String) -> Result<Account, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.admin.accounts.account(&viewer, &known(id)?).await)
}

/// The units over which the viewer gives roles.
#[server(prefix = "/api", endpoint = "grants/units", input = GetUrl)]
pub async fn units_to_grant() -> Result<Vec<(UnitId, String)>, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.admin.roles.units_to_grant(&viewer).await)
}

/// Allows or forbids signing in.
#[server(prefix = "/api", endpoint = "accounts/disable")]
pub async fn set_disabled(id: String, disabled: bool) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.admin.accounts.set_disabled(&viewer, &known(id)?, disabled, now).await)
}

/// Gives a role.
#[server(name = AddGrant, prefix = "/api", endpoint = "grants/add")]
pub async fn grant(account: String, role: String, unit: String, from: String, until: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let (role, from, until) = (read.code("role", &role), read.day("from", &from), read.day("until", &until));
    read.done()?;
    let unit = unit.trim().into();
    answer(services.admin.roles.grant(&viewer, &account.into(), role, &unit, from, until, now).await)
}
