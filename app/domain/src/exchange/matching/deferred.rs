//! Person-proposing deferred acceptance with the right to remain, and with limits on units
//! and kinds of people (flexible deferred acceptance, Kamada and Kojima 2015).
//!
//! Everybody applies to the best post left on the list; a post, a unit or a quota that has
//! more than it may keep gives up the one ranked lowest, who applies to the next. A holder is
//! ranked before everybody else at the own post, so nobody loses it against their will.

use std::collections::BinaryHeap;

use super::market::{Limit, Market, NONE};
use super::outcome::{Certificate, Outcome, outcome};
use super::problem::{Mechanism, Problem, ProblemFault};

pub(super) fn run(problem: &Problem, market: &Market) -> Result<Outcome, ProblemFault> {
    if !market.pairs.is_empty() {
        return Err(ProblemFault::Pairs);
    }
    market.pins_fit(problem)?;
    let mut deferred = Deferred::new(market);
    deferred.run();
    // Nested limits keep the choice of posts consistent; others do not.
    // A limit on arrivals at several posts crosses the seats of each, which holders fill too.
    let nested = market.quotas.iter().enumerate().all(|(n, one)| {
        let posts = one.posts.iter().filter(|inside| **inside).count();
        one.least == 0 && posts <= 1 && market.quotas[n + 1..].iter().all(|other| nested(one, other))
    });
    let plain = nested && problem.pinned.is_empty();
    Ok(outcome(problem, market, Mechanism::Deferred, &deferred.held, Certificate::Stable, (plain, plain)))
}

/// Whether two limits count the same, one inside the other, or nothing in common.
fn nested(one: &Limit, other: &Limit) -> bool {
    let relation = |a: &[bool], b: &[bool]| {
        let (mut inside, mut around, mut apart) = (true, true, true);
        for (a, b) in a.iter().zip(b) {
            inside &= !a | b;
            around &= !b | a;
            apart &= !(a & b);
        }
        (inside, around, apart)
    };
    let (people, posts) = (relation(&one.people, &other.people), relation(&one.posts, &other.posts));
    people.2 || posts.2 || people.0 && posts.0 || people.1 && posts.1
}

/// Ranks of an option: the holder first, then the post's ranking, then the order of the round.
fn key(market: &Market, person: usize, option: usize) -> u64 {
    u64::from(market.rank[option]) << 32 | u64::from(market.place[person])
}

/// Those a post, a unit or a quota keeps.
#[derive(Default)]
struct Kept {
    heap: BinaryHeap<(u64, u32, u32)>,
    count: u32,
}

struct Deferred<'a> {
    market: &'a Market,
    /// The option each is kept at; [`NONE`] for nobody's.
    held: Vec<u32>,
    next: Vec<usize>,
    posts: Vec<Kept>,
    /// Units with an upper limit, then quotas.
    groups: Vec<Kept>,
    unit_group: Vec<u32>,
    most: Vec<u32>,
}

impl<'a> Deferred<'a> {
    fn new(market: &'a Market) -> Self {
        let mut most = Vec::new();
        let unit_group = market
            .upper
            .iter()
            .map(|upper| {
                if *upper >= u32::MAX / 2 {
                    return NONE;
                }
                most.push(*upper);
                most.len() as u32 - 1
            })
            .collect();
        most.extend(market.quotas.iter().map(|limit| limit.most));
        Self {
            market,
            held: vec![NONE; market.people()],
            next: market.start[..market.people()].to_vec(),
            posts: market.seats.iter().map(|_| Kept::default()).collect(),
            groups: most.iter().map(|_| Kept::default()).collect(),
            unit_group,
            most,
        }
    }

    fn key(&self, person: usize, option: usize) -> u64 {
        let market = self.market;
        let pinned = market.options(person).len() == 1;
        if pinned { u64::from(market.place[person]) } else { key(market, person, option) }
    }

    /// The groups beside its post that an option counts in.
    fn of(&self, person: usize, option: usize, found: &mut Vec<usize>) {
        found.clear();
        let (market, post) = (self.market, self.market.post[option]);
        let units = self.groups.len() - market.quotas.len();
        for (quota, limit) in market.quotas.iter().enumerate() {
            if market.counts(limit, person, post) {
                found.push(units + quota);
            }
        }
        let group = self.unit_group[market.unit[post as usize] as usize];
        if group != NONE {
            found.push(group as usize);
        }
    }

    /// Gives one up in a group that has too many: the lowest.
    fn lowest(held: &[u32], kept: &mut Kept) -> Option<u32> {
        loop {
            let (_, person, option) = kept.heap.pop()?;
            if held[person as usize] == option {
                return Some(person);
            }
        }
    }

    fn run(&mut self) {
        let market = self.market;
        let mut free: Vec<u32> = market.order.iter().rev().copied().collect();
        let mut groups = Vec::new();
        while let Some(person) = free.pop() {
            let i = person as usize;
            let option = self.next[i];
            self.next[i] += 1;
            let (post, key) = (market.post[option] as usize, self.key(i, option));
            self.held[i] = option as u32;
            self.posts[post].heap.push((key, person, option as u32));
            self.posts[post].count += 1;
            self.of(i, option, &mut groups);
            for group in &groups {
                self.groups[*group].heap.push((key, person, option as u32));
                self.groups[*group].count += 1;
            }
            let mut over = (self.posts[post].count > market.seats[post])
                .then(|| Self::lowest(&self.held, &mut self.posts[post]))
                .flatten();
            loop {
                let given = match over.take() {
                    Some(given) => given,
                    None => {
                        let full = groups.iter().find(|group| self.groups[**group].count > self.most[**group]);
                        let Some(full) = full.copied() else { break };
                        let Some(given) = Self::lowest(&self.held, &mut self.groups[full]) else { break };
                        given
                    }
                };
                let option = std::mem::replace(&mut self.held[given as usize], NONE) as usize;
                self.posts[market.post[option] as usize].count -= 1;
                let mut of = Vec::new();
                self.of(given as usize, option, &mut of);
                for group in of {
                    self.groups[group].count -= 1;
                }
                free.push(given);
            }
        }
    }
}
