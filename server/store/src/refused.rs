//! Forms that were refused, sealed, until they are sent again or a while has passed.

use domain::{AccountId, Moment};

use crate::{Change, Script, Store, StoreError};

/// Kept of one account at most.
const MOST: u32 = 30;

impl Store {
    /// Keeps what was sealed for an account; the oldest of it goes when there is too much.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn keep_refused(
        &self,
        id: &str,
        account: &AccountId,
        sealed: &str,
        now: Moment,
    ) -> Result<(), StoreError> {
        let script = Script::new(
            "CREATE type::record('refused', $id) CONTENT { account: $account, sealed: $sealed, at: $now } RETURN NONE;
             LET $old = (SELECT id, at FROM refused WHERE account = $account ORDER BY at DESC START $most);
             DELETE $old.id RETURN NONE;",
        )
        .bind("id", id)
        .bind("account", account.as_str())
        .bind("sealed", sealed)
        .bind("now", now.0)
        .bind("most", MOST);
        self.write(Change::Nothing("refused.keep"), script).await?;
        Ok(())
    }

    /// What was kept under an id.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn refused(&self, id: &str) -> Result<Option<String>, StoreError> {
        self.row(Script::new("SELECT VALUE sealed FROM type::record('refused', $id)").bind("id", id)).await
    }

    /// Forgets it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn forget_refused(&self, id: &str) -> Result<(), StoreError> {
        let script = Script::new("DELETE type::record('refused', $id) RETURN NONE;").bind("id", id);
        self.write(Change::Nothing("refused.forget"), script).await?;
        Ok(())
    }

    /// The account of a session, ended or not.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn account_of_session(&self, id: &str) -> Result<Option<AccountId>, StoreError> {
        self.row(Script::new("SELECT VALUE account FROM type::record('session', $id)").bind("id", id)).await
    }
}
