//! Appointments made, ended, corrected and taken back. Each change writes the person's record with
//! it: unit, 现任职务, level and résumé follow from the posts that last. The record's version
//! guards both.

use async_trait::async_trait;
use domain::access::{Permission, Viewer};
use domain::appointment::port::Appointments;
use domain::appointment::{Appointment, AppointmentDraft, Removal, closed, level_since, open_end, resumed};
use domain::audit::Action;
use domain::fault::Checks;
use domain::organisation::{Post, Unit};
use domain::person::Person;
use domain::ports::Answer;
use domain::resume::ResumeLine;
use domain::time::day_text;
use domain::training::EnrolmentState;
use domain::{AppointmentId, Day, Fault, Moment, PersonId, PostId, Reason, Rule, UnitId};
use serde_json::json;

use super::person_content;
use crate::audit::Note;
use crate::row::tables;
use crate::rows::{content, new_id};
use crate::{Change, Script, Store, StoreError};

tables! { "appointment" by AppointmentId: Appointment }

/// The unit's head of 现任职务 with the title behind it.
fn full_title(unit: &Unit, title: &str) -> String {
    format!("{}{}", unit.short, title.trim())
}

/// The main post that counts: the last that has not ended.
fn current(all: &[Appointment], today: Day) -> Option<&Appointment> {
    all.iter().filter(|one| one.main && one.until >= today).max_by_key(|one| one.from)
}

impl Store {
    /// All appointments of a person.
    pub(crate) async fn appointments_held(&self, person: &PersonId) -> Result<Vec<Appointment>, StoreError> {
        self.rows_where("person = $id", Script::bound("id", person.as_str())).await
    }

    /// Whether the main post that somebody holds on a day is a leading one.
    pub(crate) async fn leads(&self, person: &PersonId, on: Day) -> Result<bool, StoreError> {
        let held = self.appointments_held(person).await?;
        let Some(main) = domain::appointment::main_on(&held, on) else { return Ok(false) };
        Ok(main.leads_in(&self.posts_in(std::slice::from_ref(&main.unit)).await?))
    }

    /// The posts that units list.
    pub(crate) async fn posts_in(&self, units: &[UnitId]) -> Result<Vec<Post>, StoreError> {
        self.rows_among("unit IN $some", units, Script::default()).await
    }

    /// An appointment with whose it is, for somebody who may change it.
    async fn appointment(
        &self,
        viewer: &Viewer,
        id: &AppointmentId,
        version: u32,
    ) -> Answer<(Person, Appointment, Vec<Appointment>)> {
        let held: Option<Appointment> = self.find(id).await?;
        let held = held.ok_or(Fault::NotFound)?;
        let person = self.editable(viewer, &held.person).await?;
        if person.version != version {
            return Err(Fault::Refused(Reason::Stale));
        }
        let all = self.appointments_held(&person.id).await?;
        Ok((person, held, all))
    }

    /// The title and level of a draft: those of the post it chose, if that has a seat.
    async fn chosen(&self, draft: &AppointmentDraft, unit: &Unit) -> Answer<(PostId, String, domain::code::Level)> {
        if draft.post.as_str().is_empty() {
            let level = draft.level.ok_or_else(|| Fault::field("level", Rule::Required))?;
            return Ok((PostId::default(), draft.title.trim().to_owned(), level));
        }
        let posts = self.posts_in(std::slice::from_ref(&unit.id)).await?;
        let post = posts.iter().find(|post| post.id == draft.post);
        let post = post.ok_or_else(|| Fault::field("post", Rule::Unknown))?;
        let others: Vec<Appointment> = self
            .rows_where(
                "unit = $unit AND person != $person AND `until` >= $from AND kind != $seconded",
                Script::bound("unit", unit.id.as_str())
                    .json("seconded", &domain::code::AppointmentKind::Seconded)
                    .bind("person", draft.person.as_str())
                    .bind("from", day_text(draft.from)),
            )
            .await?;
        let held = others.iter().filter(|one| one.post_in(&posts).is_some_and(|held| held.id == post.id)).count();
        // Whoever is seconded stands beside the numbers of a unit (公务员法 72).
        if draft.kind != domain::code::AppointmentKind::Seconded && held >= post.seats as usize {
            return Err(Fault::field("post", Rule::PostFull(post.seats)));
        }
        Ok((post.id.clone(), post.title.clone(), draft.level.unwrap_or(post.level)))
    }
}

#[async_trait]
impl Appointments for Store {
    async fn appoint(&self, viewer: &Viewer, draft: &AppointmentDraft, now: Moment) -> Answer<()> {
        draft.check()?;
        let person = self.editable(viewer, &draft.person).await?;
        if person.version != draft.version {
            return Err(Fault::Refused(Reason::Stale));
        }
        let unit = self.open_unit(&draft.unit, "unit").await?;
        // Moving somebody takes authority over both ends.
        viewer.require_at(Permission::PERSON_EDIT, &unit.path)?;
        let (post, title, level) = self.chosen(draft, &unit).await?;
        let appointment = Appointment {
            id: AppointmentId(new_id(now)),
            person: draft.person.clone(),
            unit: unit.id.clone(),
            unit_name: unit.name.clone(),
            post,
            title,
            level,
            kind: draft.kind,
            from: draft.from,
            until: draft.until.unwrap_or_else(open_end),
            document: draft.document.trim().to_owned(),
            end_document: String::new(),
            main: draft.main,
        };
        let note = Note::of(viewer, now)
            .creates("appointment", draft.person.as_str(), &person.path)
            .because(draft.document.trim());
        let script = appointed(Script::new(""), &person, &unit, &appointment).note(&note, "NONE", "$appointment");
        self.write(Change::Answers("person.appoint"), script).await?;
        Ok(())
    }

    async fn end_appointment(&self, viewer: &Viewer, removal: &Removal, now: Moment) -> Answer<()> {
        let (person, held, all) = self.appointment(viewer, &removal.id, removal.version).await?;
        removal.check(&held)?;
        if removal.on > held.until {
            return Err(Fault::Refused(Reason::WrongState));
        }
        let ended = Appointment { until: removal.on, end_document: removal.document.trim().to_owned(), ..held.clone() };
        let resume = if held.main { closed(&person.resume, removal.on) } else { person.resume.clone() };
        // The last day is the post's own; who leaves it today holds it today.
        let today = now.day().max(removal.on.succ_opt().unwrap_or(removal.on));
        let after = replaced(&all, &ended);
        self.rewrite(viewer, &person, &all, &after, resume, (Action::End, &removal.document, today), now).await
    }

    async fn correct_appointment(
        &self,
        viewer: &Viewer,
        id: &AppointmentId,
        draft: &AppointmentDraft,
        reason: &str,
        now: Moment,
    ) -> Answer<()> {
        draft.check()?;
        stated(reason)?;
        let (person, held, all) = self.appointment(viewer, id, draft.version).await?;
        let unit = self.open_unit(&draft.unit, "unit").await?;
        viewer.require_at(Permission::PERSON_EDIT, &unit.path)?;
        let draft = &AppointmentDraft { person: person.id.clone(), ..draft.clone() };
        let (post, title, level) = self.chosen(draft, &unit).await?;
        let next = Appointment {
            unit: unit.id.clone(),
            unit_name: if unit.id == held.unit { held.unit_name.clone() } else { unit.name.clone() },
            post,
            title,
            level,
            kind: draft.kind,
            from: draft.from,
            until: draft.until.unwrap_or_else(open_end),
            document: draft.document.trim().to_owned(),
            main: draft.main,
            ..held.clone()
        };
        let resume = relined(&person.resume, &held, Some(&next));
        // What it ended ends the day before it by the same paper, whenever that is now.
        let after: Vec<Appointment> = replaced(&all, &next)
            .into_iter()
            .map(|one| match next.from.pred_opt() {
                Some(eve) if one.from <= eve && ended_by(&held, &one) => {
                    Appointment { until: eve, end_document: next.document.clone(), ..one }
                }
                _ => one,
            })
            .collect();
        self.rewrite(viewer, &person, &all, &after, resume, (Action::Update, reason, now.day()), now).await
    }

    async fn withdraw_appointment(
        &self,
        viewer: &Viewer,
        id: &AppointmentId,
        version: u32,
        reason: &str,
        now: Moment,
    ) -> Answer<()> {
        stated(reason)?;
        let (person, held, all) = self.appointment(viewer, id, version).await?;
        // What it ended goes on again.
        let after: Vec<Appointment> = all
            .iter()
            .filter(|one| one.id != held.id)
            .map(|one| {
                if ended_by(&held, one) {
                    Appointment { until: open_end(), end_document: String::new(), ..one.clone() }
                } else {
                    one.clone()
                }
            })
            .collect();
        let resume = relined(&person.resume, &held, None);
        self.rewrite(viewer, &person, &all, &after, resume, (Action::End, reason, now.day()), now).await
    }
}

impl Store {
    /// Writes a person's appointments as they are after a change, and the record that follows.
    #[allow(clippy::too_many_arguments)]
    async fn rewrite(
        &self,
        viewer: &Viewer,
        person: &Person,
        before: &[Appointment],
        after: &[Appointment],
        resume: Vec<ResumeLine>,
        (action, reason, today): (Action, &str, Day),
        now: Moment,
    ) -> Answer<()> {
        let mut next = Person { resume, version: person.version + 1, ..person.clone() };
        match current(after, today) {
            Some(main) => {
                let unit = self.get::<Unit>(&main.unit).await?;
                let known = current(before, today).and_then(|was| level_since(before, was));
                // A level that was not read out of the posts stays as it was recorded.
                let read = next.level_since.is_none_or(|since| Some(since.day()) == known);
                if read || next.level != main.level {
                    next.level_since = level_since(after, main).map(Into::into).or(next.level_since);
                }
                (next.unit, next.path) = (unit.id.clone(), unit.path.clone());
                (next.title, next.level) = (full_title(&unit, &main.title), main.level);
            }
            None if current(before, today).is_some()
                || before.iter().any(|one| one.main && one.until == open_end()) =>
            {
                next.title.clear();
            }
            None => {}
        }
        let changed: Vec<&Appointment> = after.iter().filter(|one| !before.contains(one)).collect();
        let gone: Vec<&Appointment> =
            before.iter().filter(|one| !after.iter().any(|other| other.id == one.id)).collect();
        let was: Vec<&Appointment> = before
            .iter()
            .filter(|one| changed.iter().any(|other| other.id == one.id) || gone.iter().any(|other| other.id == one.id))
            .collect();
        let note = Note::of(viewer, now).does(action, "appointment", person.id.as_str(), &person.path).because(reason);
        let mut script = recorded(Script::default(), person, &next);
        for (n, one) in changed.iter().enumerate() {
            script = script
                .then(&format!("UPSERT type::record('appointment', $changed_id{n}) CONTENT $changed{n} RETURN NONE;"))
                .bind(&format!("changed_id{n}"), one.id.as_str())
                .bind(&format!("changed{n}"), content(one));
        }
        for (n, one) in gone.iter().enumerate() {
            script = script
                .then(&format!("DELETE type::record('appointment', $gone{n}) RETURN NONE;"))
                .bind(&format!("gone{n}"), one.id.as_str());
        }
        let script = script
            .json("was", &json!({ "rows": was }))
            .json("is", &json!({ "rows": changed }))
            .note(&note, "$was", "$is");
        self.write(Change::Answers("person.appointment"), script).await?;
        Ok(())
    }
}

/// A reason that has to be given.
fn stated(reason: &str) -> Result<(), Fault> {
    let mut checks = Checks::default();
    checks.text(reason, "reason", 200);
    checks.done()
}

/// Whether a main post was ended by another's taking its place.
fn ended_by(by: &Appointment, one: &Appointment) -> bool {
    by.main && one.main && Some(one.until) == by.from.pred_opt() && one.end_document == by.document
}

fn replaced(all: &[Appointment], next: &Appointment) -> Vec<Appointment> {
    all.iter().map(|one| if one.id == next.id { next.clone() } else { one.clone() }).collect()
}

/// A résumé in which the line of an appointment says it as it is now, or is gone with it, and the
/// one it ended goes on.
fn relined(lines: &[ResumeLine], held: &Appointment, next: Option<&Appointment>) -> Vec<ResumeLine> {
    let of = |one: &Appointment| resumed(&[], one).pop();
    let Some(own) = of(held) else { return lines.to_vec() };
    let mine = |line: &ResumeLine| line.from == own.from && line.text == own.text;
    let mut lines = lines.to_vec();
    let Some(at) = lines.iter().rposition(mine) else { return lines };
    match next.and_then(of) {
        Some(new) => {
            if at > 0 && held.main && lines[at - 1].until == own.from {
                lines[at - 1].until.clone_from(&new.from);
            }
            lines[at] = ResumeLine { until: lines[at].until.clone(), ..new };
        }
        None => {
            lines.remove(at);
            if held.main && at > 0 && lines[at - 1].until == own.from {
                lines[at - 1].until.clear();
            }
        }
    }
    lines
}

/// Writes a person's record over the version that was read, with what lies where they serve.
pub(super) fn recorded(script: Script, before: &Person, next: &Person) -> Script {
    let script = script
        .seen("person", before.id.as_str(), before.version)
        .then("UPDATE $seen_person CONTENT $person_row RETURN NONE;")
        .bind("person", before.id.as_str())
        .bind("person_row", person_content(next));
    if before.path == next.path {
        return script;
    }
    script
        // The approvers of a place that is still open go with the person.
        .then(
            "FOR $total IN (SELECT VALUE id FROM ledger_total WHERE person = $person) {
                 UPDATE $total SET path = $path RETURN NONE;
             };
             FOR $place IN (SELECT VALUE id FROM enrolment WHERE person = $person AND state IN $open_places) {
                 UPDATE $place SET path = $path RETURN NONE;
             };",
        )
        .states("open_places", &EnrolmentState::ALL, EnrolmentState::is_open)
        .bind("path", next.path.as_str())
}

/// Adds an appointment. A main post ends the main post before it the day before, and moves the
/// person; the résumé follows.
pub(crate) fn appointed(script: Script, person: &Person, unit: &Unit, appointment: &Appointment) -> Script {
    let mut next =
        Person { resume: resumed(&person.resume, appointment), version: person.version + 1, ..person.clone() };
    let mut script = script.bind("person", person.id.as_str());
    if appointment.main {
        let eve = appointment.from.pred_opt().unwrap_or(appointment.from);
        if person.level != appointment.level {
            next.level_since = Some(appointment.from.into());
        }
        (next.unit, next.path) = (unit.id.clone(), unit.path.clone());
        (next.title, next.level) = (full_title(unit, &appointment.title), appointment.level);
        script = script
            .then(
                "LET $ending = (SELECT id, `from` FROM appointment WHERE person = $person AND main AND `until` > $eve);
                 FOR $old IN $ending {
                    IF $old.`from` > $eve { THROW 'gq:state' };
                    UPDATE $old.id SET `until` = $eve, end_document = $document RETURN NONE;
                 };",
            )
            .bind("eve", day_text(eve))
            .bind("document", appointment.document.as_str());
    }
    recorded(script, person, &next)
        .then("CREATE type::record('appointment', $appointment_id) CONTENT $appointment RETURN NONE;")
        .bind("appointment_id", appointment.id.as_str())
        .bind("appointment", content(appointment))
}
