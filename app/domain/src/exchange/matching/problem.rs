//! What a round asks: people, posts, lists, costs, quotas. Also the file format.

use serde::{Deserialize, Serialize};

use crate::code::codes;

/// The format's name and version.
pub const FORMAT: &str = "ganqiao-match/1";
/// People of one problem.
pub const MAX_PEOPLE: usize = 1_000_000;
/// Posts of one problem.
pub const MAX_POSTS: usize = 1_000_000;
/// Wishes of one person.
pub const MAX_WISHES: usize = 1_000;
/// The largest cost or weight, either sign.
pub(super) const MAX_COST: i64 = 1_000_000;

codes! {
    /// How people and posts are brought together.
    Mechanism {
        Balanced "balanced" "平衡互换" "Balanced exchange",
        Deferred "deferred" "志愿优先（延迟接受）" "Wishes first (deferred acceptance)",
        Optimal "optimal" "总体最优" "Best in total",
    }
}

/// A round to be matched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Problem {
    pub format: String,
    /// Orders those of equal priority, and is recorded with the outcome.
    pub seed: String,
    /// Who takes part.
    pub people: Vec<Entrant>,
    /// What is offered, and what those who take part hold now.
    pub posts: Vec<Offer>,
    /// Limits of units. A unit that is not listed has none.
    pub units: Vec<Party>,
    /// How many may arrive, by posts and kind of people.
    pub quotas: Vec<Quota>,
    /// People who must or must not end in one unit.
    pub pairs: Vec<Pair>,
    /// Decided beforehand: (person, post).
    pub pinned: Vec<(String, String)>,
    /// Ruled out: (person, post).
    pub forbidden: Vec<(String, String)>,
    /// What the best in total weighs.
    pub weights: Weights,
}

/// Somebody who takes part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Entrant {
    /// Who.
    pub id: String,
    /// The post held now, to which the right to remain belongs; empty for somebody who
    /// comes from outside and may end without a post.
    pub home: String,
    /// Posts wanted more than staying, best first. A list that names the own post ends there.
    pub wishes: Vec<String>,
    /// Higher goes first where the mechanism needs an order of people.
    #[serde(skip_serializing_if = "is_zero")]
    pub priority: i64,
    /// What quotas ask for: level, sex, family, minority, specialty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// How well the person fits each wish, 0–100, in the order of the wishes; empty for 0.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fit: Vec<i64>,
    /// What each wish would do for the person's development, 0–100; empty for 0.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub development: Vec<i64>,
    /// Costs of the wishes, instead of those the weights make; empty for none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub costs: Vec<i64>,
    /// The cost of staying.
    #[serde(skip_serializing_if = "is_zero")]
    pub home_cost: i64,
    /// What the quality balance compares, 0–100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quality: Option<i64>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde asks for a reference
fn is_zero(value: &i64) -> bool {
    *value == 0
}

/// A post with its seats.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Offer {
    /// Which.
    pub id: String,
    /// Whose it is.
    pub unit: String,
    /// Seats, those held by people who take part included.
    pub seats: u32,
    /// Seats that must be held at the end (保底岗位).
    pub least: u32,
    /// Who is acceptable, best first. Whoever holds the post now always is.
    pub ranking: Vec<String>,
    /// Whether those not ranked are acceptable too, after those ranked.
    pub open: bool,
}

impl Default for Offer {
    fn default() -> Self {
        Self { id: String::new(), unit: String::new(), seats: 1, least: 0, ranking: Vec::new(), open: false }
    }
}

/// A unit's limits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Party {
    /// Which unit.
    pub id: String,
    /// Which side: shown in the balance.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub family: String,
    /// How many more may leave than arrive; none for no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most_out: Option<u32>,
    /// How many more may arrive than leave; none for no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most_in: Option<u32>,
    /// Group for the quality balance, for example rich and poor.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub group: String,
}

/// How many may or must arrive.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Quota {
    /// What it is called in explanations.
    pub name: String,
    /// In which posts; empty for those of `units`.
    pub posts: Vec<String>,
    /// In which units; with no posts either, everywhere.
    pub units: Vec<String>,
    /// Only people with all these tags.
    pub tags: Vec<String>,
    /// At least so many.
    pub least: u32,
    /// At most so many; none for no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most: Option<u32>,
}

impl Quota {
    /// Whether somebody at a post counts: those who arrive do.
    #[must_use]
    pub fn counts(&self, person: &Entrant, post: &Offer) -> bool {
        let everywhere = self.posts.is_empty() && self.units.is_empty();
        post.id != person.home
            && (everywhere || self.posts.contains(&post.id) || self.units.contains(&post.unit))
            && self.tags.iter().all(|tag| person.tags.contains(tag))
    }
}

/// Two people whose places depend on each other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Pair {
    /// One of them.
    pub one: String,
    pub other: String,
    /// Whether they must end in one unit; otherwise they must not.
    pub together: bool,
}

/// Weights of the best in total: points for a wish, a fit, a development, each 0–100, and
/// a cost for everybody a unit gains or loses beyond an even exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Weights {
    /// Of 100 points for the first wish.
    pub wish: i64,
    /// Points lost from wish to wish.
    pub step: i64,
    pub fit: i64,
    pub development: i64,
    /// For each person of a unit's net gain or loss.
    pub balance: i64,
}

impl Default for Weights {
    fn default() -> Self {
        Self { wish: 3, step: 10, fit: 2, development: 1, balance: 20 }
    }
}

/// Why a problem can't be solved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum ProblemFault {
    /// Not this format.
    #[error("format: is {0:?}, must be \"ganqiao-match/1\"")]
    Format(String),
    /// Too much of something.
    #[error("{0}: more than {1}")]
    TooMany(String, usize),
    /// The same id twice.
    #[error("{0}: is there twice")]
    Twice(String),
    /// An id that leads nowhere.
    #[error("{0}: names {1:?}, which is not in the file")]
    Unknown(String, String),
    /// A list whose length is not that of the wishes.
    #[error("{0}: must have as many values as there are wishes")]
    Length(String),
    /// A number out of its range.
    #[error("{0}: {1} is out of range")]
    Range(String, i64),
    /// More people hold a post than it has seats.
    #[error("post {0}: more people hold it than it has seats")]
    Overfull(String),
    /// A decision beforehand that can't be kept.
    #[error("pinned {0} to {1}: {1} has no free seat for it, or is neither a wish nor acceptable")]
    Pin(String, String),
    /// This mechanism can't hold pairs.
    #[error("pairs who must go together or apart need the best in total")]
    Pairs,
    /// The rules can't all hold; names one that can't be met with the others.
    #[error("the rules can't all be met: {0}")]
    Infeasible(String),
    /// Too large for rules that need integer programming.
    #[error("rules of this kind can be solved for {0} options at most; this round has {1}")]
    TooLarge(usize, usize),
    /// The search was not finished.
    #[error("no proven best was found: {0}")]
    Unproven(String),
}
