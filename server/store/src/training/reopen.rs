//! A finished class opened again: what its end did is undone in the open, with a reason.

use async_trait::async_trait;
use domain::access::{Permission, Viewer};
use domain::consequence::{Consequence, EffectKind};
use domain::fault::Checks;
use domain::ports::Answer;
use domain::training::News;
use domain::training::port::Reopening;
use domain::training::{Certificate, Class, ClassState, EnrolmentState, LedgerEntry, Setting};
use domain::{ClassId, EnrolmentId, Fault, LedgerId, Moment, PersonId, Reason};
use serde_json::{Value, json};
use surrealdb::types::RecordId;

use super::finish::total_row;
use crate::audit::Note;
use crate::desk::notice_row;
use crate::rows::content;
use crate::{Change, Script, Store, StoreError};

/// What the end of a class left behind that still stands.
struct Left {
    places: Vec<EnrolmentId>,
    entries: Vec<LedgerEntry>,
    certificates: Vec<Certificate>,
}

impl Store {
    pub(super) async fn may_reopen(&self, viewer: &Viewer, class: &Class, now: Moment) -> Result<bool, StoreError> {
        if class.state != ClassState::Finished || viewer.require_at(Permission::CLASS_MARK, &class.path).is_err() {
            return Ok(false);
        }
        let days = self.all_settings().await?.on(Setting::ReopenDays, class.finished.day());
        Ok(now <= class.reopens_until(days))
    }

    /// The class, if the viewer may open it again now.
    async fn reopenable(&self, viewer: &Viewer, id: &ClassId, now: Moment) -> Answer<Class> {
        let class = self.get::<Class>(id).await?;
        viewer.require_at(Permission::CLASS_MARK, &class.path)?;
        if class.state != ClassState::Finished {
            return Err(Fault::Refused(Reason::WrongState));
        }
        if !self.may_reopen(viewer, &class, now).await? {
            return Err(Fault::Refused(Reason::TimeOver));
        }
        Ok(class)
    }

    async fn left_of(&self, class: &Class) -> Answer<Left> {
        let places: Vec<_> =
            self.places_in(&class.id).await?.into_iter().filter(|place| place.state.is_result()).collect();
        let ids = places
            .iter()
            .filter(|place| place.state == EnrolmentState::Completed)
            .map(|place| LedgerEntry::id_of_class(class, &place.person));
        let entries: Vec<LedgerEntry> = self.these(ids).await?;
        let certificates: Vec<Certificate> =
            self.rows_where("class = $class", Script::bound("class", class.id.as_str())).await?;
        Ok(Left {
            places: places.iter().map(|place| EnrolmentId::of(&class.id, &place.person)).collect(),
            entries: entries.into_iter().filter(|entry| entry.reversed_by.as_str().is_empty()).collect(),
            certificates: certificates.into_iter().filter(Certificate::stands).collect(),
        })
    }
}

#[async_trait]
impl Reopening for Store {
    async fn reopening(&self, viewer: &Viewer, id: &ClassId, now: Moment) -> Answer<Consequence> {
        let class = self.reopenable(viewer, id, now).await?;
        let left = self.left_of(&class).await?;
        Ok(Consequence::default()
            .and(EffectKind::Reversed, left.entries.len())
            .and(EffectKind::Revoked, left.certificates.len())
            .and(EffectKind::Told, left.entries.len()))
    }

    async fn reopen_class(&self, viewer: &Viewer, id: &ClassId, reason: &str, now: Moment) -> Answer<()> {
        let class = self.reopenable(viewer, id, now).await?;
        let mut checks = Checks::default();
        checks.text(reason, "reason", 200);
        checks.done()?;
        let reason = reason.trim();
        let left = self.left_of(&class).await?;
        let people: Vec<RecordId> =
            left.entries.iter().map(|entry| RecordId::new("person", entry.person.as_str())).collect();
        #[derive(serde::Deserialize)]
        struct Place {
            id: PersonId,
            path: String,
        }
        let paths: Vec<Place> =
            self.rows(Script::new("SELECT record::id(id) AS id, path FROM $people").bind("people", people)).await?;
        let (mut reversals, mut totals, mut notices) = (Vec::<Value>::new(), Vec::new(), Vec::new());
        for entry in &left.entries {
            let reversal = LedgerEntry {
                id: LedgerId(format!("r-{}", entry.id)),
                hours: -entry.hours,
                raw: -entry.raw,
                reverses: entry.id.clone(),
                reason: reason.to_owned(),
                at: now,
                ..entry.clone()
            };
            let path = paths.iter().find(|place| place.id == entry.person).map_or("", |place| place.path.as_str());
            totals.push(total_row(&reversal, path));
            let body =
                News::HoursReversed { title: entry.title.clone(), hours: entry.hours, reason: reason.to_owned() };
            notices.push(notice_row(&entry.person, &body, now));
            let row = content(&reversal);
            reversals.push(json!({ "of": entry.id, "id": reversal.id, "row": row }));
        }
        let certificates: Vec<&str> = left.certificates.iter().map(|one| one.id.as_str()).collect();
        let note = Note::of(viewer, now).updates("class", id.as_str(), &class.path).because(reason);
        let script = Script::default()
            .json("enrolled", &EnrolmentState::Enrolled)
            .json("finished", &ClassState::Finished)
            .json("published", &ClassState::Published)
            .then(
                "LET $prior = (SELECT state, version, reopened FROM ONLY type::record('class', $id));
             IF $prior.state != $finished OR $prior.version != $version { THROW 'gq:stale' };
             UPDATE type::record('class', $id) SET state = $published, version += 1, reopened += 1 RETURN NONE;
             FOR $place IN $places {
                UPDATE type::record('enrolment', $place) SET state = $enrolled, attended = 0, grade = '', remark = ''
                    RETURN NONE;
             };
             FOR $reversal IN $reversals {
                LET $by = (SELECT VALUE reversed_by FROM ONLY type::record('ledger', $reversal.of));
                IF $by != '' { THROW 'gq:stale' };
                UPDATE type::record('ledger', $reversal.of) SET reversed_by = $reversal.id RETURN NONE;
                CREATE type::record('ledger', $reversal.id) CONTENT $reversal.row RETURN NONE;
             };
             FOR $certificate IN $certificates {
                UPDATE type::record('certificate', $certificate) SET revoked = $now, reason = $why RETURN NONE;
             };
             IF array::len($notices) > 0 { INSERT INTO notice $notices RETURN NONE };",
            )
            .adds_to_totals(totals)
            .bind("id", id.as_str())
            .bind("version", i64::from(class.version))
            .bind("places", left.places.iter().map(|place| place.0.clone()).collect::<Vec<_>>())
            .bind("reversals", reversals)
            .bind("certificates", certificates)
            .bind("now", now.0)
            .bind("why", reason)
            .bind("notices", notices)
            .note(&note, "$prior", "{ state: $published }");
        self.write(Change::Answers("class.reopen"), script).await?;
        Ok(())
    }
}
