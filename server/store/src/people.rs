//! Cadres and their appointments.

mod appointment;
pub(crate) mod feature;
pub(crate) mod form;
mod kin;
mod related;
mod sensitive;
mod service;

pub(crate) use appointment::appointed;

use async_trait::async_trait;
use domain::access::{Permission, Scope, Viewer};
use domain::audit::Action;
use domain::code::{Code, PersonState};
use domain::import::Record;
use domain::organisation::Unit;
use domain::page::Page;
use domain::person::port::People;
use domain::person::{
    Masked, Part, PeopleQuery, Person, PersonDetail, PersonDraft, PersonRow, Sensitive, check, mask_id_number,
};
use domain::ports::Answer;
use domain::record::unlinked;
use domain::search::normal_query;
use domain::{Fault, Moment, PersonId, UnitId};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};
use surrealdb::types::RecordId;

use crate::audit::Note;
use crate::keys::{by_name, name_key, search_key};
use crate::mirror::{Order, Whom};
use crate::row::tables;
use crate::rows::{content, content_with};
use crate::sealed::Private;
use crate::{Change, Script, Store, StoreError};

tables! { "person" by PersonId: Person as Stored }

/// What no query asks for: kept as one JSON text, because the engine's time for a row
/// grows with its fields, and a roster reads many rows.
const FORM: [&str; 14] = [
    "native_place",
    "birth_place",
    "upbringing_place",
    "party_joined",
    "work_since",
    "rank_since",
    "ended",
    "technical_title",
    "specialty",
    "education",
    "resume",
    "honours",
    "assessments",
    "unknown",
];

/// A person as their record's content.
pub(crate) fn person_content(person: &Person) -> Value {
    let mut row = content_with(person, "search", search_key(&person.name));
    if let Value::Object(fields) = &mut row {
        fields.insert("name_key".to_owned(), Value::from(name_key(&person.name)));
        let form: serde_json::Map<String, Value> =
            FORM.iter().filter_map(|name| Some(((*name).to_owned(), fields.remove(*name)?))).collect();
        fields.insert("form".to_owned(), Value::from(Value::Object(form).to_string()));
    }
    row
}

/// A person as their record holds them.
pub(crate) struct Stored(pub(crate) Person);

impl From<Stored> for Person {
    fn from(Stored(person): Stored) -> Self {
        person
    }
}

impl<'de> Deserialize<'de> for Stored {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut fields = serde_json::Map::deserialize(deserializer)?;
        if let Some(Value::String(form)) = fields.remove("form") {
            let form: serde_json::Map<String, Value> = serde_json::from_str(&form).map_err(D::Error::custom)?;
            fields.extend(form);
        }
        serde_json::from_value(Value::Object(fields)).map(Self).map_err(D::Error::custom)
    }
}

impl Store {
    /// A person's record, whatever the scope.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_person(&self, id: &PersonId) -> Result<Option<Person>, StoreError> {
        self.find(id).await
    }

    async fn find_sensitive(&self, id: &PersonId) -> Result<Sensitive, StoreError> {
        let row: Option<Private> = self
            .row(
                Script::new("SELECT record::id(id) AS id, sealed FROM type::record('person_private', $id)")
                    .bind("id", id.as_str()),
            )
            .await?;
        Ok(row.map(|row| self.open_private(&row)).transpose()?.unwrap_or_default())
    }

    /// Both halves of the records of a scope, in order of name, for an export. Every
    /// such reading is noted by the caller with [`Store::note_export`].
    ///
    /// # Errors
    /// [`Fault::Forbidden`] outside the viewer's scope.
    pub async fn export_records(&self, viewer: &Viewer, query: &PeopleQuery) -> Answer<Vec<(Record, String)>> {
        let scope = viewer.require(Permission::PERSON_EXPORT)?;
        let scope = self.narrowed(scope, &query.unit).await?;
        let q = normal_query(&query.q);
        let Some(asked) = asked(query, &scope, &q) else { return Ok(Vec::new()) };
        let ids: Vec<PersonId> =
            self.mirrored(|world| world.people.all(&asked).map(|one| one.row.id.clone()).collect()).await?;
        let mut people: Vec<Person> = self.these(ids).await?;
        by_name(&mut people, |person| &person.name);
        let names = self.unit_names(people.iter().map(|person| &person.unit)).await?;
        let mut records = Vec::with_capacity(people.len());
        for chunk in people.chunks(1000) {
            let ids: Vec<RecordId> =
                chunk.iter().map(|person| RecordId::new("person_private", person.id.as_str())).collect();
            let private: Vec<Private> =
                self.rows(Script::new("SELECT record::id(id) AS id, sealed FROM $ids").bind("ids", ids)).await?;
            let mut by_id = std::collections::HashMap::with_capacity(private.len());
            for row in private {
                let sensitive = self.open_private(&row)?;
                by_id.insert(row.id, sensitive);
            }
            for person in chunk {
                let sensitive = by_id.remove(&person.id).unwrap_or_default();
                let unit = names.get(&person.unit).cloned().unwrap_or_default();
                records.push((Record { person: person.clone(), sensitive }, unit));
            }
        }
        Ok(records)
    }

    /// Notes that records left the system.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn note_export(
        &self,
        viewer: &Viewer,
        what: &str,
        people: &[PersonId],
        now: Moment,
    ) -> Result<(), StoreError> {
        let note = Note::of(viewer, now)
            .does(Action::Export, "person", if let [one] = people { one.as_str() } else { "" }, "")
            .because(what);
        let script = Script::default()
            .json("people", &json!({ "count": people.len(), "people": people }))
            .note(&note, "NONE", "$people");
        self.write(Change::Answers("person.export"), script).await?;
        Ok(())
    }

    /// A person's photo, base64, for those who may see the person.
    ///
    /// # Errors
    /// [`Fault::Forbidden`] outside the viewer's scope.
    pub async fn photo(&self, viewer: &Viewer, id: &PersonId) -> Answer<Option<String>> {
        let person = self.get::<Person>(id).await?;
        if !viewer.owns(id) {
            viewer.require_at(Permission::PERSON_VIEW, &person.path)?;
        }
        Ok(self
            .row(Script::new("SELECT VALUE data FROM type::record('person_photo', $id)").bind("id", id.as_str()))
            .await?)
    }

    /// A scope narrowed to a unit, where one is named.
    ///
    /// # Errors
    /// [`Fault::NotFound`] where there is no such unit.
    pub(crate) async fn narrowed(&self, scope: Scope, unit: &UnitId) -> Answer<Scope> {
        if unit.as_str().is_empty() {
            return Ok(scope);
        }
        let tree = self.tree().await?;
        Ok(scope.within(&tree.get(unit).ok_or(Fault::NotFound)?.path))
    }
}

/// What a roster's query asks for: of whom it finds nobody whatever there is, nothing.
fn asked<'a>(query: &PeopleQuery, scope: &'a Scope, q: &'a str) -> Option<Whom<'a>> {
    fn of<T: Code>(code: &str) -> Option<Option<T>> {
        if code.is_empty() { Some(None) } else { T::find(code).map(Some) }
    }
    let state = match query.state.as_str() {
        "all" => None,
        "" => Some(PersonState::Active),
        state => Some(PersonState::find(state)?),
    };
    Some(Whom { scope, q, level: of(&query.level)?, sex: of(&query.sex)?, state })
}

#[async_trait]
impl People for Store {
    async fn people(&self, viewer: &Viewer, query: &PeopleQuery) -> Answer<Page<PersonRow>> {
        let scope = self.narrowed(viewer.require(Permission::PERSON_VIEW)?, &query.unit).await?;
        let (q, window) = (normal_query(&query.q), &query.window);
        let Some(asked) = asked(query, &scope, &q) else { return Ok(Page::new(Vec::new(), 0, window)) };
        let order = (Order::of(&window.sort), window.descending);
        let page = self.mirrored(|world| {
            let (found, total) = world.people.page(&asked, order, (window.offset(), window.limit()));
            let rows = found
                .into_iter()
                .map(|one| PersonRow { unit_name: world.units.short(&one.row.unit).to_owned(), ..one.row.clone() });
            Page::new(rows.collect(), total, window)
        });
        Ok(page.await?)
    }

    async fn person(&self, viewer: &Viewer, id: &PersonId) -> Answer<PersonDetail> {
        let person = self.get::<Person>(id).await?;
        let own = viewer.owns(id);
        if !own {
            viewer.require_at(Permission::PERSON_VIEW, &person.path)?;
        }
        let mut appointments = self.appointments_held(id).await?;
        appointments.sort_by_key(|a| std::cmp::Reverse((a.until, a.from)));
        let sensitive = self.find_sensitive(id).await?;
        let unit = self.find::<Unit>(&person.unit).await?;
        let units: Vec<_> = appointments.iter().map(|one| one.unit.clone()).collect();
        Ok(PersonDetail {
            posts: self.posts_in(&units).await?,
            unit_name: unit.map(|unit| unit.name).unwrap_or_default(),
            ancestors: self.ancestors(&person.path).await?,
            appointments,
            masked: Masked {
                id_number: mask_id_number(&sensitive.id_number),
                has_health: !sensitive.health.is_empty(),
                relatives: u32::try_from(sensitive.family.len()).unwrap_or(u32::MAX),
                unlinked: u32::try_from(unlinked(&sensitive.family).len()).unwrap_or(u32::MAX),
            },
            editable: viewer.require_at(Permission::PERSON_EDIT, &person.path).is_ok() && !own,
            may_unmask: own || viewer.require_at(Permission::PERSON_UNMASK, &person.path).is_ok(),
            own,
            person,
        })
    }

    async fn save_person(&self, viewer: &Viewer, draft: &PersonDraft, now: Moment) -> Answer<()> {
        let before = self.editable(viewer, &draft.id).await?;
        let after = Person { version: before.version + 1, ..draft.onto(&before) };
        // A number that was wrong before is corrected with the number; here it is held against
        // what changes.
        let number = if (after.birth, after.sex) == (before.birth, before.sex) {
            Sensitive::default()
        } else {
            self.find_sensitive(&draft.id).await?
        };
        check(&after, &number, Part::Plain, now.day())?;
        let note = Note::of(viewer, now).updates("person", draft.id.as_str(), &before.path);
        let script = Script::default()
            .over("person", draft.id.as_str(), draft.version, person_content(&after))
            .bind("was", content(&before))
            .bind("is", content(&after))
            .note(&note, "$was", "$is");
        self.write(Change::Answers("person.save"), script).await?;
        Ok(())
    }
}
