//! Cadres. What everybody in scope may see is [`Person`]; what needs a reason is
//! [`Sensitive`], kept in a table of its own so that no list can leak it.

use serde::{Deserialize, Serialize};

use crate::code::{Level, PersonState, Politics, Rank, Sex};
use crate::record::{Education, Relative};
use crate::resume::ResumeLine;
use crate::retirement::{Grounds, OldAge};
use crate::time::Date;
use crate::{AppointmentId, Day, Moment, PersonId, UnitId};

mod check;
pub(crate) mod id;
mod identity;
mod news;
pub(crate) mod permission;
pub mod port;
mod refusal;
mod service;
pub(crate) mod topic;
mod view;

pub use check::{Part, check};
pub use identity::{id_number_check, is_id_number, mask_id_number, normal_id_number, said_by};
pub use news::News;
pub use refusal::Refusal;
pub use service::{EndOfService, NewPerson};
pub use view::{Masked, PeopleQuery, PersonDetail, PersonRow};

/// A cadre, without sensitive fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The person.
    pub id: PersonId,
    pub name: String,
    pub sex: Sex,
    /// Born.
    pub birth: Date,
    /// Ethnic group, official name of GB/T 3304; empty when not on record.
    pub ethnic: String,
    /// 籍贯, to the county.
    pub native_place: String,
    /// 出生地, to the county.
    pub birth_place: String,
    /// 成长地, to the county; matters for 地域回避.
    #[serde(default)]
    pub upbringing_place: String,
    /// Political status, when on record.
    #[serde(default, with = "crate::time::unknown")]
    pub politics: Option<Politics>,
    /// 入党时间 as the form has it: `200106`, a party, or both.
    pub party_joined: String,
    /// 参加工作时间, when on record.
    #[serde(default, with = "crate::time::unknown")]
    pub work_since: Option<Date>,
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
    /// Since when at this level, when on record.
    #[serde(default, with = "crate::time::unknown")]
    pub level_since: Option<Date>,
    /// Rank (职级), when one is held.
    #[serde(default, with = "crate::time::unknown")]
    pub rank: Option<Rank>,
    /// At that rank since, when on record.
    #[serde(default, with = "crate::time::unknown")]
    pub rank_since: Option<Date>,
    /// The retirement age before the reform where it was recorded: a choice, or another track.
    #[serde(default, with = "crate::time::unknown")]
    pub old_age: Option<OldAge>,
    /// The unit of the main post.
    pub unit: UnitId,
    /// That unit's path.
    pub path: String,
    /// In service, retired, left.
    pub state: PersonState,
    /// When and by what paper the service ended; none in service, or where it is not on record.
    #[serde(default)]
    pub ended: Option<Ended>,
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

impl Person {
    /// What tells when they retire.
    #[must_use]
    pub fn grounds(&self) -> Grounds {
        Grounds { sex: self.sex, level: self.level, rank: self.rank, recorded: self.old_age }
    }

    /// A record of which nothing is known yet. Its birth is none: whoever makes a record says it.
    #[must_use]
    pub fn blank(id: PersonId) -> Self {
        Self {
            id,
            name: String::new(),
            sex: Sex::Unknown,
            birth: Day::default().into(),
            ethnic: String::new(),
            native_place: String::new(),
            birth_place: String::new(),
            upbringing_place: String::new(),
            politics: None,
            party_joined: String::new(),
            work_since: None,
            technical_title: String::new(),
            specialty: String::new(),
            education: Vec::new(),
            resume: Vec::new(),
            honours: String::new(),
            assessments: String::new(),
            title: String::new(),
            level: Level::Unknown,
            level_since: None,
            rank: None,
            rank_since: None,
            old_age: None,
            unit: UnitId::default(),
            path: String::new(),
            state: PersonState::Active,
            ended: None,
            has_photo: false,
            unknown: Vec::new(),
            version: 0,
        }
    }
}

/// The end of somebody's service here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// The last day.
    pub on: Day,
    /// The paper.
    pub document: String,
    /// The appointments that ended with it, and until when they would have lasted: they go on when
    /// the end is taken back.
    #[serde(default)]
    pub cut: Vec<(AppointmentId, Day)>,
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

/// The fields of a record that a form edits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonDraft {
    /// The person; empty for a new one.
    pub id: PersonId,
    /// The version that was read.
    pub version: u32,
    pub name: String,
    pub sex: Sex,
    /// Born.
    pub birth: Date,
    /// Ethnic group; empty when not known.
    pub ethnic: String,
    /// 籍贯.
    pub native_place: String,
    /// 出生地.
    pub birth_place: String,
    /// Political status.
    pub politics: Option<Politics>,
    /// 入党时间.
    pub party_joined: String,
    /// 参加工作时间.
    pub work_since: Option<Date>,
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
    /// Rank (职级).
    pub rank: Option<Rank>,
    /// At that rank since.
    pub rank_since: Option<Date>,
    /// The retirement age before the reform where it is another than the rule's.
    pub old_age: Option<OldAge>,
}

impl PersonDraft {
    /// A record with these fields in place of its own, texts trimmed. See [`check`].
    #[must_use]
    pub fn onto(&self, record: &Person) -> Person {
        Person {
            name: crate::text::name(&self.name),
            sex: self.sex,
            birth: self.birth,
            ethnic: crate::code::ethnic_group(&self.ethnic).unwrap_or(self.ethnic.trim()).to_owned(),
            native_place: self.native_place.trim().to_owned(),
            birth_place: self.birth_place.trim().to_owned(),
            politics: self.politics,
            party_joined: self.party_joined.trim().to_owned(),
            work_since: self.work_since,
            technical_title: self.technical_title.trim().to_owned(),
            specialty: self.specialty.trim().to_owned(),
            upbringing_place: self.upbringing_place.trim().to_owned(),
            education: self.education.clone(),
            resume: self.resume.clone(),
            honours: self.honours.trim().to_owned(),
            assessments: self.assessments.trim().to_owned(),
            rank: self.rank,
            rank_since: self.rank_since.filter(|_| self.rank.is_some()),
            old_age: self.old_age,
            ..record.clone()
        }
    }
}

/// Somebody a relative may be: the same name, and nothing that speaks against it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KinProposal {
    /// Who.
    pub person: PersonId,
    pub name: String,
    /// Short name of their unit.
    pub unit_name: String,
    /// Whether the birth that was written agrees; none when none was written.
    pub birth: Option<bool>,
    /// Whether what was written of their work names their unit or post.
    pub work: bool,
}

/// Minutes that the sensitive fields of a record stay open to whoever stated a purpose.
/// No law says how long; it is as long as looking at one record takes.
pub const UNMASKED_MINUTES: i64 = 10;

/// The sensitive half of a record, shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SensitiveDetail {
    /// The person.
    pub id: PersonId,
    pub name: String,
    /// The record's version, for the form.
    pub version: u32,
    /// What is recorded.
    pub sensitive: Sensitive,
    /// For each relative: who is linked, and who could be.
    pub proposals: Vec<Vec<KinProposal>>,
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
}
