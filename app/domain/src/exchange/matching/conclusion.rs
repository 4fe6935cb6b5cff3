//! From the option each person got to an outcome: its cost, and what holds of it.

use super::market::{Market, NONE};
use super::outcome::{Certificate, Claim, Outcome, Placement, Property};
use super::problem::{FORMAT, Mechanism, Problem};
use super::report::efficiency_levels;

/// The total cost: of everybody's option, and of every unit's net gain or loss.
pub(super) fn total(market: &Market, chosen: &[u32]) -> i64 {
    let options: i64 = chosen.iter().map(|option| market.cost[*option as usize]).sum();
    let mut ends = vec![0i64; market.now.len()];
    for option in chosen {
        ends[market.unit[market.post[*option as usize] as usize] as usize] += 1;
    }
    let uneven: i64 = ends.iter().zip(&market.now).map(|(end, now)| (end - i64::from(*now)).abs()).sum();
    // Those who come from outside are no unit's loss.
    let outside = market.now.len() - 1;
    options + market.balance * (uneven - (ends[outside] - i64::from(market.now[outside])).abs())
}

/// Puts an outcome together from the option each person got.
pub(super) fn outcome(
    problem: &Problem,
    market: &Market,
    mechanism: Mechanism,
    chosen: &[u32],
    certificate: Certificate,
    (stable, truthful): (bool, bool),
) -> Outcome {
    let placements = chosen
        .iter()
        .enumerate()
        .map(|(i, option)| {
            let (post, wish) = (market.post[*option as usize], market.wish[*option as usize]);
            Placement {
                person: problem.people[i].id.clone(),
                post: problem.posts.get(post as usize).map(|one| one.id.clone()).unwrap_or_default(),
                wish: if wish == NONE { 0 } else { wish + 1 },
            }
        })
        .collect();
    let mut ends = vec![0u32; market.seats.len()];
    for option in chosen {
        ends[market.post[*option as usize] as usize] += 1;
    }
    let mut units = vec![0u32; market.now.len()];
    for (p, count) in ends.iter().enumerate() {
        units[market.unit[p] as usize] += count;
    }
    let balanced = (0..units.len()).all(|u| (market.lower[u]..=market.upper[u]).contains(&units[u]));
    let seats = (0..ends.len()).all(|p| (market.least[p]..=market.seats[p]).contains(&ends[p]));
    let quotas = market.quotas.iter().all(|limit| {
        let count = chosen
            .iter()
            .enumerate()
            .filter(|(i, option)| market.counts(limit, *i, market.post[**option as usize]))
            .count() as u32;
        (limit.least..=limit.most).contains(&count)
    });
    let levels = efficiency_levels(market, chosen);
    let efficient = levels.is_some() && market.quotas.is_empty() && market.pairs.is_empty();
    let claim = |property, holds| Claim { property, holds };
    Outcome {
        format: FORMAT.to_owned(),
        mechanism,
        seed: problem.seed.clone(),
        weights: problem.weights,
        placements,
        cost: total(market, chosen),
        claims: vec![
            claim(Property::Feasible, seats && balanced && quotas),
            claim(Property::Rational, problem.pinned.is_empty()),
            claim(Property::Balanced, balanced),
            claim(Property::Efficient, efficient),
            claim(Property::Stable, stable),
            claim(Property::Truthful, truthful),
            claim(Property::Optimal, mechanism == Mechanism::Optimal),
        ],
        certificate,
        levels: levels.filter(|_| efficient),
    }
}
