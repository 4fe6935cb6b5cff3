//! What the rules read: somebody who may be exchanged, and a post to be filled.

use serde::{Deserialize, Serialize};

use super::super::kind::ExchangeKind;
use crate::access::Viewer;
use crate::code::{Family, Level, Politics, Sex, UnitKind, UnitLevel};
use crate::record::Circumstances;
use crate::secrecy::Known;
use crate::{Day, PersonId, UnitId};

/// What is on record of somebody's relatives beside those with a record of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownRelatives {
    /// Whether anything is recorded of the family.
    pub recorded: bool,
    /// Relatives in office without a record they are linked with: 称谓, name and post.
    pub unlinked: Vec<String>,
}

impl KnownRelatives {
    /// Whether avoidance can't be judged from what is on record.
    #[must_use]
    pub fn leave_open(&self) -> bool {
        !self.recorded || !self.unlinked.is_empty()
    }
}

/// Somebody who may be exchanged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Who.
    pub person: PersonId,
    pub name: String,
    pub sex: Sex,
    /// Born.
    pub birth: Day,
    /// Ethnic group; empty when not on record.
    pub ethnic: String,
    /// Political status, when on record.
    pub politics: Option<Politics>,
    /// 熟悉专业有何专长.
    pub specialty: String,
    /// Family of the unit.
    pub family: Family,
    /// Unit of the main post.
    pub unit: UnitId,
    pub path: String,
    /// Its kind; that of the organ for a department of it.
    pub unit_kind: UnitKind,
    /// The organ the unit belongs to.
    pub organ: UnitId,
    /// 现任职务.
    pub title: String,
    /// Whether the post is a leading one.
    pub leading: bool,
    pub level: Level,
    /// At it since, when on record.
    pub level_since: Option<Day>,
    /// In the post since, when on record.
    pub post_since: Option<Day>,
    /// 参加工作时间, when on record.
    pub work_since: Option<Day>,
    /// 籍贯.
    pub native_place: String,
    /// 成长地.
    pub upbringing_place: String,
    /// Last day of a secondment that lasts.
    pub seconded_until: Option<Day>,
    /// Whether last year's required training hours were reached; none when no requirement applied.
    pub trained: Option<bool>,
    /// What is known of relatives.
    pub relatives: KnownRelatives,
    /// What else is known.
    pub circumstances: Circumstances,
}

impl Candidate {
    /// As a viewer may know them: what the rules then find gives nothing else away either.
    #[must_use]
    pub fn known_to(self, viewer: &Viewer) -> Known<Self> {
        let circumstances = self.circumstances.known_to(viewer, &self.path).into_inner();
        Known::of(Self { circumstances, ..self })
    }

    /// Whether the post is chair or vice-chair of a union (工会法 18).
    #[must_use]
    pub fn chairs_union(&self) -> bool {
        self.unit_kind == UnitKind::Union && self.title.contains("主席")
    }

    /// Whether the present post leads a mass organisation under dual leadership.
    #[must_use]
    pub fn dual_led(&self) -> bool {
        self.leading && self.family == Family::Mass && self.unit_kind != UnitKind::Internal
    }
}

/// What a post asks for beside the rules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Demands {
    /// Only these levels; any when empty.
    pub levels: Vec<Level>,
    /// Only this family.
    pub family: Option<Family>,
    /// At least so many months at the present level.
    pub months_at_level: u32,
    /// Not older than so many years; 0 for no limit.
    pub most_age: u32,
    /// Only members of the Party.
    pub party_member: bool,
    /// A word the specialty must have; empty for none.
    pub specialty: String,
}

/// A post to be filled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vacancy {
    /// Which, as the round or the question names it.
    pub id: String,
    pub title: String,
    /// By which kind of exchange.
    pub kind: ExchangeKind,
    /// Whose post.
    pub unit: UnitId,
    /// That unit's path.
    pub path: String,
    /// The unit above it.
    pub parent: UnitId,
    /// The organ the unit belongs to: itself, or above it when it is an internal department.
    pub organ: UnitId,
    /// The organ's kind.
    pub unit_kind: UnitKind,
    pub family: Family,
    /// Level of the post.
    pub level: Level,
    /// Whether it is a leading post.
    pub leading: bool,
    /// Whether it is the head of the unit (正职).
    pub chief: bool,
    /// Personnel, discipline, supervision, audit or finance.
    pub watched: bool,
    /// Where it is, to the county; empty when that does not matter.
    pub place: String,
    /// Administrative level of that place.
    pub place_level: UnitLevel,
    /// Free headcount (编制) of the unit; may be negative.
    pub free_headcount: i64,
    /// Free leading posts (职数) of the unit; may be negative.
    pub free_leading: i64,
    /// People of the unit of whom the records don't tell whether they hold one.
    pub may_lead: i64,
    /// What it asks for.
    pub demands: Demands,
}

/// Whether a post or department is of personnel, discipline, supervision, audit or finance
/// (公务员法 74).
#[must_use]
pub fn is_watched(text: &str) -> bool {
    ["组织", "人事", "纪检", "监察", "审计", "财务"].iter().any(|word| text.contains(word))
}
