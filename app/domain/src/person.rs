//! Cadres. What everybody in scope may see is [`Person`]; what needs a reason is
//! [`Sensitive`], kept in a table of its own so that no list can leak it.

use serde::{Deserialize, Serialize};

use crate::appointment::Appointment;
use crate::code::{Level, PersonState, Politics, Sex};
use crate::fault::{Checks, Rule};
use crate::page::Window;
use crate::resume::ResumeLine;
use crate::{Day, Fault, Moment, PersonId, UnitId};

/// A cadre, without sensitive fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The person.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// Sex.
    pub sex: Sex,
    /// Born; the day is 1 when only the month is known.
    pub birth: Day,
    /// Ethnic group, official name of GB/T 3304.
    pub ethnic: String,
    /// 籍贯, to the county.
    pub native_place: String,
    /// 出生地, to the county.
    pub birth_place: String,
    /// 成长地, to the county; matters for 地域回避.
    #[serde(default)]
    pub upbringing_place: String,
    /// Political status.
    pub politics: Politics,
    /// 入党时间 as the form has it: `200106`, a party, or both.
    pub party_joined: String,
    /// 参加工作时间.
    pub work_since: Day,
    /// 专业技术职务.
    #[serde(default)]
    pub technical_title: String,
    /// 熟悉专业有何专长.
    #[serde(default)]
    pub specialty: String,
    /// Education, 全日制 and 在职.
    #[serde(default)]
    pub education: Vec<Education>,
    /// Résumé.
    #[serde(default)]
    pub resume: Vec<ResumeLine>,
    /// 奖惩情况.
    #[serde(default)]
    pub honours: String,
    /// 年度考核结果.
    #[serde(default)]
    pub assessments: String,
    /// 现任职务 as the form prints it.
    pub title: String,
    /// Level of the main post.
    pub level: Level,
    /// Since when at this level.
    pub level_since: Day,
    /// The unit of the main post.
    pub unit: UnitId,
    /// That unit's path.
    pub path: String,
    /// In service, retired, left.
    pub state: PersonState,
    /// Whether a photo is kept.
    #[serde(default)]
    pub has_photo: bool,
    /// Elements of an imported form this system does not know, in their order, as
    /// (name, content): kept so that an export gives them back.
    #[serde(default)]
    pub unknown: Vec<(String, String)>,
    /// Counts edits, so that two people don't overwrite each other.
    #[serde(default)]
    pub version: u32,
}

/// What needs a role and a purpose to be seen (个人信息保护法 28).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sensitive {
    /// Resident identity number, 18 characters; empty when not known.
    pub id_number: String,
    /// 健康状况.
    pub health: String,
    /// Family, for avoidance (公务员法 74).
    pub family: Vec<Relative>,
}

/// A member of the family.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Relative {
    /// 称谓, such as 妻子, 儿子.
    pub relation: String,
    /// Name.
    pub name: String,
    /// Born, as the form has it.
    pub birth: String,
    /// Political status, as the form has it.
    pub politics: String,
    /// Unit and post.
    pub work: String,
    /// Their own record, when they are a cadre here too.
    pub person: PersonId,
}

/// A degree or schooling.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Education {
    /// Full-time (全日制) rather than in service (在职).
    pub full_time: bool,
    /// 学历.
    pub schooling: String,
    /// 学位.
    pub degree: String,
    /// School and subject of the schooling.
    pub school: String,
    /// School and subject of the degree.
    pub degree_school: String,
}

/// A row of education as a form sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EducationForm {
    /// `1` for full-time.
    pub full_time: String,
    /// 学历.
    pub schooling: String,
    /// 学位.
    pub degree: String,
    /// School and subject of the schooling.
    pub school: String,
    /// School and subject of the degree.
    pub degree_school: String,
}

impl EducationForm {
    /// The row, unless nothing was typed into it.
    #[must_use]
    pub fn filled(self) -> Option<Education> {
        let education = Education {
            full_time: self.full_time == "1",
            schooling: self.schooling.trim().to_owned(),
            degree: self.degree.trim().to_owned(),
            school: self.school.trim().to_owned(),
            degree_school: self.degree_school.trim().to_owned(),
        };
        let typed = [&education.schooling, &education.degree, &education.school, &education.degree_school];
        typed.iter().any(|text| !text.is_empty()).then_some(education)
    }
}

/// An identity number with only the ends shown.
#[must_use]
pub fn mask_id_number(number: &str) -> String {
    let shown: Vec<char> = number.chars().collect();
    if shown.len() < 8 {
        return "*".repeat(shown.len());
    }
    let (head, tail) = (&shown[..3], &shown[shown.len() - 2..]);
    head.iter().chain(&vec!['*'; shown.len() - 5]).chain(tail).collect()
}

/// Brings an identity number into its one form: half-width, capital X, no blanks.
#[must_use]
pub fn normal_id_number(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '\'')
        .map(|c| match c {
            '０'..='９' => char::from(b'0' + (c as u32 - '０' as u32) as u8),
            'x' | 'ｘ' | 'Ｘ' | '×' => 'X',
            other => other,
        })
        .collect()
}

/// Checks an identity number after GB 11643-1999 (ISO 7064 MOD 11-2).
#[must_use]
pub fn is_id_number(number: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let bytes = number.as_bytes();
    if bytes.len() != 18 || !bytes[..17].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let sum: u32 = bytes.iter().zip(WEIGHTS).map(|(b, weight)| u32::from(b - b'0') * weight).sum();
    bytes[17] == b"10X98765432"[(sum % 11) as usize] && crate::time::parse_day(&number[6..14]).is_some()
}

/// The last character that makes seventeen digits an identity number.
#[must_use]
pub fn id_number_check(seventeen: &str) -> Option<char> {
    "0123456789X".chars().find(|last| is_id_number(&format!("{seventeen}{last}")))
}

/// A row of the roster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRow {
    /// The person.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// Sex.
    pub sex: Sex,
    /// Born.
    pub birth: Day,
    /// Ethnic group.
    pub ethnic: String,
    /// Political status.
    pub politics: Politics,
    /// 现任职务.
    pub title: String,
    /// Level.
    pub level: Level,
    /// Since when at this level.
    pub level_since: Day,
    /// Unit.
    pub unit: UnitId,
    /// Its short name.
    #[serde(default)]
    pub unit_name: String,
    /// In service, retired, left.
    pub state: PersonState,
}

/// Which people to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PeopleQuery {
    /// Name in Han text, pinyin or initials, or a title.
    pub q: String,
    /// Only this unit and those below.
    pub unit: UnitId,
    /// Only this level, by code.
    pub level: String,
    /// Only this sex, by code.
    pub sex: String,
    /// Only this state, by code; in service when empty, everybody for `all`.
    pub state: String,
    /// Which part, in which order.
    #[serde(flatten)]
    pub window: Window,
}

/// A person's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonDetail {
    /// The person.
    pub person: Person,
    /// The unit's full name.
    pub unit_name: String,
    /// From the root down to the unit: (id, short name).
    pub ancestors: Vec<(UnitId, String)>,
    /// Appointments, newest first.
    pub appointments: Vec<Appointment>,
    /// Sensitive fields, masked: the number's ends, how many relatives are recorded,
    /// whether health is.
    pub masked: Masked,
    /// Whether the viewer may change the record.
    pub editable: bool,
    /// Whether the viewer may ask to see the sensitive fields.
    pub may_unmask: bool,
    /// Whether it is the viewer's own record.
    pub own: bool,
}

/// Sensitive fields as shown to everybody in scope.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Masked {
    /// The number with only its ends; empty when not known.
    pub id_number: String,
    /// Whether a state of health is recorded.
    pub has_health: bool,
    /// How many relatives are recorded.
    pub relatives: u32,
}

/// The fields of a record that a form edits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonDraft {
    /// The person; empty for a new one.
    pub id: PersonId,
    /// The version that was read.
    pub version: u32,
    /// Name.
    pub name: String,
    /// Sex.
    pub sex: Sex,
    /// Born.
    pub birth: Day,
    /// Ethnic group.
    pub ethnic: String,
    /// 籍贯.
    pub native_place: String,
    /// 出生地.
    pub birth_place: String,
    /// Political status.
    pub politics: Politics,
    /// 入党时间.
    pub party_joined: String,
    /// 参加工作时间.
    pub work_since: Day,
    /// 专业技术职务.
    pub technical_title: String,
    /// 熟悉专业有何专长.
    pub specialty: String,
    /// 成长地.
    pub upbringing_place: String,
    /// Education, 全日制 and 在职.
    pub education: Vec<Education>,
    /// Résumé.
    pub resume: Vec<ResumeLine>,
    /// 奖惩情况.
    pub honours: String,
    /// 年度考核结果.
    pub assessments: String,
    /// In service, retired, left.
    pub state: PersonState,
}

impl PersonDraft {
    /// Checks the fields that can be checked alone.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self, today: Day) -> Result<(), Fault> {
        let mut checks = Checks::default();
        checks.text(&self.name, "name", 30);
        checks.require(crate::code::ethnic_group(&self.ethnic).is_some(), "ethnic", Rule::Unknown);
        checks.optional_text(&self.native_place, "native_place", 30);
        checks.optional_text(&self.birth_place, "birth_place", 30);
        checks.optional_text(&self.party_joined, "party_joined", 30);
        checks.optional_text(&self.technical_title, "technical_title", 50);
        // 专长: at most 50 characters by the entry rules of the appointment form.
        checks.optional_text(&self.specialty, "specialty", 50);
        checks.optional_text(&self.upbringing_place, "upbringing_place", 30);
        checks.optional_text(&self.honours, "honours", 2000);
        checks.optional_text(&self.assessments, "assessments", 1000);
        checks.require(self.education.len() <= 12, "education", Rule::TooLong(12));
        for (n, education) in self.education.iter().enumerate() {
            for text in [&education.schooling, &education.degree, &education.school, &education.degree_school] {
                checks.optional_text(text, &format!("education-{n}"), 60);
            }
        }
        checks.require(self.resume.len() <= 200, "resume", Rule::TooLong(200));
        for line in &self.resume {
            let starts_before_it_ends = line.until.is_empty() || line.until >= line.from;
            checks.require(starts_before_it_ends, "resume", Rule::NotBefore);
            checks.optional_text(&line.text, "resume", 300);
        }
        let age = crate::time::age(self.birth, today);
        checks.require((14..=110).contains(&age), "birth", Rule::Date);
        checks.require(self.work_since > self.birth, "work_since", Rule::NotBefore);
        checks.done()
    }
}

/// Minutes that the sensitive fields of a record stay open to whoever stated a purpose.
/// No law says how long; it is as long as looking at one record takes.
pub const UNMASKED_MINUTES: i64 = 10;

/// The sensitive half of a record, shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SensitiveDetail {
    /// The person.
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// The record's version, for the form.
    pub version: u32,
    /// What is recorded.
    pub sensitive: Sensitive,
    /// Whether the viewer may change it.
    pub editable: bool,
    /// Until when it stays open.
    pub until: Moment,
}

/// The sensitive half of a record as a form edits it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SensitiveDraft {
    /// The person.
    pub id: PersonId,
    /// The version of the record that was read.
    pub version: u32,
    /// What is to stand there.
    pub sensitive: Sensitive,
}

impl SensitiveDraft {
    /// Brings the fields into their one form, the identity number without blanks. Rows of
    /// family stay where they are, so that a fault names the row that was typed.
    #[must_use]
    pub fn normal(mut self) -> Self {
        self.sensitive.id_number = normal_id_number(&self.sensitive.id_number);
        self.sensitive.health = self.sensitive.health.trim().to_owned();
        for relative in &mut self.sensitive.family {
            for text in [
                &mut relative.relation,
                &mut relative.name,
                &mut relative.birth,
                &mut relative.politics,
                &mut relative.work,
            ] {
                *text = text.trim().to_owned();
            }
        }
        self
    }

    /// What is to be kept: without the rows that were left empty.
    #[must_use]
    pub fn filled(mut self) -> Sensitive {
        self.sensitive.family.retain(|relative| *relative != Relative::default());
        self.sensitive
    }

    /// Checks the fields against each other and the person's own record (GB 11643-1999:
    /// digits 7–14 are the date of birth, digit 17 is odd for a man).
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self, person: &Person) -> Result<(), Fault> {
        let mut checks = Checks::default();
        let number = &self.sensitive.id_number;
        if !number.is_empty() {
            checks.require(is_id_number(number), "id_number", Rule::IdNumber);
            if is_id_number(number) {
                let born = crate::time::parse_day(&number[6..14]);
                let sex = if number.as_bytes()[16] % 2 == 1 { Sex::Male } else { Sex::Female };
                let same_month = born.is_some_and(|born| {
                    use chrono::Datelike;
                    (born.year(), born.month()) == (person.birth.year(), person.birth.month())
                });
                checks.require(same_month && sex == person.sex, "id_number", Rule::Differs);
            }
        }
        checks.optional_text(&self.sensitive.health, "health", 50);
        checks.require(self.sensitive.family.len() <= 30, "family", Rule::TooLong(30));
        let typed = |(_, relative): &(usize, &Relative)| **relative != Relative::default();
        for (n, relative) in self.sensitive.family.iter().enumerate().filter(typed) {
            checks.text(&relative.relation, &format!("family-{n}-relation"), 10);
            checks.text(&relative.name, &format!("family-{n}-name"), 30);
            checks.optional_text(&relative.birth, &format!("family-{n}-birth"), 20);
            checks.optional_text(&relative.politics, &format!("family-{n}-politics"), 20);
            checks.optional_text(&relative.work, &format!("family-{n}-work"), 80);
        }
        checks.done()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn identity_numbers_are_checked_and_masked() {
        assert!(is_id_number("11010519491231002X"));
        assert!(!is_id_number("110105194912310021"));
        assert!(!is_id_number("11010519491331002X"));
        assert_eq!(normal_id_number(" １１０１０５19491231002ｘ"), "11010519491231002X");
        assert_eq!(mask_id_number("11010519491231002X"), "110*************2X");
        assert_eq!(mask_id_number("1234"), "****");
    }

    proptest! {
        #[test]
        fn every_number_has_one_check_character(area in 110_000u32..660_000, day in 1u32..29, month in 1u32..13, year in 1940u32..2010, order in 0u32..1000) {
            let seventeen = format!("{area}{year}{month:02}{day:02}{order:03}");
            let valid = "0123456789X".chars().filter(|c| is_id_number(&format!("{seventeen}{c}"))).count();
            prop_assert_eq!(valid, 1);
            prop_assert!(id_number_check(&seventeen).is_some());
        }
    }
}
