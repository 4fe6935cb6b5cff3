//! Somebody as a pipeline reads them.

use domain::code::{Level, Rank, Sex};
use domain::retirement::OldAge;
use domain::time::Date;
use domain::{PersonId, UnitId};

use crate::mirror::Mirrored;

/// Somebody as a pipeline reads them.
pub(super) struct Row {
    pub(super) id: PersonId,
    pub(super) name: String,
    pub(super) sex: Sex,
    pub(super) birth: Date,
    pub(super) rank: Option<Rank>,
    pub(super) old_age: Option<OldAge>,
    pub(super) title: String,
    pub(super) level: Level,
    pub(super) level_since: Option<Date>,
    pub(super) unit: UnitId,
    pub(super) path: String,
    pub(super) assessments: String,
}

impl Row {
    pub(super) fn of(one: &Mirrored) -> Self {
        Self {
            id: one.row.id.clone(),
            name: one.row.name.clone(),
            sex: one.row.sex,
            birth: one.row.birth,
            rank: one.rank,
            old_age: one.old_age,
            title: one.row.title.clone(),
            level: one.row.level,
            level_since: one.row.level_since,
            unit: one.row.unit.clone(),
            path: one.path.to_string(),
            assessments: one.form.assessments.to_string(),
        }
    }
}
