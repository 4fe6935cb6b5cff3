//! Sessions, and who stands behind them.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use domain::access::{Grant, Viewer, effective};
use domain::account::SignInPolicy;
use domain::audit::Action;
use domain::{AccountId, Moment, PersonId};
use serde::{Deserialize, Serialize};

use crate::audit::{Actor, Note};
use crate::row::{tables, whole};
use crate::rows::{content, take};
use crate::{Change, Script, Store, StoreError};

tables! { "session" by str: SessionRow }

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
    /// A second factor must be set up first. Never stored: it follows from the roles held now and
    /// the policy.
    Enrol,
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
    second_factor: bool,
}

/// How long an answer about a session may be reused where other servers share the store:
/// within this time another server may still admit a session that was just ended. This
/// server drops its answers at once, and an embedded store has no other.
const FRESH: Duration = Duration::from_secs(2);

/// Seconds that a session lasts beyond its idle time: what was seen is kept to the minute, and
/// written down some seconds later.
const SLACK: i64 = 120;

/// What is known of a session.
#[derive(Clone)]
struct Known {
    at: Instant,
    row: SessionRow,
    account: AccountRow,
    grants: Vec<Grant>,
    origins: Vec<Grant>,
}

impl Known {
    /// Who it is now: roles begin and end by themselves.
    fn viewer(&self, now: Moment) -> Viewer {
        Viewer {
            account: self.account.id.clone(),
            name: self.account.name.clone(),
            person: self.account.person.clone(),
            grants: effective(&self.grants, &self.origins, now),
            request: String::new(),
        }
    }
}

/// Answers about sessions, by hash of the token, and how often something was forgotten:
/// what was read before the last time must not be kept.
#[derive(Default)]
pub(crate) struct ViewerCache(Mutex<(u64, HashMap<String, Known>)>, Mutex<HashMap<String, Moment>>);

impl ViewerCache {
    fn seen(&self) -> MutexGuard<'_, HashMap<String, Moment>> {
        self.1.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that a session was seen, to be written down later.
    fn saw(&self, id: &str, now: Moment) {
        self.seen().insert(id.to_owned(), now);
    }

    fn take_seen(&self) -> HashMap<String, Moment> {
        std::mem::take(&mut *self.seen())
    }

    /// Puts back what could not be written, but for what was seen since.
    fn see_again(&self, earlier: HashMap<String, Moment>) {
        let mut seen = self.seen();
        for (id, at) in earlier {
            seen.entry(id).or_insert(at);
        }
    }

    fn locked(&self) -> MutexGuard<'_, (u64, HashMap<String, Known>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is known, and the time by which to keep something newer.
    fn get(&self, id: &str, shared: bool) -> (u64, Option<Known>) {
        let kept = self.locked();
        (kept.0, kept.1.get(id).filter(|known| !shared || known.at.elapsed() < FRESH).cloned())
    }

    fn put(&self, read_at: u64, known: Known) {
        let mut kept = self.locked();
        if kept.0 != read_at {
            return;
        }
        if kept.1.len() > 20_000 {
            kept.1.clear();
        }
        kept.1.insert(known.row.id.clone(), known);
    }

    /// Forgets one session.
    fn forget(&self, id: &str) {
        let mut kept = self.locked();
        kept.0 += 1;
        kept.1.remove(id);
    }

    /// Forgets everything: something about accounts, roles or sessions changed.
    pub(crate) fn clear(&self) {
        let mut kept = self.locked();
        kept.0 += 1;
        kept.1.clear();
    }
}

/// Forgets a session when it goes out of scope, however the change of it ended.
struct Forgotten<'a>(&'a ViewerCache, &'a str);

impl Drop for Forgotten<'_> {
    fn drop(&mut self) {
        self.0.forget(self.1);
    }
}

impl Store {
    /// The session of a token's hash and who it is, unless it has ended. That it was seen is noted
    /// once a minute, here at once and in the store by [`Store::note_seen`]: reading writes nothing.
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
            now > row.seen.plus_seconds(i64::from(policy.idle_minutes) * 60 + SLACK)
                || now > row.began.plus_seconds(i64::from(policy.absolute_hours) * 3600)
        };
        let (read_at, kept) = self.caches.viewers.get(id, self.shared);
        let known = match kept {
            Some(known) => known,
            None => {
                let Some(known) = self.load_session(id, now).await? else { return Ok(None) };
                self.caches.viewers.put(read_at, known.clone());
                known
            }
        };
        if ended(&known.row) {
            return Ok(None);
        }
        let viewer = known.viewer(now);
        let bare = !known.account.second_factor && policy.second_factor.binds(&viewer.grants);
        let staged = |row: SessionRow| match row.stage {
            Stage::Full if bare => SessionRow { stage: Stage::Enrol, ..row },
            _ => row,
        };
        // A time that is still to come is from a clock that was set back meanwhile.
        if (known.row.seen.plus_seconds(-60)..=known.row.seen.plus_seconds(60)).contains(&now) {
            return Ok(Some((staged(known.row), viewer)));
        }
        let row = SessionRow { seen: now, ..known.row.clone() };
        self.caches.viewers.saw(id, now);
        self.caches.viewers.put(read_at, Known { row: row.clone(), ..known });
        Ok(Some((staged(row), viewer)))
    }

    /// Writes down when sessions were seen since the last time. What can't be written is tried again.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn note_seen(&self) -> Result<(), StoreError> {
        let seen = self.caches.viewers.take_seen();
        if seen.is_empty() {
            return Ok(());
        }
        let rows: Vec<_> = seen.iter().map(|(id, at)| serde_json::json!({ "id": id, "at": at })).collect();
        let script = Script::new(
            "FOR $one IN $seen { UPDATE type::record('session', $one.id) SET seen = $one.at RETURN NONE };",
        );
        let written = self.write(Change::Nothing("session.seen"), script.bind("seen", rows)).await;
        if written.is_err() {
            self.caches.viewers.see_again(seen);
        }
        written.map(drop)
    }

    async fn load_session(&self, id: &str, now: Moment) -> Result<Option<Known>, StoreError> {
        let script = Script::new(&format!("LET $row = ({});", whole("ONLY type::record('session', $id)")))
            .then(
                "RETURN $row;
                 SELECT record::id(id) AS id, name, person, disabled, totp_secret != '' AS second_factor
                    FROM type::record('account', $row.account ?? '-');",
            )
            .whole("grant WHERE account = $row.account")
            .bind("id", id);
        let mut results = self.read(script).await?;
        let session: Option<SessionRow> = take(&mut results, 1)?.into_iter().next();
        let account: Option<AccountRow> = take(&mut results, 2)?.into_iter().next();
        let (Some(session), Some(account)) = (session, account) else { return Ok(None) };
        if account.disabled {
            return Ok(None);
        }
        let grants: Vec<Grant> = take(&mut results, 3)?;
        let origins = self.origins_of(&grants, now).await?;
        Ok(Some(Known { at: Instant::now(), row: session, account, grants, origins }))
    }

    /// Opens a session and notes the sign-in.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn open_session(&self, session: &SessionRow, name: &str, request: &str) -> Result<(), StoreError> {
        let actor = Actor { account: session.account.clone(), name: name.to_owned(), request: request.to_owned() };
        let note = Note::of(actor, session.began)
            .does(Action::SignIn, "account", session.account.as_str(), "")
            .because(&session.address);
        let script = Script::new("CREATE type::record('session', $id) CONTENT $opened RETURN NONE;")
            .bind("id", session.id.as_str())
            .bind("opened", content(session))
            .note(&note, "NONE", "NONE");
        self.write(Change::Answers("session.open"), script).await?;
        Ok(())
    }

    /// Ends what a new session of an account takes the place of: `former`, the one of the same
    /// browser, and the oldest beyond so many.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn make_room(&self, account: &AccountId, former: &str, most: u32) -> Result<(), StoreError> {
        let mut open: Vec<SessionRow> =
            self.rows_where("account = $account", Script::bound("account", account.as_str())).await?;
        open.sort_by_key(|row| (row.id == former, std::cmp::Reverse(row.seen)));
        let kept = open.len() - usize::from(open.last().is_some_and(|row| row.id == former));
        let kept = kept.min(most.saturating_sub(1) as usize);
        let ended: Vec<String> = open.split_off(kept).into_iter().map(|row| row.id).collect();
        if ended.is_empty() {
            return Ok(());
        }
        let script =
            Script::new("FOR $id IN $ended { DELETE type::record('session', $id) RETURN NONE };").bind("ended", ended);
        self.write(Change::Access("session.sweep"), script).await?;
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
        let _forgotten = Forgotten(&self.caches.viewers, old);
        self.write(Change::Answers("session.renew"), script).await?;
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
        let note = Note::of(viewer, now).does(Action::SignOut, "account", account.as_str(), "");
        let script = Script::new(
            "DELETE type::record('session', $id) RETURN NONE;
             LET $refused = (SELECT VALUE id FROM refused WHERE account = $account);
             DELETE $refused RETURN NONE;",
        )
        .bind("id", id)
        .bind("account", account.as_str())
        .note(&note, "NONE", "NONE");
        let _forgotten = Forgotten(&self.caches.viewers, id);
        self.write(Change::Answers("session.close"), script).await?;
        Ok(())
    }

    /// Removes sessions that ended by time, what stated purposes had opened and old refused forms.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sweep_sessions(&self, policy: &SignInPolicy, now: Moment) -> Result<(), StoreError> {
        let script = Script::new(
            "LET $ended = (SELECT VALUE id FROM session WHERE seen < $idle OR seen > $ahead OR began < $absolute LIMIT 1000);
             DELETE $ended RETURN NONE;
             LET $tried = (SELECT VALUE id FROM sign_in_try WHERE last < $forget LIMIT 1000);
             DELETE $tried RETURN NONE;
             LET $closed = (SELECT VALUE id FROM unmasking WHERE `until` < $now LIMIT 1000);
             DELETE $closed RETURN NONE;
             LET $refused = (SELECT VALUE id FROM refused WHERE at < $now - 7200000 LIMIT 1000);
             DELETE $refused RETURN NONE;",
        )
        .bind("now", now.0)
        .bind("forget", now.plus_seconds(-domain::account::FORGET_SECONDS).0)
        .bind("ahead", now.plus_seconds(SLACK).0)
        .bind("idle", now.plus_seconds(-i64::from(policy.idle_minutes) * 60 - SLACK).0)
        .bind("absolute", now.plus_seconds(-i64::from(policy.absolute_hours) * 3600).0);
        self.write(Change::Access("session.sweep"), script).await?;
        Ok(())
    }
}
