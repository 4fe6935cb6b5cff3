//! The ledger of hours. Entries are never edited: what was wrong is reversed by a new
//! entry that names the old one and says why.

use serde::{Deserialize, Serialize};

use super::Class;
use crate::code::{ClassKind, TrainingForm};
use crate::record::Hours;
use crate::{CategoryId, ClassId, Day, EnrolmentId, LedgerId, Moment, PersonId};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerEntry {
    /// The entry.
    pub id: LedgerId,
    /// Whose hours.
    pub person: PersonId,
    /// The class they come from; empty for hours recorded otherwise.
    #[serde(default)]
    pub class: ClassId,
    /// What they were for.
    pub title: String,
    /// Form of training.
    pub form: TrainingForm,
    /// Content.
    pub category: CategoryId,
    /// What the class was for; nothing for hours recorded otherwise.
    #[serde(default, with = "super::optional_code")]
    pub kind: Option<ClassKind>,
    /// Hours, negative in a reversal.
    pub hours: Hours,
    /// Hours before the limit of one entry: more than `hours` where that cut some off.
    #[serde(default)]
    pub raw: Hours,
    /// The day they count for.
    pub day: Day,
    /// The record they rest on, for hours recorded otherwise.
    #[serde(default)]
    pub document: String,
    /// The entry this one reverses; empty for an ordinary one.
    #[serde(default)]
    pub reverses: LedgerId,
    /// The entry that reverses this one; empty while it stands.
    #[serde(default)]
    pub reversed_by: LedgerId,
    /// Why, for a reversal.
    #[serde(default)]
    pub reason: String,
    /// When it was posted.
    pub at: Moment,
}

impl LedgerEntry {
    /// The entry of somebody's hours in a class. The id names class, person and how often the
    /// class was opened again, so that the same hours can't be posted twice.
    #[must_use]
    pub fn id_of_class(class: &Class, person: &PersonId) -> LedgerId {
        let place = EnrolmentId::of(&class.id, person).0;
        LedgerId(if class.reopened == 0 { place } else { format!("{place}__{}", class.reopened) })
    }

    /// What somebody earns in a class, on its last day.
    #[must_use]
    pub fn of_class(class: &Class, person: &PersonId, hours: Hours, at: Moment) -> Self {
        Self {
            id: Self::id_of_class(class, person),
            person: person.clone(),
            class: class.id.clone(),
            title: class.title.clone(),
            form: class.form,
            category: class.category.clone(),
            kind: Some(class.kind),
            hours,
            raw: hours,
            day: class.ends,
            document: String::new(),
            reverses: LedgerId::default(),
            reversed_by: LedgerId::default(),
            reason: String::new(),
            at,
        }
    }
}
