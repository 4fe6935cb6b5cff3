//! Certificates: issued with the end of a class, in the same transaction.

use chrono::Datelike;
use domain::access::{Permission, Viewer};
use domain::audit::Action;
use domain::code::Code;
use domain::ports::Answer;
use domain::training::{Certificate, Class, Grade, Hours};
use domain::{CertificateId, ClassId, Fault, Moment, PersonId, Reason};
use serde_json::Value;

use super::new_seed;
use crate::audit::Note;
use crate::rows::content;
use crate::{Script, Store, StoreError};

/// Numbers and writes `$certificates` in the order given: `2026-000012`, without gaps in a year.
pub(super) const ISSUE: &str = "
    IF array::len($certificates) > 0 {
        LET $count = type::record('certificate_count', $certificate_year);
        LET $before = (SELECT VALUE n FROM ONLY $count) ?? 0;
        UPSERT $count SET n = $before + array::len($certificates) RETURN NONE;
        FOR $certificate IN $certificates {
            LET $n = <string> ($before + $certificate.order);
            LET $digits = string::repeat('0', math::max([0, 6 - string::len($n)])) + $n;
            CREATE type::record('certificate', $certificate.id) CONTENT
                object::extend(object::remove($certificate, ['id', 'order']), { number: $certificate_year + '-' + $digits })
                RETURN NONE;
        };
    };";

/// A certificate as [`ISSUE`] takes it; `order` counts from 1.
pub(super) fn row(
    class: &Class,
    person: &PersonId,
    name: &str,
    hours: Hours,
    grade: Option<Grade>,
    order: usize,
    now: Moment,
) -> Value {
    let certificate = Certificate {
        id: CertificateId(new_seed()),
        number: String::new(),
        class: class.id.clone(),
        person: person.clone(),
        name: name.to_owned(),
        title: class.title.clone(),
        issuer: class.unit_name.clone(),
        starts: class.starts,
        ends: class.ends,
        hours,
        grade: grade.map(Code::code).unwrap_or_default().to_owned(),
        form: class.form,
        at: now,
        revoked: Moment(0),
        reason: String::new(),
    };
    let mut row = content(&certificate);
    row["id"] = Value::from(certificate.id.as_str());
    row["order"] = Value::from(order);
    row
}

/// The year certificates of a class are numbered in: that of its last day.
pub(super) fn year(class: &Class) -> String {
    class.ends.year().to_string()
}

impl Store {
    /// A certificate, whoever asks: its id is the secret.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_certificate(&self, id: &CertificateId) -> Result<Option<Certificate>, StoreError> {
        self.row(
            Script::new("SELECT *, record::id(id) AS id FROM type::record('certificate', $id)").bind("id", id.as_str()),
        )
        .await
    }

    pub(crate) async fn certificates_of(&self, person: &PersonId) -> Result<Vec<Certificate>, StoreError> {
        let mut all: Vec<Certificate> = self
            .rows(
                Script::new("SELECT *, record::id(id) AS id FROM certificate WHERE person = $person")
                    .bind("person", person.as_str()),
            )
            .await?;
        all.sort_by(|a, b| (b.ends, &b.number).cmp(&(a.ends, &a.number)));
        Ok(all)
    }

    /// A certificate for the viewer: their own, or one of their scope.
    ///
    /// # Errors
    /// [`Fault::NotFound`], [`Fault::Forbidden`].
    pub async fn certificate(&self, viewer: &Viewer, id: &CertificateId) -> Answer<Certificate> {
        let certificate = self.find_certificate(id).await?.ok_or(Fault::NotFound)?;
        if !viewer.owns(&certificate.person) {
            let path = self.class_path(&certificate.class).await?;
            viewer.require_at(Permission::TrainingView, &path)?;
        }
        Ok(certificate)
    }

    async fn class_path(&self, class: &ClassId) -> Answer<String> {
        Ok(self.find_class(class).await?.ok_or(Fault::NotFound)?.path)
    }

    pub(super) async fn revoke(&self, viewer: &Viewer, id: &CertificateId, reason: &str, now: Moment) -> Answer<()> {
        let certificate = self.find_certificate(id).await?.ok_or(Fault::NotFound)?;
        let path = self.class_path(&certificate.class).await?;
        viewer.require_at(Permission::LedgerReverse, &path)?;
        if viewer.owns(&certificate.person) {
            return Err(Fault::Refused(Reason::OwnAccount));
        }
        let mut checks = domain::fault::Checks::default();
        checks.text(reason, "reason", 200);
        checks.done()?;
        let note = Note {
            actor: viewer.into(),
            now,
            action: Action::End,
            subject: "certificate",
            id: certificate.number.as_str(),
            path: &path,
            reason: reason.trim(),
        };
        let script = Script::new(
            "LET $prior = (SELECT revoked FROM ONLY type::record('certificate', $id));
             IF $prior.revoked != 0 { THROW 'gq:state' };
             UPDATE type::record('certificate', $id) SET revoked = $now, reason = $reason RETURN NONE;",
        )
        .bind("id", id.as_str())
        .bind("now", now.0)
        .bind("reason", reason.trim())
        .note(&note, "$prior", "{ revoked: $now, reason: $reason }");
        self.write("certificate.revoke", script).await?;
        Ok(())
    }
}
