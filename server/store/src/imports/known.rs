//! The people on record that rows may be about.

use std::collections::{BTreeSet, HashMap};

use domain::PersonId;
use domain::access::Scope;
use domain::import::{Candidate, Facts, Identity, Match, Question, Record, Units, identify};
use domain::person::{Person, Sensitive};
use domain::text::name_key;
use serde::Deserialize;
use serde_json::Value;
use surrealdb::types::RecordId;

use crate::row::{self, records};
use crate::rows::take;
use crate::sealed::Private;
use crate::{Script, Store, StoreError};

/// People on record by what rows name them with.
#[derive(Default)]
pub(super) struct Known {
    by_number: HashMap<String, PersonId>,
    by_name: HashMap<String, Vec<PersonId>>,
    records: HashMap<PersonId, Record>,
}

impl Store {
    /// Everybody whom rows may be about, in whatever scope.
    pub(super) async fn known_to(&self, facts: &[Facts]) -> Result<Known, StoreError> {
        let mut known = Known::default();
        let numbers: BTreeSet<String> = facts.iter().filter_map(|one| one.number.clone()).collect();
        let names: BTreeSet<String> =
            facts.iter().map(|one| one.name.clone()).filter(|name| !name.is_empty()).collect();
        let mut ids: BTreeSet<PersonId> = facts.iter().filter_map(|one| one.key.clone()).collect();
        for chunk in numbers.into_iter().collect::<Vec<_>>().chunks(500) {
            let keys: HashMap<String, &String> =
                chunk.iter().map(|number| (self.id_number_key(number), number)).collect();
            #[derive(Deserialize)]
            struct Key {
                id: PersonId,
                id_key: String,
            }
            let held = "SELECT record::id(id) AS id, id_key FROM person_private WHERE id_key IN $some";
            let found: Vec<Key> = self.among(held, keys.keys(), Script::default()).await?;
            for key in found {
                if let Some(number) = keys.get(&key.id_key) {
                    known.by_number.insert((*number).clone(), key.id);
                }
            }
        }
        for chunk in names.into_iter().collect::<Vec<_>>().chunks(500) {
            for (name, id) in self.alike(chunk).await? {
                known.by_name.entry(name).or_default().push(id);
            }
        }
        ids.extend(known.by_number.values().chain(known.by_name.values().flatten()).cloned());
        for chunk in ids.into_iter().collect::<Vec<_>>().chunks(500) {
            let private: Vec<RecordId> = chunk.iter().map(|id| RecordId::new("person_private", id.as_str())).collect();
            let script = Script::bound("people", records::<Person>(chunk))
                .whole("$people")
                .then("SELECT record::id(id) AS id, sealed FROM $private;")
                .bind("private", private);
            let mut results = self.read(script).await?;
            let people: Vec<Person> = row::take(&mut results, 0)?;
            let private: Vec<Private> = take(&mut results, 1)?;
            let mut private: HashMap<PersonId, Sensitive> = private
                .into_iter()
                .map(|row| Ok((row.id.clone(), self.open_private(&row)?)))
                .collect::<Result<_, StoreError>>()?;
            for person in people {
                let sensitive = private.remove(&person.id).unwrap_or_default();
                known.records.insert(person.id.clone(), Record { person, sensitive });
            }
        }
        Ok(known)
    }

    /// People by the keys of their names.
    pub(super) async fn alike(&self, keys: &[String]) -> Result<Vec<(String, PersonId)>, StoreError> {
        #[derive(Deserialize)]
        struct Named {
            id: PersonId,
            name_key: String,
        }
        let named = "SELECT record::id(id) AS id, name_key FROM person WHERE name_key IN $some";
        let found: Vec<Named> = self.among(named, keys, Script::default()).await?;
        Ok(found.into_iter().map(|one| (one.name_key, one.id)).collect())
    }
}

impl Known {
    /// Whom a row is about.
    pub(super) fn of(&self, facts: &Facts, scope: &Scope, units: &Units) -> Match {
        let inside = |id: &PersonId| self.records.get(id).filter(|record| scope.holds(&record.person.path));
        let holder = facts.number.as_ref().and_then(|number| self.by_number.get(number));
        let by_number = match holder {
            Some(id) => match inside(id) {
                Some(record) => Some(record),
                None if self.records.contains_key(id) => return Match::OutOfScope,
                None => None,
            },
            None => None,
        };
        let by_key = facts.key.as_ref().and_then(inside);
        let namesakes: Vec<&Record> = self.by_name.get(&facts.name).into_iter().flatten().filter_map(inside).collect();
        match identify(facts, by_number, by_key, &namesakes) {
            Identity::New => Match::Nobody,
            Identity::One(id) => self.one(&id),
            Identity::Ask(ids, new) => {
                let people = ids.iter().filter_map(|id| self.records.get(id)).map(|record| candidate(record, units));
                Match::Ask(Question { people: people.collect(), row: None, new })
            }
        }
    }

    /// The record of somebody that the importer chose, of those they were asked about.
    pub(super) fn chosen(&self, id: &PersonId, asked: &Question) -> Option<Match> {
        asked.people.iter().any(|one| one.id == *id).then(|| self.one(id))
    }

    /// Somebody's record as it is kept.
    pub(super) fn before(&self, id: &PersonId) -> Option<Value> {
        serde_json::to_value(&self.records.get(id)?.person).ok()
    }

    /// All whose names are alike, in whatever scope.
    pub(super) fn namesakes(&self, name: &str) -> Vec<PersonId> {
        self.by_name.get(&name_key(name)).cloned().unwrap_or_default()
    }

    fn one(&self, id: &PersonId) -> Match {
        self.records.get(id).map_or(Match::Nobody, |record| Match::One(Box::new(record.clone())))
    }
}

fn candidate(record: &Record, units: &Units) -> Candidate {
    use domain::import::{Field, text_of};
    let unit = units.get(&record.person.unit).map_or_else(String::new, |unit| unit.name.clone());
    let said = [Field::Name, Field::Sex, Field::Birth, Field::Unit, Field::Title].map(|field| match field {
        Field::Unit => unit.clone(),
        field => text_of(field, record),
    });
    Candidate { id: record.person.id.clone(), said }
}
