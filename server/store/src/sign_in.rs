//! What signing in reads and writes: attempts, locks, passwords, second factors.

use domain::account::FORGET_SECONDS;
use domain::account::News;
use domain::audit::Action;
use domain::notice::address;
use domain::{AccountId, Moment, PersonId};
use serde::Deserialize;
use serde_json::Value;

use crate::audit::{Actor, Note};
use crate::desk::notice_row;
use crate::row::tables;
use crate::{Change, Script, Store, StoreError};

tables! { "account" by AccountId: SignInRow }

/// A try to sign in: where it is counted, and how long whoever fails there waits, in seconds, by
/// the number of failures.
pub struct Tried<'a> {
    /// Key of the name and the place.
    pub place: String,
    /// Key of the name and all strange places.
    pub all: String,
    /// The account of the name; empty for none.
    pub account: AccountId,
    pub place_waits: &'a [i64],
    /// Waits of all strange places together; empty for a place that is none of them.
    pub all_waits: &'a [i64],
}

fn millis(seconds: &[i64]) -> Vec<i64> {
    seconds.iter().map(|seconds| seconds * 1000).collect()
}

/// Something that was refused, as the trail counts it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Refused {
    /// Signing in, from an address; the account is empty for a name that is nobody's.
    SignIn {
        /// Whose name.
        account: AccountId,
        /// From where.
        address: String,
    },
    /// A password or code asked for of somebody signed in.
    Inside {
        /// Who.
        account: AccountId,
        name: String,
        what: String,
    },
    /// A page or a function.
    Access {
        /// Who.
        account: AccountId,
        name: String,
        /// Which.
        address: String,
    },
}

/// Adds the setting of a password to a script, and with `factor` the end of the second factor:
/// sessions end, waits before signing in too, the holder is told when somebody else does it.
pub(crate) fn password_script(
    script: Script,
    actor: &Actor,
    row: &SignInRow,
    (hash, must_change, factor): (&str, bool, bool),
    keep_session: &str,
    now: Moment,
) -> Script {
    let body = News::PasswordReset { by: actor.name.clone(), factor };
    let told = actor.account != row.id && !actor.name.is_empty();
    let notices: Vec<Value> =
        told.then(|| notice_row(&address(&row.id, &row.person), &body, now)).into_iter().collect();
    let note = Note::of(actor.clone(), now).updates("account", row.id.as_str(), "").because(if factor {
        "password and second factor"
    } else {
        "password"
    });
    script
        .then(
            "UPDATE type::record('account', $id) SET password = $hash, password_at = $set_at,
                must_change = $must_change RETURN NONE;
             IF $factor {
                UPDATE type::record('account', $id) SET totp_secret = '', totp_step = 0, recovery = [] RETURN NONE;
             };
             LET $others = (SELECT VALUE id FROM session WHERE account = $id AND record::id(id) != $keep);
             DELETE $others RETURN NONE;
             LET $waits = (SELECT VALUE id FROM sign_in_try WHERE account = $id);
             DELETE $waits RETURN NONE;
             IF array::len($told) > 0 { INSERT INTO notice $told RETURN NONE };",
        )
        .bind("id", row.id.as_str())
        .bind("hash", hash)
        .bind("set_at", now.0)
        .bind("must_change", must_change)
        .bind("factor", factor)
        .bind("keep", keep_session)
        .bind("told", notices)
        .note(&note, "NONE", "NONE")
}

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
    /// The cadre it belongs to; empty for none.
    #[serde(default)]
    pub person: PersonId,
    /// When the password was set; 0 for long ago.
    #[serde(default)]
    pub password_at: Moment,
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
        Ok(self.rows_where("login = $login", Script::bound("login", login)).await?.into_iter().next())
    }

    /// The account of an id.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sign_in_row_of(&self, id: &AccountId) -> Result<Option<SignInRow>, StoreError> {
        self.find(id).await
    }

    /// Counts a try to sign in as somebody from a place before it is known whether it is right;
    /// [`Store::try_passed`] takes it back. True when the place, or all strange places together,
    /// have to wait: then the try counts for nothing, whatever its password. Several at once count
    /// one after the other.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn begin_try(&self, tried: &Tried<'_>, now: Moment) -> Result<bool, StoreError> {
        let script = Script::new(
            "LET $place = type::record('sign_in_try', $place_key);
             LET $all = type::record('sign_in_try', $all_key);
             LET $here = (SELECT * FROM ONLY $place);
             LET $there = IF $all_waits = [] { NONE } ELSE { (SELECT * FROM ONLY $all) };
             LET $held = ($here.wait_until ?? 0) > $now OR ($there.wait_until ?? 0) > $now;
             IF !$held {
                LET $n = IF ($here.last ?? 0) < $forget { 1 } ELSE { $here.failures + 1 };
                UPSERT $place SET account = $account, failures = $n, last = $now,
                    wait_until = $now + array::at($place_waits, math::min([$n, array::len($place_waits)]) - 1) RETURN NONE;
                IF $all_waits != [] {
                    LET $m = IF ($there.last ?? 0) < $forget { 1 } ELSE { $there.failures + 1 };
                    UPSERT $all SET account = $account, failures = $m, last = $now,
                        wait_until = $now + array::at($all_waits, math::min([$m, array::len($all_waits)]) - 1) RETURN NONE;
                };
             };
             RETURN $held;",
        )
        .bind("place_key", tried.place.as_str())
        .bind("all_key", tried.all.as_str())
        .bind("account", tried.account.as_str())
        .bind("now", now.0)
        .bind("forget", now.plus_seconds(-FORGET_SECONDS).0)
        .bind("place_waits", millis(tried.place_waits))
        .bind("all_waits", millis(tried.all_waits));
        match self.write(Change::Nothing("account.try"), script).await {
            Ok(held) => Ok(held.as_bool().unwrap_or(true)),
            // So many at once that they could not be counted: each of them waits.
            Err(StoreError::Conflict(_)) => Ok(true),
            Err(error) => Err(error),
        }
    }

    /// Takes back a try that was right: its place begins anew. What strangers tried stays counted
    /// when somebody comes from a browser that is known.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn try_passed(&self, tried: &Tried<'_>) -> Result<(), StoreError> {
        let script = Script::new(
            "DELETE type::record('sign_in_try', $place_key) RETURN NONE;
             LET $all = type::record('sign_in_try', $all_key);
             IF $strange AND record::exists($all) {
                UPDATE $all SET failures = math::max([0, failures - 1]), wait_until = 0 RETURN NONE;
             };",
        )
        .bind("place_key", tried.place.as_str())
        .bind("all_key", tried.all.as_str())
        .bind("strange", !tried.all_waits.is_empty());
        self.write(Change::Nothing("account.passed"), script).await?;
        Ok(())
    }

    /// Notes on the trail that signing in was refused, so many times.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn note_refused(&self, refused: &Refused, count: u32, now: Moment) -> Result<(), StoreError> {
        let (actor, action, subject, id, reason) = match refused {
            Refused::SignIn { account, address } => {
                (Actor::default(), Action::SignInFailed, "account", account.as_str(), address.as_str())
            }
            Refused::Inside { account, name, what } => {
                let actor = Actor { account: account.clone(), name: name.clone(), request: String::new() };
                (actor, Action::SignInFailed, "account", account.as_str(), what.as_str())
            }
            Refused::Access { account, name, address } => {
                let actor = Actor { account: account.clone(), name: name.clone(), request: String::new() };
                (actor, Action::Refused, "page", address.as_str(), "")
            }
        };
        let note = Note::of(actor, now).does(action, subject, id, "").because(reason);
        let script = Script::default().bind("counted", serde_json::json!({ "count": count })).note(
            &note,
            "NONE",
            if count > 1 { "$counted" } else { "NONE" },
        );
        self.write(Change::Answers("account.refused"), script).await?;
        Ok(())
    }

    /// Notes a success.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sign_in_done(&self, id: &AccountId, now: Moment) -> Result<(), StoreError> {
        let script = Script::new("UPDATE type::record('account', $id) SET last_sign_in = $now RETURN NONE;")
            .bind("id", id.as_str())
            .bind("now", now.0);
        self.write(Change::Answers("account.done"), script).await?;
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
        used(self.write(Change::Access("account.totp"), script).await)
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
        used(self.write(Change::Access("account.recovery"), script).await)
    }

    /// Sets a password hash. Other sessions of the account end, and waits before signing in; the
    /// holder is told when somebody else did it.
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
        let row = self.sign_in_row_of(id).await?.ok_or(StoreError::Thrown("gq:missing".to_owned()))?;
        let script = password_script(Script::default(), &actor, &row, (hash, must_change, false), keep_session, now);
        self.write(Change::Access("account.password"), script).await?;
        Ok(())
    }

    /// Sets or removes the second factor. Other sessions of the account end.
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
        keep_session: &str,
        now: Moment,
    ) -> Result<(), StoreError> {
        let reason = if secret.is_empty() { "second factor off" } else { "second factor on" };
        let note = Note::of(actor, now).updates("account", id.as_str(), "").because(reason);
        let script = Script::new(
            "UPDATE type::record('account', $id) SET totp_secret = $secret, totp_step = $step, recovery = $recovery RETURN NONE;
             LET $others = (SELECT VALUE id FROM session WHERE account = $id AND record::id(id) != $keep);
             DELETE $others RETURN NONE;",
        )
        .bind("keep", keep_session)
        .bind("id", id.as_str())
        .bind("secret", secret)
        .bind("step", step as i64)
        .bind("recovery", recovery)
        .note(&note, "NONE", "NONE");
        self.write(Change::Access("account.second_factor"), script).await?;
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
        self.write(Change::Access("session.pending"), script).await?;
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
