//! What the screens of exchange show.

use serde::{Deserialize, Serialize};

use super::case::{Case, CaseState, Missing, Part, acts_in_several};
use super::eligibility::{Candidate, EligibilityRule, Finding, RuleKey, Verdict};
use super::kind::{ExchangeKind, KindRules, Staffing, Step};
use super::matching::{Claim, Mechanism, Reached, Report, Weights};
use super::round::{Entry, EntryState, OfferedPost, PostView, Promises, Reply, Round};
use crate::calendar::Workdays;
use crate::calendar::due::{Due, DueKind};
use crate::code::Lang;
use crate::page::Page;
use crate::record::Circumstances;
use crate::register::{Cell, Head, Listed, head};
use crate::secrecy::Known;
use crate::{Day, Moment, PersonId, PostId, UnitId};

/// A round in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundRow {
    pub round: Known<Round>,
    /// Posts offered.
    pub posts: u32,
    pub people: u32,
    /// How the viewer takes part.
    pub mine: Option<EntryState>,
}

/// A scenario without the people in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioRow {
    /// Its name within the round.
    pub id: String,
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: String,
    /// How.
    pub mechanism: Mechanism,
    /// With which weights.
    pub weights: Weights,
    /// What it gave.
    pub report: Report,
    /// What holds.
    pub claims: Vec<Claim>,
    /// What the independent checker found; empty when it accepted all.
    pub findings: Vec<String>,
    /// The scenario it repairs after somebody declined; empty for a new match.
    #[serde(default)]
    pub repairs: String,
}

/// A person's own result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyResult {
    /// The post they got; none for staying.
    pub post: Option<Known<OfferedPost>>,
    /// Which wish it was, from 1; 0 for staying.
    pub wish: u32,
    /// Wish by wish: (unit and title, what came of it, the quota when one was full).
    pub wishes: Vec<(String, Reached, String)>,
    /// The answer.
    pub reply: Reply,
}

/// A round's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundDetail {
    pub round: Known<Round>,
    /// Posts offered.
    pub posts: Vec<Known<OfferedPost>>,
    /// People of the viewer's scope.
    pub entries: Vec<Known<Entry>>,
    /// People in it, all.
    pub people: u32,
    /// Scenarios; for those who hold the round or lead it.
    pub scenarios: Vec<ScenarioRow>,
    /// Whether the viewer holds the round.
    pub organiser: bool,
    /// Units the viewer acts for.
    pub units: Vec<UnitId>,
    /// The viewer's own part.
    pub mine: Option<Known<Entry>>,
    /// Whether the viewer may wish now.
    pub may_wish: bool,
    /// The viewer's result.
    pub result: Option<MyResult>,
    /// The mechanism that decides: that of the result announced, or the round's own until then.
    pub mechanism: Mechanism,
    /// What it promises under the round's rules.
    pub promises: Promises,
}

/// Somebody in a scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacedRow {
    /// Who.
    pub person: PersonId,
    pub name: String,
    /// From which participating unit, its name.
    pub from: String,
    /// To which; empty for staying.
    pub to: String,
    /// The post's id; empty for staying.
    pub offer: String,
    /// The post's title; empty for staying.
    pub title: String,
    /// Which wish, from 1; 0 for staying.
    pub wish: u32,
    /// How many wishes they had.
    pub wishes: u32,
    /// The answer to the announced result.
    pub reply: Reply,
}

/// Somebody whom two scenarios place otherwise: name, post in the other, post in this one; empty
/// for staying.
pub type Elsewhere = (String, String, String);

/// A scenario's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioDetail {
    pub round: Known<Round>,
    pub scenario: ScenarioRow,
    /// Everybody's place.
    pub placed: Vec<PlacedRow>,
    /// The other scenarios: (id, mechanism).
    pub others: Vec<(String, Mechanism)>,
    /// The one compared with, and who is elsewhere.
    pub against: Option<(ScenarioRow, Vec<Elsewhere>)>,
    /// Names of units by id.
    pub units: Vec<(String, String)>,
    /// Whether the viewer holds the round.
    pub organiser: bool,
    /// Titles of posts by id, for the balance table's free posts.
    pub posts: Vec<(String, String)>,
}

impl ScenarioDetail {
    /// People by way: (from, to, how many), the widest way first.
    #[must_use]
    pub fn flows(&self) -> Vec<(String, String, u32)> {
        let mut counts: std::collections::BTreeMap<(&str, &str), u32> = std::collections::BTreeMap::new();
        for row in self.placed.iter().filter(|row| row.wish > 0) {
            *counts.entry((&row.from, &row.to)).or_default() += 1;
        }
        let mut flows: Vec<(String, String, u32)> =
            counts.into_iter().map(|((from, to), n)| (from.to_owned(), to.to_owned(), n)).collect();
        flows.sort_by_key(|(from, to, n)| (std::cmp::Reverse(*n), from.clone(), to.clone()));
        flows
    }
}

/// Somebody who wishes for a post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applicant {
    /// Their part in the round.
    pub entry: Known<Entry>,
    /// What the rules say together.
    pub verdict: Verdict,
    /// What each rule says, but for what is not the viewer's business.
    pub findings: Vec<Finding>,
    /// Which wish the post is, from 1.
    pub wish: u32,
}

/// A post's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferDetail {
    pub round: Known<Round>,
    pub post: Known<OfferedPost>,
    /// Who wishes for it: those ranked first, in their order.
    pub applicants: Vec<Applicant>,
    /// Whether the viewer may rank and decline.
    pub may_rank: bool,
    /// Whether the viewer may change the post.
    pub editable: bool,
    /// Whether the viewer holds the round: may pin and forbid.
    pub organiser: bool,
}

/// What somebody may wish for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WishForm {
    pub round: Known<Round>,
    /// The posts, those already wished for first, in their order.
    pub posts: Vec<PostView>,
    /// What is known of their part.
    pub entry: Option<Known<Entry>>,
    /// What the round's mechanism promises under its rules.
    pub promises: Promises,
}

/// A question to the rules: somebody, or everybody of a unit, for a post; with something changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WhatIf {
    /// The unit of the post.
    pub unit: UnitId,
    pub post: PostId,
    /// Where the post is, to the county; empty when nobody said.
    pub place: String,
    /// By which kind of exchange.
    pub kind: Option<ExchangeKind>,
    /// Those of this unit and below; everybody in scope when empty.
    pub from: UnitId,
    /// Only this person.
    pub person: PersonId,
    /// A rule with another number.
    pub rule: Option<RuleKey>,
    /// That number; none to leave the rule out.
    pub value: Option<u32>,
    /// For one person: another day of entry into service.
    pub service_since: Option<Day>,
    /// For one person: no sanction, investigation, probation or statement counts.
    pub clear: bool,
}

/// Somebody before and after a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// Who.
    pub candidate: Known<Candidate>,
    /// Their unit's name.
    pub unit_name: String,
    /// As things are.
    pub before: Verdict,
    /// With the change.
    pub after: Verdict,
    /// What each rule says with the change.
    pub findings: Vec<Finding>,
}

/// The answer to a question to the rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Screening {
    /// The post: unit and title; empty until one is chosen.
    pub post: String,
    /// Posts of the unit asked about.
    pub posts: Vec<(PostId, String)>,
    /// How many, by verdict before and after: pass, ask, fail.
    pub counts: ([u32; 3], [u32; 3]),
    /// People: whose verdict changes first, then those who pass, ask; at most [`MOST_JUDGED`].
    pub people: Vec<Judged>,
    /// Rules in force for it, with the change.
    pub rules: Vec<EligibilityRule>,
    /// How many are not shown.
    pub left: u32,
}

/// People a screening shows.
pub const MOST_JUDGED: usize = 60;

/// What is known of somebody for exchange, on its page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CircumstancesDetail {
    pub name: String,
    /// What is known.
    pub known: Known<Circumstances>,
    /// Units interests may be with: (id, name).
    pub units: Vec<(UnitId, String)>,
}

/// A case in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseRow {
    pub case: Known<Case>,
    /// The day its step is due.
    pub due: Option<Day>,
    /// Whether the viewer may do something now.
    pub waits: bool,
    /// What is missing at its step.
    pub missing: Vec<Missing>,
    /// As which parts the viewer may act.
    pub parts: Vec<Part>,
}

impl CaseRow {
    /// Whether the viewer may act in it together with others: it is under way, before reporting for duty,
    /// and not their own.
    #[must_use]
    pub fn goes_together(&self) -> bool {
        self.is_open() && self.case.step.together() && acts_in_several(&self.parts)
    }
}

impl Listed for CaseRow {
    type Step = Step;
    const SEARCHED: (&'static str, &'static str) =
        ("姓名、单位、岗位、任免文号或拼音", "Name, unit, post, number of the notice or pinyin");
    const HEADS: &'static [Head] = &[
        head("what", "人员与岗位", "Who goes where"),
        head("kind", "类型", "Kind"),
        head("home", "派出单位", "From"),
        head("step", "当前步骤", "Step"),
        head("due", "期限", "Due"),
        head("hint", "提示", "To know").unsorted(),
    ];

    fn words(&self) -> Vec<&str> {
        let case = &self.case;
        vec![&case.person_name, &case.home_name, &case.host_name, &case.title, &case.appointment]
    }

    fn step(&self) -> Option<Step> {
        self.is_open().then_some(self.case.step)
    }

    fn is_open(&self) -> bool {
        self.case.state == CaseState::Running
    }

    fn waits(&self) -> bool {
        self.waits
    }

    fn due(&self) -> Option<Day> {
        self.due
    }

    fn cell(&self, key: &str, lang: Lang) -> Cell {
        let case = &self.case;
        match key {
            "what" => Cell::Text(format!("{} → {} {}", case.person_name, case.host_name, case.title)),
            "kind" => Cell::coded(Some(case.kind), lang),
            "home" => Cell::text(&case.home_name),
            "step" => Cell::standing(self.step(), case.state, lang),
            "due" => Cell::day(self.due),
            _ => Cell::waiting(self.waits, lang),
        }
    }
}

/// A case's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseDetail {
    pub case: Known<Case>,
    /// What its kind asks for.
    pub rules: KindRules,
    /// What is missing at its step, each with whose turn it is.
    pub missing: Vec<(Missing, Option<Part>)>,
    /// As which parts the viewer may act.
    pub parts: Vec<Part>,
    /// The day its step is due.
    pub due: Option<Day>,
    /// The year whose holiday table is missing for what is counted now.
    pub no_table: Option<i32>,
}

/// A mass organisation's posts against its target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffingRow {
    pub unit: UnitId,
    pub name: String,
    /// How its posts are filled.
    pub staffing: Staffing,
    /// The target in per cent.
    pub target: u32,
    pub basis: String,
    /// Whether the viewer may set the target.
    pub editable: bool,
}

/// Which mass organisations to show.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StaffingQuery {
    /// Part of a name, in Han text, pinyin or initials.
    pub q: String,
    /// Which page, from 1.
    #[serde(deserialize_with = "crate::page::written")]
    pub page: u32,
    /// The one whose target is to be set, whether it is on the page or not; empty for none.
    pub unit: UnitId,
}

/// Mass organisations, those with the least share of seconded and part-time people first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffingList {
    pub page: Page<StaffingRow>,
    /// The one whose target is to be set.
    pub chosen: Option<StaffingRow>,
}

/// What of all that falls due is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DueQuery {
    /// Only this kind.
    pub kind: Option<DueKind>,
    /// Which page, from 1.
    pub page: u32,
}

/// What falls due in the viewer's scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueList {
    pub today: Day,
    /// A page of what falls due, the nearest first; what is past comes first of all.
    pub dues: Page<Due>,
    /// How many there are of each kind, whatever is shown.
    pub counts: Vec<(DueKind, u32)>,
    /// The unit whose list the viewer may follow in a calendar; empty for none.
    pub unit: UnitId,
}

/// The holiday table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holidays {
    pub days: Workdays,
    /// Whether the viewer may import one.
    pub editable: bool,
}
