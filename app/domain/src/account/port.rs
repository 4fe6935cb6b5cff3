//! What the screens need of accounts.

use std::collections::BTreeMap;

use async_trait::async_trait;

use crate::access::{Grant, Viewer};
use crate::account::{Account, NewAccount, SessionView};
use crate::code::Role;
use crate::consent::Slip;
use crate::page::{Page, Window};
use crate::ports::Answer;
use crate::{AccountId, Day, GrantId, Moment, UnitId};

/// Accounts, their sessions and passwords.
#[async_trait]
pub trait Accounts: Send + Sync {
    /// An account's sessions: one's own, or anybody's for those who give roles.
    async fn sessions(&self, viewer: &Viewer, account: &AccountId, current: &str) -> Answer<Vec<SessionView>>;
    /// Ends one of them.
    async fn end_session(&self, viewer: &Viewer, account: &AccountId, handle: &str, now: Moment) -> Answer<()>;
    /// A page of accounts.
    async fn accounts(&self, viewer: &Viewer, q: &str, window: &Window, now: Moment) -> Answer<Page<Account>>;
    async fn account(&self, viewer: &Viewer, id: &AccountId) -> Answer<Account>;
    /// Creates an account that belongs to nobody; gives its initial password, to be told once.
    async fn create_account(&self, viewer: &Viewer, draft: &NewAccount, now: Moment) -> Answer<Slip>;
    /// Sets a new initial password and ends the sessions; gives it, to be told once. Of an account
    /// with roles this takes another administrator's consent, see
    /// [`Consents`](crate::consent::port::Consents).
    async fn reset_password(&self, viewer: &Viewer, id: &AccountId, now: Moment) -> Answer<Slip>;
    /// Allows or forbids signing in.
    async fn set_disabled(&self, viewer: &Viewer, id: &AccountId, disabled: bool, now: Moment) -> Answer<()>;
}

/// Roles of accounts.
#[async_trait]
pub trait Roles: Send + Sync {
    /// Gives a role.
    async fn grant(
        &self,
        viewer: &Viewer,
        account: &AccountId,
        role: Role,
        unit: &UnitId,
        from: Day,
        until: Day,
        now: Moment,
    ) -> Answer<()>;
    /// Ends a role now.
    async fn revoke(&self, viewer: &Viewer, grant: &GrantId, now: Moment) -> Answer<()>;
    /// Lets another account stand in for one of the viewer's own roles.
    async fn delegate(
        &self,
        viewer: &Viewer,
        grant: &GrantId,
        to: &str,
        from: Day,
        until: Day,
        now: Moment,
    ) -> Answer<()>;
    /// The delegations the viewer has given.
    async fn delegations(&self, viewer: &Viewer, now: Moment) -> Answer<Vec<(Grant, String)>>;
    /// The units of the viewer's own roles by name.
    async fn units_of(&self, viewer: &Viewer) -> Answer<BTreeMap<UnitId, String>>;
    /// The units over which the viewer gives roles, in tree order, indented.
    async fn units_to_grant(&self, viewer: &Viewer) -> Answer<Vec<(UnitId, String)>>;
}
