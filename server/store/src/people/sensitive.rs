//! The half of a record that needs a reason to be seen, and the photo.

use async_trait::async_trait;
use domain::access::{Permission, Viewer};
use domain::audit::Action;
use domain::fault::Checks;
use domain::person::News;
use domain::person::port::SensitiveFields;
use domain::person::{
    self, Part, Person, Sensitive, SensitiveDetail, SensitiveDraft, UNMASKED_MINUTES, check, mask_id_number,
};
use domain::ports::Answer;
use domain::{Fault, Moment, PersonId, Reason, Rule};
use serde_json::{Value, json};

use crate::audit::Note;
use crate::desk::notice_row;
use crate::{Change, Script, Store};

/// What the trail keeps of sensitive fields: enough to tell that and how they changed,
/// not enough to be a second copy of them for everybody who reads the trail.
fn traced(sensitive: &Sensitive) -> Value {
    json!({
        "id_number": mask_id_number(&sensitive.id_number),
        "health": !sensitive.health.is_empty(),
        "family": sensitive.family.iter().map(|relative| relative.relation.as_str()).collect::<Vec<_>>(),
    })
}

/// What the trail says of a change here.
fn note<'a>(viewer: &Viewer, person: &'a Person, action: Action, reason: &'a str, now: Moment) -> Note<'a> {
    let (id, path) = (person.id.as_str(), person.path.as_str());
    Note::of(viewer, now).does(action, "person", id, path).because(reason)
}

/// The record that says to whom a person's fields are open.
fn unmasking(viewer: &Viewer, id: &PersonId) -> String {
    format!("{}__{id}", viewer.account)
}

impl Store {
    /// A person's record for somebody who may change it: never one's own.
    pub(super) async fn editable(&self, viewer: &Viewer, id: &PersonId) -> Answer<Person> {
        let person = self.get::<Person>(id).await?;
        viewer.require_at(Permission::PERSON_EDIT, &person.path)?;
        if viewer.owns(id) {
            return Err(Fault::Refused(Reason::OwnAccount));
        }
        Ok(person)
    }
}

#[async_trait]
impl SensitiveFields for Store {
    /// Opens the sensitive fields to the viewer once the note of it is safely written.
    async fn unmask(&self, viewer: &Viewer, id: &PersonId, purpose: &str, now: Moment) -> Answer<()> {
        let person = self.get::<Person>(id).await?;
        let own = viewer.owns(id);
        if !own {
            viewer.require_at(Permission::PERSON_UNMASK, &person.path)?;
            let mut checks = Checks::default();
            checks.text(purpose, "purpose", 100);
            checks.require(purpose.chars().count() >= 4 || purpose.is_empty(), "purpose", Rule::TooShort(4));
            checks.done()?;
        }
        let note = note(viewer, &person, Action::Unmask, if own { "own record" } else { purpose }, now);
        let mut script = Script::new("UPSERT type::record('unmasking', $opened) SET `until` = $ends RETURN NONE;")
            .bind("opened", unmasking(viewer, id))
            .bind("ends", now.plus_seconds(UNMASKED_MINUTES * 60).0)
            .note(&note, "NONE", "NONE");
        if !own {
            let body = News::RecordSeen { by: viewer.name.clone(), purpose: purpose.to_owned() };
            script =
                script.then("INSERT INTO notice $notice RETURN NONE;").bind("notice", vec![notice_row(id, &body, now)]);
        }
        self.write(Change::Answers("person.unmask"), script).await?;
        Ok(())
    }

    async fn sensitive(&self, viewer: &Viewer, id: &PersonId, now: Moment) -> Answer<SensitiveDetail> {
        let person = self.get::<Person>(id).await?;
        if !viewer.owns(id) {
            viewer.require_at(Permission::PERSON_UNMASK, &person.path)?;
        }
        let until: Option<Moment> = self
            .row(
                Script::new("SELECT VALUE `until` FROM type::record('unmasking', $opened)")
                    .bind("opened", unmasking(viewer, id)),
            )
            .await?;
        let until = until.filter(|until| *until >= now).ok_or(Fault::from(person::Refusal::PurposeNeeded))?;
        let sensitive = self.find_sensitive(id).await?;
        let editable = viewer.require_at(Permission::PERSON_EDIT, &person.path).is_ok() && !viewer.owns(id);
        // Who a relative may be is for those who link them.
        let proposals = if editable { self.kin_proposals(id, &sensitive.family).await? } else { Vec::new() };
        Ok(SensitiveDetail {
            id: id.clone(),
            sensitive,
            proposals,
            editable,
            name: person.name,
            version: person.version,
            until,
        })
    }

    async fn save_sensitive(&self, viewer: &Viewer, draft: SensitiveDraft, now: Moment) -> Answer<()> {
        let draft = draft.normal();
        let person = self.editable(viewer, &draft.id).await?;
        // Nothing is written over unseen: the fields must be open to the viewer, so who may
        // not see them can't change them either.
        let before = self.sensitive(viewer, &draft.id, now).await?.sensitive;
        check(&person, &draft.sensitive, Part::Sensitive, now.day())?;
        self.check_links(&draft.id, &draft.sensitive.family).await?;
        let (id, version) = (draft.id.clone(), draft.version);
        let after = draft.filled();
        let note = note(viewer, &person, Action::Update, "sensitive", now);
        let script = Script::default()
            .seen("person", id.as_str(), version)
            .then(
                "LET $same = (SELECT VALUE record::id(id) FROM person_private WHERE id_key = $content.id_key);
                 IF array::len($same) > 0 AND $same[0] != $id { THROW 'gq:id-number' };
                 UPDATE $seen_person SET version += 1 RETURN NONE;
                 UPSERT type::record('person_private', $id) CONTENT $content RETURN NONE;",
            )
            .bind("id", id.as_str())
            .bind("content", self.private_content(&id, &after))
            .bind("trace_before", traced(&before))
            .bind("trace_after", traced(&after))
            .note(&note, "$trace_before", "$trace_after");
        self.write(Change::Answers("person.sensitive"), script).await?;
        Ok(())
    }
}

impl Store {
    /// Sets a person's photo, base64, or takes it away.
    ///
    /// # Errors
    /// [`Fault::Forbidden`] for those who may not change the record.
    pub async fn set_photo(&self, viewer: &Viewer, id: &PersonId, photo: Option<&str>, now: Moment) -> Answer<()> {
        let person = self.editable(viewer, id).await?;
        let note = note(viewer, &person, Action::Update, if photo.is_some() { "photo" } else { "photo removed" }, now);
        let write = match photo {
            Some(_) => "UPSERT type::record('person_photo', $id) SET data = $photo RETURN NONE;",
            None => "DELETE type::record('person_photo', $id) RETURN NONE;",
        };
        let script = Script::new(write)
            .then("UPDATE type::record('person', $id) SET has_photo = $has, version += 1 RETURN NONE;")
            .bind("id", id.as_str())
            .bind("photo", photo.unwrap_or_default())
            .bind("has", photo.is_some())
            .note(&note, "NONE", "NONE");
        self.write(Change::Answers("person.photo"), script).await?;
        Ok(())
    }
}
