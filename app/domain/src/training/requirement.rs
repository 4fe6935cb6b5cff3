//! Required hours. Every number is data with its basis and dates: the national regulation
//! gives the shape, localities give the numbers.
//!
//! A requirement is a *rule* with versions. An edit is a new version with the day it takes
//! effect, so a past year is computed under the version then in force.

use chrono::Datelike;
use serde::{Deserialize, Serialize};

use crate::code::{ClassKind, Code, Family, Lang, Level, TrainingForm, codes};
use crate::fault::{Checks, Milestone, Rule};
use crate::record::Hours;
use crate::replaced::{Replaced, Said, listed, yes};
use crate::time::day_text;
use crate::training::Categories;
use crate::versioned::basis_said;
use crate::{CategoryId, Day, Fault, Moment, RequirementId};

codes! {
    /// Over what time hours are added up.
    Cycle {
        Year "year" "按年度" "By calendar year",
        Window "window" "按规划期" "Over a plan window",
        Promotion "promotion" "任职后限期" "Within months of taking a level",
    }
}

/// The most hours of a form that count in a calendar year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cap {
    pub form: TrainingForm,
    pub hours: Hours,
}

/// A version of a requirement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requirement {
    /// This version.
    pub id: RequirementId,
    /// The requirement itself: what its versions have in common.
    pub rule: String,
    /// Its name, in Chinese.
    pub name: String,
    /// Its name, in English.
    pub name_en: String,
    /// To which levels it applies; all when empty.
    pub levels: Vec<Level>,
    /// To which families; both when empty.
    #[serde(default)]
    pub families: Vec<Family>,
    /// Which forms of training count towards it; all when empty.
    pub forms: Vec<TrainingForm>,
    /// Which content counts, each with what is below it in the tree; all when empty.
    #[serde(default)]
    pub categories: Vec<CategoryId>,
    /// Which kinds of class count; all, and hours from no class, when empty.
    #[serde(default)]
    pub kinds: Vec<ClassKind>,
    /// Over what time.
    pub cycle: Cycle,
    /// [`Cycle::Window`]: its first day. [`Cycle::Promotion`]: it applies to those who took
    /// their level from this day on.
    pub window_from: Day,
    /// [`Cycle::Window`]: its last day.
    pub window_until: Day,
    /// [`Cycle::Promotion`]: how many months there are.
    #[serde(default)]
    pub months: u32,
    /// How much.
    pub hours: Hours,
    /// In per cent: when not 0 the requirement is no amount but a share, that of
    /// [`categories`](Self::categories) in all hours of [`forms`](Self::forms).
    #[serde(default)]
    pub share: u32,
    /// Whether who joined its levels within the window answers for that part of it, by whole months.
    #[serde(default)]
    pub prorate: bool,
    /// The most that counts of a form in a year.
    #[serde(default)]
    pub caps: Vec<Cap>,
    /// [`Cycle::Year`]: the most that is carried over into the next year.
    #[serde(default)]
    pub carry: Hours,
    /// Whether what was missing at a promotion is to be made up within a year.
    #[serde(default)]
    pub make_up: bool,
    /// Whether it decides whether somebody meets what is required; otherwise it is shown as advice.
    #[serde(default)]
    pub binding: bool,
    /// The rule it rests on (依据).
    pub basis: String,
    /// First day this version is in force.
    pub from: Day,
    /// Last day the requirement is in force.
    pub until: Day,
    /// When it was entered.
    #[serde(default)]
    pub at: Moment,
    /// By whom; empty for what the system began with.
    #[serde(default)]
    pub by: String,
}

impl Requirement {
    /// The version of the same requirement and first day that one would take the place of.
    #[must_use]
    pub fn replaced_by(all: &[Self], next: &Self, categories: &Categories) -> Option<Replaced> {
        let held = version(all, &next.rule, next.from).filter(|held| held.from == next.from)?;
        let by = (held.by.clone(), (!held.by.is_empty()).then_some(held.at));
        let said = |one: &Self, lang| one.said(lang, categories);
        Some(Replaced::new(held.from, by, held.id.0.clone(), |lang| said(held, lang), |lang| said(next, lang)))
    }

    fn said(&self, lang: Lang, categories: &Categories) -> Vec<Said> {
        let tr = |zh: &'static str, en: &'static str| match lang {
            Lang::Zh => zh,
            Lang::En => en,
        };
        let categories: Vec<String> = self.categories.iter().map(|id| categories.name(id, lang)).collect();
        let caps: Vec<String> = self.caps.iter().map(|cap| format!("{} {}", cap.form.name(lang), cap.hours)).collect();
        let share = format!("{} %", self.share);
        let window = format!("{} – {}", day_text(self.window_from), day_text(self.window_until));
        vec![
            Said::new("name", tr("名称", "Name"), self.name.trim()),
            Said::new("name_en", tr("英文名称", "English name"), self.name_en.trim()),
            Said::new("levels", tr("职务层次", "Levels"), listed(&self.levels, lang)),
            Said::new("families", tr("系统", "Families"), listed(&self.families, lang)),
            Said::new("forms", tr("培训形式", "Forms"), listed(&self.forms, lang)),
            Said::new("categories", tr("内容", "Content"), categories.join(tr("、", ", "))),
            Said::new("kinds", tr("班次类型", "Kinds of class"), listed(&self.kinds, lang)),
            Said::new("cycle", tr("周期", "Cycle"), self.cycle.name(lang)),
            Said::new("window", tr("规划期", "Window"), window),
            Said::new("months", tr("期限（月）", "Months"), self.months),
            Said::new("hours", tr("学时", "Hours"), self.hours),
            Said::new("share", tr("占比", "Share"), share),
            Said::new("carry", tr("可结转学时", "Carried over"), self.carry),
            Said::new("caps", tr("单项上限", "Most of a form"), caps.join(tr("、", ", "))),
            Said::new("prorate", tr("按月折算", "By whole months"), yes(self.prorate, lang)),
            Said::new("make_up", tr("须补训", "To be made up"), yes(self.make_up, lang)),
            Said::new("binding", tr("必须达到", "Binding"), yes(self.binding, lang)),
            basis_said(&self.basis, lang),
            Said::new("until", tr("有效期止", "Until"), day_text(self.until)),
        ]
    }

    /// Whether it is for a level and family.
    #[must_use]
    pub fn meant_for(&self, level: Level, family: Family) -> bool {
        (self.levels.is_empty() || self.levels.contains(&level))
            && (self.families.is_empty() || self.families.contains(&family))
    }

    /// Whether a form counts.
    #[must_use]
    pub fn counts_form(&self, form: TrainingForm) -> bool {
        self.forms.is_empty() || self.forms.contains(&form)
    }

    /// Checks the fields.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self) -> Result<(), Fault> {
        let mut checks = Checks::default();
        checks.text(&self.name, "name", 40);
        checks.text(&self.name_en, "name_en", 80);
        checks.text(&self.basis, "basis", 200);
        checks.between(i64::from(self.share), "share", 0, 100);
        if self.share > 0 {
            checks.require(!self.categories.is_empty(), "categories", Rule::Required);
        } else {
            checks.between(i64::from(self.hours.0), "hours", 1, 100_000);
        }
        checks.between(i64::from(self.carry.0), "carry", 0, 100_000);
        match self.cycle {
            Cycle::Window => checks.require(
                self.window_from <= self.window_until,
                "window_until",
                Rule::not_before(Milestone::Window, self.window_from),
            ),
            Cycle::Promotion => checks.between(i64::from(self.months), "months", 1, 60),
            Cycle::Year => {}
        }
        let mut forms: Vec<TrainingForm> = self.caps.iter().map(|cap| cap.form).collect();
        forms.sort_unstable();
        forms.dedup();
        checks.require(forms.len() == self.caps.len(), "caps", Rule::Taken);
        for cap in &self.caps {
            checks.between(i64::from(cap.hours.0), &format!("cap-{}", cap.form.code()), 0, 100_000);
        }
        checks.require(self.from <= self.until, "until", Rule::not_before(Milestone::First, self.from));
        checks.done()
    }
}

/// The versions in force on a day, one of each rule at most: the last to take effect, and of
/// one day's the last entered.
#[must_use]
pub fn in_force(all: &[Requirement], on: Day) -> Vec<&Requirement> {
    let mut found: Vec<&Requirement> = Vec::new();
    for one in all.iter().filter(|one| one.from <= on) {
        match found.iter_mut().find(|known| known.rule == one.rule) {
            Some(known) if (known.from, known.at) < (one.from, one.at) => *known = one,
            Some(_) => {}
            None => found.push(one),
        }
    }
    found.retain(|one| on <= one.until);
    found
}

/// The version of one rule in force on a day.
#[must_use]
pub fn version<'a>(all: &'a [Requirement], rule: &str, on: Day) -> Option<&'a Requirement> {
    in_force(all, on).into_iter().find(|one| one.rule == rule)
}

/// What is known of somebody for whom requirements hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// Their unit's family.
    pub family: Family,
    /// Their levels, each with the day it began, in order of time; never empty. Before the
    /// first day they count as of the first level.
    pub levels: Vec<(Day, Level)>,
}

impl Subject {
    /// Somebody of whom only the present level is known; since ever when its day is not on record,
    /// so that no promotion is read out of what nobody knows.
    #[must_use]
    pub fn now(family: Family, level: Level, since: Option<Day>) -> Self {
        Self { family, levels: vec![(since.unwrap_or(Day::MIN), level)] }
    }

    /// The same with earlier levels, in any order: what is not before the first known is left out.
    #[must_use]
    pub fn with_earlier(mut self, earlier: impl IntoIterator<Item = (Day, Level)>) -> Self {
        let first = self.levels[0];
        let mut all: Vec<(Day, Level)> = earlier.into_iter().filter(|one| one.0 < first.0).collect();
        all.sort_by_key(|one| one.0);
        all.append(&mut self.levels);
        all.dedup_by(|next, kept| next.1 == kept.1);
        self.levels = all;
        self
    }

    /// The level on a day.
    #[must_use]
    pub fn level(&self, on: Day) -> Level {
        self.levels.iter().rev().find(|(since, _)| *since <= on).unwrap_or(&self.levels[0]).1
    }

    /// Since when it has been the level on a day.
    #[must_use]
    pub fn since(&self, on: Day) -> Day {
        self.levels.iter().rev().find(|(since, _)| *since <= on).unwrap_or(&self.levels[0]).0
    }

    /// The last promotion to a leading level by a day: when, and from which level.
    #[must_use]
    pub fn promoted(&self, on: Day) -> Option<(Day, Level)> {
        self.levels
            .windows(2)
            .rev()
            .find(|pair| pair[1].0 <= on && pair[1].1 < pair[0].1 && pair[1].1 <= Level::SectionDeputy)
            .map(|pair| (pair[1].0, pair[0].1))
    }
}

/// Whole and begun months from a day to another, counted by the calendar; at least 1.
#[must_use]
pub(super) fn months_between(from: Day, until: Day) -> i32 {
    ((until.year() - from.year()) * 12 + until.month0() as i32 - from.month0() as i32 + 1).max(1)
}

/// The requirements a new system begins with. Their numbers are settings: the basis
/// says where each comes from, and an organisation department edits them.
#[must_use]
pub fn first_requirements() -> Vec<Requirement> {
    let day = |y, m, d| Day::from_ymd_opt(y, m, d).unwrap_or_default();
    let upper: Vec<Level> = Level::ALL.iter().copied().filter(|level| level.is_division_or_above()).collect();
    let lower: Vec<Level> = Level::ALL.iter().copied().filter(|level| !level.is_division_or_above()).collect();
    let face = vec![TrainingForm::OffJob, TrainingForm::Group, TrainingForm::Collective];
    let plan = (day(2023, 1, 1), day(2027, 12, 31));
    let make = |rule: &str, (name, name_en): (&str, &str), cycle: Cycle, hours: i32, basis: &str| Requirement {
        id: rule.into(),
        rule: rule.to_owned(),
        name: name.to_owned(),
        name_en: name_en.to_owned(),
        levels: Vec::new(),
        families: Vec::new(),
        forms: Vec::new(),
        categories: Vec::new(),
        kinds: Vec::new(),
        cycle,
        window_from: plan.0,
        window_until: plan.1,
        months: 0,
        hours: Hours(hours),
        share: 0,
        prorate: false,
        caps: Vec::new(),
        carry: Hours(0),
        make_up: false,
        binding: true,
        basis: basis.to_owned(),
        from: plan.0,
        until: plan.1,
        at: Moment(0),
        by: String::new(),
    };
    let spirit: Vec<CategoryId> = vec!["theory".into(), "party-spirit".into()];
    let basic = "《全国干部教育培训规划（2023—2027年）》基本培训：五年学时以本地区规定为准";
    let school =
        "《干部教育培训工作条例》：党校主体班次中党的理论教育和党性教育不低于总课时的70%，其中党性教育不低于20%";
    let post = "公务员法第六十七条：任职前或者任职后一年内进行任职培训；天数依《公务员培训规定》，每天按7.5学时折算";
    let posts = |rule, names, hours, levels| Requirement {
        levels,
        kinds: vec![ClassKind::Appointment],
        months: 12,
        ..make(rule, names, Cycle::Promotion, hours, post)
    };
    let all = vec![
        Requirement {
            levels: upper.clone(),
            forms: face.clone(),
            prorate: true,
            make_up: true,
            ..make(
                "plan-upper",
                ("五年集中培训", "Five-year in-person training"),
                Cycle::Window,
                5500,
                "《干部教育培训工作条例》（2023年修订）：县处级以上每五年3个月或550学时",
            )
        },
        Requirement {
            levels: lower.clone(),
            forms: face,
            make_up: true,
            ..make(
                "year-lower",
                ("年度集中培训", "Yearly in-person training"),
                Cycle::Year,
                900,
                "《干部教育培训工作条例》（2023年修订）：其他干部每年12天或90学时",
            )
        },
        Requirement {
            forms: vec![TrainingForm::Online],
            ..make(
                "year-online",
                ("年度网络培训", "Yearly online training"),
                Cycle::Year,
                500,
                "《全国干部教育培训规划（2023—2027年）》：网络培训每年50学时；以本地区规定为准",
            )
        },
        Requirement {
            levels: upper.clone(),
            categories: spirit.clone(),
            prorate: true,
            ..make(
                "basic-upper",
                ("五年基本培训（县处级以上）", "Five-year basic training, division level and above"),
                Cycle::Window,
                3600,
                basic,
            )
        },
        Requirement {
            levels: lower,
            categories: spirit.clone(),
            prorate: true,
            ..make(
                "basic-lower",
                ("五年基本培训（乡科级以下）", "Five-year basic training, section level and below"),
                Cycle::Window,
                2400,
                basic,
            )
        },
        Requirement {
            levels: vec![Level::Probation],
            kinds: vec![ClassKind::Initial],
            months: 12,
            ..make(
                "initial",
                ("初任培训", "Initial training"),
                Cycle::Promotion,
                900,
                "公务员法第三十四条、第六十七条：试用期内进行初任培训；不少于12天，每天按7.5学时折算",
            )
        },
        posts(
            "post-upper",
            ("任职培训（县处级以上）", "Training for a new post (division level and above)"),
            2250,
            upper,
        ),
        posts(
            "post-lower",
            ("任职培训（乡科级）", "Training for a new post (section level)"),
            1125,
            vec![Level::SectionChief, Level::SectionDeputy],
        ),
        Requirement {
            forms: vec![TrainingForm::OffJob],
            categories: spirit,
            share: 70,
            binding: false,
            ..make(
                "share-theory",
                ("理论教育与党性教育占比", "Share of theory and Party spirit"),
                Cycle::Window,
                0,
                school,
            )
        },
        Requirement {
            forms: vec![TrainingForm::OffJob],
            categories: vec!["party-spirit".into()],
            share: 20,
            binding: false,
            ..make("share-spirit", ("党性教育占比", "Share of Party spirit"), Cycle::Window, 0, school)
        },
    ];
    // Their order is the one they are shown in.
    (0..).zip(all).map(|(n, one)| Requirement { at: Moment(n), ..one }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        crate::time::parse_day(text).unwrap()
    }

    #[test]
    fn what_a_system_begins_with_is_sound() {
        for one in first_requirements() {
            assert_eq!(one.check(), Ok(()), "{}", one.rule);
        }
    }

    #[test]
    fn of_a_rule_one_version_is_in_force() {
        let mut all = first_requirements();
        let newer = |from: &str, hours, at: i32| Requirement {
            id: format!("v{at}").into(),
            hours: Hours::whole(hours),
            from: day(from),
            at: Moment(1_000 + i64::from(at)),
            ..first_requirements()[1].clone()
        };
        all.extend([newer("2026-01-01", 100, 1), newer("2026-01-01", 110, 2), newer("2027-01-01", 120, 3)]);
        let hours = |on: &str| version(&all, "year-lower", day(on)).map(|one| one.hours.0 / 10);
        assert_eq!(hours("2025-12-31"), Some(90));
        assert_eq!((hours("2026-01-01"), hours("2026-12-31"), hours("2027-01-01")), (Some(110), Some(110), Some(120)));
        assert_eq!((hours("2022-12-31"), hours("2028-01-01")), (None, None));
    }

    #[test]
    fn levels_are_known_by_day() {
        let subject = Subject::now(Family::Mass, Level::DivisionDeputy, Some(day("2025-03-01"))).with_earlier([
            (day("2020-01-01"), Level::SectionChief),
            (day("2016-01-01"), Level::Staff),
            (day("2025-06-01"), Level::Clerk),
        ]);
        assert_eq!(subject.level(day("2025-02-28")), Level::SectionChief);
        assert_eq!(subject.level(day("2010-01-01")), Level::Staff);
        assert_eq!(subject.since(day("2026-01-01")), day("2025-03-01"));
        assert_eq!(subject.promoted(day("2026-01-01")), Some((day("2025-03-01"), Level::SectionChief)));
        assert_eq!(subject.promoted(day("2024-01-01")), Some((day("2020-01-01"), Level::Staff)));
    }

    #[test]
    fn faulty_fields_are_named() {
        let faulty = Requirement {
            name: String::new(),
            share: 101,
            cycle: Cycle::Promotion,
            months: 0,
            until: day("2020-01-01"),
            caps: vec![
                Cap { form: TrainingForm::Group, hours: Hours(1) },
                Cap { form: TrainingForm::Group, hours: Hours(2) },
            ],
            ..first_requirements()[0].clone()
        };
        let Err(Fault::Invalid(faults)) = faulty.check() else { panic!("passes") };
        let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, ["name", "share", "categories", "months", "caps", "until"]);
    }
}
