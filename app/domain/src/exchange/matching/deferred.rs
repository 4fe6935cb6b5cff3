//! Person-proposing deferred acceptance with the right to remain, and with limits on units
//! and kinds of people (flexible deferred acceptance, Kamada and Kojima 2015).
//!
//! Everybody applies to the best post left on the list; a post, a unit or a quota that has
//! more than it may keep gives up the one ranked lowest, who applies to the next. A holder is
//! ranked before everybody else at the own post, so nobody loses it against their will.

use std::collections::BinaryHeap;

use super::conclusion::outcome;
use super::market::{Limit, Market, NONE};
use super::outcome::{Certificate, Outcome};
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
    most: u32,
}

impl Kept {
    fn of(most: u32) -> Self {
        Self { most, ..Self::default() }
    }

    fn over(&self) -> bool {
        self.count > self.most
    }

    /// Gives one up: the lowest that is still held here.
    fn lowest(&mut self, held: &[u32]) -> Option<u32> {
        loop {
            let (_, person, option) = self.heap.pop()?;
            if held[person as usize] == option {
                return Some(person);
            }
        }
    }
}

struct Deferred<'a> {
    market: &'a Market,
    /// The option each is kept at; [`NONE`] for nobody's.
    held: Vec<u32>,
    next: Vec<usize>,
    /// Posts, then units, then quotas.
    limits: Vec<Kept>,
    /// The quotas from the narrowest to the widest.
    quotas: Vec<usize>,
}

impl<'a> Deferred<'a> {
    fn new(market: &'a Market) -> Self {
        let size = |quota: usize| {
            let limit = &market.quotas[quota];
            let count = |list: &[bool]| list.iter().filter(|one| **one).count();
            count(&limit.people) * count(&limit.posts)
        };
        let mut quotas: Vec<usize> = (0..market.quotas.len()).collect();
        quotas.sort_by_cached_key(|quota| size(*quota));
        let limits = market.seats.iter().chain(&market.upper).copied().chain(market.quotas.iter().map(|one| one.most));
        Self {
            market,
            held: vec![NONE; market.people()],
            next: market.start[..market.people()].to_vec(),
            limits: limits.map(Kept::of).collect(),
            quotas,
        }
    }

    fn key(&self, person: usize, option: usize) -> u64 {
        let market = self.market;
        let pinned = market.options(person).len() == 1;
        if pinned { u64::from(market.place[person]) } else { key(market, person, option) }
    }

    /// The limits an option counts in, from the narrowest to the widest. Who is given up at a
    /// narrow one makes room in all around it, so that nobody else need be given up there.
    fn of(&self, person: usize, option: usize) -> impl Iterator<Item = usize> + use<'a> {
        let (market, post) = (self.market, self.market.post[option]);
        let (posts, units) = (market.seats.len(), market.upper.len());
        let quotas: Vec<usize> =
            self.quotas.iter().copied().filter(|quota| market.counts(&market.quotas[*quota], person, post)).collect();
        let unit = market.unit[post as usize] as usize;
        let bounded = (market.upper[unit] < u32::MAX / 2).then_some(posts + unit);
        quotas.into_iter().map(move |quota| posts + units + quota).chain([post as usize]).chain(bounded)
    }

    fn run(&mut self) {
        let market = self.market;
        let mut free: Vec<u32> = market.order.iter().rev().copied().collect();
        while let Some(person) = free.pop() {
            let i = person as usize;
            let option = self.next[i];
            self.next[i] += 1;
            let key = self.key(i, option);
            self.held[i] = option as u32;
            for limit in self.of(i, option) {
                self.limits[limit].heap.push((key, person, option as u32));
                self.limits[limit].count += 1;
            }
            // Several are given up only where limits cross.
            while let Some(over) = self.of(i, option).find(|limit| self.limits[*limit].over()) {
                let Some(given) = self.limits[over].lowest(&self.held) else { break };
                let option = std::mem::replace(&mut self.held[given as usize], NONE) as usize;
                for limit in self.of(given as usize, option) {
                    self.limits[limit].count -= 1;
                }
                free.push(given);
            }
        }
    }
}
