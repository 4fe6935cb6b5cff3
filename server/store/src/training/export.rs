//! The ledger and the people of a class for an export.

use std::collections::HashMap;

use domain::access::{Permission, Viewer};
use domain::person::Person;
use domain::ports::Answer;
use domain::training::{Class, Enrolment, LedgerEntry};
use domain::{ClassId, Fault, PersonId, UnitId};

use crate::keys::by_name;
use crate::mirror::Mirrored;
use crate::{Script, Store};

/// A line of an exported ledger: the entry, and whose it is.
pub struct LedgerLine {
    pub name: String,
    /// Unit's short name.
    pub unit: String,
    pub entry: LedgerEntry,
}

struct Member {
    id: PersonId,
    name: String,
    unit: UnitId,
}

impl Store {
    /// Everybody who asked for a place in a class, in whatever state, in the order in which they asked.
    ///
    /// # Errors
    /// [`Fault::Forbidden`] for those who do not see its people.
    pub async fn export_class(&self, viewer: &Viewer, id: &ClassId) -> Answer<(Class, Vec<Enrolment>)> {
        let class = self.get::<Class>(id).await?;
        viewer.require_at(Permission::TRAINING_VIEW, &class.path)?;
        let people = self.class_people(id).await?;
        Ok((class, people))
    }

    /// The ledger of one person (one's own, or of the viewer's scope), or of everybody in
    /// service below a unit, or of the whole scope. By name, then by day. Every such reading
    /// of others is noted by the caller with [`Store::note_export`].
    ///
    /// # Errors
    /// [`Fault::Forbidden`] outside the viewer's scope.
    pub async fn export_ledger(&self, viewer: &Viewer, person: &PersonId, unit: &UnitId) -> Answer<Vec<LedgerLine>> {
        let mut members: Vec<Member> = if person.as_str().is_empty() {
            let mut scope = viewer.require(Permission::PERSON_EXPORT)?;
            scope = self.narrowed(scope, unit).await?;
            if scope.paths.is_empty() {
                return Err(Fault::Forbidden);
            }
            let member = |one: &Mirrored| Member {
                id: one.row.id.clone(),
                name: one.row.name.clone(),
                unit: one.row.unit.clone(),
            };
            self.serving_in(&scope, member).await?
        } else {
            let known = self.get::<Person>(person).await?;
            if !viewer.owns(person) {
                viewer.require_at(Permission::PERSON_EXPORT, &known.path)?;
            }
            vec![Member { id: known.id, name: known.name, unit: known.unit }]
        };
        members.sort_by(|a, b| a.id.cmp(&b.id));
        by_name(&mut members, |member| &member.name);
        let names = self.unit_names(members.iter().map(|member| &member.unit)).await?;
        let mut lines = Vec::new();
        for chunk in members.chunks(500) {
            let ids: Vec<String> = chunk.iter().map(|member| member.id.0.clone()).collect();
            let entries: Vec<LedgerEntry> = self.rows_where("person IN $people", Script::bound("people", ids)).await?;
            let mut by_person: HashMap<PersonId, Vec<LedgerEntry>> = HashMap::new();
            for entry in entries {
                by_person.entry(entry.person.clone()).or_default().push(entry);
            }
            for member in chunk {
                let mut own = by_person.remove(&member.id).unwrap_or_default();
                own.sort_by(|a, b| (a.day, a.at, &a.id).cmp(&(b.day, b.at, &b.id)));
                lines.extend(own.into_iter().map(|entry| LedgerLine {
                    name: member.name.clone(),
                    unit: names.get(&member.unit).cloned().unwrap_or_default(),
                    entry,
                }));
            }
        }
        Ok(lines)
    }
}
