//! What time does: each feature in turn, and how somebody is told once that something falls due.

use std::collections::BTreeSet;

use domain::Moment;
use serde_json::Value;
use surrealdb::types::RecordId;

use crate::batch::BATCH;
use crate::feature::Tended;
use crate::{Change, FEATURES, Script, Store, StoreError};

impl Store {
    /// Does everything that time does. What fails keeps nothing else from being done.
    ///
    /// # Errors
    /// The last of those that were met.
    pub async fn tend(&self, now: Moment) -> Result<(), StoreError> {
        let mut outcome = Ok(());
        let mut ended = |(what, step): Tended| {
            if let Err(error) = step {
                tracing::warn!(%error, "{what}");
                outcome = Err(error);
            }
        };
        // Whoever looks first in the morning is not to wait for what happened overnight.
        ended(("what lists look through was not brought up to the store", self.follow().await));
        ended(("what was touched long ago was not forgotten", self.forget_touched().await));
        for feature in FEATURES {
            feature.tend(self, now).await.into_iter().for_each(&mut ended);
        }
        outcome
    }

    /// Which of these marks are in a table of marks: what has its mark was told.
    pub(crate) async fn told(&self, table: &'static str, marks: Vec<String>) -> Result<BTreeSet<String>, StoreError> {
        let marks: Vec<RecordId> = marks.into_iter().map(|mark| RecordId::new(table, mark)).collect();
        let script = Script::new("SELECT VALUE record::id(id) FROM $marks").bind("marks", marks);
        Ok(self.rows::<String>(script).await?.into_iter().collect())
    }

    /// Writes marks, rows of a table with their ids, together with the notices that they stand for: nothing
    /// where one of them was told meanwhile.
    pub(crate) async fn tell_once(
        &self,
        change: Change,
        (table, marks): (&'static str, &[Value]),
        notices: &[Value],
    ) -> Result<(), StoreError> {
        let mut script = Script::default();
        for (n, chunk) in marks.chunks(BATCH).enumerate() {
            script = script
                .then(&format!(
                    "FOR $mark IN $marks{n} {{
                        CREATE type::record('{table}', $mark.id) CONTENT object::remove($mark, 'id') RETURN NONE;
                     }};"
                ))
                .bind(&format!("marks{n}"), chunk.to_vec());
        }
        self.write(change, script.insert("notice", notices)).await?;
        Ok(())
    }
}
