//! From the need to the class: a survey of needs (需求调研), the annual plan made from it,
//! its programmes (培训项目), and what became of each.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Refusal;
use crate::code::{ClassKind, Code, Tier, TrainingForm};
use crate::fault::{Checks, Milestone, Rule};
use crate::record::Hours;
use crate::{AccountId, CategoryId, Day, Fault, Moment, PersonId, PlanId, ProgrammeId, Reason, SurveyId, UnitId};

/// Where a survey stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SurveyState {
    /// Being prepared.
    Draft,
    /// Sent out; open between its days.
    Published,
    /// Taken back: no longer to be answered. What was answered stays, and it can be sent out again.
    Withdrawn,
    /// Closed before its last day: the answers that are in are what it comes to. It can be opened again.
    Closed,
}

/// A survey of training needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Survey {
    /// The survey.
    pub id: SurveyId,
    /// The unit that asks.
    pub unit: UnitId,
    /// That unit's short name.
    #[serde(default)]
    pub unit_name: String,
    /// That unit's path: everybody in its subtree is asked.
    #[serde(default)]
    pub path: String,
    pub title: String,
    /// For which year.
    pub year: i32,
    /// First day.
    pub opens: Day,
    /// Last day.
    pub closes: Day,
    /// Where it stands.
    pub state: SurveyState,
    /// Why it was taken back or closed early.
    #[serde(default)]
    pub reason: String,
    /// When those who had not answered were last reminded; 0 before.
    #[serde(default)]
    pub reminded: Moment,
    /// Counts edits.
    #[serde(default)]
    pub version: u32,
}

impl Survey {
    /// Checks the fields.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self) -> Result<(), Fault> {
        let mut checks = Checks::default();
        checks.text(&self.title, "title", 80);
        checks.between(i64::from(self.year), "year", 2020, 2100);
        checks.require(self.opens <= self.closes, "closes", Rule::not_before(Milestone::Opens, self.opens));
        checks.done()
    }

    /// Whether it takes answers on a day.
    #[must_use]
    pub fn open(&self, on: Day) -> bool {
        self.state == SurveyState::Published && self.opens <= on && on <= self.closes
    }

    /// The same, ended before its last day: taken back as [`SurveyState::Withdrawn`], or [`SurveyState::Closed`].
    ///
    /// # Errors
    /// [`Reason::WrongState`] of one that is not out, and to close one that takes no answers anyhow;
    /// [`Fault::Invalid`] without a reason.
    pub fn ended(&self, as_what: SurveyState, reason: &str, on: Day) -> Result<Self, Fault> {
        let timely = match as_what {
            SurveyState::Withdrawn => self.state == SurveyState::Published,
            SurveyState::Closed => self.open(on),
            SurveyState::Draft | SurveyState::Published => false,
        };
        if !timely {
            return Err(Fault::Refused(Reason::WrongState));
        }
        let mut checks = Checks::default();
        checks.text(reason, "reason", 200);
        checks.done()?;
        Ok(Self { state: as_what, reason: reason.trim().to_owned(), ..self.clone() })
    }

    /// The same, once those who have not answered were reminded: nobody is pressed more than once a day.
    ///
    /// # Errors
    /// [`Reason::WrongState`] while it takes no answers, [`Refusal::RemindedToday`].
    pub fn reminding(&self, now: Moment) -> Result<Self, Fault> {
        if !self.open(now.day()) {
            return Err(Fault::Refused(Reason::WrongState));
        }
        if self.reminded.0 > 0 && self.reminded.day() == now.day() {
            return Err(Refusal::RemindedToday.into());
        }
        Ok(Self { reminded: now, ..self.clone() })
    }
}

/// Categories one may name as most needed.
pub const MOST_NEEDS: usize = 3;

/// What somebody needs. It can be changed until the survey closes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    pub survey: SurveyId,
    /// Who.
    pub person: PersonId,
    /// Their tier then.
    pub tier: Tier,
    /// Most needed content, the most needed first.
    pub categories: Vec<CategoryId>,
    /// Forms that suit.
    pub forms: Vec<TrainingForm>,
    /// Months that suit, 1 to 12.
    pub months: Vec<u32>,
    /// Topics in their own words.
    #[serde(default)]
    pub topic: String,
    /// When.
    pub at: Moment,
}

impl Need {
    /// Checks the fields.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self) -> Result<(), Fault> {
        let mut checks = Checks::default();
        checks.require(!self.categories.is_empty(), "categories", Rule::Required);
        checks.require(self.categories.len() <= MOST_NEEDS, "categories", Rule::Between(1, MOST_NEEDS as i64));
        checks.require(self.months.iter().all(|month| (1..=12).contains(month)), "months", Rule::Between(1, 12));
        checks.optional_text(&self.topic, "topic", 300);
        checks.done()
    }
}

/// What the needs come to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Needs {
    /// How many answered.
    pub answered: u32,
    /// Of how many asked.
    pub asked: u32,
    /// How many named a category, by category and tier.
    pub cells: BTreeMap<CategoryId, BTreeMap<String, u32>>,
    /// How many find a form suitable.
    pub forms: BTreeMap<String, u32>,
    /// How many find a month suitable.
    pub months: BTreeMap<u32, u32>,
    /// Topics in people's words.
    pub topics: Vec<String>,
}

impl Needs {
    /// Adds needs up.
    #[must_use]
    pub fn of(needs: &[Need], asked: u32) -> Self {
        let mut sum = Self { answered: u32::try_from(needs.len()).unwrap_or(u32::MAX), asked, ..Self::default() };
        for need in needs {
            for category in &need.categories {
                let by_tier = sum.cells.entry(category.clone()).or_default();
                *by_tier.entry(need.tier.code().to_owned()).or_default() += 1;
            }
            for form in &need.forms {
                *sum.forms.entry(form.code().to_owned()).or_default() += 1;
            }
            for month in &need.months {
                *sum.months.entry(*month).or_default() += 1;
            }
            if !need.topic.trim().is_empty() {
                sum.topics.push(need.topic.trim().to_owned());
            }
        }
        sum.topics.sort();
        sum
    }

    /// How many of a tier named a category.
    #[must_use]
    pub fn count(&self, category: &CategoryId, tier: Tier) -> u32 {
        self.cells.get(category).and_then(|by_tier| by_tier.get(tier.code())).copied().unwrap_or(0)
    }

    /// The month that suits most, the earliest of equals.
    #[must_use]
    pub fn best_month(&self) -> Option<u32> {
        self.months.iter().max_by_key(|(month, count)| (**count, std::cmp::Reverse(**month))).map(|(month, _)| *month)
    }
}

/// A survey's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyDetail {
    pub survey: Survey,
    /// What the viewer answered.
    pub mine: Option<Need>,
    /// Whether the viewer may answer now.
    pub may_answer: bool,
    /// What the answers come to, for those who hold it.
    pub needs: Option<Needs>,
    /// How many of those asked have not answered; 0 for those who do not hold it.
    #[serde(default)]
    pub silent: u32,
    /// Whether the viewer may edit it.
    pub editable: bool,
}

/// A programme of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Programme {
    /// The programme.
    pub id: ProgrammeId,
    pub title: String,
    /// Content.
    pub category: CategoryId,
    /// Whom it is meant for.
    pub tier: Tier,
    /// What it is for.
    pub kind: ClassKind,
    /// Form of training.
    pub form: TrainingForm,
    /// Hours of a class.
    pub hours: Hours,
    /// Classes to be held.
    pub classes: u32,
    /// People to a class.
    pub people: u32,
    /// In which month, 1 to 12.
    pub month: u32,
    /// Why: the need it answers.
    #[serde(default)]
    pub basis: String,
}

impl Programme {
    /// Checks the fields.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self) -> Result<(), Fault> {
        let mut checks = Checks::default();
        checks.text(&self.title, "title", 80);
        checks.between(i64::from(self.hours.0), "hours", 1, 10_000);
        checks.between(i64::from(self.classes), "classes", 1, 100);
        checks.between(i64::from(self.people), "people", 1, 100_000);
        checks.between(i64::from(self.month), "month", 1, 12);
        checks.optional_text(&self.basis, "basis", 200);
        checks.done()
    }
}

/// Where a plan stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlanState {
    /// Being prepared, or returned.
    Draft,
    /// Waits for approval.
    Submitted,
    /// Approved: classes are made from it.
    Approved,
}

/// Programmes of a plan at most.
pub const MOST_PROGRAMMES: usize = 200;

/// An annual training plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The plan.
    pub id: PlanId,
    /// The unit whose plan it is.
    pub unit: UnitId,
    /// That unit's short name.
    #[serde(default)]
    pub unit_name: String,
    /// That unit's path.
    #[serde(default)]
    pub path: String,
    pub year: i32,
    pub title: String,
    /// The survey it was made from; empty for none.
    #[serde(default)]
    pub survey: SurveyId,
    #[serde(default)]
    pub programmes: Vec<Programme>,
    /// Where it stands.
    pub state: PlanState,
    /// Who submitted it: account, and name.
    #[serde(default)]
    pub submitted_by: (String, String),
    /// What was decided last: by whom and why; empty while nothing was.
    #[serde(default)]
    pub decided: (String, String),
    /// Counts edits.
    #[serde(default)]
    pub version: u32,
}

impl Plan {
    /// Checks the fields.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self) -> Result<(), Fault> {
        let mut checks = Checks::default();
        checks.text(&self.title, "title", 80);
        checks.between(i64::from(self.year), "year", 2020, 2100);
        checks.done()
    }

    /// The same, taken back by those who prepare it before anybody decided about it: a draft again.
    ///
    /// # Errors
    /// [`Reason::WrongState`] of one that does not wait for approval.
    pub fn taken_back(&self) -> Result<Self, Fault> {
        if self.state != PlanState::Submitted {
            return Err(Fault::Refused(Reason::WrongState));
        }
        Ok(Self { state: PlanState::Draft, submitted_by: Default::default(), ..self.clone() })
    }

    /// Whose plan it is while it waits and once it was decided: the account that submitted it.
    #[must_use]
    pub fn submitter(&self) -> Option<AccountId> {
        (!self.submitted_by.0.is_empty()).then(|| AccountId(self.submitted_by.0.clone()))
    }

    /// A programme by its id.
    #[must_use]
    pub fn programme(&self, id: &ProgrammeId) -> Option<&Programme> {
        self.programmes.iter().find(|programme| programme.id == *id)
    }
}

/// Programmes that the needs of a survey propose: one for each category and tier that `least`
/// people or more named, the most wanted first.
#[must_use]
pub fn propose(
    needs: &Needs,
    least: u32,
    title: impl Fn(&CategoryId, Tier) -> String,
    basis: impl Fn(u32) -> String,
) -> Vec<Programme> {
    let mut wanted: Vec<(u32, &CategoryId, Tier)> = needs
        .cells
        .keys()
        .flat_map(|category| Tier::ALL.iter().map(move |tier| (needs.count(category, *tier), category, *tier)))
        .filter(|(count, ..)| *count >= least.max(1))
        .collect();
    wanted.sort_by(|a, b| (b.0, a.1, a.2).cmp(&(a.0, b.1, b.2)));
    wanted
        .into_iter()
        .take(MOST_PROGRAMMES)
        .map(|(count, category, tier)| Programme {
            id: ProgrammeId::default(),
            title: title(category, tier),
            category: category.clone(),
            tier,
            kind: ClassKind::InService,
            form: TrainingForm::OffJob,
            hours: Hours::whole(24),
            classes: count.div_ceil(60).clamp(1, 100),
            people: count.min(60),
            month: needs.best_month().unwrap_or(6),
            basis: basis(count),
        })
        .collect()
}

/// What became of a programme.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgrammeProgress {
    /// Classes made from it, those called off apart.
    pub classes: u32,
    /// Of them, those that are over.
    pub finished: u32,
    /// People with a seat in them.
    pub people: u32,
}

/// A plan's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanDetail {
    pub plan: Plan,
    /// What became of its programmes.
    pub progress: BTreeMap<ProgrammeId, ProgrammeProgress>,
    /// Surveys of its year it could be made from.
    pub surveys: Vec<(SurveyId, String)>,
    /// Whether the viewer may change it.
    pub editable: bool,
    /// Whether the viewer may take it back from approval.
    #[serde(default)]
    pub may_take_back: bool,
    /// Whether the viewer may approve it.
    pub may_approve: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn need(person: usize, tier: Tier, categories: &[&str], months: &[u32]) -> Need {
        Need {
            survey: "s".into(),
            person: PersonId(format!("p{person}")),
            tier,
            categories: categories.iter().map(|one| (*one).into()).collect(),
            forms: vec![TrainingForm::OffJob],
            months: months.to_vec(),
            topic: if person == 0 { " 调查研究 ".into() } else { String::new() },
            at: Moment(0),
        }
    }

    #[test]
    fn needs_become_programmes_by_category_and_tier() {
        let needs: Vec<Need> = (0..70)
            .map(|n| {
                need(n, if n < 65 { Tier::Section } else { Tier::Division }, &["law", "digital"][..1 + n % 2], &[3, 5])
            })
            .collect();
        let sum = Needs::of(&needs, 100);
        assert_eq!((sum.answered, sum.count(&"law".into(), Tier::Section), sum.best_month()), (70, 65, Some(3)));
        assert_eq!(sum.topics, ["调查研究"]);
        let programmes = propose(&sum, 5, |category, tier| format!("{category}-{}", tier.code()), |n| n.to_string());
        let told: Vec<_> = programmes.iter().map(|one| (one.title.as_str(), one.classes, one.people)).collect();
        assert_eq!(told, [("law-section", 2, 60), ("digital-section", 1, 32), ("law-division", 1, 5)]);
        assert!(programmes.iter().all(|one| one.month == 3 && one.check().is_ok()));
    }

    fn survey(state: SurveyState) -> Survey {
        let day = |text: &str| text.parse().unwrap();
        Survey {
            id: "s".into(),
            unit: "u".into(),
            unit_name: String::new(),
            path: "/u/".into(),
            title: "需求调研".into(),
            year: 2027,
            opens: day("2026-11-10"),
            closes: day("2026-11-20"),
            state,
            reason: String::new(),
            reminded: Moment(0),
            version: 3,
        }
    }

    /// Noon of a day of November 2026.
    fn noon(day: u32) -> Moment {
        Moment::start_of(format!("2026-11-{day:02}").parse().unwrap()).plus_seconds(12 * 3600)
    }

    #[test]
    fn a_survey_ends_early_with_a_reason_and_only_while_it_is_out() {
        let out = survey(SurveyState::Published);
        let on = |day| noon(day).day();
        let closed = out.ended(SurveyState::Closed, " 已收齐 ", on(15)).unwrap();
        assert_eq!((closed.state, closed.reason.as_str()), (SurveyState::Closed, "已收齐"));
        assert!(!closed.open(on(15)), "nobody answers any more");
        assert_eq!(out.ended(SurveyState::Closed, " ", on(15)), Err(Fault::field("reason", Rule::Required)));
        let late = Err(Fault::Refused(Reason::WrongState));
        assert_eq!(out.ended(SurveyState::Closed, "x", on(21)), late, "it is over");
        assert_eq!(out.ended(SurveyState::Closed, "x", on(9)), late, "it has not begun");
        assert!(out.ended(SurveyState::Withdrawn, "x", on(9)).is_ok(), "what is not open yet is taken back");
        for state in [SurveyState::Draft, SurveyState::Withdrawn, SurveyState::Closed] {
            assert_eq!(survey(state).ended(SurveyState::Closed, "x", on(15)), late);
            assert_eq!(survey(state).ended(SurveyState::Withdrawn, "x", on(15)), late);
        }
        assert_eq!(out.ended(SurveyState::Draft, "x", on(15)), late, "whoever was asked was asked");
    }

    #[test]
    fn people_are_reminded_once_a_day_while_they_can_answer() {
        let once = survey(SurveyState::Published).reminding(noon(15)).unwrap();
        assert_eq!(once.reminded, noon(15));
        let again = once.reminding(noon(15).plus_seconds(3600));
        assert_eq!(again, Err(Fault::from(Refusal::RemindedToday)));
        assert!(once.reminding(noon(16)).is_ok());
        assert_eq!(once.reminding(noon(21)), Err(Fault::Refused(Reason::WrongState)));
        assert_eq!(survey(SurveyState::Closed).reminding(noon(15)), Err(Fault::Refused(Reason::WrongState)));
    }

    #[test]
    fn a_plan_is_taken_back_only_while_it_waits() {
        let plan = |state| Plan {
            id: "l".into(),
            unit: "u".into(),
            unit_name: String::new(),
            path: "/u/".into(),
            year: 2027,
            title: "计划".into(),
            survey: SurveyId::default(),
            programmes: Vec::new(),
            state,
            submitted_by: ("a".into(), "甲".into()),
            decided: Default::default(),
            version: 1,
        };
        let back = plan(PlanState::Submitted).taken_back().unwrap();
        assert_eq!((back.state, back.submitter()), (PlanState::Draft, None));
        for state in [PlanState::Draft, PlanState::Approved] {
            assert_eq!(plan(state).taken_back(), Err(Fault::Refused(Reason::WrongState)));
        }
        assert_eq!(plan(PlanState::Approved).submitter(), Some("a".into()));
    }

    #[test]
    fn needs_are_few_and_known() {
        assert!(need(1, Tier::Section, &["law"], &[1]).check().is_ok());
        for bad in [
            need(1, Tier::Section, &[], &[1]),
            need(1, Tier::Section, &["a", "b", "c", "d"], &[1]),
            need(1, Tier::Section, &["a"], &[13]),
        ] {
            assert!(bad.check().is_err());
        }
    }
}
