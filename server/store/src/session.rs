//! Sessions, and who stands behind them.

pub(crate) mod known;

use std::time::Instant;

use domain::access::{Grant, Viewer};
use domain::account::SignInPolicy;
use domain::audit::Action;
use domain::{AccountId, Moment};

use self::known::{AccountRow, Forgotten, Known, SessionRow, Stage};
use crate::audit::{Actor, Note};
use crate::row::{tables, whole};
use crate::rows::{content, take};
use crate::{Change, Script, Store, StoreError};

tables! { "session" by str: SessionRow }

/// Seconds that a session lasts beyond its idle time: what was seen is kept to the minute, and
/// written down some seconds later.
const SLACK: i64 = 120;

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
