//! What the store does for every procedure: who acts, the version that was seen, and the changed
//! record written with its trace and those who are told of it, in one transaction; and that an act sent
//! twice is done once.

use domain::access::Viewer;
use domain::notice::{NoticeBody, address};
use domain::ports::Answer;
use domain::procedure::{Acting, Procedure};
use domain::publicity::Publicity;
use domain::{Fault, Moment, PersonId, Reason};
use serde::Serialize;
use serde_json::Value;

use crate::audit::Note;
use crate::audit::chain::canonical;
use crate::desk::notice_row;
use crate::once::hash;
use crate::row::Row;
use crate::rows::{content, plain};
use crate::{Change, Script, Store, StoreError};

/// The column of a row that says which act made its version: a digest of who sent what over which version.
const SENT: &str = "sent";

/// A viewer as somebody who acts as these parts.
pub(crate) fn acting<P>(viewer: &Viewer, parts: Vec<P>) -> Acting<P> {
    let (account, person, name) = (viewer.account.clone(), viewer.person.clone(), viewer.name.clone());
    Acting { parts, account, person, name }
}

/// A record of a procedure as the store keeps it.
pub(crate) trait Kept: Procedure + Row + Serialize {
    fn id(&self) -> &str;

    /// Path of the unit it belongs to, for the scope of the trail's row.
    fn path(&self) -> &str;

    /// Counts its edits.
    fn version(&self) -> u32;

    /// Its row: the record itself, and what it is looked up by.
    fn row(&self) -> Value {
        content(self)
    }

    /// What the trail keeps of it.
    fn traced(&self) -> Value {
        content(self)
    }

    /// The one whom it concerns beside those who see all of its kind; nothing where that is anybody.
    fn whose(&self) -> Option<&PersonId> {
        None
    }

    /// That it is as somebody saw it.
    ///
    /// # Errors
    /// [`Reason::Stale`] when it changed since.
    fn as_seen(&self, version: u32) -> Answer<()> {
        if self.version() == version { Ok(()) } else { Err(Fault::Refused(Reason::Stale)) }
    }
}

/// Says of the records of a procedure what they are kept by, for those whose fields are called `id`,
/// `path` and `version`; after them what is kept otherwise than [`Kept`] does it.
macro_rules! kept {
    ($kind:ty $({ $($other:item)* })?) => {
        impl $crate::procedure::Kept for $kind {
            fn id(&self) -> &str {
                self.id.as_str()
            }

            fn path(&self) -> &str {
                &self.path
            }

            fn version(&self) -> u32 {
                self.version
            }

            $($($other)*)?
        }
    };
}

pub(crate) use kept;

/// The digest of an act that somebody sends over a version of a record.
fn sent<P: Kept>(viewer: &Viewer, id: &str, seen: u32, action: &P::Action) -> String {
    let what = canonical(&plain(action));
    hash(&format!("{}|{id}|{seen}|{}|{what}", P::TABLE, viewer.account))
}

/// The row of a record as an act made it, without its version: the record, and which act that was.
pub(crate) fn row_after<P: Kept>(viewer: &Viewer, before: &P, next: &P, action: &P::Action) -> Value {
    let mut row = next.row();
    row[SENT] = Value::from(sent::<P>(viewer, before.id(), before.version(), action));
    row
}

/// Tells those who made the objections that an act answered what `news` says of whether they stand; nobody of
/// what they answered themselves.
pub(crate) fn answered(
    viewer: &Viewer,
    before: &Publicity,
    next: &Publicity,
    now: Moment,
    news: impl Fn(bool) -> NoticeBody,
) -> Vec<Value> {
    let theirs = next.answered_since(before).filter(|(one, _)| !one.is_of(viewer));
    theirs
        .filter_map(|(one, answer)| {
            let who = one.who.as_ref()?;
            Some(notice_row(&address(&who.account, &who.person), news(answer.upheld), now))
        })
        .collect()
}

/// An act that was done on a record.
pub(crate) struct Changed<'a, P: Procedure> {
    /// What it makes untrue of what is kept in memory.
    pub(crate) change: Change,
    /// The act, as it was sent.
    pub(crate) action: &'a P::Action,
    /// The record as it was read.
    pub(crate) before: &'a P,
    /// The record as the act made it.
    pub(crate) next: &'a P,
    /// Why, for the trail; empty where the record says so itself.
    pub(crate) because: &'a str,
    /// Those who are told of it.
    pub(crate) notices: Vec<Value>,
}

impl Store {
    /// Whether somebody who acts on a record as they saw it has done that already: the last that was done with
    /// it is the very act, by the same account over the same version. The second of two clicks finds the first
    /// so, and there is nothing more to do.
    ///
    /// # Errors
    /// [`Reason::Stale`] when the record changed otherwise since; when the store fails.
    pub(crate) async fn was_done<P: Kept>(
        &self,
        viewer: &Viewer,
        record: &P,
        version: u32,
        action: &P::Action,
    ) -> Answer<bool> {
        let Err(stale) = record.as_seen(version) else { return Ok(false) };
        if self.made_by::<P>(record.id(), version, &sent::<P>(viewer, record.id(), version, action)).await? {
            return Ok(true);
        }
        Err(stale)
    }

    /// Whether the version after one of a row was made by an act, by its digest, and still stands.
    async fn made_by<P: Kept>(&self, id: &str, seen: u32, sent: &str) -> Result<bool, StoreError> {
        let read = format!("SELECT VALUE version = $after AND {SENT} = $sent FROM type::record('{}', $id)", P::TABLE);
        let script = Script::new(&read).bind("id", id).bind("after", i64::from(seen) + 1).bind("sent", sent);
        Ok(self.row(script).await?.unwrap_or(false))
    }

    /// Writes what an act made of a record, at the version it was read with, and tells people of it;
    /// `more` adds what it does elsewhere, in the same transaction. Where the same act was sent twice at the
    /// same moment, the second writes nothing and is done.
    ///
    /// # Errors
    /// [`Reason::Stale`] when somebody changed it meanwhile; when the store fails.
    pub(crate) async fn changed<P: Kept>(
        &self,
        viewer: &Viewer,
        act: Changed<'_, P>,
        now: Moment,
        more: impl FnOnce(Script) -> Script,
    ) -> Answer<()> {
        let Changed { change, action, before, next, because, notices } = act;
        let note = Note::of(viewer, now).updates(P::TABLE, before.id(), before.path()).because(because);
        let mut is = next.traced();
        is["version"] = Value::from(before.version() + 1);
        let script = Script::default()
            .over(P::TABLE, before.id(), before.version(), row_after(viewer, before, next, action))
            .bind("act_before", before.traced())
            .bind("act_after", is)
            .note(&note, "$act_before", "$act_after")
            .tells(notices);
        let script = match next.whose() {
            Some(person) => script.whose(P::TABLE, [person]),
            None => script,
        };
        match self.write(change, more(script)).await {
            Err(StoreError::Thrown(code)) if code == "gq:stale" => {
                let (id, seen) = (before.id(), before.version());
                let twice = self.made_by::<P>(id, seen, &sent::<P>(viewer, id, seen, action)).await?;
                if twice { Ok(()) } else { Err(Fault::Refused(Reason::Stale)) }
            }
            done => Ok(done.map(|_| ())?),
        }
    }
}
