//! Verifies an outcome from the problem alone. Reads names, not the mechanisms' numbers, and
//! shares no code with them: what it accepts does not depend on how it was found.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::outcome::{Certificate, Levels, Outcome, Property};
use super::problem::{Entrant, Offer, Problem, Quota};

/// Something an outcome gets wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Finding {
    /// Placements are not those of the problem's people in their order.
    People,
    /// Somebody is where neither a wish nor the own post is: (person, post).
    NotWanted(String, String),
    /// A post that does not accept the person, or was ruled out: (person, post).
    NotAccepted(String, String),
    /// It says another wish than the one somebody got.
    Wish(String),
    /// A pinned person is elsewhere.
    Pin(String),
    /// A post holds more than its seats or less than it must: (post, people).
    Seats(String, u32),
    /// A unit's balance is out of its tolerance: (unit, people who came less those who left).
    Balance(String, i64),
    /// A quota is not kept: (quota, arrivals).
    Quota(String, u32),
    /// A pair is not together, or is.
    Pair(String, String),
    /// The total is not what is said: (said, found).
    Cost(i64, i64),
    /// The proof does not prove: where it fails.
    Proof(String),
    /// Somebody has a claim on a post: (person, post).
    Blocking(String, String),
    /// The proof is of another kind than the claims need.
    NoProof(Property),
}

struct Reader<'a> {
    problem: &'a Problem,
    outcome: &'a Outcome,
    posts: HashMap<&'a str, usize>,
    units: HashMap<&'a str, usize>,
    /// By post: who is ranked, from 1.
    ranks: Vec<HashMap<&'a str, u32>>,
    held: Vec<u32>,
    /// By unit: how many begin in it.
    now: Vec<u32>,
    forbidden: std::collections::HashSet<(&'a str, &'a str)>,
    pinned: HashMap<&'a str, &'a str>,
}

/// Verifies an outcome: that it keeps every rule, that its cost is what it says, and that its
/// certificate proves what it claims. Empty when all holds.
///
/// A [`Certificate::Bound`] proves nothing here; [`Property::Optimal`] is then reported as
/// without proof.
#[must_use]
pub fn check(problem: &Problem, outcome: &Outcome) -> Vec<Finding> {
    let same = problem.people.len() == outcome.placements.len()
        && problem.people.iter().zip(&outcome.placements).all(|(one, placement)| one.id == placement.person);
    if !same {
        return vec![Finding::People];
    }
    let mut reader = Reader::new(problem, outcome);
    let mut found = Vec::new();
    reader.places(&mut found);
    reader.limits(&mut found);
    if found.is_empty() {
        reader.proof(&mut found);
    }
    found
}

impl<'a> Reader<'a> {
    fn new(problem: &'a Problem, outcome: &'a Outcome) -> Self {
        let mut units = HashMap::new();
        let listed = problem.units.iter().map(|one| one.id.as_str());
        for name in listed.chain(problem.posts.iter().map(|one| one.unit.as_str())) {
            let next = units.len();
            units.entry(name).or_insert(next);
        }
        let rank =
            |post: &'a Offer| post.ranking.iter().enumerate().map(|(n, id)| (id.as_str(), n as u32 + 1)).collect();
        let posts: HashMap<&str, usize> =
            problem.posts.iter().enumerate().map(|(n, one)| (one.id.as_str(), n)).collect();
        let mut now = vec![0; units.len()];
        for person in &problem.people {
            if let Some(at) = posts.get(person.home.as_str()) {
                now[units[problem.posts[*at].unit.as_str()]] += 1;
            }
        }
        Self {
            problem,
            outcome,
            posts,
            units,
            now,
            ranks: problem.posts.iter().map(rank).collect(),
            held: vec![0; problem.posts.len()],
            forbidden: problem.forbidden.iter().map(|(who, post)| (who.as_str(), post.as_str())).collect(),
            pinned: problem.pinned.iter().map(|(who, post)| (who.as_str(), post.as_str())).collect(),
        }
    }

    fn placed(&self) -> impl Iterator<Item = (&'a Entrant, &'a str)> + use<'a> {
        let (problem, outcome) = (self.problem, self.outcome);
        problem.people.iter().zip(outcome.placements.iter().map(|one| one.post.as_str()))
    }

    /// Whether somebody may be at a post.
    fn accepted(&self, person: &Entrant, post: &str) -> bool {
        if post == person.home {
            return true;
        }
        let Some(at) = self.posts.get(post) else { return false };
        !self.forbidden.contains(&(person.id.as_str(), post))
            && (self.problem.posts[*at].open || self.ranks[*at].contains_key(person.id.as_str()))
    }

    /// What somebody may have, best first, each with its cost.
    fn options(&self, person: &'a Entrant) -> Vec<(&'a str, i64)> {
        let weights = &self.problem.weights;
        let value = |list: &[i64], k: usize| list.get(k).copied().unwrap_or(0);
        let pin = self.pinned.get(person.id.as_str());
        let mut found: Vec<(&str, i64)> = Vec::new();
        for (k, wish) in person.wishes.iter().take_while(|wish| **wish != person.home).enumerate() {
            if !self.accepted(person, wish) || pin.is_some_and(|pin| pin != wish) {
                continue;
            }
            let points = (100 - weights.step * k as i64).max(0) * weights.wish
                + value(&person.fit, k) * weights.fit
                + value(&person.development, k) * weights.development;
            found.push((wish.as_str(), if person.costs.is_empty() { -points } else { value(&person.costs, k) }));
        }
        if pin.is_none_or(|pin| *pin == person.home) {
            found.push((person.home.as_str(), person.home_cost));
        }
        found
    }

    fn places(&mut self, found: &mut Vec<Finding>) {
        let mut cost = 0;
        for ((person, post), said) in self.placed().zip(self.outcome.placements.iter().map(|one| one.wish)) {
            if !self.accepted(person, post) {
                found.push(Finding::NotAccepted(person.id.clone(), post.to_owned()));
            }
            if self.pinned.get(person.id.as_str()).is_some_and(|pin| *pin != post) {
                found.push(Finding::Pin(person.id.clone()));
            }
            match self.options(person).iter().find(|(option, _)| *option == post) {
                Some((_, one)) => {
                    cost += one;
                    let wish = person.wishes.iter().position(|wish| wish == post && post != person.home);
                    if wish.map_or(0, |k| k as u32 + 1) != said {
                        found.push(Finding::Wish(person.id.clone()));
                    }
                }
                None => found.push(Finding::NotWanted(person.id.clone(), post.to_owned())),
            }
            if let Some(at) = self.posts.get(post) {
                self.held[*at] += 1;
            }
        }
        cost += self.nets().iter().map(|net| net.abs() * self.problem.weights.balance).sum::<i64>();
        if cost != self.outcome.cost && found.is_empty() {
            found.push(Finding::Cost(self.outcome.cost, cost));
        }
    }

    /// By unit: those who came less those who left.
    fn nets(&self) -> Vec<i64> {
        let mut nets = vec![0; self.units.len()];
        for (person, post) in self.placed() {
            for (place, sign) in [(post, 1), (person.home.as_str(), -1)] {
                if let Some(at) = self.posts.get(place) {
                    nets[self.units[self.problem.posts[*at].unit.as_str()]] += sign;
                }
            }
        }
        nets
    }

    fn limits(&self, found: &mut Vec<Finding>) {
        let (problem, limited) = (self.problem, self.outcome.claims(Property::Feasible));
        for (post, held) in problem.posts.iter().zip(&self.held) {
            if *held > post.seats || limited && *held < post.least {
                found.push(Finding::Seats(post.id.clone(), *held));
            }
        }
        let nets = self.nets();
        for unit in &problem.units {
            let net = nets[self.units[unit.id.as_str()]];
            let out = unit.most_out.is_some_and(|most| -net > i64::from(most));
            if (self.outcome.claims(Property::Balanced) || limited)
                && (out || unit.most_in.is_some_and(|most| net > i64::from(most)))
            {
                found.push(Finding::Balance(unit.id.clone(), net));
            }
        }
        for quota in &problem.quotas {
            let count = self.placed().filter(|(person, post)| self.counted(quota, person, post)).count() as u32;
            if count > quota.most.unwrap_or(u32::MAX) || limited && count < quota.least {
                found.push(Finding::Quota(quota.name.clone(), count));
            }
        }
        let unit_of: HashMap<&str, &str> = self
            .placed()
            .map(|(person, post)| {
                (person.id.as_str(), self.posts.get(post).map_or("", |at| problem.posts[*at].unit.as_str()))
            })
            .collect();
        for pair in &problem.pairs {
            let (one, other) = (unit_of.get(pair.one.as_str()), unit_of.get(pair.other.as_str()));
            let same = one == other;
            let broken = if pair.together { !same } else { same && one != Some(&"") };
            if broken {
                found.push(Finding::Pair(pair.one.clone(), pair.other.clone()));
            }
        }
    }

    fn proof(&self, found: &mut Vec<Finding>) {
        if let Certificate::Prices { prices } = &self.outcome.certificate {
            self.prices(prices, found);
        }
        if let (true, Some(levels)) = (self.outcome.claims(Property::Efficient), &self.outcome.levels) {
            self.levels(levels, found);
        }
        if self.outcome.claims(Property::Stable) {
            self.stable(found);
        }
        let needs = [
            (Property::Optimal, matches!(self.outcome.certificate, Certificate::Prices { .. })),
            (Property::Efficient, self.outcome.levels.is_some()),
        ];
        for (property, proven) in needs {
            if self.outcome.claims(property) && !proven {
                found.push(Finding::NoProof(property));
            }
        }
    }

    /// How many somebody without a post begins with, and everybody at a post ends with.
    fn sized(&self, levels: &Levels) -> bool {
        levels.posts.len() == self.problem.posts.len() + 1 && levels.units.len() == self.units.len() + 1
    }

    fn post_level(&self, levels: &Levels, post: &str) -> i64 {
        levels.posts[self.posts.get(post).copied().unwrap_or(self.problem.posts.len())]
    }

    /// Every preferred move leads strictly down, every seat's move does not lead up.
    fn levels(&self, levels: &Levels, found: &mut Vec<Finding>) {
        if !self.sized(levels) {
            found.push(Finding::Proof("levels".to_owned()));
            return;
        }
        for (person, post) in self.placed() {
            let own = self.post_level(levels, post);
            for (better, _) in self.options(person).into_iter().take_while(|(option, _)| *option != post) {
                if self.post_level(levels, better) >= own {
                    found.push(Finding::Blocking(person.id.clone(), better.to_owned()));
                }
            }
        }
        self.network(|_, _| 0, |_, _| 0, levels, true, found);
    }

    /// Walks the arcs between posts, units and all: each must not lead up (`down`), or must cost
    /// at least the difference of prices.
    fn network(
        &self,
        of_post: impl Fn(usize, u32) -> i64,
        of_unit: impl Fn(usize, u32) -> i64,
        levels: &Levels,
        down: bool,
        found: &mut Vec<Finding>,
    ) {
        let holds = |from: i64, to: i64, cost: i64| if down { from >= to } else { cost + to >= from };
        let nets = self.nets();
        for (at, post) in self.problem.posts.iter().enumerate() {
            let (own, unit, held) = (levels.posts[at], levels.units[self.units[post.unit.as_str()]], self.held[at]);
            let more = held >= post.seats || holds(own, unit, of_post(at, held));
            let less =
                held == 0 || down && held <= post.least || holds(unit, own, -of_post(at, held.saturating_sub(1)));
            if !(more && less) {
                found.push(Finding::Proof(post.id.clone()));
            }
        }
        for (name, at) in &self.units {
            let party = self.problem.units.iter().find(|one| one.id == *name);
            let (net, end) = (nets[*at], (i64::from(self.now[*at]) + nets[*at]) as u32);
            let full = party.and_then(|one| one.most_in).is_some_and(|most| net >= i64::from(most));
            let least = party.and_then(|one| one.most_out).map_or(0, |most| self.now[*at].saturating_sub(most));
            let more = full || holds(levels.units[*at], levels.all, of_unit(*at, end));
            let less = end == 0
                || down && end <= least
                || holds(levels.all, levels.units[*at], -of_unit(*at, end.saturating_sub(1)));
            if !(more && less) {
                found.push(Finding::Proof((*name).to_owned()));
            }
        }
        // Outside takes and gives whatever there is.
        let (post, unit) = (levels.posts[self.problem.posts.len()], levels.units[self.units.len()]);
        let anybody = self.placed().any(|(_, post)| post.is_empty());
        let takes = holds(post, unit, 0) && holds(unit, levels.all, 0);
        let gives = !anybody || holds(unit, post, 0) && holds(levels.all, unit, 0);
        if !(takes && gives) {
            found.push(Finding::Proof("outside".to_owned()));
        }
    }

    /// Complementary slackness.
    fn prices(&self, prices: &Levels, found: &mut Vec<Finding>) {
        if !self.sized(prices) {
            found.push(Finding::Proof("prices".to_owned()));
            return;
        }
        let mut largest = 0;
        for (person, post) in self.placed() {
            let options = self.options(person);
            let paid = options.iter().find(|(option, _)| *option == post).map_or(0, |(_, cost)| *cost);
            let paid = paid + self.post_level(prices, post);
            for (option, cost) in &options {
                largest = largest.max(cost.abs());
                if cost + self.post_level(prices, option) < paid {
                    found.push(Finding::Proof(format!("{} {option}", person.id)));
                }
            }
        }
        let weight = self.problem.weights.balance;
        // More than two outcomes can differ by: each place by twice the largest cost, two units by one.
        let missing = (2 * (largest + weight) + 1) * (self.problem.people.len() as i64 + 1);
        let mut least = vec![0u32; self.units.len()];
        for unit in &self.problem.units {
            let at = self.units[unit.id.as_str()];
            least[at] = unit.most_out.map_or(0, |most| self.now[at].saturating_sub(most));
        }
        let of_post = |at: usize, held: u32| if held < self.problem.posts[at].least { -missing } else { 0 };
        let of_unit = |at: usize, held: u32| {
            let required = if held < least[at] { -missing } else { 0 };
            required + if held < self.now[at] { -weight } else { weight }
        };
        self.network(of_post, of_unit, prices, false, found);
    }

    /// No blocking pair: whoever would rather have a post is ranked after all that its limits
    /// keep.
    fn stable(&self, found: &mut Vec<Finding>) {
        let order = self.order();
        let key = |person: &Entrant, post: &str| self.key(&order, person, post);
        let mut by_post: Vec<Vec<(u32, u32)>> = vec![Vec::new(); self.problem.posts.len()];
        let mut by_unit: Vec<Vec<(u32, u32)>> = vec![Vec::new(); self.units.len()];
        for (person, post) in self.placed() {
            if let Some(at) = self.posts.get(post) {
                let key = key(person, post);
                by_post[*at].push(key);
                by_unit[self.units[self.problem.posts[*at].unit.as_str()]].push(key);
            }
        }
        for list in by_post.iter_mut().chain(&mut by_unit) {
            list.sort_unstable();
        }
        let parties: HashMap<&str, u32> =
            self.problem.units.iter().filter_map(|one| Some((one.id.as_str(), one.most_in?))).collect();
        // How many of a sorted list come before.
        let before = |list: &[(u32, u32)], key: (u32, u32)| list.partition_point(|other| *other < key) as u64;
        for (person, post) in self.placed() {
            for (better, _) in self.options(person).into_iter().take_while(|(option, _)| *option != post) {
                let Some(at) = self.posts.get(better) else { continue };
                let offer = &self.problem.posts[*at];
                let (key, unit) = (key(person, better), self.units[offer.unit.as_str()]);
                let seats = before(&by_post[*at], key) < u64::from(offer.seats);
                let room = parties
                    .get(offer.unit.as_str())
                    .is_none_or(|most| before(&by_unit[unit], key) < u64::from(self.now[unit]) + u64::from(*most));
                let quotas = self.problem.quotas.iter().all(|quota| {
                    let first = |(other, post): &(&Entrant, &str)| {
                        self.counted(quota, other, post) && self.key(&order, other, post) < key
                    };
                    !self.counted(quota, person, better)
                        || self.placed().filter(first).count() < quota.most.unwrap_or(u32::MAX) as usize
                });
                if seats && room && quotas {
                    found.push(Finding::Blocking(person.id.clone(), better.to_owned()));
                }
            }
        }
    }

    /// Whether somebody at a post counts in a quota: those who arrive do.
    fn counted(&self, quota: &Quota, person: &Entrant, post: &str) -> bool {
        self.posts.get(post).is_some_and(|at| quota.counts(person, &self.problem.posts[*at]))
    }

    /// Where somebody stands at a post: the holder and the pinned first, then as ranked.
    fn key(&self, order: &HashMap<&str, u32>, person: &Entrant, post: &str) -> (u32, u32) {
        let rank = self.posts.get(post).and_then(|at| self.ranks[*at].get(person.id.as_str()));
        let held = person.home == post || self.pinned.contains_key(person.id.as_str());
        (if held { 0 } else { rank.copied().unwrap_or(u32::MAX / 2) }, order[person.id.as_str()])
    }

    /// The order of the round, anew from the seed.
    fn order(&self) -> HashMap<&'a str, u32> {
        use sha2::{Digest, Sha256};
        let mut people: Vec<(i64, Vec<u8>, &str)> = self
            .problem
            .people
            .iter()
            .map(|one| {
                let drawn = Sha256::digest(format!("{}:{}", self.problem.seed, one.id));
                (-one.priority, drawn[..16].to_vec(), one.id.as_str())
            })
            .collect();
        people.sort();
        people.into_iter().enumerate().map(|(n, (.., id))| (id, n as u32)).collect()
    }
}
