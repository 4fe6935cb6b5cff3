//! The home page's part of those who keep accounts or roles.

use domain::access::{Grant, Permission, Viewer};
use domain::home::{AccountsHome, ENDING_DAYS};
use domain::{AccountId, Moment};
use serde::Deserialize;
use surrealdb::types::RecordId;

use crate::rows::take;
use crate::{Script, Store, StoreError};

impl Store {
    /// Accounts that are locked or without a role, and roles that end soon.
    pub(crate) async fn accounts_home(&self, viewer: &Viewer, now: Moment) -> Result<Option<AccountsHome>, StoreError> {
        #[derive(Deserialize)]
        struct Row {
            id: AccountId,
            name: String,
            locked_until: Moment,
        }
        if !(viewer.may(Permission::ACCOUNT_EDIT) || viewer.may(Permission::GRANT_EDIT)) {
            return Ok(None);
        }
        let script = Script::new(
            "LET $held = (SELECT account, math::max(wait_until) AS wait_until FROM sign_in_try
                WHERE wait_until > $now AND account != '' GROUP BY account);
             SELECT record::id(id) AS id, name, ($held[WHERE account = record::id($parent.id)].wait_until)[0] ?? 0
                AS locked_until FROM $held.map(|$one: any| type::record('account', $one.account)) LIMIT 10;
             SELECT record::id(id) AS id, name, 0 AS locked_until FROM account
                WHERE person = '' AND disabled = false AND array::len((SELECT VALUE id FROM grant
                    WHERE account = record::id($parent.id) AND `until` >= $now)) = 0 LIMIT 10;",
        )
        .whole("grant WHERE `until` >= $now AND `until` <= $soon ORDER BY `until` LIMIT 10")
        .bind("now", now.0)
        .bind("soon", now.plus_seconds(ENDING_DAYS * 86_400).0);
        let mut results = self.read(script).await?;
        let locked =
            take::<Row>(&mut results, 1)?.into_iter().map(|row| (row.id, row.name, row.locked_until)).collect();
        let idle = take::<Row>(&mut results, 2)?.into_iter().map(|row| (row.id, row.name)).collect();
        let grants: Vec<Grant> = take(&mut results, 3)?;
        let accounts: Vec<RecordId> =
            grants.iter().map(|grant| RecordId::new("account", grant.account.as_str())).collect();
        let names: Vec<Row> = self
            .rows(
                Script::new("SELECT record::id(id) AS id, name, 0 AS locked_until FROM $accounts")
                    .bind("accounts", accounts),
            )
            .await?;
        let name =
            |id: &AccountId| names.iter().find(|row| row.id == *id).map(|row| row.name.clone()).unwrap_or_default();
        let ending = grants.into_iter().map(|grant| (grant.clone(), name(&grant.account))).collect();
        Ok(Some(AccountsHome { locked, idle, ending }))
    }
}
