//! Certificates of completion (结业证书). What was certified stands as it was.

use serde::{Deserialize, Serialize};

use super::Hours;
use crate::code::TrainingForm;
use crate::{CertificateId, ClassId, Day, Moment, PersonId};

/// A certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// The certificate. Nobody guesses it, so it is the address that verifies it.
    pub id: CertificateId,
    /// Its number, such as 2026-000012.
    pub number: String,
    /// The class.
    pub class: ClassId,
    /// The person.
    pub person: PersonId,
    /// Their name then.
    pub name: String,
    /// The class's title then.
    pub title: String,
    /// Who issued it.
    pub issuer: String,
    /// First day of the class.
    pub starts: Day,
    /// Last day of the class.
    pub ends: Day,
    /// Hours earned.
    pub hours: Hours,
    /// Grade, by its code; empty where none was given.
    #[serde(default)]
    pub grade: String,
    /// Form of training.
    pub form: TrainingForm,
    /// When it was issued.
    pub at: Moment,
    /// When it was revoked; 0 while it stands.
    #[serde(default)]
    pub revoked: Moment,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// Days of off-the-job training from which it goes on the appointment form
/// (干部任免审批表): two months, counted as sixty days.
pub const FORM_DAYS: i64 = 60;

impl Certificate {
    /// Whether it stands.
    #[must_use]
    pub fn stands(&self) -> bool {
        self.revoked.0 == 0
    }

    /// Whether the training is to be offered for the appointment form.
    #[must_use]
    pub fn for_appointment_form(&self) -> bool {
        self.form == TrainingForm::OffJob && (self.ends - self.starts).num_days() + 1 >= FORM_DAYS
    }

    /// The name as a public page shows it: enough to compare with the paper, no more.
    #[must_use]
    pub fn masked_name(&self) -> String {
        let characters: Vec<char> = self.name.chars().collect();
        match characters.as_slice() {
            [] => String::new(),
            [one] => one.to_string(),
            [first, _] => format!("{first}*"),
            [first, middle @ .., last] => format!("{first}{}{last}", "*".repeat(middle.len())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certificate(name: &str, starts: &str, ends: &str) -> Certificate {
        let day = |text| crate::time::parse_day(text).unwrap();
        Certificate {
            id: "x".into(),
            number: "2026-000001".into(),
            class: "c".into(),
            person: "p".into(),
            name: name.into(),
            title: "班".into(),
            issuer: "省委组织部".into(),
            starts: day(starts),
            ends: day(ends),
            hours: Hours::whole(8),
            grade: String::new(),
            form: TrainingForm::OffJob,
            at: Moment(1),
            revoked: Moment(0),
            reason: String::new(),
        }
    }

    #[test]
    fn a_public_page_shows_no_whole_name() {
        let masked = |name| certificate(name, "2026-01-01", "2026-01-02").masked_name();
        assert_eq!(
            (masked("张伟"), masked("欧阳修文"), masked("李小龙")),
            ("张*".into(), "欧**文".into(), "李*龙".into())
        );
    }

    #[test]
    fn two_months_away_from_work_go_on_the_form() {
        let days = |ends| certificate("张伟", "2026-03-01", ends).for_appointment_form();
        assert!(!days("2026-04-28") && days("2026-04-29"));
        let online = Certificate { form: TrainingForm::Online, ..certificate("张伟", "2026-01-01", "2026-12-31") };
        assert!(!online.for_appointment_form());
    }
}
