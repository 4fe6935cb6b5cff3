//! Sessions, and who stands behind them.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use domain::access::{Grant, Viewer, effective};
use domain::account::SignInPolicy;
use domain::audit::Action;
use domain::{AccountId, Moment, PersonId};
use serde::{Deserialize, Serialize};

use crate::audit::{Actor, Note};
use crate::rows::{content, take};
use crate::{Script, Store, StoreError};

/// How far a sign-in has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Signed in.
    Full,
    /// The second factor is still to come.
    Factor,
    /// A new password must be chosen first.
    Password,
}

/// A session as stored. Its id is the SHA-256 of the token, in hex.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRow {
    /// Hash of the token.
    pub id: String,
    /// Whose.
    pub account: AccountId,
    /// When it began.
    pub began: Moment,
    /// Last request, to the minute.
    pub seen: Moment,
    /// How far the sign-in has come.
    pub stage: Stage,
    /// From which address.
    pub address: String,
    /// With which browser.
    pub agent: String,
    /// A second factor being set up, not yet confirmed.
    #[serde(default)]
    pub pending_secret: String,
}

#[derive(Clone, Debug, Deserialize)]
struct AccountRow {
    id: AccountId,
    name: String,
    person: PersonId,
    disabled: bool,
}

/// How long an answer about a session may be reused. Within this time another server
/// of a cluster may still admit a session that was just ended; this server drops the
/// answer at once.
const FRESH: Duration = Duration::from_secs(2);

/// Answers about sessions, by hash of the token.
#[derive(Default)]
pub(crate) struct ViewerCache(Mutex<HashMap<String, (Instant, SessionRow, Viewer)>>);

impl ViewerCache {
    fn get(&self, id: &str) -> Option<(SessionRow, Viewer)> {
        let map = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        map.get(id).filter(|(at, ..)| at.elapsed() < FRESH).map(|(_, row, viewer)| (row.clone(), viewer.clone()))
    }

    fn put(&self, row: SessionRow, viewer: Viewer) {
        let mut map = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if map.len() > 10_000 {
            map.retain(|_, (at, ..)| at.elapsed() < FRESH);
        }
        map.insert(row.id.clone(), (Instant::now(), row, viewer));
    }

    /// Forgets everything: something about accounts, roles or sessions changed.
    pub(crate) fn clear(&self) {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clear();
    }
}

impl Store {
    /// The session of a token's hash and who it is, unless it has ended. Notes that it
    /// was seen, once a minute.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn viewer(
        &self,
        id: &str,
        policy: &SignInPolicy,
        now: Moment,
    ) -> Result<Option<(SessionRow, Viewer)>, StoreError> {
        let ended = |row: &SessionRow| {
            now > row.seen.plus_seconds(i64::from(policy.idle_minutes) * 60 + 60)
                || now > row.began.plus_seconds(i64::from(policy.absolute_hours) * 3600)
        };
        if let Some((row, viewer)) = self.caches.viewers.get(id) {
            return Ok((!ended(&row)).then_some((row, viewer)));
        }
        let Some((mut row, viewer)) = self.load_viewer(id, now).await? else { return Ok(None) };
        if ended(&row) {
            return Ok(None);
        }
        if now > row.seen.plus_seconds(60) {
            row.seen = now;
            self.write(
                "session.seen",
                Script::new("UPDATE type::record('session', $id) SET seen = $now RETURN NONE;")
                    .bind("id", id)
                    .bind("now", now.0),
            )
            .await?;
        }
        self.caches.viewers.put(row.clone(), viewer.clone());
        Ok(Some((row, viewer)))
    }

    async fn load_viewer(&self, id: &str, now: Moment) -> Result<Option<(SessionRow, Viewer)>, StoreError> {
        let script = Script::new(
            "LET $account = (SELECT VALUE account FROM ONLY type::record('session', $id)) ?? '-';
             SELECT *, record::id(id) AS id FROM type::record('session', $id);
             SELECT record::id(id) AS id, name, person, disabled FROM type::record('account', $account);
             SELECT *, record::id(id) AS id FROM grant WHERE account = $account AND until >= $now;
             SELECT *, record::id(id) AS id FROM (SELECT VALUE type::record('grant', delegated_from) FROM grant
                WHERE account = $account AND delegated_from != '');",
        )
        .bind("id", id)
        .bind("now", now.0);
        let mut results = self.read(script).await?;
        let session: Option<SessionRow> = take(&mut results, 1)?.into_iter().next();
        let account: Option<AccountRow> = take(&mut results, 2)?.into_iter().next();
        let (Some(session), Some(account)) = (session, account) else { return Ok(None) };
        if account.disabled {
            return Ok(None);
        }
        let grants: Vec<Grant> = take(&mut results, 3)?;
        let origins: Vec<Grant> = take(&mut results, 4)?;
        let viewer = Viewer {
            account: account.id,
            name: account.name,
            person: account.person,
            grants: effective(&grants, &origins, now),
            request: String::new(),
        };
        Ok(Some((session, viewer)))
    }

    /// Opens a session and notes the sign-in.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn open_session(&self, session: &SessionRow, name: &str, request: &str) -> Result<(), StoreError> {
        let actor = Actor { account: session.account.clone(), name: name.to_owned(), request: request.to_owned() };
        let note = Note {
            actor,
            now: session.began,
            action: Action::SignIn,
            subject: "account",
            id: session.account.as_str(),
            path: "",
            reason: &session.address,
        };
        let script = Script::new("CREATE type::record('session', $id) CONTENT $opened RETURN NONE;")
            .bind("id", session.id.as_str())
            .bind("opened", content(session))
            .note(&note, "NONE", "NONE");
        self.write("session.open", script).await?;
        Ok(())
    }

    /// Moves a session to another stage under a new token.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn renew_session(&self, old: &str, new: &SessionRow) -> Result<(), StoreError> {
        let script = Script::new(
            "DELETE type::record('session', $old) RETURN NONE;
             CREATE type::record('session', $id) CONTENT $opened RETURN NONE;",
        )
        .bind("old", old)
        .bind("id", new.id.as_str())
        .bind("opened", content(new));
        self.write("session.renew", script).await?;
        self.caches.viewers.clear();
        Ok(())
    }

    /// Ends a session of an account and notes who did.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn close_session(
        &self,
        id: &str,
        account: &AccountId,
        viewer: &Viewer,
        now: Moment,
    ) -> Result<(), StoreError> {
        let note = Note {
            actor: viewer.into(),
            now,
            action: Action::SignOut,
            subject: "account",
            id: account.as_str(),
            path: "",
            reason: "",
        };
        let script =
            Script::new("DELETE type::record('session', $id) RETURN NONE;").bind("id", id).note(&note, "NONE", "NONE");
        self.write("session.close", script).await?;
        self.caches.viewers.clear();
        Ok(())
    }

    /// Removes sessions that ended by time, and what stated purposes had opened.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sweep_sessions(&self, policy: &SignInPolicy, now: Moment) -> Result<(), StoreError> {
        let script = Script::new(
            "LET $ended = (SELECT VALUE id FROM session WHERE seen < $idle OR began < $absolute LIMIT 1000);
             DELETE $ended RETURN NONE;
             LET $closed = (SELECT VALUE id FROM unmasking WHERE `until` < $now LIMIT 1000);
             DELETE $closed RETURN NONE;",
        )
        .bind("now", now.0)
        .bind("idle", now.plus_seconds(-i64::from(policy.idle_minutes) * 60 - 60).0)
        .bind("absolute", now.plus_seconds(-i64::from(policy.absolute_hours) * 3600).0);
        self.write("session.sweep", script).await?;
        Ok(())
    }
}
