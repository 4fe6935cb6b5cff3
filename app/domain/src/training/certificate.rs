//! Certificates of completion (结业证书). What was certified stands as it was.

use serde::{Deserialize, Serialize};

use crate::code::{TrainingForm, codes};
use crate::page::Window;
use crate::record::Hours;
use crate::{CertificateId, ClassId, Day, Moment, PersonId};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// The certificate. Nobody guesses it, so it is the address that verifies it.
    pub id: CertificateId,
    /// Its number, such as 2026-000012.
    pub number: String,
    pub class: ClassId,
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
    /// The last day it holds; [`super::NEVER`] when it holds for ever.
    pub valid_until: Day,
    /// The certificate this one renews; empty for a first one.
    #[serde(default)]
    pub renews: CertificateId,
    /// The certificate that renews this one; empty while none does.
    #[serde(default)]
    pub renewed_by: CertificateId,
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

    /// Whether it stands and holds on a day.
    #[must_use]
    pub fn holds(&self, on: Day) -> bool {
        self.stands() && on <= self.valid_until
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

/// The last day of a certificate given on a day that holds for some years; for ever when 0.
#[must_use]
pub fn valid_until(given: Day, years: i64) -> Day {
    if years <= 0 {
        return super::NEVER;
    }
    let months = u32::try_from(years * 12).unwrap_or(u32::MAX);
    crate::calendar::months_later(given, months).pred_opt().unwrap_or(given)
}

codes! {
    /// Which certificates to list.
    #[derive(Default)]
    CertificateList {
        #[default]
        Ending "ending" "90日内到期" "Ending within 90 days",
        Ended "ended" "已到期" "Ended",
        Holding "holding" "有效" "In force",
        All "all" "全部" "All",
    }
}

/// Which certificates to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CertificateQuery {
    /// By the code of a [`CertificateList`].
    pub list: String,
    /// Words of the name or title.
    pub q: String,
    /// Which part.
    #[serde(flatten)]
    pub window: Window,
}

/// Days before its end from which a certificate is listed as ending.
pub const ENDING_SOON: i64 = 90;

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
            valid_until: super::super::NEVER,
            renews: CertificateId::default(),
            renewed_by: CertificateId::default(),
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
    fn a_certificate_holds_to_the_day_before_its_anniversary() {
        let day = |text| crate::time::parse_day(text).unwrap();
        assert_eq!(valid_until(day("2024-02-29"), 3), day("2027-02-27"));
        assert_eq!(valid_until(day("2024-03-01"), 1), day("2025-02-28"));
        assert_eq!(valid_until(day("2024-03-01"), 0), super::super::NEVER);
        let one = Certificate { valid_until: day("2026-01-10"), ..certificate("张伟", "2025-01-01", "2025-01-02") };
        assert!(one.holds(day("2026-01-10")) && !one.holds(day("2026-01-11")));
        assert!(!Certificate { revoked: Moment(1), ..one }.holds(day("2026-01-01")));
    }

    #[test]
    fn two_months_away_from_work_go_on_the_form() {
        let days = |ends| certificate("张伟", "2026-03-01", ends).for_appointment_form();
        assert!(!days("2026-04-28") && days("2026-04-29"));
        let online = Certificate { form: TrainingForm::Online, ..certificate("张伟", "2026-01-01", "2026-12-31") };
        assert!(!online.for_appointment_form());
    }
}
