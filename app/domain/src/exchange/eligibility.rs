//! Who may go where: rules with their sources, evaluated to pass, fail or "a person decides",
//! with the facts used.
//!
//! A rule's meaning is code here ([`RuleKey`]); its number, effect, scope, dates and source
//! are data ([`EligibilityRule`]), each edit a new version from a day on.

mod candidate;
mod defaults;
mod leading;
mod rules;
mod screen;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use candidate::{Candidate, Demands, KnownRelatives, Vacancy, is_watched};
pub use defaults::defaults;
pub use leading::{is_leading_level, leads};
pub use rules::{HeldPost, Judge, avoidance};
pub use screen::{Screen, Screened};

use super::kind::ExchangeKind;
use crate::code::{Code, Family, Lang, codes};
use crate::fault::{Checks, Rule};
use crate::record::Link;
use crate::replaced::{Replaced, Said, listed, yes};
use crate::versioned::basis_said;
use crate::{Day, EligibilityRuleId, Fault, Moment, UnitId};

codes! {
    /// What a rule looks at.
    RuleKey {
        SamePost "same-post" "同一职位任职年限" "Years in one post",
        Terms "terms" "同一职务连任届数" "Terms in one post",
        LevelYears "level-years" "同一层次任职累计年限" "Years at one level",
        MinimumService "minimum-service" "最低服务年限" "Minimum service",
        FrequentMoves "frequent-moves" "任现职最短时间" "Shortest time in a post",
        Probation "probation" "试用期" "Probation",
        Discipline "discipline" "处分影响期" "Period of a sanction",
        Investigation "investigation" "正在接受审查调查" "Under investigation",
        KinAvoidance "kin-avoidance" "任职回避" "Avoidance of relatives",
        PlaceAvoidance "place-avoidance" "地域回避（籍贯、成长地）" "Avoidance of one's home region",
        DutyAvoidance "duty-avoidance" "公务回避（利害关系）" "Avoidance of interests",
        LevelMatch "level-match" "职务层次相当" "Same level",
        Headcount "headcount" "编制空缺" "Free headcount",
        LeadingPosts "leading-posts" "职数空缺" "Free leading posts",
        OneFullTimePost "one-full-time" "不得兼任两个专职" "One full-time post",
        TrainingHours "training-hours" "教育培训学时" "Training hours",
        Circumstances "circumstances" "本人申报的健康或家庭情况" "Circumstances the person states",
        UnionConsent "union-consent" "工会主席、副主席任期内调动" "Moving a union chair within the term",
        HigherOpinion "higher-opinion" "双重领导机关征求上级意见" "Opinion of the higher body",
        Tolerated "tolerated" "已容错认定" "Tolerated error",
        Appraisal "appraisal" "年度考核结果影响期" "Period after an appraisal's result",
        Demands "demands" "岗位条件" "What the post asks for",
        Origin "origin" "人员来源与交流类型" "Where somebody comes from",
    }

    /// What comes of a rule.
    Verdict {
        Pass "pass" "符合" "Passes",
        Due "due" "应当交流" "Is due to move",
        Ask "ask" "须人工判断" "A person decides",
        Fail "fail" "不符合" "Does not pass",
    }

    /// What an effect a rule has where it is hit.
    Effect {
        Ask "ask" "须人工判断" "A person decides",
        Bar "bar" "不得交流" "Bars",
    }

    /// A fact that was used.
    FactName {
        PostSince "post-since" "任现职时间" "In the post since",
        LevelSince "level-since" "任现层次时间" "At the level since",
        MonthsInPost "months-in-post" "任现职时长" "Time in the post",
        MonthsAtLevel "months-at-level" "任现层次时长" "Time at the level",
        MonthsOfService "months-of-service" "服务年限" "Length of service",
        Limit "limit" "规定" "Limit",
        TermsHeld "terms-held" "已任届数" "Terms held",
        TermUntil "term-until" "本届至" "Term until",
        ProbationUntil "probation-until" "试用期至" "On probation until",
        SanctionUntil "sanction-until" "影响期至" "Sanction until",
        Relative "relative" "亲属关系" "Relation",
        RelativePost "relative-post" "亲属任职" "The relative's post",
        Line "line" "领导关系" "Reporting line",
        NativePlace "native-place" "籍贯" "Native place",
        Upbringing "upbringing" "成长地" "Place of upbringing",
        PostPlace "post-place" "岗位所在地" "Place of the post",
        InterestWith "interest" "利害关系" "Interest",
        OwnLevel "own-level" "本人层次" "Own level",
        PostLevel "post-level" "岗位层次" "Level of the post",
        Free "free" "空缺数" "Free",
        SecondedUntil "seconded-until" "在外挂职至" "Seconded until",
        Statement "statement" "本人申报" "Statement",
        UnionPost "union-post" "工会职务" "Union post",
        Decisions "decisions" "容错认定" "Decisions",
        Condition "condition" "未满足的条件" "Condition not met",
        AppraisedAs "appraised-as" "年度考核结果" "Result of the appraisal",
        Unlinked "unlinked" "未与干部记录关联的任职亲属" "A relative in office without a linked record",
        Unknown "unknown" "未登记" "Not on record",
        ComesFrom "comes-from" "现单位性质" "Kind of the present unit",
        MayLead "may-lead" "可能占职数的人数" "People who may hold leading posts",
        AppraisedUntil "appraised-until" "不作为交流人选至" "Not put forward until",
    }

    /// How a relative's post stands to the vacancy (公务员法 74).
    LineKind {
        Superior "superior" "亲属为直接上级领导" "The relative leads the post",
        Subordinate "subordinate" "亲属为直接下级" "The post leads the relative",
        SameLeader "same-leader" "双方直接隶属于同一领导人员" "Both answer to one leader",
        Watched "watched" "在亲属担任领导职务的机关从事组织、人事、纪检、监察、审计和财务工作"
            "Personnel, discipline, audit or finance in an organ the relative leads",
    }
}

/// A rule as it is in force: what it is called, from where it comes, and its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EligibilityRule {
    /// This version of the rule.
    pub id: EligibilityRuleId,
    /// What it looks at.
    pub key: RuleKey,
    /// For which kinds; every kind when empty.
    pub kinds: Vec<ExchangeKind>,
    /// For cadres of which families; both when empty.
    pub families: Vec<Family>,
    /// Only for posts of this unit and below; everywhere when empty. The narrowest scope wins.
    #[serde(default)]
    pub unit: UnitId,
    /// That unit's path.
    #[serde(default)]
    pub path: String,
    /// Its number: months, terms or years as [`RuleKey::measure`] says; 0 where it has none.
    pub value: u32,
    /// What it does where it is hit.
    pub effect: Effect,
    /// Basis (依据).
    pub basis: String,
    /// Article of the basis.
    pub article: String,
    /// Who may decide otherwise; empty when nobody may.
    pub waiver: String,
    /// First day in force.
    pub from: Day,
    /// Whether it is applied; a rule no longer applied keeps its versions.
    pub active: bool,
}

/// What a rule's number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Nothing: the rule has no number.
    None,
    Months,
    Terms,
}

impl RuleKey {
    /// What comes of a rule whatever its effect says: years in a post speak for a move, and a
    /// tolerated error is no bar.
    #[must_use]
    pub fn settled(self) -> Option<Verdict> {
        match self {
            Self::SamePost | Self::Terms => Some(Verdict::Due),
            Self::Tolerated => Some(Verdict::Pass),
            _ => None,
        }
    }

    /// What the rule's number counts.
    #[must_use]
    pub fn measure(self) -> Measure {
        match self {
            Self::SamePost | Self::LevelYears | Self::MinimumService | Self::FrequentMoves => Measure::Months,
            Self::Terms => Measure::Terms,
            _ => Measure::None,
        }
    }
}

impl EligibilityRule {
    /// Checks the fields.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self) -> Result<(), Fault> {
        let mut checks = Checks::default();
        checks.text(&self.basis, "basis", 200);
        checks.optional_text(&self.article, "article", 100);
        checks.optional_text(&self.waiver, "waiver", 100);
        match self.key.measure() {
            Measure::None => checks.require(self.value == 0, "value", Rule::Between(0, 0)),
            Measure::Months => checks.between(i64::from(self.value), "value", 1, 600),
            Measure::Terms => checks.between(i64::from(self.value), "value", 1, 10),
        }
        checks.done()
    }

    /// The version of the same rule, unit and first day that one would take the place of: the last of them.
    #[must_use]
    pub fn replaced_by<'a>(all: &'a [Self], next: &Self) -> Option<&'a Self> {
        let same = |one: &&Self| one.key == next.key && one.unit == next.unit && one.from == next.from;
        all.iter().filter(same).max_by_key(|one| one.id.clone())
    }

    /// It as another one of its day would take its place, with who saved it and when.
    #[must_use]
    pub fn replaced(&self, by: (String, Option<Moment>), next: &Self) -> Replaced {
        Replaced::new(self.from, by, self.id.0.clone(), |lang| self.said(lang), |lang| next.said(lang))
    }

    fn said(&self, lang: Lang) -> Vec<Said> {
        let tr = |zh: &'static str, en: &'static str| match lang {
            Lang::Zh => zh,
            Lang::En => en,
        };
        vec![
            Said::new("value", tr("参数", "Number"), self.value),
            Said::new("effect", tr("触发后", "Where it is hit"), self.effect.name(lang)),
            Said::new("kinds", tr("适用类型", "Kinds"), listed(&self.kinds, lang)),
            Said::new("families", tr("适用系统", "Families"), listed(&self.families, lang)),
            basis_said(&self.basis, lang),
            Said::new("article", tr("条款", "Article"), self.article.trim()),
            Said::new("waiver", tr("可作特别决定的机关", "Who may decide otherwise"), self.waiver.trim()),
            Said::new("active", tr("适用此规则", "The rule is applied"), yes(self.active, lang)),
        ]
    }

    /// Whether it applies to posts at a path on a day, for a kind and a family.
    fn applies(&self, kind: ExchangeKind, family: Family, path: &str, on: Day) -> bool {
        self.from <= on
            && (self.kinds.is_empty() || self.kinds.contains(&kind))
            && (self.families.is_empty() || self.families.contains(&family))
            && path.starts_with(&self.path)
    }
}

/// The rules in force for a kind, a family and posts at a path on a day: of each key the
/// narrowest scope, and in it the last version.
#[must_use]
pub fn in_force<'a>(
    rules: &'a [EligibilityRule],
    kind: ExchangeKind,
    family: Family,
    path: &str,
    on: Day,
) -> Vec<&'a EligibilityRule> {
    RuleKey::ALL
        .iter()
        .filter_map(|key| {
            rules
                .iter()
                .filter(|rule| rule.key == *key && rule.applies(kind, family, path, on))
                .max_by_key(|rule| (rule.path.len(), rule.from, rule.id.clone()))
        })
        .filter(|rule| rule.active)
        .collect()
}

/// A fact with its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Which.
    pub name: FactName,
    /// Its value, as it is to be read.
    pub value: String,
}

/// What one rule says of one person for one post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Which rule.
    pub key: RuleKey,
    /// What comes of it.
    pub verdict: Verdict,
    /// The facts used.
    pub facts: Vec<Fact>,
    /// For avoidance of relatives: the way from the person to the relative.
    pub path: Vec<Link>,
    /// Basis of the rule.
    pub basis: String,
    pub article: String,
    /// Who may decide otherwise; empty when nobody may.
    pub waiver: String,
}

/// Leaves what those may know who may not know who is under investigation.
pub fn keep_open(findings: &mut Vec<Finding>) {
    findings.retain(|one| one.key != RuleKey::Investigation);
}

/// Leaves of what is private, for who does not see to the matter, that there is something.
pub fn discreet(findings: &mut [Finding]) {
    use RuleKey as R;
    for one in findings {
        if matches!(one.key, R::KinAvoidance | R::Circumstances | R::Investigation | R::Discipline | R::DutyAvoidance) {
            one.facts.clear();
            one.path.clear();
        }
    }
}

/// A decision to let somebody through a rule, with its reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiver {
    /// Which rule.
    pub key: RuleKey,
    /// What the rule said then: should it say worse, it is decided anew.
    #[serde(default = "barred")]
    pub of: Verdict,
    /// Why.
    pub reason: String,
    /// Document of the decision.
    pub document: String,
    /// Who entered it.
    pub by: String,
    /// When.
    pub at: crate::Moment,
}

fn barred() -> Verdict {
    Verdict::Fail
}

impl Waiver {
    /// Whether it decides about a finding.
    #[must_use]
    pub fn covers(&self, finding: &Finding) -> bool {
        self.key == finding.key && finding.verdict <= self.of
    }
}

/// What all rules together say.
#[must_use]
pub fn verdict(findings: &[Finding], waivers: &[Waiver]) -> Verdict {
    findings
        .iter()
        .filter(|one| one.verdict <= Verdict::Due || !waivers.iter().any(|waiver| waiver.covers(one)))
        .map(|one| one.verdict)
        .max()
        .unwrap_or(Verdict::Pass)
}
