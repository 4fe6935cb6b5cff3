//! The rules, one by one.

use std::collections::HashMap;

use super::candidate::{Candidate, Vacancy};
use super::{Effect, EligibilityRule, Fact, FactName, Finding, LineKind, RuleKey, Verdict};
use crate::code::{Code, Lang, Level, Politics, UnitKind, UnitLevel};
use crate::exchange::kind::ExchangeKind;
use crate::record::{Kin, Link};
use crate::time::{age, day_text, months};
use crate::{Day, PersonId, UnitId};

/// A post a relative holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldPost {
    /// Whose post.
    pub unit: UnitId,
    /// The unit's name.
    pub unit_name: String,
    pub title: String,
    /// Whether it is a leading post.
    pub leading: bool,
    /// The unit above.
    pub parent: UnitId,
}

/// How a relative's post stands to a vacancy; none when avoidance does not ask about it.
#[must_use]
pub fn avoidance(vacancy: &Vacancy, held: &HeldPost) -> Option<LineKind> {
    if held.leading && vacancy.watched && (held.unit == vacancy.organ || held.unit == vacancy.unit) {
        return Some(LineKind::Watched);
    }
    if held.unit == vacancy.unit {
        return Some(match (held.leading, vacancy.leading) {
            (true, false) => LineKind::Superior,
            (false, true) => LineKind::Subordinate,
            _ => LineKind::SameLeader,
        });
    }
    // The leaders of a unit lead the leaders of the units directly below it.
    if held.leading && vacancy.leading && held.unit == vacancy.parent {
        return Some(LineKind::Superior);
    }
    (held.leading && vacancy.leading && held.parent == vacancy.unit).then_some(LineKind::Subordinate)
}

/// Judges people for posts under the rules in force.
pub struct Judge<'a> {
    rules: Vec<&'a EligibilityRule>,
    today: Day,
    /// Posts held, by person.
    held: &'a HashMap<PersonId, Vec<HeldPost>>,
}

/// What a rule found, before its source is added.
struct Hit {
    verdict: Verdict,
    facts: Vec<Fact>,
    path: Vec<Link>,
}

fn fact(name: FactName, value: impl Into<String>) -> Fact {
    Fact { name, value: value.into() }
}

impl<'a> Judge<'a> {
    /// A judge under rules in force (see [`super::in_force`]).
    #[must_use]
    pub fn new(rules: Vec<&'a EligibilityRule>, today: Day, held: &'a HashMap<PersonId, Vec<HeldPost>>) -> Self {
        Self { rules, today, held }
    }

    /// What every rule in force says of somebody for a post, in the order of the rules.
    #[must_use]
    pub fn findings(&self, candidate: &Candidate, vacancy: &Vacancy, kin: &[Kin]) -> Vec<Finding> {
        self.rules
            .iter()
            .map(|rule| {
                let hit = self.judge(rule, candidate, vacancy, kin);
                Finding {
                    key: rule.key,
                    verdict: hit.verdict,
                    facts: hit.facts,
                    path: hit.path,
                    basis: rule.basis.clone(),
                    article: rule.article.clone(),
                    waiver: rule.waiver.clone(),
                }
            })
            .collect()
    }

    fn judge(&self, rule: &EligibilityRule, candidate: &Candidate, vacancy: &Vacancy, kin: &[Kin]) -> Hit {
        let (verdict, facts) = if rule.key == RuleKey::KinAvoidance {
            return self.kin(rule, candidate, vacancy, kin);
        } else {
            let verdict = self.pair(rule, candidate, vacancy);
            (verdict, self.facts(rule, candidate, vacancy))
        };
        Hit { verdict, facts, path: Vec::new() }
    }

    /// What a rule says that reads nothing of the post. Nothing for a rule that does. What is not on
    /// record is for a person to decide, never a pass.
    pub(super) fn alone(&self, rule: &EligibilityRule, candidate: &Candidate) -> Option<Verdict> {
        let (known, today) = (&candidate.circumstances, self.today);
        let hit = |hit: bool| if hit { effect(rule) } else { Verdict::Pass };
        let until = |day: Option<Day>| day.is_some_and(|day| today <= day);
        let in_post = candidate.post_since.map(|since| months(since, today));
        Some(match rule.key {
            // 党政领导干部选拔任用工作条例: a leading post held for so long.
            RuleKey::SamePost => match in_post {
                Some(held) if candidate.leading && held >= rule.value => Verdict::Due,
                None if candidate.leading => Verdict::Ask,
                _ => Verdict::Pass,
            },
            RuleKey::Terms if known.terms >= rule.value => Verdict::Due,
            RuleKey::Terms | RuleKey::Tolerated => Verdict::Pass,
            RuleKey::MinimumService => match known.service_since {
                Some(since) => hit(months(since, today) < rule.value),
                None => Verdict::Ask,
            },
            RuleKey::FrequentMoves => in_post.map_or(Verdict::Ask, |held| hit(held < rule.value)),
            RuleKey::Probation => hit(until(known.probation_until) || candidate.level == Level::Probation),
            // A tolerated error is no bar (容错认定结果不作为交流使用的限制).
            RuleKey::Discipline => hit(until(known.sanction_until) && known.lifted().is_none()),
            RuleKey::Investigation => hit(known.investigated),
            RuleKey::Appraisal => hit(known.appraised.as_ref().is_some_and(|one| today <= one.1)),
            RuleKey::OneFullTimePost => hit(until(candidate.seconded_until)),
            RuleKey::TrainingHours => hit(candidate.trained == Some(false)),
            RuleKey::Circumstances => hit(!known.stated.is_empty()),
            RuleKey::UnionConsent => hit(candidate.chairs_union() && known.term_until.is_none_or(|day| today <= day)),
            RuleKey::HigherOpinion if candidate.dual_led() => effect(rule),
            // Whatever the post: those who are found by their records are looked at with it.
            RuleKey::KinAvoidance if candidate.relatives.leave_open() => Verdict::Ask,
            _ => return None,
        })
    }

    /// What a rule says of a post to those from outside its organ. Nothing for a rule that reads the
    /// person too.
    pub(super) fn post(rule: &EligibilityRule, vacancy: &Vacancy) -> Option<Verdict> {
        match rule.key {
            RuleKey::Headcount => Some(places(rule, vacancy, vacancy.free_headcount, 0)),
            RuleKey::LeadingPosts if vacancy.leading => {
                Some(places(rule, vacancy, vacancy.free_leading, vacancy.may_lead))
            }
            RuleKey::LeadingPosts => Some(Verdict::Pass),
            _ => None,
        }
    }

    /// What any rule but avoidance of relatives says of a pair.
    pub(super) fn pair(&self, rule: &EligibilityRule, candidate: &Candidate, vacancy: &Vacancy) -> Verdict {
        if let Some(verdict) = self.alone(rule, candidate) {
            // A dual-led post asks for the higher body's opinion whoever comes.
            return verdict;
        }
        let hit = |hit: bool| if hit { effect(rule) } else { Verdict::Pass };
        // Within one organ a move takes no place that it does not free.
        let inside = candidate.organ == vacancy.organ;
        match rule.key {
            RuleKey::Headcount if inside => Verdict::Pass,
            RuleKey::LeadingPosts if inside && candidate.leading => Verdict::Pass,
            RuleKey::Headcount | RuleKey::LeadingPosts => Self::post(rule, vacancy).unwrap_or(Verdict::Ask),
            RuleKey::LevelYears if !vacancy.leading => Verdict::Pass,
            RuleKey::LevelYears if candidate.level == Level::Unknown => Verdict::Ask,
            RuleKey::LevelYears if vacancy.level != candidate.level => Verdict::Pass,
            RuleKey::LevelYears => match candidate.level_since {
                Some(since) => hit(months(since, self.today) >= rule.value),
                None => Verdict::Ask,
            },
            RuleKey::PlaceAvoidance => place(rule, candidate, vacancy),
            RuleKey::DutyAvoidance => hit(interest(candidate, vacancy).is_some()),
            RuleKey::LevelMatch if candidate.level == Level::Unknown => Verdict::Ask,
            RuleKey::LevelMatch => hit(vacancy.level != candidate.level),
            RuleKey::HigherOpinion => {
                hit(vacancy.leading && vacancy.family == crate::code::Family::Mass && vacancy.unit == vacancy.organ)
            }
            RuleKey::Demands if self.unmet(candidate, vacancy).next().is_some() => effect(rule),
            RuleKey::Demands if self.unknown(candidate, vacancy).next().is_some() => Verdict::Ask,
            RuleKey::Origin => match comes(vacancy) {
                Some(outside) => candidate.unit_kind.is_outside().map_or(Verdict::Ask, |is| hit(is != outside)),
                None => Verdict::Pass,
            },
            _ => Verdict::Pass,
        }
    }

    /// The conditions of a post that somebody does not meet.
    fn unmet<'b>(&self, candidate: &'b Candidate, vacancy: &'b Vacancy) -> impl Iterator<Item = String> + use<'b> {
        let demands = &vacancy.demands;
        let today = self.today;
        let other = candidate.level != Level::Unknown && !demands.levels.contains(&candidate.level);
        let levels = (!demands.levels.is_empty() && other).then(|| levels_text(&demands.levels));
        let family = demands.family.filter(|family| *family != candidate.family);
        let family = family.map(|family| format!("来自{}", family.name(Lang::Zh)));
        let at_level = candidate.level_since.filter(|since| demands.months_at_level > months(*since, today));
        let at_level = at_level.map(|_| format!("任现层次满{}个月", demands.months_at_level));
        let old = demands.most_age > 0 && age(candidate.birth, today) > demands.most_age as i32;
        let old = old.then(|| format!("年龄不超过{}周岁", demands.most_age));
        let party = demands.party_member && candidate.politics.is_some_and(|one| one != Politics::Member);
        let party = party.then(|| Politics::Member.name(Lang::Zh).to_owned());
        let special = !demands.specialty.is_empty() && !candidate.specialty.contains(&demands.specialty);
        let special = special.then(|| format!("专长：{}", demands.specialty));
        [levels, family, at_level, old, party, special].into_iter().flatten()
    }

    /// The conditions of a post of which the record does not say whether somebody meets them.
    fn unknown<'b>(&self, candidate: &'b Candidate, vacancy: &'b Vacancy) -> impl Iterator<Item = String> + use<'b> {
        let demands = &vacancy.demands;
        let level = !demands.levels.is_empty() && candidate.level == Level::Unknown;
        let level = level.then(|| format!("{}（层次未登记）", levels_text(&demands.levels)));
        let at_level = demands.months_at_level > 0 && candidate.level_since.is_none();
        let at_level = at_level.then(|| format!("任现层次满{}个月（任现层次时间未登记）", demands.months_at_level));
        let party = demands.party_member && candidate.politics.is_none();
        let party = party.then(|| format!("{}（政治面貌未登记）", Politics::Member.name(Lang::Zh)));
        [level, at_level, party].into_iter().flatten()
    }

    fn kin(&self, rule: &EligibilityRule, candidate: &Candidate, vacancy: &Vacancy, kin: &[Kin]) -> Hit {
        for one in kin.iter().filter(|one| one.person != candidate.person) {
            for held in self.held.get(&one.person).into_iter().flatten() {
                if let Some(line) = avoidance(vacancy, held) {
                    return Hit {
                        verdict: effect(rule),
                        facts: vec![
                            fact(FactName::Relative, one.kinship.name(Lang::Zh)),
                            fact(FactName::RelativePost, format!("{}{}", held.unit_name, held.title)),
                            fact(FactName::Line, line.name(Lang::Zh)),
                        ],
                        path: one.path.clone(),
                    };
                }
            }
        }
        let open = candidate.relatives.leave_open();
        let mut facts: Vec<Fact> =
            candidate.relatives.unlinked.iter().map(|one| fact(FactName::Unlinked, one.clone())).collect();
        if !candidate.relatives.recorded {
            facts.push(fact(FactName::Unknown, "家庭成员及主要社会关系"));
        }
        Hit { verdict: if open { Verdict::Ask } else { Verdict::Pass }, facts, path: Vec::new() }
    }

    fn facts(&self, rule: &EligibilityRule, candidate: &Candidate, vacancy: &Vacancy) -> Vec<Fact> {
        use FactName as F;
        let (known, today) = (&candidate.circumstances, self.today);
        let day = |name: F, day: Option<Day>| day.map(|day| fact(name, day_text(day)));
        let limit = || Some(fact(F::Limit, rule.value.to_string()));
        let unknown = |unknown: bool, what: &str| unknown.then(|| fact(F::Unknown, what));
        let own = || Some(fact(F::OwnLevel, candidate.level.name(Lang::Zh)));
        let level = || Some(fact(F::PostLevel, vacancy.level.name(Lang::Zh)));
        let facts: Vec<Option<Fact>> = match rule.key {
            RuleKey::SamePost | RuleKey::FrequentMoves => vec![
                day(F::PostSince, candidate.post_since),
                unknown(candidate.post_since.is_none(), "任现职时间"),
                candidate.post_since.map(|since| fact(F::MonthsInPost, months(since, today).to_string())),
                limit(),
            ],
            RuleKey::Terms => vec![Some(fact(F::TermsHeld, known.terms.to_string())), limit()],
            RuleKey::LevelYears => vec![
                own(),
                level(),
                candidate.level_since.map(|since| fact(F::MonthsAtLevel, months(since, today).to_string())),
                unknown(candidate.level_since.is_none(), "任现层次时间"),
                limit(),
            ],
            RuleKey::MinimumService => vec![
                known.service_since.map(|since| fact(F::MonthsOfService, months(since, today).to_string())),
                unknown(known.service_since.is_none(), "公务员身份起始时间"),
                limit(),
            ],
            RuleKey::Probation => vec![day(F::ProbationUntil, known.probation_until)],
            RuleKey::Discipline => {
                vec![day(F::SanctionUntil, known.sanction_until), known.lifted().map(|case| fact(F::Decisions, case))]
            }
            RuleKey::Appraisal => match &known.appraised {
                Some((what, until)) => {
                    vec![Some(fact(F::AppraisedAs, what.clone())), day(F::AppraisedUntil, Some(*until))]
                }
                None => Vec::new(),
            },
            RuleKey::PlaceAvoidance => vec![
                Some(fact(F::NativePlace, candidate.native_place.clone())),
                Some(fact(F::Upbringing, candidate.upbringing_place.clone())),
                Some(fact(F::PostPlace, vacancy.place.clone())),
                unknown(place_effect(rule, vacancy).is_some() && vacancy.place.is_empty(), "岗位所在地"),
                unknown(place_effect(rule, vacancy).is_some() && candidate.native_place.is_empty(), "籍贯"),
                unknown(place_effect(rule, vacancy).is_some() && candidate.upbringing_place.is_empty(), "成长地"),
            ],
            RuleKey::DutyAvoidance => vec![interest(candidate, vacancy).map(|what| fact(F::InterestWith, what))],
            RuleKey::LevelMatch => vec![own(), level()],
            RuleKey::Headcount => vec![Some(fact(F::Free, vacancy.free_headcount.to_string()))],
            RuleKey::LeadingPosts => vec![
                Some(fact(F::Free, vacancy.free_leading.to_string())),
                (vacancy.may_lead > 0).then(|| fact(F::MayLead, vacancy.may_lead.to_string())),
            ],
            RuleKey::Origin => vec![Some(fact(F::ComesFrom, candidate.unit_kind.name(Lang::Zh)))],
            RuleKey::OneFullTimePost => vec![day(F::SecondedUntil, candidate.seconded_until)],
            RuleKey::TrainingHours => {
                vec![(candidate.trained == Some(false)).then(|| fact(F::Condition, "学时未按进度完成"))]
            }
            RuleKey::Circumstances => vec![Some(fact(F::Statement, known.stated.clone()))],
            RuleKey::UnionConsent if candidate.chairs_union() => {
                vec![Some(fact(F::UnionPost, candidate.title.clone())), day(F::TermUntil, known.term_until)]
            }
            RuleKey::Tolerated => known.tolerated.iter().map(|one| Some(fact(F::Decisions, one.0.clone()))).collect(),
            RuleKey::Demands => {
                let open = self.unmet(candidate, vacancy).chain(self.unknown(candidate, vacancy));
                open.map(|text| Some(fact(F::Condition, text))).collect()
            }
            _ => Vec::new(),
        };
        facts.into_iter().flatten().filter(|fact| !fact.value.is_empty()).collect()
    }

    /// The rules in force.
    pub(super) fn rules(&self) -> &[&'a EligibilityRule] {
        &self.rules
    }
}

fn levels_text(levels: &[Level]) -> String {
    let names: Vec<&str> = levels.iter().map(|level| level.name(Lang::Zh)).collect();
    format!("层次：{}", names.join("、"))
}

/// What free places say to somebody who needs one, when so many more may be taken than are known.
fn places(rule: &EligibilityRule, vacancy: &Vacancy, free: i64, may_be_taken: i64) -> Verdict {
    if vacancy.kind.keeps_home() || free > may_be_taken.max(0) {
        Verdict::Pass
    } else if free > 0 {
        Verdict::Ask
    } else {
        effect(rule)
    }
}

/// Whether a kind of exchange takes people from outside the civil service (公务员法 70) or inside it
/// (71); none where either may come.
fn comes(vacancy: &Vacancy) -> Option<bool> {
    match vacancy.kind {
        ExchangeKind::TransferIn => Some(true),
        ExchangeKind::Transfer => Some(false),
        _ => None,
    }
}

pub(super) fn effect(rule: &EligibilityRule) -> Verdict {
    match rule.effect {
        Effect::Ask => Verdict::Ask,
        Effect::Bar => Verdict::Fail,
    }
}

/// Whether a place somebody comes from is where a post is, or the other way round.
pub(super) fn at_home(place: &str, vacancy: &Vacancy) -> bool {
    !place.is_empty()
        && !vacancy.place.is_empty()
        && (place.starts_with(&vacancy.place) || vacancy.place.starts_with(place))
}

/// 公务员法 75 and 任职回避暂行规定 5: heads of the main organs of a county, and as a rule of a
/// city, are not posted to where they come from or grew up. What comes of it for a post; none
/// where it does not ask.
pub(super) fn place_effect(rule: &EligibilityRule, vacancy: &Vacancy) -> Option<Verdict> {
    let main = vacancy.chief
        && matches!(
            vacancy.unit_kind,
            UnitKind::PartyCommittee
                | UnitKind::Government
                | UnitKind::Supervision
                | UnitKind::Court
                | UnitKind::Procuratorate
                | UnitKind::PartyDepartment
                | UnitKind::GovernmentDepartment
        );
    match vacancy.place_level {
        UnitLevel::County | UnitLevel::Township if main => Some(effect(rule)),
        // "Generally not": somebody decides.
        UnitLevel::City if main => Some(Verdict::Ask),
        _ => None,
    }
}

fn place(rule: &EligibilityRule, candidate: &Candidate, vacancy: &Vacancy) -> Verdict {
    let Some(effect) = place_effect(rule, vacancy) else { return Verdict::Pass };
    let places = [&candidate.native_place, &candidate.upbringing_place];
    if places.iter().any(|place| at_home(place, vacancy)) {
        effect
    } else if vacancy.place.is_empty() || places.iter().any(|place| place.is_empty()) {
        Verdict::Ask
    } else {
        Verdict::Pass
    }
}

/// An interest of somebody with the unit of a post.
fn interest(candidate: &Candidate, vacancy: &Vacancy) -> Option<String> {
    let with = |unit: &UnitId| *unit == vacancy.unit || *unit == vacancy.organ;
    candidate.circumstances.interests.iter().find(|one| with(&one.unit)).map(|one| one.what.clone())
}
