//! Versioned migrations. Each is a file, applied once in a transaction together with
//! the note that it was; its checksum must never change afterwards.

use domain::Moment;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::audit::hex;
use crate::script::Script;
use crate::{Change, Store, StoreError};

/// All migrations in order: name and text.
pub const MIGRATIONS: [(&str, &str); 37] = [
    ("0001_people_and_organisations", include_str!("../schema/0001_people_and_organisations.surql")),
    ("0002_accounts_and_audit", include_str!("../schema/0002_accounts_and_audit.surql")),
    ("0003_training", include_str!("../schema/0003_training.surql")),
    ("0004_seats", include_str!("../schema/0004_seats.surql")),
    ("0005_call_ups", include_str!("../schema/0005_call_ups.surql")),
    ("0006_lessons", include_str!("../schema/0006_lessons.surql")),
    ("0007_calendar_and_certificates", include_str!("../schema/0007_calendar_and_certificates.surql")),
    ("0008_evaluation", include_str!("../schema/0008_evaluation.surql")),
    ("0009_requirements", include_str!("../schema/0009_requirements.surql")),
    ("0010_exams", include_str!("../schema/0010_exams.surql")),
    ("0011_courses", include_str!("../schema/0011_courses.surql")),
    ("0012_planning", include_str!("../schema/0012_planning.surql")),
    ("0013_material_files", include_str!("../schema/0013_material_files.surql")),
    ("0014_exchange", include_str!("../schema/0014_exchange.surql")),
    ("0015_tolerance", include_str!("../schema/0015_tolerance.surql")),
    ("0016_incentive", include_str!("../schema/0016_incentive.surql")),
    ("0017_appraisal", include_str!("../schema/0017_appraisal.surql")),
    ("0018_pipeline", include_str!("../schema/0018_pipeline.surql")),
    ("0019_at_rest", include_str!("../schema/0019_at_rest.surql")),
    ("0020_taken_back", include_str!("../schema/0020_taken_back.surql")),
    ("0021_places", include_str!("../schema/0021_places.surql")),
    ("0022_service", include_str!("../schema/0022_service.surql")),
    ("0023_restarts", include_str!("../schema/0023_restarts.surql")),
    ("0024_secrecy", include_str!("../schema/0024_secrecy.surql")),
    ("0025_refused", include_str!("../schema/0025_refused.surql")),
    ("0026_once", include_str!("../schema/0026_once.surql")),
    ("0027_signing_organ", include_str!("../schema/0027_signing_organ.surql")),
    ("0028_access", include_str!("../schema/0028_access.surql")),
    ("0029_imports_and_names", include_str!("../schema/0029_imports_and_names.surql")),
    ("0030_publicity", include_str!("../schema/0030_publicity.surql")),
    ("0031_versions_and_keys", include_str!("../schema/0031_versions_and_keys.surql")),
    ("0032_touched", include_str!("../schema/0032_touched.surql")),
    ("0033_kin", include_str!("../schema/0033_kin.surql")),
    ("0034_kept", include_str!("../schema/0034_kept.surql")),
    ("0035_indexes_unasked", include_str!("../schema/0035_indexes_unasked.surql")),
    ("0036_counts", include_str!("../schema/0036_counts.surql")),
    ("0037_closed_early", include_str!("../schema/0037_closed_early.surql")),
];

/// A migration that was or would be applied.
pub type Planned = &'static str;

/// What a run did.
#[derive(Debug, PartialEq, Eq)]
pub struct Applied {
    /// Migrations applied now (or that would be, in a dry run).
    pub now: Vec<Planned>,
    /// How many had been applied before.
    pub before: usize,
}

/// Why the store can't be used as it is.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// The store was last used by a newer program.
    #[error(
        "the store has migration {0}, which this program does not know: it was last used by a newer version. \
         Install that version, or restore a backup made with this one."
    )]
    Newer(String),
    /// A migration that was applied has another text now.
    #[error(
        "migration {0} was edited after it had been applied to this store. \
         Put the file back as it was and write the change as a new migration."
    )]
    Edited(&'static str),
    /// A migration before an applied one was never applied.
    #[error("migration {0} was never applied to this store although a later one was: restore a backup.")]
    Gap(&'static str),
    /// A restore into the store was begun and never finished.
    #[error(
        "a backup was being restored into this store and that never came to its end, so it holds a part of it only. \
         Empty its folder (or remove the database) and restore again."
    )]
    Torso,
    /// Data were being loaded in bulk and that never came to its end.
    #[error(
        "demo data were being loaded into this store and that never came to its end, so it holds a part of them only. \
         Empty its folder (or remove the database) and load them again."
    )]
    Unloaded,
    /// A migration failed; the store is as it was before it.
    #[error("migration {0} failed and was rolled back: {1}")]
    Failed(&'static str, StoreError),
    /// The store does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

#[derive(Deserialize)]
struct Row {
    id: String,
    checksum: String,
}

impl Store {
    /// Brings the store to this program's schema; only checks what would be done when
    /// `dry_run`.
    ///
    /// # Errors
    /// When the store is newer, was edited, holds half of a backup or of a load, or a migration fails.
    pub async fn migrate(&self, dry_run: bool, now: Moment) -> Result<Applied, MigrateError> {
        let applied = self.migrate_with(&MIGRATIONS, dry_run, now).await?;
        if !dry_run {
            let begun: Vec<String> = self.rows(Script::new("SELECT VALUE record::id(id) FROM restoring")).await?;
            match begun.first().map(String::as_str) {
                Some("loading") => return Err(MigrateError::Unloaded),
                Some(_) => return Err(MigrateError::Torso),
                None => {}
            }
            self.renew_keys().await?;
        }
        Ok(applied)
    }

    /// The same with a given list of files, for tests of this very module.
    ///
    /// # Errors
    /// As [`Store::migrate`].
    pub async fn migrate_with(
        &self,
        files: &[(&'static str, &'static str)],
        dry_run: bool,
        now: Moment,
    ) -> Result<Applied, MigrateError> {
        self.read(Script::new(
            "DEFINE TABLE IF NOT EXISTS schema_migration SCHEMAFULL;
             DEFINE FIELD IF NOT EXISTS checksum ON schema_migration TYPE string READONLY;
             DEFINE FIELD IF NOT EXISTS at ON schema_migration TYPE int READONLY;
             DEFINE FIELD IF NOT EXISTS program ON schema_migration TYPE string READONLY;",
        ))
        .await?;
        let applied: Vec<Row> =
            self.rows(Script::new("SELECT record::id(id) AS id, checksum FROM schema_migration ORDER BY id")).await?;
        for row in &applied {
            let Some((name, text)) = files.iter().find(|(name, _)| *name == row.id) else {
                return Err(MigrateError::Newer(row.id.clone()));
            };
            if checksum(text) != row.checksum {
                return Err(MigrateError::Edited(name));
            }
        }
        for (at, (name, _)) in files.iter().enumerate() {
            if at < applied.len() && applied[at].id != *name {
                return Err(MigrateError::Gap(name));
            }
        }
        let mut done = Vec::new();
        for (name, text) in &files[applied.len()..] {
            self.apply(name, text, dry_run, now).await.map_err(|error| MigrateError::Failed(name, error))?;
            done.push(*name);
            // A later file may build on an earlier one, which a dry run rolled back.
            if dry_run {
                done.extend(files[applied.len() + 1..].iter().map(|(name, _)| *name));
                break;
            }
        }
        Ok(Applied { now: done, before: applied.len() })
    }

    async fn apply(&self, name: &str, text: &str, dry_run: bool, now: Moment) -> Result<(), StoreError> {
        let note = "CREATE type::record('schema_migration', $migration_name) CONTENT
            { checksum: $migration_checksum, at: $migration_at, program: $migration_program } RETURN NONE;";
        let end = if dry_run { "THROW 'gq:dry-run';" } else { "" };
        let script = Script::new(text)
            .then(note)
            .then(end)
            .bind("migration_name", name)
            .bind("migration_checksum", checksum(text))
            .bind("migration_at", now.0)
            .bind("migration_program", env!("CARGO_PKG_VERSION"));
        match self.write(Change::Answers("migrate"), script).await {
            Ok(_) => Ok(()),
            Err(StoreError::Thrown(code)) if dry_run && code == "gq:dry-run" => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// The schema as the engine has it, for comparison.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn schema(&self) -> Result<serde_json::Value, StoreError> {
        crate::rows::json(&mut self.read(Script::new("INFO FOR DB")).await?, 0)
    }
}

fn checksum(text: &str) -> String {
    hex(&Sha256::digest(text.replace("\r\n", "\n").as_bytes()))
}
