//! Somebody and the next level: each condition with what was found, so that a judgement can be
//! followed. An error that was tolerated is no bar (容错认定不作负面评价), and the finding says so.

use chrono::{Datelike, Months};
use serde::{Deserialize, Serialize};

use super::PipelineRules;
use crate::access::Viewer;
use crate::code::{Level, Rank, Sex, codes};
use crate::record::{Hours, grade_of};
use crate::retirement::{Grounds, OldAge, Retirement};
use crate::secrecy::Known;
use crate::time::{Date, months};
use crate::{Day, PersonId, UnitId};

codes! {
    /// What is looked at.
    Condition {
        Service "service" "任职年限" "Time at the level",
        Training "training" "教育培训学时" "Training hours",
        Grades "grades" "近年考核等次" "Grades of the last years",
        Appraisal "appraisal" "考核结果影响期" "Period after an appraisal's result",
        Sanction "sanction" "处分影响期" "Period of a sanction",
        Talk "talk" "诫勉影响期" "Period of an admonition",
        Investigation "investigation" "审查调查" "Investigation",
    }

    /// What was found.
    Found {
        Holds "holds" "符合" "Holds",
        Lifted "lifted" "已容错，不作负面评价" "Tolerated: no bar",
        MadeUp "made-up" "可在提任后一年内补足" "May be made up within a year of promotion",
        Unknown "unknown" "无记录，须核对" "Nothing on record",
        Lacks "lacks" "不足" "Lacking",
        Bars "bars" "影响期内" "Bars",
    }

    /// How ready somebody is.
    Readiness {
        Ready "ready" "条件具备" "Ready",
        Soon "soon" "即将具备" "Nearly ready",
        Growing "growing" "培养中" "Growing",
        Barred "barred" "影响期内" "Barred",
    }
}

/// Hours that are short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoursShort {
    /// Of which requirement.
    pub name: String,
    /// How many.
    pub left: Hours,
    /// Its last day.
    pub until: Day,
    /// Whether they were to be made up within a year of the last promotion, and that is over.
    pub over: bool,
}

/// What is known of somebody, as far as a pipeline asks for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Talent {
    /// Who.
    pub person: PersonId,
    pub name: String,
    pub sex: Sex,
    /// Born.
    pub birth: Date,
    /// Rank (职级), when one is held.
    pub rank: Option<Rank>,
    /// A retirement age that was recorded.
    pub old_age: Option<OldAge>,
    /// Post.
    pub title: String,
    pub level: Level,
    /// Since when, if that is on record.
    pub level_since: Option<Day>,
    /// The organ they serve in.
    pub organ: UnitId,
    /// Its short name.
    pub organ_name: String,
    /// Path of their unit.
    pub path: String,
    /// Whether this year's hours are on course; none when nothing is asked of them.
    pub trained: Option<bool>,
    /// The hours that are furthest behind; none when none are, or it is not known.
    pub short: Option<HoursShort>,
    /// 年度考核结果, as the form has it.
    pub assessments: String,
    /// A sanction: last day, number of its document, and the case that lifts it.
    pub sanction: Option<(Day, String, String)>,
    /// Admonitions that count: last day, and the case that took it back.
    pub talks: Vec<(Day, String)>,
    /// Under investigation; said only where it is so, and known.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub investigated: bool,
    /// A result of an appraisal after which there is no promotion: (what and on what basis, until).
    pub appraised: Option<(String, Day)>,
}

/// A condition and what was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Which.
    pub condition: Condition,
    /// What was found.
    pub found: Found,
    /// The facts: `26/36` months, grades, a document; empty where nothing is to be said.
    pub facts: String,
    /// The day from which it holds or no longer bars, when it is known.
    pub on: Option<Day>,
}

/// What all conditions together say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// The next level.
    pub target: Level,
    /// How ready.
    pub readiness: Readiness,
    /// From when they are ready, for those who lack only time or are barred until a day.
    pub on: Option<Day>,
    /// Each condition.
    pub findings: Vec<Finding>,
}

impl Talent {
    /// As a viewer may know them: how ready they are gives nothing else away either.
    #[must_use]
    pub fn known_to(self, viewer: &Viewer) -> Known<Self> {
        let investigated = self.investigated && viewer.knows_of(&self.person, &[&self.path]);
        Known::of(Self { investigated, ..self })
    }

    /// How ready somebody is for the next level, with each condition; none where nothing follows.
    #[must_use]
    pub fn assess(&self, rules: &PipelineRules, today: Day) -> Option<Assessment> {
        let (target, needed) = rules.next(self.level)?;
        let mut findings = vec![self.service(needed, today), self.training(), self.grades(rules, today)];
        let bar = |condition, facts: String, until: Option<Day>, lifted: &str| Finding {
            condition,
            found: if lifted.is_empty() { Found::Bars } else { Found::Lifted },
            facts: if lifted.is_empty() { facts } else { format!("{facts} {lifted}").trim().to_owned() },
            on: until.filter(|_| lifted.is_empty()).and_then(|day| day.succ_opt()),
        };
        if let Some((what, until)) = self.appraised.as_ref().filter(|one| today <= one.1) {
            findings.push(bar(Condition::Appraisal, what.clone(), Some(*until), ""));
        }
        if let Some((until, document, lifted)) = self.sanction.as_ref().filter(|one| today <= one.0) {
            findings.push(bar(Condition::Sanction, document.clone(), Some(*until), lifted));
        }
        for (until, lifted) in self.talks.iter().filter(|one| today <= one.0) {
            findings.push(bar(Condition::Talk, String::new(), Some(*until), lifted));
        }
        if self.investigated {
            findings.push(bar(Condition::Investigation, String::new(), None, ""));
        }
        let bars = || findings.iter().filter(|one| one.found == Found::Bars);
        let open = || findings.iter().filter(|one| matches!(one.found, Found::Lacks | Found::Unknown));
        let waits = findings[0].on;
        let soon = today.checked_add_months(Months::new(rules.soon_months));
        let (readiness, on) = if bars().next().is_some() {
            // The last of them ends it; an investigation has no day.
            let last = if bars().all(|one| one.on.is_some()) { bars().filter_map(|one| one.on).max() } else { None };
            (Readiness::Barred, last)
        } else if open().next().is_none() {
            (Readiness::Ready, None)
        } else if open().all(|one| one.condition == Condition::Service) && waits.is_some() && waits <= soon {
            (Readiness::Soon, waits)
        } else {
            (Readiness::Growing, None)
        };
        Some(Assessment { target, readiness, on, findings })
    }

    /// When they reach the retirement age; none when it can't be told.
    #[must_use]
    pub fn retires(&self) -> Option<Retirement> {
        let grounds = Grounds { sex: self.sex, level: self.level, rank: self.rank, recorded: self.old_age };
        grounds.retirement(self.birth)
    }

    fn service(&self, needed: u32, today: Day) -> Finding {
        let Some(since) = self.level_since else {
            return Finding {
                condition: Condition::Service,
                found: Found::Unknown,
                facts: format!("—/{needed}"),
                on: None,
            };
        };
        let (had, full) = (months(since, today), since.checked_add_months(Months::new(needed)));
        let holds = full.is_none_or(|full| full <= today);
        Finding {
            condition: Condition::Service,
            found: if holds { Found::Holds } else { Found::Lacks },
            facts: format!("{had}/{needed}"),
            on: full.filter(|_| !holds),
        }
    }

    /// Short hours are no bar to a promotion: they are made up within a year of it (干部教育培训工作
    /// 条例). What was to be made up after the last one, and was not in that year, is.
    fn training(&self) -> Finding {
        let over = self.short.as_ref().is_some_and(|short| short.over);
        let found = match self.trained {
            _ if over => Found::Lacks,
            Some(false) => Found::MadeUp,
            Some(true) | None => Found::Holds,
        };
        let short = self.short.as_ref().filter(|_| found != Found::Holds);
        let facts = short.map(|one| format!("{}：还差 {} 学时（{} 前）", one.name, one.left, one.until));
        Finding { condition: Condition::Training, found, facts: facts.unwrap_or_default(), on: None }
    }

    fn grades(&self, rules: &PipelineRules, today: Day) -> Finding {
        // The year that runs counts once it has a grade.
        let this = today.year();
        let last = if grade_of(&self.assessments, this).is_some() { this } else { this - 1 };
        let years: Vec<(i32, Option<&str>)> = (0..i32::try_from(rules.graded_years).unwrap_or(0))
            .map(|back| (last - back, grade_of(&self.assessments, last - back)))
            .collect();
        let poor = |grade: &str| grade.contains("基本称职") || grade.contains("不称职") || grade.contains("不合格");
        let found = if years.iter().any(|(_, grade)| grade.is_some_and(poor)) {
            Found::Lacks
        } else if years.iter().any(|(_, grade)| grade.is_none()) {
            Found::Unknown
        } else {
            Found::Holds
        };
        let told: Vec<String> =
            years.iter().rev().map(|(year, grade)| format!("{year}年{}", grade.unwrap_or("—"))).collect();
        Finding { condition: Condition::Grades, found, facts: told.join("；"), on: None }
    }
}
