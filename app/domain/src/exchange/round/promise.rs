//! What those who wish may count on: read from the claims of the mechanism under the rules of the
//! round, never said by themselves.

use serde::{Deserialize, Serialize};

use super::{OfferedPost, Round, problem};
use crate::exchange::eligibility::Verdict;
use crate::exchange::matching::{Certificate, Mechanism, Property, solve};

/// What holds of a mechanism under the rules of a round, whoever wishes for what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promises {
    /// Telling one's true wishes is best for everybody.
    pub truthful: bool,
    /// Nobody has a claim on a post that was given to somebody ranked lower.
    pub stable: bool,
    /// Nobody ends worse than by staying.
    pub rational: bool,
    /// The weighted total is the highest there is.
    pub optimal: bool,
    /// And its proof can be checked without the solver.
    pub checkable: bool,
}

/// What a mechanism promises in a round: its claims for the round without anybody in it, less what was
/// decided beforehand. Nothing where the round's rules leave the mechanism no way.
#[must_use]
pub fn promises(round: &Round, posts: &[OfferedPost], mechanism: Mechanism) -> Promises {
    // Seats that must be filled are a matter of who comes.
    let posts: Vec<OfferedPost> = posts.iter().map(|post| OfferedPost { least: 0, ..post.clone() }).collect();
    let mut empty = problem(round, &posts, &[], &|_, _| Verdict::Pass);
    // So is a least number; that there is one takes what the mechanism could promise without.
    let least = empty.quotas.iter().any(|quota| quota.least > 0);
    for quota in &mut empty.quotas {
        quota.least = 0;
    }
    // Pairs are of people too: only the best in total keeps them.
    if !round.pairs.is_empty() && mechanism != Mechanism::Optimal {
        return Promises::default();
    }
    let Ok(outcome) = solve(&empty, mechanism) else { return Promises::default() };
    let free = round.pinned.is_empty();
    let bound = matches!(outcome.certificate, Certificate::Bound { .. }) || !round.pairs.is_empty();
    Promises {
        truthful: outcome.claims(Property::Truthful) && free && !least,
        stable: outcome.claims(Property::Stable) && free && !least,
        rational: outcome.claims(Property::Rational) && free,
        optimal: outcome.claims(Property::Optimal),
        checkable: outcome.claims(Property::Optimal) && !bound,
    }
}
