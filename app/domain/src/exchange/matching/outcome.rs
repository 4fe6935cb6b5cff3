//! What a mechanism gives: who goes where, what holds of it, and the proof.

use serde::{Deserialize, Serialize};

use super::problem::{Mechanism, Weights};
use crate::code::codes;

codes! {
    /// What can hold of an outcome or of a mechanism.
    Property {
        Feasible "feasible" "符合全部名额和岗位限制" "Keeps every seat, limit and quota",
        Rational "rational" "无人劣于留任" "Nobody ends worse than by staying",
        Balanced "balanced" "各单位进出平衡在允许范围内" "Every unit's balance is within its tolerance",
        Efficient "efficient" "不存在对部分人更好而不损害他人的调整" "Nobody can do better without somebody doing worse",
        Stable "stable" "不存在应得而未得的岗位（无阻碍对）" "Nobody has a claim on a post that was given to somebody ranked lower",
        Truthful "truthful" "如实填报志愿对本人最有利" "Telling one's true wishes is best for everybody",
        Optimal "optimal" "加权总分达到最高" "The weighted total is the highest there is",
    }
}

/// A property, and whether it holds here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Which.
    pub property: Property,
    /// Whether it holds of this outcome; for [`Property::Truthful`], of the mechanism under
    /// the rules of this round.
    pub holds: bool,
}

/// Where somebody goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placement {
    /// Who.
    pub person: String,
    /// The post; empty for none.
    pub post: String,
    /// Which wish it was, from 1; 0 for staying.
    pub wish: u32,
}

/// A number for every post (in the order of the problem's), every unit (in the order they
/// first appear: listed units, then those of posts) and for all together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Levels {
    /// By post; one more for "outside".
    pub posts: Vec<i64>,
    /// By unit; one more for "outside".
    pub units: Vec<i64>,
    /// For all together.
    pub all: i64,
}

/// The proof of an outcome, as its mechanism gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Certificate {
    /// No improving exchange: see [`Outcome::levels`].
    Exchange,
    /// No blocking pair: the outcome itself shows it, wish by wish.
    Stable,
    /// Dual prices: no person has an option cheaper than the one given, prices included, and
    /// no seat has a price while it could be had for less. So no outcome costs less in total.
    Prices { prices: Levels },
    /// The total that a linear relaxation of the rules can't go below, as the solver of
    /// integer programs proved it; a checker can't verify this bound without solving again.
    Bound { bound: i64 },
}

/// What a mechanism gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    pub format: String,
    /// How it was found.
    pub mechanism: Mechanism,
    /// The seed of the order of equals.
    pub seed: String,
    /// The weights in force.
    pub weights: Weights,
    /// Everybody's place, in the order of the problem's people.
    pub placements: Vec<Placement>,
    /// The total cost: less is better.
    pub cost: i64,
    /// What holds, and what the round's rules gave up.
    pub claims: Vec<Claim>,
    /// The proof.
    pub certificate: Certificate,
    /// The proof that it is efficient, when it is: every move that somebody would prefer leads
    /// strictly down these levels, and no seat that could be freed or filled leads up. So no
    /// such moves close into a circle, which is what an exchange that harms nobody would do.
    pub levels: Option<Levels>,
}

impl Outcome {
    /// Whether a property is claimed.
    #[must_use]
    pub fn claims(&self, property: Property) -> bool {
        self.claims.iter().any(|claim| claim.property == property && claim.holds)
    }
}
