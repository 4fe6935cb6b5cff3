//! What the store does for every procedure: who acts, the version that was seen, and the changed
//! record written with those who are told of it, in one transaction.

use domain::access::Viewer;
use domain::ports::Answer;
use domain::procedure::{Acting, Procedure};
use domain::{Fault, Moment, Reason};
use serde::Serialize;
use serde_json::Value;

use crate::rows::content;
use crate::save::Save;
use crate::{Change, Script, Store};

/// A viewer as somebody who acts as these parts.
pub(crate) fn acting<P>(viewer: &Viewer, parts: Vec<P>) -> Acting<P> {
    let (account, person, name) = (viewer.account.clone(), viewer.person.clone(), viewer.name.clone());
    Acting { parts, account, person, name }
}

/// A record of a procedure as the store keeps it.
pub(crate) trait Kept: Procedure + Serialize {
    /// Its table, which is also what the trail calls it.
    const TABLE: &'static str;

    /// Its id.
    fn id(&self) -> &str;

    /// Path of the unit it belongs to, for the scope of the trail's row.
    fn path(&self) -> &str;

    /// Counts its edits.
    fn version(&self) -> u32;

    /// Its row: the record itself, and what it is looked up by.
    fn row(&self) -> Value {
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

impl Store {
    /// Writes what an act made of a record, at the version it was read with, and tells people of it.
    ///
    /// # Errors
    /// [`Reason::Stale`] when somebody changed it meanwhile; when the store fails.
    pub(crate) async fn changed<P: Kept>(
        &self,
        change: Change,
        viewer: &Viewer,
        (before, next): (&P, &P),
        notices: Vec<Value>,
        now: Moment,
    ) -> Answer<()> {
        let (id, path, version) = (before.id(), before.path(), before.version());
        let save = Save { viewer, now, table: P::TABLE, id, path, version };
        let more = |script: Script| {
            script
                .then("IF array::len($notices) > 0 { INSERT INTO notice $notices RETURN NONE };")
                .bind("notices", notices)
        };
        Ok(self.save_row_and(change, &save, Some(before), next.row(), more).await?)
    }
}
