//! What signing in reads and writes: attempts, locks, passwords, second factors.

use domain::audit::Action;
use domain::{AccountId, Moment};
use serde::Deserialize;
use serde_json::Value;

use crate::audit::{Actor, Note};
use crate::{Script, Store, StoreError};

/// What signing in needs to know of an account.
#[derive(Clone, Debug, Deserialize)]
pub struct SignInRow {
    /// The account.
    pub id: AccountId,
    /// The name to sign in with.
    pub login: String,
    /// The name shown.
    pub name: String,
    /// Password hash, PHC string.
    pub password: String,
    /// May not sign in.
    pub disabled: bool,
    /// Must choose a new password.
    pub must_change: bool,
    /// Failures in a row.
    pub failures: u32,
    /// Locked until then.
    pub locked_until: Moment,
    /// Secret of the second factor, base32; empty for none.
    pub totp_secret: String,
    /// Last time step used, so that a code works once.
    pub totp_step: u64,
    /// Hashes of unused recovery codes.
    pub recovery: Vec<String>,
}

impl Store {
    /// The account of a login name.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sign_in_row(&self, login: &str) -> Result<Option<SignInRow>, StoreError> {
        self.row(Script::new("SELECT *, record::id(id) AS id FROM account WHERE login = $login").bind("login", login))
            .await
    }

    /// The account of an id.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sign_in_row_of(&self, id: &AccountId) -> Result<Option<SignInRow>, StoreError> {
        self.row(
            Script::new("SELECT *, record::id(id) AS id FROM type::record('account', $id)").bind("id", id.as_str()),
        )
        .await
    }

    /// Counts a failed attempt; locks the account at `lock_after` until `locked_until`.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sign_in_failed(
        &self,
        id: &AccountId,
        lock_after: u32,
        locked_until: Moment,
        address: &str,
        now: Moment,
    ) -> Result<(), StoreError> {
        let note = Note {
            actor: Actor::default(),
            now,
            action: Action::SignInFailed,
            subject: "account",
            id: id.as_str(),
            path: "",
            reason: address,
        };
        let script = Script::new(
            "UPDATE type::record('account', $id) SET failures += 1 RETURN NONE;
             LET $failures = (SELECT VALUE failures FROM ONLY type::record('account', $id));
             IF $failures >= $lock_after {
                UPDATE type::record('account', $id) SET failures = 0, locked_until = $locked_until RETURN NONE;
             };",
        )
        .bind("id", id.as_str())
        .bind("lock_after", i64::from(lock_after))
        .bind("locked_until", locked_until.0)
        .note(&note, "NONE", "NONE");
        self.write("account.failed", script).await?;
        Ok(())
    }

    /// Notes a success and forgets the failures.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sign_in_done(&self, id: &AccountId, now: Moment) -> Result<(), StoreError> {
        let script = Script::new(
            "UPDATE type::record('account', $id) SET failures = 0, locked_until = 0, last_sign_in = $now RETURN NONE;",
        )
        .bind("id", id.as_str())
        .bind("now", now.0);
        self.write("account.done", script).await?;
        Ok(())
    }

    /// Uses up a time step of the second factor. False when it was used before. A step far ahead was
    /// used under a clock that has been put right since, and keeps nobody out.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn use_totp_step(&self, id: &AccountId, step: u64) -> Result<bool, StoreError> {
        let script = Script::new(
            "LET $last = (SELECT VALUE totp_step FROM ONLY type::record('account', $id));
             IF $last >= $step AND $last <= $step + 20 { THROW 'gq:already' };
             UPDATE type::record('account', $id) SET totp_step = $step RETURN NONE;",
        )
        .bind("id", id.as_str())
        .bind("step", step as i64);
        used(self.write("account.totp", script).await)
    }

    /// Uses up a recovery code by its hash. False when there is none such.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn use_recovery(&self, id: &AccountId, hash: &str) -> Result<bool, StoreError> {
        let script = Script::new(
            "LET $codes = (SELECT VALUE recovery FROM ONLY type::record('account', $id));
             IF !($codes CONTAINS $hash) { THROW 'gq:already' };
             UPDATE type::record('account', $id) SET recovery = array::complement($codes, [$hash]) RETURN NONE;",
        )
        .bind("id", id.as_str())
        .bind("hash", hash);
        used(self.write("account.recovery", script).await)
    }

    /// Sets a password hash. Other sessions of the account end.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn set_password(
        &self,
        actor: Actor,
        id: &AccountId,
        hash: &str,
        must_change: bool,
        keep_session: &str,
        now: Moment,
    ) -> Result<(), StoreError> {
        let note = Note {
            actor,
            now,
            action: Action::Update,
            subject: "account",
            id: id.as_str(),
            path: "",
            reason: "password",
        };
        let script = Script::new(
            "UPDATE type::record('account', $id) SET password = $hash, must_change = $must_change, failures = 0,
                locked_until = 0 RETURN NONE;
             LET $others = (SELECT VALUE id FROM session WHERE account = $id AND record::id(id) != $keep);
             DELETE $others RETURN NONE;",
        )
        .bind("id", id.as_str())
        .bind("hash", hash)
        .bind("must_change", must_change)
        .bind("keep", keep_session)
        .note(&note, "NONE", "NONE");
        self.write("account.password", script).await?;
        Ok(())
    }

    /// Sets or removes the second factor.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn set_totp(
        &self,
        actor: Actor,
        id: &AccountId,
        secret: &str,
        step: u64,
        recovery: Vec<String>,
        now: Moment,
    ) -> Result<(), StoreError> {
        let reason = if secret.is_empty() { "second factor off" } else { "second factor on" };
        let note = Note { actor, now, action: Action::Update, subject: "account", id: id.as_str(), path: "", reason };
        let script = Script::new(
            "UPDATE type::record('account', $id) SET totp_secret = $secret, totp_step = $step, recovery = $recovery RETURN NONE;",
        )
        .bind("id", id.as_str())
        .bind("secret", secret)
        .bind("step", step as i64)
        .bind("recovery", recovery)
        .note(&note, "NONE", "NONE");
        self.write("account.second_factor", script).await?;
        Ok(())
    }

    /// Keeps a second factor that is being set up with the session.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn set_pending_secret(&self, session: &str, secret: &str) -> Result<(), StoreError> {
        let script = Script::new("UPDATE type::record('session', $id) SET pending_secret = $secret RETURN NONE;")
            .bind("id", session)
            .bind("secret", secret);
        self.write("session.pending", script).await?;
        Ok(())
    }
}

fn used(outcome: Result<Value, StoreError>) -> Result<bool, StoreError> {
    match outcome {
        Ok(_) => Ok(true),
        Err(StoreError::Thrown(code)) if code == "gq:already" => Ok(false),
        Err(error) => Err(error),
    }
}
