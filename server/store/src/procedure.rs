//! What the store does for every procedure: who acts, the version that was seen, and the changed
//! record written with its trace and those who are told of it, in one transaction.

use domain::access::Viewer;
use domain::ports::Answer;
use domain::procedure::{Acting, Procedure};
use domain::{Fault, Moment, Reason};
use serde::Serialize;
use serde_json::Value;

use crate::audit::Note;
use crate::row::Row;
use crate::rows::content;
use crate::{Change, Script, Store};

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

/// An act that was done on a record.
pub(crate) struct Changed<'a, P> {
    /// What it makes untrue of what is kept in memory.
    pub(crate) change: Change,
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
    /// Writes what an act made of a record, at the version it was read with, and tells people of it;
    /// `more` adds what it does elsewhere, in the same transaction.
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
        let Changed { change, before, next, because, notices } = act;
        let note = Note::of(viewer, now).updates(P::TABLE, before.id(), before.path()).because(because);
        let mut is = next.traced();
        is["version"] = Value::from(before.version() + 1);
        let script = Script::default()
            .over(P::TABLE, before.id(), before.version(), next.row())
            .bind("act_before", before.traced())
            .bind("act_after", is)
            .note(&note, "$act_before", "$act_after")
            .tells(notices);
        self.write(change, more(script)).await?;
        Ok(())
    }
}
