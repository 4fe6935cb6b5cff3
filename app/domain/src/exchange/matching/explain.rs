//! What an outcome means for one person, in facts they may know.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::outcome::Outcome;
use super::problem::{Mechanism, Problem};

/// Why a wish was or was not met. Says nothing of who else wanted what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reached {
    /// It is what the person got.
    Given,
    /// The person got something wished for more.
    Better,
    /// The post does not accept the person: not ranked by the unit.
    NotRanked,
    /// Ruled out for this round: a rule or a decision.
    Forbidden,
    /// Another wish was decided beforehand.
    Pinned,
    /// All its seats went to people its unit ranked higher.
    RankedHigher,
    /// All its seats went to people who offered more in the exchange, or came first in the order.
    TradedAway,
    /// It has a free seat, but the person's unit may not lose another without gaining one.
    HomeBalance,
    /// It has a free seat, but its unit may not gain another.
    UnitFull,
    /// A quota was full: the number of the quota in the problem.
    Quota(u32),
    /// It would have lowered the total of all.
    Total,
    /// It had a free seat, but nobody who could have it could reach it through this exchange.
    NotReached,
}

/// What an outcome means for one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// The post they got; empty for none.
    pub post: String,
    /// Which wish that is; 0 for staying.
    pub wish: u32,
    /// Wish by wish.
    pub wishes: Vec<(String, Reached)>,
}

/// Explains an outcome to everybody of `people`; those not in the problem are left out.
#[must_use]
pub fn explain(problem: &Problem, outcome: &Outcome, people: &[&str]) -> HashMap<String, Explanation> {
    let posts: HashMap<&str, usize> = problem.posts.iter().enumerate().map(|(n, one)| (one.id.as_str(), n)).collect();
    let mut held = vec![0u32; problem.posts.len()];
    let mut nets: HashMap<&str, i64> = HashMap::new();
    let mut arrived = vec![0u32; problem.quotas.len()];
    for (person, placement) in problem.people.iter().zip(&outcome.placements) {
        if let Some(at) = posts.get(placement.post.as_str()) {
            held[*at] += 1;
            *nets.entry(problem.posts[*at].unit.as_str()).or_default() += 1;
            for (n, quota) in problem.quotas.iter().enumerate() {
                arrived[n] += u32::from(quota.counts(person, &problem.posts[*at]));
            }
        }
        if let Some(at) = posts.get(person.home.as_str()) {
            *nets.entry(problem.posts[*at].unit.as_str()).or_default() -= 1;
        }
    }
    let tolerance = |unit: &str| problem.units.iter().find(|one| one.id == unit);
    let of = |n: usize| {
        let (person, placement) = (&problem.people[n], &outcome.placements[n]);
        let pin = problem.pinned.iter().find(|(who, _)| *who == person.id).map(|(_, post)| post.as_str());
        let home = posts.get(person.home.as_str()).map_or("", |at| problem.posts[*at].unit.as_str());
        let wishes = person.wishes.iter().take_while(|wish| **wish != person.home).enumerate().map(|(k, wish)| {
            let rank = k as u32 + 1;
            let reached = match posts.get(wish.as_str()) {
                _ if placement.wish == rank => Reached::Given,
                _ if placement.wish > 0 && placement.wish < rank => Reached::Better,
                _ if pin.is_some() => Reached::Pinned,
                _ if problem.forbidden.iter().any(|(who, post)| *who == person.id && post == wish) => {
                    Reached::Forbidden
                }
                Some(at) if !problem.posts[*at].open && !problem.posts[*at].ranking.contains(&person.id) => {
                    Reached::NotRanked
                }
                Some(at) => {
                    let post = &problem.posts[*at];
                    let net = |unit: &str| nets.get(unit).copied().unwrap_or(0);
                    let full = |unit: &str| {
                        tolerance(unit).and_then(|one| one.most_in).is_some_and(|most| net(unit) >= i64::from(most))
                    };
                    let bare = |unit: &str| {
                        tolerance(unit).and_then(|one| one.most_out).is_some_and(|most| -net(unit) >= i64::from(most))
                    };
                    let quota = problem.quotas.iter().enumerate().find(|(n, quota)| {
                        quota.counts(person, post) && quota.most.is_some_and(|most| arrived[*n] >= most)
                    });
                    let taken = held[*at] >= post.seats;
                    match (taken, outcome.mechanism) {
                        (true, Mechanism::Deferred) => Reached::RankedHigher,
                        (true, Mechanism::Balanced) => Reached::TradedAway,
                        (true, Mechanism::Optimal) => Reached::Total,
                        _ if quota.is_some() => Reached::Quota(quota.map_or(0, |(n, _)| n as u32)),
                        _ if post.unit != home && full(&post.unit) => Reached::UnitFull,
                        _ if post.unit != home && bare(home) => Reached::HomeBalance,
                        (false, Mechanism::Optimal) => Reached::Total,
                        (false, _) => Reached::NotReached,
                    }
                }
                None => Reached::NotRanked,
            };
            (wish.clone(), reached)
        });
        Explanation { post: placement.post.clone(), wish: placement.wish, wishes: wishes.collect() }
    };
    let index: HashMap<&str, usize> = problem.people.iter().enumerate().map(|(n, one)| (one.id.as_str(), n)).collect();
    people.iter().filter_map(|id| Some(((*id).to_owned(), of(*index.get(id)?)))).collect()
}
