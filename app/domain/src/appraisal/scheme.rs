//! Schemes of indicators (指标体系): what is looked at, how much it weighs, who judges.

use serde::{Deserialize, Serialize};

use crate::code::{Family, codes};
use crate::fault::{Checks, Rule};
use crate::{Day, Fault, SchemeId};

codes! {
    /// What an indicator speaks for: the three characters of mass organisations and the five
    /// sides of 公务员法 36.
    Dimension {
        Political "political" "政治性" "Political character",
        Advanced "advanced" "先进性" "Advanced character",
        Mass "mass" "群众性" "Mass character",
        Virtue "virtue" "德" "Virtue",
        Ability "ability" "能" "Ability",
        Diligence "diligence" "勤" "Diligence",
        Achievement "achievement" "绩" "Achievement",
        Integrity "integrity" "廉" "Integrity",
    }

    /// Where an indicator's value comes from.
    Source {
        Judged "judged" "民主测评" "Ballots",
        Hours "hours" "系统数据：年度学时" "Own facts: hours of the year",
        Posting "posting" "系统数据：挂职考评" "Own facts: reviews of a posting",
        Need "need" "系统数据：解决群众诉求" "Own facts: needs solved",
        Project "project" "系统数据：交付项目" "Own facts: projects delivered",
        ThirdParty "third-party" "第三方评估" "Third party",
    }

    /// What an indicator counts as where there is nothing to go by.
    Absent {
        Nought "nought" "没有数据计零分" "No data: nought points",
        Apart "apart" "没有数据不适用，权重按比例由其他指标承担" "No data: does not apply, its weight is borne by the others",
    }

    /// Who a group of voters is to those it judges.
    VoterKind {
        Superior "superior" "上级" "Superiors",
        Peer "peer" "同级" "Peers",
        Subordinate "subordinate" "下级" "Subordinates",
        Masses "masses" "服务对象和群众" "People served",
    }
}

impl Source {
    /// Whether it is computed from the system's own facts.
    #[must_use]
    pub fn is_fact(self) -> bool {
        matches!(self, Self::Hours | Self::Posting | Self::Need | Self::Project)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Indicator {
    /// What it speaks for.
    pub dimension: Dimension,
    pub name: String,
    /// Its weight in per cent; all together are 100.
    pub weight: u32,
    /// Where its value comes from.
    pub source: Source,
    /// For a fact: the value that gives a hundred points (hours, points, needs, projects).
    pub full: u32,
    /// What is taken as evidence.
    pub evidence: String,
    /// What it counts as where there is nothing to go by; none for the rule of its source.
    #[serde(default)]
    pub absent: Option<Absent>,
}

impl Indicator {
    /// What it counts as where there is nothing to go by. By itself a fact nobody can name is nought,
    /// or who has none would be better off than who has little; votes too few to be shown say
    /// nothing about anybody.
    #[must_use]
    pub fn lacking(&self) -> Absent {
        let own = if self.source == Source::Judged { Absent::Apart } else { Absent::Nought };
        self.absent.unwrap_or(own)
    }
}

/// A named group of voters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoterGroup {
    /// Short name, `A`.
    pub code: String,
    pub name: String,
    /// Who they are to those they judge.
    pub kind: VoterKind,
    /// Weight in per cent; all together are 100.
    pub weight: u32,
}

/// A scheme. An adopted one is not edited: the next version begins as its copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scheme {
    /// Which.
    pub id: SchemeId,
    /// Name; versions of one scheme share it.
    pub name: String,
    /// For units of this family; for all when none.
    #[serde(default)]
    pub family: Option<Family>,
    /// First day in force.
    pub from: Day,
    /// Basis (依据).
    pub basis: String,
    pub indicators: Vec<Indicator>,
    /// Groups of voters, those who know most first.
    pub groups: Vec<VoterGroup>,
    /// The day it was adopted; none for a draft.
    #[serde(default)]
    pub adopted: Option<Day>,
    /// The number under which it was adopted.
    #[serde(default)]
    pub document: String,
    /// Counts edits.
    #[serde(default)]
    pub version: u32,
}

impl Scheme {
    /// What a system begins with, for mass organisations: a draft to be looked at and adopted.
    #[must_use]
    pub fn first(from: Day) -> Self {
        let of = |dimension, name: &str, weight, source, full, evidence: &str| Indicator {
            dimension,
            name: name.to_owned(),
            weight,
            source,
            full,
            evidence: evidence.to_owned(),
            absent: None,
        };
        use Dimension as D;
        let group = |code: &str, name: &str, kind, weight| VoterGroup {
            code: code.to_owned(),
            name: name.to_owned(),
            kind,
            weight,
        };
        Self {
            id: SchemeId::default(),
            name: "群团干部年度考核指标".to_owned(),
            family: None,
            from,
            basis: "《公务员法》第三十六条；《公务员考核规定》；本地群团改革考核办法（请核对）".to_owned(),
            indicators: vec![
                of(D::Political, "政治素质", 15, Source::Judged, 0, "民主测评、谈话了解"),
                of(D::Advanced, "学习培训", 10, Source::Hours, 90, "学时台账"),
                of(D::Mass, "联系服务群众", 15, Source::Judged, 0, "民主测评、走访"),
                of(D::Mass, "解决群众诉求", 10, Source::Need, 12, "实绩台账（单位核实）"),
                of(D::Ability, "履职能力", 10, Source::Judged, 0, "民主测评"),
                of(D::Diligence, "工作作风", 10, Source::Judged, 0, "民主测评"),
                of(D::Achievement, "重点项目交付", 15, Source::Project, 2, "实绩台账（单位核实）"),
                of(D::Achievement, "群众满意度", 5, Source::ThirdParty, 0, "第三方评估报告"),
                of(D::Integrity, "廉洁自律", 10, Source::Judged, 0, "民主测评、纪检意见"),
            ],
            groups: vec![
                group("A", "领导班子", VoterKind::Superior, 40),
                group("B", "机关干部", VoterKind::Peer, 30),
                group("C", "服务对象和群众", VoterKind::Masses, 30),
            ],
            adopted: None,
            document: String::new(),
            version: 0,
        }
    }

    /// The indicators that are judged, in the order of a ballot's columns.
    pub fn judged(&self) -> impl Iterator<Item = &Indicator> {
        self.indicators.iter().filter(|one| one.source == Source::Judged)
    }

    /// The columns of a ballot: the overall grade and each judged indicator.
    #[must_use]
    pub fn columns(&self) -> usize {
        1 + self.judged().count()
    }

    /// Checks the fields.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field; a line of a table by its number from 1.
    pub fn check(&self) -> Result<(), Fault> {
        let mut checks = Checks::default();
        checks.text(&self.name, "name", 60);
        checks.text(&self.basis, "basis", 200);
        checks.require(!self.indicators.is_empty(), "indicators", Rule::Required);
        let sum = |weights: &mut dyn Iterator<Item = u32>| weights.map(u64::from).sum::<u64>();
        checks.require(
            self.indicators.is_empty() || sum(&mut self.indicators.iter().map(|one| one.weight)) == 100,
            "indicators",
            Rule::Sum(100),
        );
        for (n, one) in self.indicators.iter().enumerate() {
            let ok = (1..=40).contains(&one.name.trim().chars().count())
                && (1..=100).contains(&one.weight)
                && one.evidence.chars().count() <= 100
                && (!one.source.is_fact() || one.full > 0);
            checks.require(ok, "indicators", Rule::LineOf(n as u32 + 1));
        }
        checks.require(self.columns() <= 13, "indicators", Rule::Between(0, 12));
        checks.require(!self.groups.is_empty() && self.groups.len() <= 6, "groups", Rule::Between(1, 6));
        checks.require(
            self.groups.is_empty() || sum(&mut self.groups.iter().map(|one| one.weight)) == 100,
            "groups",
            Rule::Sum(100),
        );
        for (n, one) in self.groups.iter().enumerate() {
            let plain =
                !one.code.is_empty() && one.code.len() <= 4 && one.code.bytes().all(|b| b.is_ascii_alphanumeric());
            let once = self.groups.iter().filter(|other| other.code == one.code).count() == 1;
            let ok =
                plain && once && (1..=20).contains(&one.name.trim().chars().count()) && (1..=100).contains(&one.weight);
            checks.require(ok, "groups", Rule::LineOf(n as u32 + 1));
        }
        checks.done()
    }
}
