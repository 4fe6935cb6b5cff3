//! Certificates: issued with the end of a class, in the same transaction.

use async_trait::async_trait;
use chrono::Datelike;
use domain::access::{Permission, Viewer};
use domain::code::Code;
use domain::fault::Milestone;
use domain::page::Page;
use domain::ports::Answer;
use domain::record::Hours;
use domain::training::port::Certificates;
use domain::training::{Certificate, CertificateList, CertificateQuery, Class, ENDING_SOON, Grade, valid_until};
use domain::{CertificateId, ClassId, Day, Fault, Moment, PersonId, Reason, Rule};
use serde_json::Value;

use super::new_seed;
use crate::audit::Note;
use crate::row::tables;
use crate::rows::content;
use crate::scope::in_scope;
use crate::{Change, Script, Store, StoreError};

tables! { "certificate" by CertificateId: Certificate }

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
    years: i64,
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
        valid_until: valid_until(class.ends, years),
        renews: CertificateId::default(),
        renewed_by: CertificateId::default(),
        revoked: Moment(0),
        reason: String::new(),
    };
    ordered(&certificate, order)
}

/// A certificate as a row with its place in the numbering.
fn ordered(certificate: &Certificate, order: usize) -> Value {
    let mut row = content(certificate);
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
        self.find(id).await
    }

    pub(crate) async fn certificates_of(&self, person: &PersonId) -> Result<Vec<Certificate>, StoreError> {
        let mut all: Vec<Certificate> =
            self.rows_where("person = $person", Script::bound("person", person.as_str())).await?;
        all.sort_by(|a, b| (b.ends, &b.number).cmp(&(a.ends, &a.number)));
        Ok(all)
    }

    /// A certificate for the viewer: their own, or one of their scope.
    ///
    /// # Errors
    /// [`Fault::NotFound`], [`Fault::Forbidden`].
    pub async fn certificate(&self, viewer: &Viewer, id: &CertificateId) -> Answer<Certificate> {
        let certificate = self.get::<Certificate>(id).await?;
        if !viewer.owns(&certificate.person) {
            let path = self.class_path(&certificate.class).await?;
            viewer.require_at(Permission::TRAINING_VIEW, &path)?;
        }
        Ok(certificate)
    }

    /// The certificates of a class that stand, by number, for those of its scope; looking is
    /// noted.
    ///
    /// # Errors
    /// [`Fault::NotFound`], [`Fault::Forbidden`].
    pub async fn class_certificates(&self, viewer: &Viewer, class: &ClassId, now: Moment) -> Answer<Vec<Certificate>> {
        let path = self.class_path(class).await?;
        viewer.require_at(Permission::TRAINING_VIEW, &path)?;
        let mut all: Vec<Certificate> =
            self.rows_where("class = $class", Script::bound("class", class.as_str())).await?;
        all.retain(|one| one.stands() && one.renewed_by.as_str().is_empty());
        all.sort_by(|a, b| a.number.cmp(&b.number));
        let people: Vec<PersonId> = all.iter().map(|one| one.person.clone()).collect();
        self.note_export(viewer, "certificates pdf", &people, now).await?;
        Ok(all)
    }

    async fn class_path(&self, class: &ClassId) -> Answer<String> {
        Ok(self.get::<Class>(class).await?.path)
    }
}

#[async_trait]
impl Certificates for Store {
    async fn certificates(&self, viewer: &Viewer, query: &CertificateQuery, now: Moment) -> Answer<Page<Certificate>> {
        let scope = viewer.require(Permission::TRAINING_VIEW)?;
        // A certificate belongs to the scope that its class belongs to.
        let (inside, script) = in_scope("path", &scope, Script::default());
        let held = script.then(&format!("SELECT VALUE record::id(id) FROM class WHERE {inside};"));
        let classes: Vec<String> = self.rows(held).await?;
        let today = now.day();
        let soon = today + chrono::TimeDelta::days(ENDING_SOON);
        let open = "revoked = 0 AND renewed_by = ''";
        let condition = match CertificateList::find(&query.list).unwrap_or_default() {
            CertificateList::Ending => format!("{open} AND valid_until >= $today AND valid_until <= $soon"),
            CertificateList::Ended => format!("{open} AND valid_until < $today"),
            CertificateList::Holding => "revoked = 0 AND valid_until >= $today".to_owned(),
            CertificateList::All => "true".to_owned(),
        };
        let text = query.q.trim();
        let words =
            if text.is_empty() { "" } else { " AND (string::contains(name, $q) OR string::contains(title, $q))" };
        let bound = Script::bound("classes", classes)
            .bind("today", domain::time::day_text(today))
            .bind("soon", domain::time::day_text(soon))
            .bind("q", text);
        let condition = format!("class IN $classes AND {condition}{words}");
        Ok(self.page_where(&condition, "valid_until, number", bound, &query.window).await?)
    }

    async fn renew_certificates(
        &self,
        viewer: &Viewer,
        ids: &[CertificateId],
        basis: &str,
        until: Day,
        now: Moment,
    ) -> Answer<()> {
        let scope = viewer.require(Permission::LEDGER_REVERSE)?;
        let mut checks = domain::fault::Checks::default();
        checks.text(basis, "basis", 200);
        checks.require(!ids.is_empty(), "certificates", Rule::Required);
        checks.require(until > now.day(), "until", Rule::after(Milestone::Today, now.day()));
        checks.done()?;
        let mut rows = Vec::with_capacity(ids.len());
        let mut path = String::new();
        for (n, id) in ids.iter().enumerate() {
            let old = self.get::<Certificate>(id).await?;
            path = self.class_path(&old.class).await?;
            if !scope.holds(&path) {
                return Err(Fault::Forbidden);
            }
            if viewer.owns(&old.person) {
                return Err(Fault::Refused(Reason::OwnAccount));
            }
            if !old.stands() {
                return Err(Fault::Refused(Reason::WrongState));
            }
            let next = Certificate {
                id: CertificateId(new_seed()),
                number: String::new(),
                at: now,
                valid_until: until,
                renews: old.id.clone(),
                ..old
            };
            rows.push(ordered(&next, n + 1));
        }
        let renewed = format!("{} renewed", ids.len());
        let note = Note::of(viewer, now).creates("certificate", &renewed, &path).because(basis.trim());
        // Somebody who clicks twice renews once: what was renewed can't be again.
        let script = Script::new(
            "FOR $one IN $certificates {
                LET $held = (SELECT renewed_by, revoked FROM ONLY type::record('certificate', $one.renews));
                IF $held.renewed_by != '' OR $held.revoked != 0 { THROW 'gq:state' };
                UPDATE type::record('certificate', $one.renews) SET renewed_by = $one.id RETURN NONE;
             };",
        )
        .then(ISSUE)
        .bind("certificate_year", now.day().year().to_string())
        .bind("certificates", rows)
        .note(&note, "NONE", "{ certificates: $certificates }");
        self.write(Change::Answers("certificate.renew"), script).await?;
        Ok(())
    }

    async fn revoke_certificate(&self, viewer: &Viewer, id: &CertificateId, reason: &str, now: Moment) -> Answer<()> {
        let certificate = self.get::<Certificate>(id).await?;
        let path = self.class_path(&certificate.class).await?;
        viewer.require_at(Permission::LEDGER_REVERSE, &path)?;
        if viewer.owns(&certificate.person) {
            return Err(Fault::Refused(Reason::OwnAccount));
        }
        let mut checks = domain::fault::Checks::default();
        checks.text(reason, "reason", 200);
        checks.done()?;
        let note = Note::of(viewer, now).ends("certificate", certificate.number.as_str(), &path).because(reason.trim());
        let script = Script::new(
            "LET $prior = (SELECT revoked FROM ONLY type::record('certificate', $id));
             IF $prior.revoked != 0 { THROW 'gq:state' };
             UPDATE type::record('certificate', $id) SET revoked = $now, reason = $reason RETURN NONE;",
        )
        .bind("id", id.as_str())
        .bind("now", now.0)
        .bind("reason", reason.trim())
        .note(&note, "$prior", "{ revoked: $now, reason: $reason }");
        self.write(Change::Answers("certificate.revoke"), script).await?;
        Ok(())
    }
}
