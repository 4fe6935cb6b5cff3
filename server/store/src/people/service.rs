//! The beginning and the end of somebody's service: entered by hand, retired, resigned, moved away
//! or dead by a paper, and taken back with a reason.

use async_trait::async_trait;
use domain::access::{Permission, Viewer};
use domain::appointment::{Appointment, closed, of_record, open_end};
use domain::audit::Action;
use domain::code::PersonState;
use domain::fault::Checks;
use domain::fault::Milestone;
use domain::person::port::Service;
use domain::person::{EndOfService, Ended, NewPerson, Part, Person, check};
use domain::ports::Answer;
use domain::{AppointmentId, Fault, Moment, PersonId, Reason, Rule};
use serde_json::Value;

use super::appointment::recorded;
use super::person_content;
use crate::audit::Note;
use crate::rows::{content, new_id};
use crate::{Change, Script, Store};

impl Store {
    /// Whether somebody of the same name, born in the same month, is on record anywhere.
    async fn has_twin(&self, person: &Person) -> Answer<bool> {
        let born: Vec<String> = self
            .rows(Script::new("SELECT VALUE birth FROM person WHERE name = $name").bind("name", person.name.as_str()))
            .await?;
        let month = person.birth.month_text();
        Ok(born.iter().any(|birth| birth.starts_with(&month)))
    }
}

#[async_trait]
impl Service for Store {
    async fn add_person(&self, viewer: &Viewer, draft: &NewPerson, now: Moment) -> Answer<PersonId> {
        viewer.require(Permission::PERSON_EDIT)?;
        draft.check_alone()?;
        let unit = self.open_unit(&draft.unit, "unit").await?;
        viewer.require_at(Permission::PERSON_EDIT, &unit.path)?;
        let (person, sensitive) = draft.record(PersonId(new_id(now)), &unit);
        check(&person, &sensitive, Part::Whole, now.day())?;
        if !draft.another && self.has_twin(&person).await? {
            return Err(Fault::field("another", Rule::Twin));
        }
        let note = Note::of(viewer, now).creates("person", person.id.as_str(), &unit.path);
        let appointment = of_record(AppointmentId(format!("{}-1", person.id)), &person, &unit);
        let private = self.private_content(&person.id, &sensitive);
        let script = entered(Script::default(), &person, private, appointment.as_ref())
            .bind("is", content(&person))
            .note(&note, "NONE", "$is");
        self.write(Change::Answers("person.add"), script).await?;
        Ok(person.id)
    }

    async fn end_service(&self, viewer: &Viewer, end: &EndOfService, now: Moment) -> Answer<()> {
        end.check(now.day())?;
        let person = self.editable(viewer, &end.person).await?;
        if person.version != end.version {
            return Err(Fault::Refused(Reason::Stale));
        }
        if person.state != PersonState::Active {
            return Err(Fault::Refused(Reason::WrongState));
        }
        let held = self.appointments_held(&person.id).await?;
        let cut: Vec<&Appointment> = held.iter().filter(|one| one.until > end.on).collect();
        if let Some(from) = cut.iter().map(|one| one.from).max().filter(|from| *from > end.on) {
            return Err(Fault::field("on", Rule::not_before(Milestone::Appointed, from)));
        }
        let document = end.document.trim().to_owned();
        let next = Person {
            state: end.state,
            ended: Some(Ended {
                on: end.on,
                document: document.clone(),
                cut: cut.iter().map(|one| (one.id.clone(), one.until)).collect(),
            }),
            resume: closed(&person.resume, end.on),
            version: person.version + 1,
            ..person.clone()
        };
        let mut script = recorded(Script::default(), &person, &next);
        for (n, one) in cut.iter().enumerate() {
            script = script
                .then(&format!(
                    "UPDATE type::record('appointment', $cut{n}) SET `until` = $last, end_document = $document RETURN NONE;"
                ))
                .bind(&format!("cut{n}"), one.id.as_str());
        }
        let script = script.bind("last", domain::time::day_text(end.on)).bind("document", document.as_str());
        self.note_service(viewer, (&person, &next), (Action::End, &document), script, now).await
    }

    async fn return_to_service(
        &self,
        viewer: &Viewer,
        id: &PersonId,
        version: u32,
        reason: &str,
        now: Moment,
    ) -> Answer<()> {
        let mut checks = Checks::default();
        checks.text(reason, "reason", 200);
        checks.done()?;
        let person = self.editable(viewer, id).await?;
        if person.version != version {
            return Err(Fault::Refused(Reason::Stale));
        }
        if person.state == PersonState::Active {
            return Err(Fault::Refused(Reason::WrongState));
        }
        let mut next =
            Person { state: PersonState::Active, ended: None, version: person.version + 1, ..person.clone() };
        let cut = person.ended.as_ref().map(|ended| ended.cut.clone()).unwrap_or_default();
        // The résumé goes on where a main post does.
        if cut.iter().any(|(_, until)| *until == open_end())
            && let Some(last) = next.resume.iter_mut().rev().find(|line| !line.from.is_empty())
        {
            last.until.clear();
        }
        let mut script = recorded(Script::default(), &person, &next);
        for (n, (appointment, until)) in cut.iter().enumerate() {
            script = script
                .then(&format!(
                    "UPDATE type::record('appointment', $cut{n}) SET `until` = $until{n}, end_document = '' RETURN NONE;"
                ))
                .bind(&format!("cut{n}"), appointment.as_str())
                .bind(&format!("until{n}"), domain::time::day_text(*until));
        }
        self.note_service(viewer, (&person, &next), (Action::Update, reason), script, now).await
    }
}

impl Store {
    async fn note_service(
        &self,
        viewer: &Viewer,
        (before, after): (&Person, &Person),
        (action, reason): (Action, &str),
        script: Script,
        now: Moment,
    ) -> Answer<()> {
        let note = Note::of(viewer, now).does(action, "person", before.id.as_str(), &before.path).because(reason);
        let script = script.bind("was", content(before)).bind("is", content(after)).note(&note, "$was", "$is");
        self.write(Change::Answers("person.service"), script).await?;
        Ok(())
    }
}

/// Writes a record that is new, with the appointment that 现任职务 says.
fn entered(script: Script, person: &Person, private: Value, appointment: Option<&Appointment>) -> Script {
    let script = script
        .then(
            "LET $same = (SELECT VALUE id FROM person_private WHERE id_key = $private.id_key);
             IF array::len($same) > 0 { THROW 'gq:id-number' };
             CREATE type::record('person', $new_person) CONTENT $person RETURN NONE;
             CREATE type::record('person_private', $new_person) CONTENT $private RETURN NONE;",
        )
        .bind("new_person", person.id.as_str())
        .bind("person", person_content(person))
        .bind("private", private);
    match appointment {
        None => script,
        Some(one) => script
            .then("CREATE type::record('appointment', $appointment_id) CONTENT $appointment RETURN NONE;")
            .bind("appointment_id", one.id.as_str())
            .bind("appointment", content(one)),
    }
}
