//! The numbers of training that are settings. Rows are only added, by one who saw all there are.

use async_trait::async_trait;
use domain::access::{Permission, Scope, Viewer};
use domain::ports::Answer;
use domain::training::port::TrainingSettings;
use domain::training::{SettingRow, Settings};
use domain::versioned::Drawn;
use domain::{Fault, Moment, Reason};

use crate::answers::Made;
use crate::audit::Note;
use crate::rows::{content, new_id};
use crate::written::On;
use crate::{Change, Script, Store, StoreError};

impl Store {
    pub(crate) async fn all_settings(&self) -> Result<Settings, StoreError> {
        Ok(Settings(self.rows(Script::new("SELECT * FROM training_setting ORDER BY at, id")).await?))
    }
}

#[async_trait]
impl TrainingSettings for Store {
    async fn settings(&self, viewer: &Viewer) -> Answer<Settings> {
        // Everybody may know the rules they are under.
        let _ = viewer;
        Ok(self.all_settings().await?)
    }

    async fn add_setting(&self, viewer: &Viewer, row: &SettingRow, drawn: &Drawn, now: Moment) -> Answer<()> {
        self.require_everywhere(viewer, Permission::REQUIREMENT_EDIT).await?;
        row.check()?;
        let row = SettingRow { basis: row.basis.trim().to_owned(), at: now, by: viewer.name.clone(), ..row.clone() };
        let id = new_id(now);
        let all = self.all_settings().await?;
        // The other settings are not what this one was made from.
        if drawn.version > all.version() || all.entered_since(row.setting, drawn.version).is_some() {
            return Err(Reason::Stale.into());
        }
        drawn.may_replace(all.replaced(&row))?;
        let prior = all.row(row.setting, row.from).cloned();
        let held = all.0.iter().filter(|one| one.setting == row.setting).count();
        let note = Note::of(viewer, now).creates("training_setting", &id, "").because(&row.basis);
        let script = Script::new(
            "IF array::len((SELECT VALUE id FROM training_setting WHERE setting = $row.setting)) != $held {
                THROW 'gq:stale'
             };
             CREATE type::record('training_setting', $id) CONTENT $row RETURN NONE;",
        )
        .bind("held", i64::try_from(held).unwrap_or(i64::MAX))
        .bind("id", id.as_str())
        .bind("row", content(&row))
        .turn("training_setting", "")
        .json("prior", &prior)
        .note(&note, "$prior ?? NONE", "$row");
        self.write(Change::Answers("setting.add"), script).await?;
        Ok(())
    }
}

impl Store {
    /// Whether a viewer holds a permission over every tree.
    pub async fn holds_everywhere(&self, viewer: &Viewer, permission: Permission) -> bool {
        let Ok(scope) = viewer.require(permission) else { return false };
        let make = async { Ok::<_, StoreError>(Made::of(self.roots().await?).on([On::All("unit")])) };
        self.kept(("roots", String::new()), make).await.is_ok_and(|roots| covers(&scope, &roots))
    }

    async fn roots(&self) -> Result<Vec<String>, StoreError> {
        self.rows(Script::new("SELECT VALUE path FROM unit WHERE parent = ''")).await
    }

    /// Passes for those who hold a permission over every tree: what holds for everybody is
    /// set by the authority over everybody.
    pub(crate) async fn require_everywhere(&self, viewer: &Viewer, permission: Permission) -> Answer<()> {
        let scope = viewer.require(permission)?;
        if covers(&scope, &self.roots().await?) { Ok(()) } else { Err(Fault::Forbidden) }
    }
}

/// Whether a scope holds all trees that there are.
fn covers(scope: &Scope, roots: &[String]) -> bool {
    roots.iter().all(|root| root.starts_with("/ended/") || scope.holds(root))
}
