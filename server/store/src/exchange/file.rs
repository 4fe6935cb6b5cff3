//! Files of cases: their keys, sealed, and who reads which.

use domain::access::Viewer;
use domain::exchange::case::{Action, Case, CaseGround};
use domain::exchange::port::Cases;
use domain::ports::Answer;
use domain::procedure::Procedure;
use domain::{CaseId, Fault, Moment};

use super::case::sees;
use crate::procedure::{Kept, acting};
use crate::{Change, Script, Store, StoreError};

impl Store {
    /// Whether somebody may do something in a case as they read it; nothing is written.
    ///
    /// # Errors
    /// What the doing itself would be refused with.
    pub async fn case_takes(
        &self,
        viewer: &Viewer,
        id: &CaseId,
        version: u32,
        action: &Action,
        now: Moment,
    ) -> Answer<()> {
        let case = self.get::<Case>(id).await?;
        if !sees(viewer, &case) {
            return Err(Fault::Forbidden);
        }
        case.as_seen(version)?;
        let (rules, days) = (self.rules_of(&case).await?, self.workdays().await?);
        case.act(action, &acting(viewer, case.parts_of(viewer)), &CaseGround { rules: &rules, days: &days }, now)
            .map(|_| ())
    }

    /// Keeps the sealed key of a case's file.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn keep_case_file(&self, case: &CaseId, file: &str, seal: &str) -> Result<(), StoreError> {
        let script = Script::new(
            "CREATE type::record('exchange_file', $id) CONTENT { case_id: $case, seal: $seal } RETURN NONE;",
        )
        .bind("id", file)
        .bind("case", case.as_str())
        .bind("seal", seal);
        self.write(Change::Answers("exchange.file"), script).await.map(|_| ())
    }

    /// Forgets the key of a file that was not recorded.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn drop_case_file(&self, file: &str) -> Result<(), StoreError> {
        let script = Script::new("DELETE type::record('exchange_file', $id) RETURN NONE;").bind("id", file);
        self.write(Change::Answers("exchange.file"), script).await.map(|_| ())
    }

    /// A file of a case for somebody who may read it: (file, name, its sealed key).
    ///
    /// # Errors
    /// [`Fault::NotFound`] where the case shows them no such file.
    pub async fn case_file(
        &self,
        viewer: &Viewer,
        id: &CaseId,
        n: usize,
        now: Moment,
    ) -> Answer<(String, String, String)> {
        let case = self.case(viewer, id, now).await?.case;
        let found = case.files.get(n).filter(|one| one.readable()).ok_or(Fault::NotFound)?;
        let seal: Option<String> = self
            .row(
                Script::new("SELECT VALUE seal FROM type::record('exchange_file', $id) WHERE case_id = $case")
                    .bind("id", found.file.as_str())
                    .bind("case", id.as_str()),
            )
            .await?;
        Ok((found.file.clone(), found.name.clone(), seal.ok_or(Fault::NotFound)?))
    }
}
