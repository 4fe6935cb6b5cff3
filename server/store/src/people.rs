//! Cadres and their appointments.

pub(crate) mod form;
mod sensitive;

use async_trait::async_trait;
use domain::access::{Permission, Scope, Viewer};
use domain::appointment::{Appointment, AppointmentDraft, open_end};
use domain::audit::Action;
use domain::code::Code;
use domain::import::Record;
use domain::organisation::Unit;
use domain::page::Page;
use domain::person::{
    Masked, Part, PeopleQuery, Person, PersonDetail, PersonDraft, PersonRow, Sensitive, SensitiveDetail,
    SensitiveDraft, check, mask_id_number,
};
use domain::ports::{Answer, People};
use domain::search::normal_query;
use domain::{AppointmentId, Fault, Moment, PersonId};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};
use surrealdb::types::RecordId;

use crate::audit::Note;
use crate::keys::search_key;
use crate::rows::{content, content_with, in_scope, json as json_at, new_id, take};
use crate::sealed::Private;
use crate::{Script, Store, StoreError};

/// The columns of the roster.
const ROW: &str = "record::id(id) AS id, name, sex, birth, ethnic, politics, title, level, level_since, unit, state";

/// Columns a roster may be sorted by.
const SORTS: [&str; 7] = ["name", "sex", "birth", "level", "level_since", "title", "unit"];

/// What no query asks for: kept as one JSON text, because the engine's time for a row
/// grows with its fields, and a roster reads many rows.
const FORM: [&str; 12] = [
    "native_place",
    "birth_place",
    "upbringing_place",
    "party_joined",
    "work_since",
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
        let form: serde_json::Map<String, Value> =
            FORM.iter().filter_map(|name| Some(((*name).to_owned(), fields.remove(*name)?))).collect();
        fields.insert("form".to_owned(), Value::from(Value::Object(form).to_string()));
    }
    row
}

/// A person as their record holds them.
pub(crate) struct Stored(pub(crate) Person);

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
        if id.as_str().is_empty() {
            return Ok(None);
        }
        let script = Script::new("SELECT *, record::id(id) AS id FROM type::record('person', $id)");
        Ok(self.row(script.bind("id", id.as_str())).await?.map(|Stored(person)| person))
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
        let scope = viewer.require(Permission::PersonExport)?;
        let (condition, script) = self.people_condition(&scope, query).await?;
        let script =
            script.then(&format!("SELECT *, record::id(id) AS id FROM person WHERE {condition} ORDER BY name, id"));
        let people: Vec<Person> = self.rows(script).await?.into_iter().map(|Stored(person)| person).collect();
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
        let note = Note {
            actor: viewer.into(),
            now,
            action: Action::Export,
            subject: "person",
            id: if let [one] = people { one.as_str() } else { "" },
            path: "",
            reason: what,
        };
        let script = Script::default()
            .json("people", &json!({ "count": people.len(), "people": people }))
            .note(&note, "NONE", "$people");
        self.write("person.export", script).await?;
        Ok(())
    }

    /// A person's photo, base64, for those who may see the person.
    ///
    /// # Errors
    /// [`Fault::Forbidden`] outside the viewer's scope.
    pub async fn photo(&self, viewer: &Viewer, id: &PersonId) -> Answer<Option<String>> {
        let person = self.find_person(id).await?.ok_or(Fault::NotFound)?;
        if !viewer.owns(id) {
            viewer.require_at(Permission::PersonView, &person.path)?;
        }
        Ok(self
            .row(Script::new("SELECT VALUE data FROM type::record('person_photo', $id)").bind("id", id.as_str()))
            .await?)
    }

    /// The condition of a roster query and its variables.
    async fn people_condition(&self, scope: &Scope, query: &PeopleQuery) -> Answer<(String, Script)> {
        let scope = if query.unit.as_str().is_empty() {
            scope.clone()
        } else {
            let unit = self.find_unit(&query.unit).await?.ok_or(Fault::NotFound)?;
            scope.within(&unit.path)
        };
        let (inside, mut script) = in_scope("path", &scope, Script::default());
        let mut parts = vec![inside];
        let q = normal_query(&query.q);
        if !q.is_empty() {
            parts.push("(string::contains(search, $q) OR string::contains(title, $q))".to_owned());
            script = script.bind("q", q);
        }
        for (field, value) in [("level", &query.level), ("sex", &query.sex)] {
            if !value.is_empty() {
                parts.push(format!("{field} = ${field}"));
                script = script.bind(field, value.as_str());
            }
        }
        match query.state.as_str() {
            "all" => {}
            state => {
                parts.push("state = $state".to_owned());
                script = script.bind("state", if state.is_empty() { "active" } else { state });
            }
        }
        Ok((parts.join(" AND "), script))
    }
}

#[async_trait]
impl People for Store {
    async fn people(&self, viewer: &Viewer, query: &PeopleQuery) -> Answer<Page<PersonRow>> {
        let scope = viewer.require(Permission::PersonView)?;
        let (condition, script) = self.people_condition(&scope, query).await?;
        let window = &query.window;
        let sort = SORTS.iter().find(|sort| **sort == window.sort).copied().unwrap_or("level");
        let direction = if window.descending { "DESC" } else { "ASC" };
        let script = script
            .then(&format!(
                "SELECT {ROW} FROM person WHERE {condition} ORDER BY {sort} {direction}, id LIMIT $limit START $offset;
                 SELECT count() AS n FROM person WHERE {condition} GROUP ALL;"
            ))
            .bind("limit", i64::from(window.limit()))
            .bind("offset", i64::from(window.offset()));
        let mut results = self.read(script).await?;
        let mut rows: Vec<PersonRow> = take(&mut results, 0)?;
        let total = json_at(&mut results, 1)?[0]["n"].as_u64().unwrap_or(0);
        let names = self.unit_names(rows.iter().map(|row| &row.unit)).await?;
        for row in &mut rows {
            row.unit_name = names.get(&row.unit).cloned().unwrap_or_default();
        }
        Ok(Page::new(rows, u32::try_from(total).unwrap_or(u32::MAX), window))
    }

    async fn person(&self, viewer: &Viewer, id: &PersonId) -> Answer<PersonDetail> {
        let person = self.find_person(id).await?.ok_or(Fault::NotFound)?;
        let own = viewer.owns(id);
        if !own {
            viewer.require_at(Permission::PersonView, &person.path)?;
        }
        let mut appointments: Vec<Appointment> = self
            .rows(
                Script::new("SELECT *, record::id(id) AS id FROM appointment WHERE person = $id")
                    .bind("id", id.as_str()),
            )
            .await?;
        appointments.sort_by_key(|a| std::cmp::Reverse((a.until, a.from)));
        let sensitive = self.find_sensitive(id).await?;
        let unit = self.find_unit(&person.unit).await?;
        Ok(PersonDetail {
            unit_name: unit.map(|unit| unit.name).unwrap_or_default(),
            ancestors: self.ancestors(&person.path).await?,
            appointments,
            masked: Masked {
                id_number: mask_id_number(&sensitive.id_number),
                has_health: !sensitive.health.is_empty(),
                relatives: u32::try_from(sensitive.family.len()).unwrap_or(u32::MAX),
            },
            editable: viewer.require_at(Permission::PersonEdit, &person.path).is_ok() && !own,
            may_unmask: own || viewer.require_at(Permission::PersonUnmask, &person.path).is_ok(),
            own,
            person,
        })
    }

    async fn unmask(&self, viewer: &Viewer, id: &PersonId, purpose: &str, now: Moment) -> Answer<()> {
        self.open_sensitive(viewer, id, purpose.trim(), now).await
    }

    async fn sensitive(&self, viewer: &Viewer, id: &PersonId, now: Moment) -> Answer<SensitiveDetail> {
        self.opened_sensitive(viewer, id, now).await
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
        let note = Note {
            actor: viewer.into(),
            now,
            action: Action::Update,
            subject: "person",
            id: draft.id.as_str(),
            path: &before.path,
            reason: "",
        };
        let script = Script::new(
            "IF (SELECT VALUE version FROM ONLY type::record('person', $id)) != $version { THROW 'gq:stale' };
             UPDATE type::record('person', $id) CONTENT $person RETURN NONE;",
        )
        .bind("id", draft.id.as_str())
        .bind("version", i64::from(draft.version))
        .bind("person", person_content(&after))
        .bind("was", content(&before))
        .bind("is", content(&after))
        .note(&note, "$was", "$is");
        self.write("person.save", script).await?;
        Ok(())
    }

    async fn save_sensitive(&self, viewer: &Viewer, draft: SensitiveDraft, now: Moment) -> Answer<()> {
        self.write_sensitive(viewer, draft, now).await
    }

    async fn appoint(&self, viewer: &Viewer, draft: &AppointmentDraft, now: Moment) -> Answer<()> {
        draft.check()?;
        let person = self.editable(viewer, &draft.person).await?;
        let unit = self.open_unit(&draft.unit, "unit").await?;
        // Moving somebody takes authority over both ends.
        viewer.require_at(Permission::PersonEdit, &unit.path)?;
        let appointment = Appointment {
            id: AppointmentId(new_id(now)),
            person: draft.person.clone(),
            unit: unit.id.clone(),
            unit_name: unit.name.clone(),
            post: domain::PostId::default(),
            title: draft.title.trim().to_owned(),
            level: draft.level,
            kind: draft.kind,
            from: draft.from,
            until: open_end(),
            document: draft.document.trim().to_owned(),
            end_document: String::new(),
            main: draft.main,
        };
        let note = Note {
            actor: viewer.into(),
            now,
            action: Action::Create,
            subject: "appointment",
            id: draft.person.as_str(),
            path: &person.path,
            reason: draft.document.trim(),
        };
        let script = appointed(Script::new(""), &person, &unit, &appointment).note(&note, "NONE", "$appointment");
        self.write("person.appoint", script).await?;
        Ok(())
    }
}

/// Adds an appointment. A main post ends the main post before it the day before, and moves
/// the person.
pub(crate) fn appointed(script: Script, person: &Person, unit: &Unit, appointment: &Appointment) -> Script {
    let mut script = script.bind("person", person.id.as_str());
    if appointment.main {
        let eve = appointment.from.pred_opt().unwrap_or(appointment.from);
        let since = if person.level == appointment.level { person.level_since } else { Some(appointment.from.into()) };
        script = script
            .then(
                "LET $ending = (SELECT id, `from` FROM appointment WHERE person = $person AND main AND `until` = '9999-12-31');
                 FOR $old IN $ending {
                    IF $old.`from` > $eve { THROW 'gq:state' };
                    UPDATE $old.id SET `until` = $eve, end_document = $document RETURN NONE;
                 };
                 UPDATE type::record('person', $person) SET unit = $unit, path = $path, title = $title, level = $level,
                    level_since = $since, version += 1 RETURN NONE;
                 FOR $total IN (SELECT VALUE id FROM ledger_total WHERE person = $person) {
                    UPDATE $total SET path = $path RETURN NONE;
                 };",
            )
            .bind("eve", domain::time::day_text(eve))
            .bind("document", appointment.document.as_str())
            .bind("unit", unit.id.as_str())
            .bind("path", unit.path.as_str())
            .bind("title", format!("{}{}", unit.short, appointment.title))
            .bind("level", appointment.level.code())
            .bind("since", since.map(|date| date.to_string()).unwrap_or_default());
    }
    script
        .then("CREATE type::record('appointment', $appointment_id) CONTENT $appointment RETURN NONE;")
        .bind("appointment_id", appointment.id.as_str())
        .bind("appointment", crate::rows::content(appointment))
}
