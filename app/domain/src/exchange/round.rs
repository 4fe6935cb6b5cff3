//! A round of exchange: posts offered, people with their wishes, a mechanism, scenarios, and
//! what became of the one that was announced.

mod promise;

use std::collections::{BTreeMap, BTreeSet};

pub use promise::{Promises, promises};
use serde::{Deserialize, Serialize};

use super::eligibility::{Demands, Finding, Verdict};
use super::kind::ExchangeKind;
use super::matching::{Entrant, FORMAT, Mechanism, Offer, Outcome, Pair, Party, Problem, Quota, Report, Weights};
use crate::access::{Permission, Viewer};
use crate::code::{Code, Family, Level, Sex, UnitLevel, codes};
use crate::fault::{Checks, Milestone, Rule};
use crate::secrecy::Known;
use crate::{Day, Fault, Moment, OfferId, PersonId, PostId, RoundId, UnitId};

codes! {
    /// Where a round stands.
    RoundState {
        Draft "draft" "筹备中" "Being prepared",
        Open "open" "报名中" "Open",
        Matching "matching" "匹配中" "Matching",
        Announced "announced" "已公布结果" "Announced",
        Closed "closed" "已结束" "Closed",
    }

    /// How somebody came into a round.
    EntryState {
        Applied "applied" "本人申请" "Applied",
        Nominated "nominated" "单位提名" "Nominated",
        Withdrawn "withdrawn" "已退出" "Withdrawn",
    }

    /// What somebody answers to a result.
    Reply {
        Waiting "waiting" "待答复" "Waiting",
        Accepted "accepted" "接受" "Accepted",
        Declined "declined" "谢绝" "Declined",
    }
}

/// Most wishes somebody may rank.
pub const MOST_WISHES: usize = 20;
/// Most scenarios a round keeps.
pub const MOST_SCENARIOS: usize = 12;

/// A unit that takes part, with its tolerance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant {
    pub unit: UnitId,
    /// Its short name.
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub path: String,
    pub family: Family,
    /// How many more may leave than arrive; none for no limit.
    pub most_out: Option<u32>,
    /// How many more may arrive than leave.
    pub most_in: Option<u32>,
    /// Group for the quality balance; empty for none.
    #[serde(default)]
    pub group: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// The round.
    pub id: RoundId,
    pub title: String,
    /// The unit whose organisation department holds it.
    pub unit: UnitId,
    pub path: String,
    /// Kind of exchange.
    pub kind: ExchangeKind,
    /// Term in months; 0 for none.
    pub months: u32,
    /// First day of nominations and wishes.
    pub opens: Day,
    /// Last day.
    pub closes: Day,
    /// Days to accept or decline a result.
    pub reply_days: u32,
    /// Where it stands.
    pub state: RoundState,
    /// The mechanism proposed to those who take part when it opens.
    pub mechanism: Mechanism,
    /// Weights of the best in total.
    pub weights: Weights,
    /// Orders those of equal priority; published when the round opens.
    pub seed: String,
    /// Units that take part.
    pub units: Vec<Participant>,
    #[serde(default)]
    pub quotas: Vec<Quota>,
    /// People who must go together or apart.
    #[serde(default)]
    pub pairs: Vec<Pair>,
    /// Decided beforehand: (person, offer, reason).
    #[serde(default)]
    pub pinned: Vec<(PersonId, OfferId, String)>,
    /// Ruled out by a decision: (person, offer, reason).
    #[serde(default)]
    pub forbidden: Vec<(PersonId, OfferId, String)>,
    /// The scenario that was announced.
    #[serde(default)]
    pub announced: String,
    /// Why another mechanism decided than the one published when the round opened; empty when it
    /// is that one.
    #[serde(default)]
    pub announced_reason: String,
    /// Until when results are answered.
    #[serde(default)]
    pub reply_until: Option<Day>,
    /// Counts edits.
    #[serde(default)]
    pub version: u32,
}

impl Round {
    /// Checks the fields.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self) -> Result<(), Fault> {
        let mut checks = Checks::default();
        checks.text(&self.title, "title", 80);
        checks.require(self.opens <= self.closes, "closes", Rule::not_before(Milestone::Opens, self.opens));
        checks.between(i64::from(self.reply_days), "reply_days", 1, 60);
        if self.kind.has_term() {
            checks.between(i64::from(self.months), "months", 1, 60);
        } else {
            checks.between(i64::from(self.months), "months", 0, 0);
        }
        let weights = &self.weights;
        for (value, field) in [
            (weights.wish, "wish"),
            (weights.step, "step"),
            (weights.fit, "fit"),
            (weights.development, "development"),
            (weights.balance, "balance"),
        ] {
            checks.between(value, field, 0, 100);
        }
        checks.done()
    }

    /// Whether a viewer sees all of it: holds it, or leads where it is held.
    #[must_use]
    pub fn whole_for(&self, viewer: &Viewer) -> bool {
        viewer.require_at(Permission::EXCHANGE_EDIT, &self.path).is_ok()
            || viewer.require_at(Permission::EXCHANGE_VIEW, &self.path).is_ok()
    }

    /// As a viewer may know it: who was decided about beforehand, and who goes with whom, is for
    /// those who see all of it.
    #[must_use]
    pub fn known_to(mut self, viewer: &Viewer) -> Known<Self> {
        if !self.whole_for(viewer) {
            self.pairs.clear();
            self.pinned.clear();
            self.forbidden.clear();
        }
        Known::of(self)
    }

    /// Whether wishes are taken on a day.
    #[must_use]
    pub fn open(&self, on: Day) -> bool {
        self.state == RoundState::Open && self.opens <= on && on <= self.closes
    }

    /// A unit that takes part and holds a path: itself or above it.
    #[must_use]
    pub fn participant(&self, path: &str) -> Option<&Participant> {
        self.units.iter().filter(|one| path.starts_with(&one.path)).max_by_key(|one| one.path.len())
    }
}

/// A post offered in a round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferedPost {
    /// The offer.
    pub id: OfferId,
    pub round: RoundId,
    /// The post it is; empty when it is none of the unit's listed ones.
    #[serde(default)]
    pub post: PostId,
    /// Whose.
    pub unit: UnitId,
    /// That unit's short name.
    #[serde(default)]
    pub unit_name: String,
    #[serde(default)]
    pub path: String,
    pub title: String,
    pub level: Level,
    /// Seats open in this round.
    pub seats: u32,
    /// Seats that must be filled (保底岗位).
    pub least: u32,
    /// Leading post.
    pub leading: bool,
    /// Head of the unit.
    pub chief: bool,
    /// Where it is, to the county; empty when that does not matter.
    #[serde(default)]
    pub place: String,
    /// Administrative level of that place.
    pub place_level: UnitLevel,
    /// What it asks for.
    pub demands: Demands,
    /// What it is about.
    #[serde(default)]
    pub about: String,
    /// Who the unit ranked, best first.
    #[serde(default)]
    pub ranking: Vec<PersonId>,
    /// Those the unit will not have, with the reason.
    #[serde(default)]
    pub declined: BTreeMap<PersonId, String>,
    /// Counts edits.
    #[serde(default)]
    pub version: u32,
}

impl OfferedPost {
    /// As a viewer may know it: whom the unit ranked and whom it will not have, with the reason, is
    /// its own to know and theirs who see all of the round.
    #[must_use]
    pub fn known_to(mut self, viewer: &Viewer, round: &Round) -> Known<Self> {
        if !round.whole_for(viewer) && viewer.require_at(Permission::EXCHANGE_ANSWER, &self.path).is_err() {
            self.ranking.clear();
            self.declined.clear();
        }
        // Nobody reads what was said of themself.
        self.declined.remove(&viewer.person);
        Known::of(self)
    }

    /// Checks the fields.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self) -> Result<(), Fault> {
        let mut checks = Checks::default();
        checks.text(&self.title, "title", 60);
        checks.between(i64::from(self.seats), "seats", 1, 50);
        checks.between(i64::from(self.least), "least", 0, i64::from(self.seats));
        checks.optional_text(&self.place, "place", 30);
        checks.optional_text(&self.about, "about", 500);
        checks.optional_text(&self.demands.specialty, "specialty", 20);
        checks.between(i64::from(self.demands.most_age), "most_age", 0, 65);
        checks.between(i64::from(self.demands.months_at_level), "months_at_level", 0, 240);
        checks.done()
    }
}

/// Somebody in a round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub round: RoundId,
    /// Who.
    pub person: PersonId,
    pub name: String,
    /// 现任职务.
    pub title: String,
    pub unit: UnitId,
    /// Its short name.
    pub unit_name: String,
    pub path: String,
    pub level: Level,
    pub sex: Sex,
    /// Whether of an ethnic minority.
    pub minority: bool,
    pub family: Family,
    /// 熟悉专业有何专长.
    #[serde(default)]
    pub specialty: String,
    /// How they came into the round.
    pub state: EntryState,
    /// Wishes, best first. What is not named here is not wanted: the right to remain.
    #[serde(default)]
    pub wishes: Vec<OfferId>,
    /// What they say of themself.
    #[serde(default)]
    pub statement: String,
    /// Goes before others where the mechanism needs an order of people; with a reason.
    #[serde(default)]
    pub priority: i64,
    /// Why the priority.
    #[serde(default)]
    pub priority_reason: String,
    /// Quality, 0–100, for the quality balance; from the last appraisal.
    #[serde(default)]
    pub quality: Option<i64>,
    /// The answer to the result.
    pub reply: Reply,
    /// When the wishes were last changed.
    pub at: Moment,
    /// Counts edits.
    #[serde(default)]
    pub version: u32,
}

impl Entry {
    /// As a viewer may know it: what somebody else wishes for, and how they were weighed, is for
    /// their own unit and for those who see all of the round.
    #[must_use]
    pub fn known_to(mut self, viewer: &Viewer, round: &Round) -> Known<Self> {
        let own = viewer.owns(&self.person) || viewer.require_at(Permission::EXCHANGE_ANSWER, &self.path).is_ok();
        if !own && !round.whole_for(viewer) {
            self.wishes.clear();
            self.priority_reason.clear();
            (self.priority, self.quality) = (0, None);
        }
        Known::of(self)
    }
}

/// Tags that quotas may ask for. A specialty is a word of the entry's own text (`specialty:财务`).
#[must_use]
pub fn tags(entry: &Entry, quotas: &[Quota]) -> Vec<String> {
    let mut tags = vec![
        format!("level:{}", entry.level.code()),
        format!("family:{}", entry.family.code()),
        format!("sex:{}", entry.sex.code()),
        format!("unit:{}", entry.unit),
    ];
    if entry.minority {
        tags.push("minority".to_owned());
    }
    let special = |tag: &&String| tag.strip_prefix("specialty:").is_some_and(|word| entry.specialty.contains(word));
    tags.extend(quotas.iter().flat_map(|quota| &quota.tags).filter(special).cloned());
    tags
}

/// A mechanism tried on a round, with all it was given and all it gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scenario {
    /// Its name within the round.
    pub id: String,
    /// When it was tried.
    pub at: Moment,
    /// By whom.
    pub by: String,
    /// What the mechanism was given.
    pub problem: Problem,
    /// What it gave.
    pub outcome: Outcome,
    /// What that means.
    pub report: Report,
    /// Whether the independent checker accepted it: what it found, in words; empty when nothing.
    pub findings: Vec<String>,
}

/// How well somebody fits a post, 0–100: same level 40, specialty asked for or named in the
/// post 30, rank in the unit's list 30.
#[must_use]
pub fn fit(entry: &Entry, post: &OfferedPost) -> i64 {
    let level = if entry.level == post.level { 40 } else { 0 };
    let special = !entry.specialty.is_empty()
        && (post.demands.specialty.is_empty() || entry.specialty.contains(&post.demands.specialty));
    let ranked = post.ranking.iter().position(|one| *one == entry.person);
    let ranked = ranked.map_or(0, |n| 30 - (30 * n / post.ranking.len().max(1)) as i64);
    level + if special { 30 } else { 0 } + ranked
}

/// What a post would do for somebody's development, 0–100: the other family 60, a leading
/// post 40.
#[must_use]
pub fn development(entry: &Entry, post: &OfferedPost, family: Family) -> i64 {
    i64::from(family != entry.family) * 60 + i64::from(post.leading) * 40
}

/// The name of the seat somebody holds now, among the posts of a problem.
#[must_use]
pub fn own_seat(person: &PersonId) -> String {
    format!("home-{person}")
}

/// A round as a problem for a mechanism. `verdicts` says of each (person, offer) what the
/// rules say; what they bar is left out, and so is what a unit declined.
#[must_use]
pub fn problem(
    round: &Round,
    posts: &[OfferedPost],
    entries: &[Entry],
    verdict: &dyn Fn(&PersonId, &OfferId) -> Verdict,
) -> Problem {
    let active: Vec<&Entry> = entries.iter().filter(|one| one.state != EntryState::Withdrawn).collect();
    let unit_of =
        |path: &str, unit: &UnitId| round.participant(path).map_or_else(|| unit.0.clone(), |one| one.unit.0.clone());
    let known: BTreeSet<&OfferId> = posts.iter().map(|post| &post.id).collect();
    let mut all: Vec<Offer> = posts
        .iter()
        .map(|post| Offer {
            id: post.id.0.clone(),
            unit: unit_of(&post.path, &post.unit),
            seats: post.seats,
            least: post.least,
            ranking: post
                .ranking
                .iter()
                .filter(|person| active.iter().any(|one| one.person == **person))
                .map(|person| person.0.clone())
                .collect(),
            open: true,
        })
        .collect();
    let mut forbidden: Vec<(String, String)> = round
        .forbidden
        .iter()
        .filter(|(person, offer, _)| known.contains(offer) && active.iter().any(|one| one.person == *person))
        .map(|(person, offer, _)| (person.0.clone(), offer.0.clone()))
        .collect();
    let people = active
        .iter()
        .map(|entry| {
            // The seat held now is its holder's alone: what a unit gives away it offers.
            all.push(Offer {
                id: own_seat(&entry.person),
                unit: unit_of(&entry.path, &entry.unit),
                ..Offer::default()
            });
            let wishes: Vec<&OfferedPost> =
                entry.wishes.iter().filter_map(|wish| posts.iter().find(|post| post.id == *wish)).collect();
            for post in &wishes {
                if verdict(&entry.person, &post.id) == Verdict::Fail || post.declined.contains_key(&entry.person) {
                    forbidden.push((entry.person.0.clone(), post.id.0.clone()));
                }
            }
            let family = |post: &OfferedPost| round.participant(&post.path).map_or(entry.family, |one| one.family);
            Entrant {
                id: entry.person.0.clone(),
                home: own_seat(&entry.person),
                fit: wishes.iter().map(|post| fit(entry, post)).collect(),
                development: wishes.iter().map(|post| development(entry, post, family(post))).collect(),
                wishes: wishes.iter().map(|post| post.id.0.clone()).collect(),
                priority: entry.priority,
                tags: tags(entry, &round.quotas),
                quality: entry.quality,
                ..Entrant::default()
            }
        })
        .collect();
    forbidden.sort();
    forbidden.dedup();
    let pinned = round
        .pinned
        .iter()
        .filter(|(person, offer, _)| known.contains(offer) && active.iter().any(|one| one.person == *person));
    Problem {
        format: FORMAT.to_owned(),
        seed: round.seed.clone(),
        people,
        posts: all,
        units: round
            .units
            .iter()
            .map(|one| Party {
                id: one.unit.0.clone(),
                family: one.family.code().to_owned(),
                most_out: one.most_out,
                most_in: one.most_in,
                group: one.group.clone(),
            })
            .collect(),
        quotas: round.quotas.clone(),
        pairs: round
            .pairs
            .iter()
            .filter(|pair| [&pair.one, &pair.other].iter().all(|id| active.iter().any(|one| one.person.0 == **id)))
            .cloned()
            .collect(),
        pinned: pinned.map(|(person, offer, _)| (person.0.clone(), offer.0.clone())).collect(),
        forbidden,
        weights: round.weights,
    }
}

/// What a change costs in a repair, against a step of a wish: nobody is moved for the sake of
/// a better wish.
const DISTURBANCE: i64 = 10_000;

/// The problem of repairing an outcome after some declined: they remain where they are, and
/// of everybody else as few as possible change. Solved by the best in total.
#[must_use]
pub fn repair(problem: &Problem, outcome: &Outcome, declined: &BTreeSet<String>) -> Problem {
    let mut next = problem.clone();
    next.weights.balance = 0;
    next.pinned.retain(|(person, _)| !declined.contains(person));
    for (person, placed) in next.people.iter_mut().zip(&outcome.placements) {
        if declined.contains(&person.id) {
            person.wishes.clear();
            person.fit.clear();
            person.development.clear();
            continue;
        }
        let cost = |post: &str, wish: i64| if post == placed.post { 0 } else { DISTURBANCE + wish };
        person.costs = person.wishes.iter().enumerate().map(|(n, wish)| cost(wish, n as i64)).collect();
        person.home_cost = cost(&person.home, MOST_WISHES as i64);
    }
    next
}

/// What somebody sees of a post they may wish for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostView {
    pub post: Known<OfferedPost>,
    /// What the rules say of the viewer for it; empty for those who only look on.
    pub findings: Vec<Finding>,
    /// What they say together.
    pub verdict: Verdict,
}

#[cfg(test)]
mod tests;
