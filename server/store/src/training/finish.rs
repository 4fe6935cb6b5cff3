//! The end of a class: marks become hours in the ledger.

use async_trait::async_trait;
use chrono::Datelike;
use domain::access::{Permission, Viewer};
use domain::consequence::Consequence;
use domain::ports::Answer;
use domain::record::Hours;
use domain::training::News;
use domain::training::port::Finishing;
use domain::training::{self, Class, ClassState, Enrolment, EnrolmentState, LedgerEntry, Mark, Setting};
use domain::{ClassId, EnrolmentId, Fault, Moment, Reason, Rule};
use serde_json::{Value, json};
use surrealdb::types::RecordId;

use super::certificate;
use crate::audit::Note;
use crate::desk::notice_row;
use crate::{Change, Script, Store};

const ADD_TO_TOTALS: &str = "
    FOR $total IN $totals {
        UPSERT type::record('ledger_total', $total.id) SET person = $total.person, path = $total.path,
            year = $total.year, form = $total.form, category = $total.category, hours = (hours ?? 0) + $total.hours
            RETURN NONE;
        UPSERT type::record('standing_due', $total.person) SET n = (n ?? 0) + 1 RETURN NONE;
    };";

impl Script {
    /// Adds what entries give to the sums beside the ledger, by [`total_row`]s. Whoever they are of is to be
    /// counted anew.
    pub(crate) fn adds_to_totals(self, totals: Vec<Value>) -> Self {
        let people: Vec<Value> = totals.iter().map(|total| total["person"].clone()).collect();
        let people = people.iter().filter_map(Value::as_str);
        self.whose("ledger_total", people).then(ADD_TO_TOTALS).bind("totals", totals)
    }
}

impl Store {
    /// The class that marks would finish, with the places they are of.
    pub(super) async fn to_finish(
        &self,
        viewer: &Viewer,
        id: &ClassId,
        marks: &[Mark],
        now: Moment,
    ) -> Answer<(Class, Vec<Enrolment>)> {
        let class = self.get::<Class>(id).await?;
        viewer.require_at(Permission::CLASS_MARK, &class.path)?;
        if class.state != ClassState::Published || class.starts > now.day() {
            return Err(Fault::Refused(Reason::WrongState));
        }
        let enrolled: Vec<_> =
            self.places_in(id).await?.into_iter().filter(|e| e.state == EnrolmentState::Enrolled).collect();
        // Nobody may be forgotten, and nobody marked who was not there.
        for enrolment in &enrolled {
            if marks.iter().filter(|mark| mark.person == enrolment.person).count() != 1 {
                return Err(Fault::field(&format!("mark-{}", enrolment.person), Rule::Required));
            }
        }
        if marks.len() != enrolled.len() {
            return Err(training::Refusal::NotEnrolled.into());
        }
        let attendance = self.class_attendance(&class, now).await?;
        let mut faults = Vec::new();
        for mark in marks {
            let sum = attendance.of(&mark.person);
            let too_much = attendance.has_lessons && sum.exceeds(class.hours, attendance.share);
            if let Err(Fault::Invalid(more)) = mark.check(&class, too_much) {
                faults.extend(more);
            }
        }
        if faults.is_empty() { Ok((class, enrolled)) } else { Err(Fault::Invalid(faults)) }
    }
}

#[async_trait]
impl Finishing for Store {
    async fn finishing(&self, viewer: &Viewer, id: &ClassId, marks: &[Mark], now: Moment) -> Answer<Consequence> {
        Ok(self.to_finish(viewer, id, marks, now).await?.0.ending(marks))
    }

    async fn finish_class(&self, viewer: &Viewer, id: &ClassId, marks: &[Mark], now: Moment) -> Answer<()> {
        let (class, enrolled) = self.to_finish(viewer, id, marks, now).await?;
        let records: Vec<RecordId> = marks.iter().map(|mark| RecordId::new("person", mark.person.as_str())).collect();
        #[derive(serde::Deserialize)]
        struct Place {
            id: domain::PersonId,
            path: String,
        }
        let places: Vec<Place> =
            self.rows(Script::new("SELECT record::id(id) AS id, path FROM $records").bind("records", records)).await?;

        let years = self.all_settings().await?.on(Setting::CertificateYears, class.ends);
        let mut states = Vec::with_capacity(marks.len());
        let mut entries: Vec<Value> = Vec::new();
        let mut totals: Vec<Value> = Vec::new();
        let mut notices: Vec<Value> = Vec::new();
        let mut certificates: Vec<Value> = Vec::new();
        for mark in marks {
            let enrolment = EnrolmentId::of(id, &mark.person);
            let grade = mark.grade.map_or("", domain::code::Code::code);
            states.push(json!({
                "id": enrolment, "state": mark.outcome, "attended": mark.attended, "grade": grade,
                "remark": mark.remark.trim(),
            }));
            let earned = class.earned(mark.attended);
            if mark.outcome != EnrolmentState::Completed || earned == Hours(0) {
                continue;
            }
            let entry = LedgerEntry::of_class(&class, &mark.person, earned, now);
            let path = places.iter().find(|place| place.id == mark.person).map_or("", |place| place.path.as_str());
            totals.push(total_row(&entry, path));
            let body = News::HoursPosted { class: id.clone(), title: class.title.clone(), hours: earned };
            notices.push(notice_row(&mark.person, &body, now));
            entries.push(serde_json::to_value(&entry).map_err(|_| Fault::Internal)?);
            let name =
                enrolled.iter().find(|place| place.person == mark.person).map_or("", |place| place.name.as_str());
            let order = certificates.len() + 1;
            certificates.push(certificate::row(&class, &mark.person, name, earned, mark.grade, order, years, now));
        }
        let note = Note::of(viewer, now).updates("class", id.as_str(), &class.path).because("finish");
        let script = Script::default()
            .json("enrolled", &EnrolmentState::Enrolled)
            .json("finished", &ClassState::Finished)
            .json("published", &ClassState::Published)
            .then(
                "LET $prior = (SELECT state FROM ONLY type::record('class', $id));
             IF $prior.state != $published { THROW 'gq:state' };
             UPDATE type::record('class', $id) SET state = $finished, version += 1, finished = $now RETURN NONE;
             FOR $mark IN $marks {
                LET $was = (SELECT VALUE state FROM ONLY type::record('enrolment', $mark.id));
                IF $was != $enrolled { THROW 'gq:not-enrolled' };
                UPDATE type::record('enrolment', $mark.id) SET state = $mark.state, attended = $mark.attended,
                    grade = $mark.grade, remark = $mark.remark RETURN NONE;
             };
             IF array::len($entries) > 0 {
                INSERT INTO ledger $entries RETURN NONE;
                INSERT INTO notice $notices RETURN NONE;
             };",
            )
            .adds_to_totals(totals)
            .then(certificate::ISSUE)
            .bind("certificates", certificates)
            .bind("certificate_year", certificate::year(&class))
            .bind("id", id.as_str())
            .bind("now", now.0)
            .bind("marks", states)
            .bind("entries", entries)
            .bind("notices", notices)
            .whose("enrolment", marks.iter().map(|mark| &mark.person))
            .note(&note, "$prior", "{ state: $finished, marks: $marks }");
        self.write(Change::Answers("class.finish"), script).await?;
        Ok(())
    }
}

/// What an entry adds to the sums.
pub(crate) fn total_row(entry: &LedgerEntry, path: &str) -> Value {
    use domain::code::Code;
    let year = entry.day.year();
    json!({
        "id": format!("{}__{year}__{}__{}", entry.person, entry.form.code(), entry.category),
        "person": entry.person, "path": path, "year": year, "form": entry.form, "category": entry.category,
        "hours": entry.hours,
    })
}
