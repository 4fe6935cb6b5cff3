//! The home page's part of those who keep accounts or roles.

use domain::access::{Grant, Permission};
use domain::home::{AccountsHome, ENDING_DAYS};
use domain::{AccountId, Moment};
use serde::Deserialize;

use crate::answers::Made;
use crate::asking::Asker;
use crate::written::On;
use crate::{Script, Store, StoreError};

/// An account with until when it is locked.
#[derive(Deserialize)]
struct Row {
    id: AccountId,
    name: String,
    locked_until: Moment,
}

impl Store {
    /// Accounts that are locked or without a role, and roles that end soon.
    pub(crate) async fn accounts_home(&self, asker: &Asker<'_>) -> Result<Option<AccountsHome>, StoreError> {
        let viewer = asker.viewer;
        if !(viewer.may(Permission::ACCOUNT_EDIT) || viewer.may(Permission::GRANT_EDIT)) {
            return Ok(None);
        }
        // It is the same for all of them.
        let home = self.kept_at(("accounts", String::new()), asker.now, self.read_accounts(asker)).await?;
        Ok(Some(AccountsHome::clone(&home)))
    }

    async fn read_accounts(&self, asker: &Asker<'_>) -> Result<Made<AccountsHome>, StoreError> {
        let now = asker.now;
        let script = Script::new(
            "LET $held = (SELECT account, math::max(wait_until) AS wait_until FROM sign_in_try
                WHERE wait_until > $now AND account != '' GROUP BY account);
             SELECT record::id(id) AS id, name, ($held[WHERE account = record::id($parent.id)].wait_until)[0] ?? 0
                AS locked_until FROM $held.map(|$one: any| type::record('account', $one.account)) LIMIT 10;
             SELECT record::id(id) AS id, name, 0 AS locked_until FROM account
                WHERE person = '' AND disabled = false AND array::len((SELECT VALUE id FROM grant
                    WHERE account = record::id($parent.id) AND `until` >= $now)) = 0 LIMIT 10;
             LET $ending = (SELECT *, record::id(id) AS id FROM grant
                WHERE `until` >= $now AND `until` <= $soon ORDER BY `until` LIMIT 10);
             RETURN $ending;
             SELECT record::id(id) AS id, name, 0 AS locked_until
                FROM $ending.map(|$one: any| type::record('account', $one.account));",
        )
        .bind("now", now.0)
        .bind("soon", now.plus_seconds(ENDING_DAYS * 86_400).0);
        let mut rows = asker.read(script, 6).await?;
        let locked = rows.take::<Row>(1)?.into_iter().map(|row| (row.id, row.name, row.locked_until)).collect();
        let idle = rows.take::<Row>(2)?.into_iter().map(|row| (row.id, row.name)).collect();
        let grants: Vec<Grant> = rows.take(4)?;
        let names: Vec<Row> = rows.take(5)?;
        let name =
            |id: &AccountId| names.iter().find(|row| row.id == *id).map(|row| row.name.clone()).unwrap_or_default();
        let ending = grants.into_iter().map(|grant| (grant.clone(), name(&grant.account))).collect();
        let home = AccountsHome { locked, idle, ending };
        // Tries to sign in are told by nobody.
        Ok(Made::of(home).on([On::All("account"), On::All("grant")]).today(now).brief())
    }
}
