//! The requirements of hours: few, read on every page, changed a few times a year.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use domain::access::{Permission, Viewer};
use domain::audit::Action;
use domain::ports::Answer;
use domain::training::{Requirement, first_requirements};
use domain::{Fault, Moment, RequirementId};

use crate::audit::Note;
use crate::rows::content;
use crate::{Script, Store, StoreError};

/// How long they may be reused; another server's edit is seen after that.
const FRESH: Duration = Duration::from_secs(10);

type Held = (Instant, Arc<Vec<Requirement>>);

#[derive(Default)]
pub(crate) struct Cache(Mutex<Option<Held>>);

impl Cache {
    fn get(&self) -> Option<Arc<Vec<Requirement>>> {
        let held = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        held.as_ref().filter(|(at, _)| at.elapsed() < FRESH).map(|(_, all)| all.clone())
    }

    fn set(&self, held: Option<Held>) {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = held;
    }
}

impl Store {
    pub(crate) async fn all_requirements(&self) -> Result<Vec<Requirement>, StoreError> {
        if let Some(all) = self.caches.requirements.get() {
            return Ok(all.as_ref().clone());
        }
        let mut all: Vec<Requirement> =
            self.rows(Script::new("SELECT *, record::id(id) AS id FROM requirement")).await?;
        all.sort_by(|a, b| (a.from, &a.id).cmp(&(b.from, &b.id)));
        self.caches.requirements.set(Some((Instant::now(), Arc::new(all.clone()))));
        Ok(all)
    }

    /// Puts the first requirements into a store that has none.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn seed_requirements(&self, now: Moment) -> Result<(), StoreError> {
        let known: Vec<String> = self.rows(Script::new("SELECT VALUE record::id(id) FROM requirement LIMIT 1")).await?;
        if !known.is_empty() {
            return Ok(());
        }
        let rows: Vec<serde_json::Value> = first_requirements()
            .iter()
            .map(|requirement| serde_json::to_value(requirement).map_err(StoreError::from))
            .collect::<Result<_, _>>()?;
        let note = Note {
            actor: crate::audit::Actor::default(),
            now,
            action: Action::Create,
            subject: "requirement",
            id: "",
            path: "",
            reason: "first requirements",
        };
        let script = Script::new("INSERT INTO requirement $rows RETURN NONE;").bind("rows", rows).note(
            &note,
            "NONE",
            "{ rows: $rows }",
        );
        self.write("requirement.seed", script).await?;
        self.caches.requirements.set(None);
        Ok(())
    }

    pub(crate) async fn change_requirement(
        &self,
        viewer: &Viewer,
        id: &RequirementId,
        change: &Requirement,
        now: Moment,
    ) -> Answer<()> {
        // Requirements hold for everybody, so only the authority over a whole tree edits.
        self.require_everywhere(viewer, Permission::RequirementEdit).await?;
        change.check()?;
        let before = self.all_requirements().await?.into_iter().find(|known| known.id == *id).ok_or(Fault::NotFound)?;
        let after = Requirement {
            hours: change.hours,
            basis: change.basis.trim().to_owned(),
            from: change.from,
            until: change.until,
            version: change.version + 1,
            ..before
        };
        let note = Note {
            actor: viewer.into(),
            now,
            action: Action::Update,
            subject: "requirement",
            id: id.as_str(),
            path: "",
            reason: &after.basis,
        };
        let script = Script::new(
            "LET $prior = (SELECT * FROM ONLY type::record('requirement', $id));
             IF $prior.version != $version { THROW 'gq:stale' };
             UPDATE type::record('requirement', $id) CONTENT $next RETURN NONE;",
        )
        .bind("id", id.as_str())
        .bind("version", i64::from(change.version))
        .bind("next", content(&after))
        .note(&note, "$prior", "$next");
        self.write("requirement.save", script).await?;
        self.caches.requirements.set(None);
        Ok(())
    }
}
