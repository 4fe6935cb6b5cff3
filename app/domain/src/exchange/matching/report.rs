//! What an outcome means: how wishes were met, the balance of units, of families and of quality;
//! and how two outcomes differ.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::market::{Market, NONE};
use super::outcome::{Levels, Outcome};
use super::problem::Problem;

/// A unit's or family's balance.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    /// The unit, the family, or the group.
    pub id: String,
    /// People who left it.
    pub out: u32,
    /// People who came.
    pub into: u32,
    /// Mean quality of those who left, in hundredths; none when it is not known of all.
    pub quality_out: Option<i64>,
    /// Mean quality of those who came, in hundredths.
    pub quality_in: Option<i64>,
}

/// What an outcome means.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub people: u32,
    /// Those who move.
    pub moved: u32,
    /// Those who end without a post.
    pub without: u32,
    /// How many got each wish: the first, the second, …
    pub by_wish: Vec<u32>,
    /// By unit.
    pub units: Vec<Balance>,
    /// By family.
    pub families: Vec<Balance>,
    /// By group of units.
    pub groups: Vec<Balance>,
    /// Posts with fewer people than seats: (post, free seats).
    pub vacant: Vec<(String, u32)>,
}

#[derive(Default)]
struct Count {
    out: u32,
    into: u32,
    quality: (Option<i64>, Option<i64>),
}

impl Count {
    fn add(&mut self, into: bool, quality: Option<i64>) {
        let (count, sum) =
            if into { (&mut self.into, &mut self.quality.1) } else { (&mut self.out, &mut self.quality.0) };
        *sum = if *count == 0 { quality } else { sum.zip(quality).map(|(sum, one)| sum + one) };
        *count += 1;
    }
}

fn balances(counts: BTreeMap<String, Count>) -> Vec<Balance> {
    let mean = |sum: Option<i64>, count: u32| sum.and_then(|sum| (sum * 100).checked_div(i64::from(count)));
    counts
        .into_iter()
        .filter(|(id, _)| !id.is_empty())
        .map(|(id, one)| Balance {
            id,
            out: one.out,
            into: one.into,
            quality_out: mean(one.quality.0, one.out),
            quality_in: mean(one.quality.1, one.into),
        })
        .collect()
}

/// What an outcome of a problem means. Placements must be in the order of the problem's people.
#[must_use]
pub fn report(problem: &Problem, outcome: &Outcome) -> Report {
    let posts: HashMap<&str, usize> = problem.posts.iter().enumerate().map(|(n, one)| (one.id.as_str(), n)).collect();
    let parties: HashMap<&str, &super::Party> = problem.units.iter().map(|one| (one.id.as_str(), one)).collect();
    let mut found = Report { people: problem.people.len() as u32, ..Report::default() };
    let mut free: Vec<u32> = problem.posts.iter().map(|one| one.seats).collect();
    let (mut units, mut families, mut groups) =
        (BTreeMap::<String, Count>::new(), BTreeMap::<String, Count>::new(), BTreeMap::<String, Count>::new());
    for one in &problem.posts {
        units.entry(one.unit.clone()).or_default();
    }
    for (entrant, placement) in problem.people.iter().zip(&outcome.placements) {
        let (from, to) = (posts.get(entrant.home.as_str()), posts.get(placement.post.as_str()));
        if let Some(to) = to {
            free[*to] = free[*to].saturating_sub(1);
        } else {
            found.without += 1;
        }
        if placement.wish > 0 {
            let at = placement.wish as usize;
            found.by_wish.resize(found.by_wish.len().max(at), 0);
            found.by_wish[at - 1] += 1;
        }
        if entrant.home == placement.post {
            continue;
        }
        found.moved += 1;
        let unit = |post: Option<&usize>| post.map_or("", |post| problem.posts[*post].unit.as_str());
        let (from, to) = (unit(from), unit(to));
        let party = |unit: &str| parties.get(unit).copied();
        let family = |unit| party(unit).map_or("", |one| one.family.as_str());
        let group = |unit| party(unit).map_or("", |one| one.group.as_str());
        for (counts, from, to) in
            [(&mut units, from, to), (&mut families, family(from), family(to)), (&mut groups, group(from), group(to))]
        {
            if from != to {
                counts.entry(from.to_owned()).or_default().add(false, entrant.quality);
                counts.entry(to.to_owned()).or_default().add(true, entrant.quality);
            }
        }
    }
    found.units = balances(units);
    found.families = balances(families);
    found.groups = balances(groups);
    found.vacant = problem
        .posts
        .iter()
        .zip(free)
        .filter(|(_, free)| *free > 0)
        .map(|(one, free)| (one.id.clone(), free))
        .collect();
    found
}

/// For whom two outcomes of the same people differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// Who.
    pub person: String,
    /// The post and wish before; wish 0 for staying.
    pub before: (String, u32),
    /// The post and wish after.
    pub after: (String, u32),
}

/// Who gets something else in another outcome.
#[must_use]
pub fn changes(before: &Outcome, after: &Outcome) -> Vec<Comparison> {
    let was: HashMap<&str, (&String, u32)> =
        before.placements.iter().map(|one| (one.person.as_str(), (&one.post, one.wish))).collect();
    after
        .placements
        .iter()
        .filter_map(|one| {
            let (post, wish) = was.get(one.person.as_str())?;
            (**post != one.post).then(|| Comparison {
                person: one.person.clone(),
                before: ((*post).clone(), *wish),
                after: (one.post.clone(), one.wish),
            })
        })
        .collect()
}

/// Levels that prove that no exchange could make somebody better off and nobody worse; none when
/// one could.
///
/// The graph: posts, units and all together. A person leads from the post they got to every
/// one they would rather have. A post leads to its unit when it could take one more, a unit
/// to its posts that could lose one; in the same way units and all together. An exchange that
/// harms nobody is a circle with a person in it; so there is none when every person's
/// steps lead to another strong component.
pub(super) fn efficiency_levels(market: &Market, chosen: &[u32]) -> Option<Levels> {
    let (posts, units) = (market.seats.len(), market.now.len());
    let all = posts + units;
    let mut held = vec![0u32; posts];
    for option in chosen {
        held[market.post[*option as usize] as usize] += 1;
    }
    let mut ends = vec![0u32; units];
    for post in 0..posts {
        ends[market.unit[post] as usize] += held[post];
    }
    let mut arcs: Vec<(u32, u32)> = Vec::new();
    let mut person_arcs = 0;
    for (i, option) in chosen.iter().enumerate() {
        let from = market.post[*option as usize];
        for better in market.start[i]..*option as usize {
            if market.post[better] != from {
                arcs.push((from, market.post[better]));
            }
        }
        person_arcs = arcs.len();
    }
    for (post, held) in held.iter().enumerate() {
        let unit = (posts + market.unit[post] as usize) as u32;
        if *held < market.seats[post] {
            arcs.push((post as u32, unit));
        }
        // Somebody without a post can always go without: "outside" may lose one.
        if *held > market.least[post] {
            arcs.push((unit, post as u32));
        }
    }
    for (unit, end) in ends.iter().enumerate() {
        let node = (posts + unit) as u32;
        if *end < market.upper[unit] {
            arcs.push((node, all as u32));
        }
        if *end > market.lower[unit] {
            arcs.push((all as u32, node));
        }
    }
    let component = components(all + 1, &arcs);
    let proof = arcs[..person_arcs].iter().all(|(from, to)| component[*from as usize] > component[*to as usize]);
    proof.then(|| Levels {
        posts: component[..posts].to_vec(),
        units: component[posts..all].to_vec(),
        all: component[all],
    })
}

/// Numbers of strong components: every arc leads to the same or a smaller one (Tarjan 1972, without
/// recursion).
fn components(nodes: usize, arcs: &[(u32, u32)]) -> Vec<i64> {
    let mut start = vec![0usize; nodes + 1];
    for (from, _) in arcs {
        start[*from as usize + 1] += 1;
    }
    for node in 0..nodes {
        start[node + 1] += start[node];
    }
    let mut next = start.clone();
    let mut to = vec![0u32; arcs.len()];
    for (from, target) in arcs {
        to[next[*from as usize]] = *target;
        next[*from as usize] += 1;
    }
    let mut next = start.clone();
    let (mut index, mut low) = (vec![NONE; nodes], vec![0u32; nodes]);
    let mut component = vec![-1i64; nodes];
    let (mut count, mut found) = (0u32, 0i64);
    let (mut open, mut path): (Vec<u32>, Vec<u32>) = (Vec::new(), Vec::new());
    for root in 0..nodes {
        if index[root] != NONE {
            continue;
        }
        path.push(root as u32);
        while let Some(node) = path.last().map(|node| *node as usize) {
            if index[node] == NONE {
                (index[node], low[node]) = (count, count);
                count += 1;
                open.push(node as u32);
            }
            if next[node] < start[node + 1] {
                let target = to[next[node]] as usize;
                if index[target] == NONE {
                    path.push(target as u32);
                } else {
                    if component[target] < 0 {
                        low[node] = low[node].min(low[target]);
                    }
                    next[node] += 1;
                }
                continue;
            }
            path.pop();
            if low[node] == index[node] {
                while let Some(member) = open.pop() {
                    component[member as usize] = found;
                    if member as usize == node {
                        break;
                    }
                }
                found += 1;
            }
        }
    }
    component
}
