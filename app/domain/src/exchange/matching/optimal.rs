//! The best in total: an exact minimum-cost flow from people through posts and units, by
//! shortest augmenting paths, with prices that prove it (Jonker and Volgenant 1987 for the
//! start, Ahuja, Magnanti and Orlin 1993, chapter 9, for the rest).
//!
//! Seats, posts that must be held, each unit's tolerance and the cost of imbalance are arcs of
//! the network: marginal costs that only grow, so the flow stays exact.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::auction;
use super::conclusion::outcome;
use super::marginal::{of_post, of_unit};
use super::market::{Market, NONE};
use super::outcome::{Certificate, Levels, Outcome};
use super::problem::{Mechanism, Problem, ProblemFault};
use super::scaling;

pub(super) fn run(problem: &Problem, market: &Market) -> Result<Outcome, ProblemFault> {
    let mut flow = Flow::new(market);
    match auction::perfect(market) {
        Some((chosen, prices)) => flow.full(&chosen, &prices),
        None => match scaling::cheapest(market, flow.missing) {
            Some((chosen, prices)) => flow.take(&chosen, prices),
            None => flow.start(),
        },
    }
    flow.augment().map_err(|person| ProblemFault::Infeasible(problem.people[person].id.clone()))?;
    flow.required(problem)?;
    let certificate = Certificate::Prices { prices: flow.prices() };
    Ok(outcome(problem, market, Mechanism::Optimal, &flow.chosen, certificate, (false, false)))
}

/// What a missing required person costs: more than two outcomes can differ by, which is for each
/// person twice the largest cost, from one sign to the other, and the balance of two units.
fn missing(market: &Market) -> i64 {
    let largest = market.cost.iter().map(|cost| cost.abs()).max().unwrap_or(0);
    (2 * (largest + market.balance) + 1) * (market.people() as i64 + 1)
}

struct Flow<'a> {
    market: &'a Market,
    missing: i64,
    posts: usize,
    /// The network's nodes: posts, units, all.
    price: Vec<i64>,
    chosen: Vec<u32>,
    held: Vec<u32>,
    units: Vec<u32>,
    /// Holders of each post by links.
    first: Vec<u32>,
    after: Vec<u32>,
    before: Vec<u32>,
    of_unit: Vec<Vec<u32>>,
    distance: Vec<i64>,
    from: Vec<u32>,
    touched: Vec<u32>,
    heap: BinaryHeap<Reverse<(i64, u32)>>,
}

/// How a node of the tree of paths was reached: from a person, by this option, or from
/// another node.
const NODE: u32 = 1 << 31;

impl<'a> Flow<'a> {
    fn new(market: &'a Market) -> Self {
        let posts = market.seats.len();
        let nodes = posts + market.now.len() + 1;
        let missing = missing(market);
        let mut of_units = vec![Vec::new(); market.now.len()];
        for (post, unit) in market.unit.iter().enumerate() {
            of_units[*unit as usize].push(post as u32);
        }
        let mut price = vec![0; nodes];
        for unit in 0..market.now.len() {
            price[posts + unit] = of_unit(market, missing, unit, 0);
        }
        for post in 0..posts {
            price[post] = of_post(market, missing, post, 0) + price[posts + market.unit[post] as usize];
        }
        Self {
            market,
            missing,
            posts,
            price,
            chosen: vec![NONE; market.people()],
            held: vec![0; posts],
            units: vec![0; market.now.len()],
            first: vec![NONE; posts],
            after: vec![NONE; market.people()],
            before: vec![NONE; market.people()],
            of_unit: of_units,
            distance: vec![i64::MAX; nodes],
            from: vec![NONE; nodes],
            touched: Vec::new(),
            heap: BinaryHeap::new(),
        }
    }

    fn link(&mut self, person: usize, option: usize) {
        let post = self.market.post[option] as usize;
        self.chosen[person] = option as u32;
        let next = std::mem::replace(&mut self.first[post], person as u32);
        self.after[person] = next;
        self.before[person] = NONE;
        if next != NONE {
            self.before[next as usize] = person as u32;
        }
    }

    fn unlink(&mut self, person: usize) {
        let post = self.market.post[self.chosen[person] as usize] as usize;
        let (before, after) = (self.before[person], self.after[person]);
        if before == NONE {
            self.first[post] = after;
        } else {
            self.after[before as usize] = after;
        }
        if after != NONE {
            self.before[after as usize] = before;
        }
        self.chosen[person] = NONE;
    }

    /// Whether one more at a post costs just its price.
    fn free(&self, post: usize) -> bool {
        let unit = self.market.unit[post] as usize;
        let (at_post, at_unit) = (self.price[post], self.price[self.posts + unit]);
        self.held[post] < self.market.seats[post]
            && self.units[unit] < self.market.upper[unit]
            && at_post == of_post(self.market, self.missing, post, self.held[post]) + at_unit
            && at_unit == of_unit(self.market, self.missing, unit, self.units[unit]) + self.price[self.price.len() - 1]
    }

    /// The best option and its reduced cost, the second best's, and the second best.
    fn two_best(&self, person: usize) -> (usize, i64, i64, usize) {
        let (mut best, mut second) = ((usize::MAX, i64::MAX), (usize::MAX, i64::MAX));
        for option in self.market.options(person) {
            let value = self.market.cost[option] + self.price[self.market.post[option] as usize];
            if value < best.1 {
                second = best;
                best = (option, value);
            } else if value < second.1 {
                second = (option, value);
            }
        }
        (best.0, best.1, second.1, second.0)
    }

    /// Takes an optimal assignment that fills every post, with its prices: they must be as high as
    /// the last seat's own cost at least, which a common amount makes them.
    fn full(&mut self, chosen: &[u32], prices: &[i64]) {
        let market = self.market;
        for (person, option) in chosen.iter().enumerate() {
            self.occupy(person, *option as usize);
        }
        for unit in 0..market.now.len() - 1 {
            if self.units[unit] > 0 {
                self.price[self.posts + unit] = of_unit(market, self.missing, unit, self.units[unit] - 1);
            }
        }
        let floor = |flow: &Self, post: usize| {
            of_post(market, flow.missing, post, 0) + flow.price[flow.posts + market.unit[post] as usize]
        };
        let lift = prices.iter().enumerate().map(|(post, price)| floor(self, post) - price).max().unwrap_or(0);
        for (post, price) in prices.iter().enumerate() {
            self.price[post] = price + lift;
        }
    }

    /// Takes an optimal flow with its prices.
    fn take(&mut self, chosen: &[u32], prices: Vec<i64>) {
        for (person, option) in chosen.iter().enumerate() {
            self.occupy(person, *option as usize);
        }
        self.price = prices;
    }

    /// Gives people what nobody else wants as much: while a post with one seat is contested, its
    /// price rises to what the second best is worth to whoever takes it.
    fn start(&mut self) {
        let market = self.market;
        let mut open: Vec<u32> = (0..market.people() as u32).collect();
        for _ in 0..3 {
            let mut later = Vec::new();
            let mut tries = 8 * market.people();
            while let Some(person) = open.pop() {
                let i = person as usize;
                let (option, best, second, other) = self.two_best(i);
                let post = market.post[option] as usize;
                if self.free(post) {
                    self.occupy(i, option);
                    continue;
                }
                let single = market.seats[post] == 1 && self.held[post] == 1 && second != i64::MAX;
                if !single || tries == 0 {
                    later.push(person);
                    continue;
                }
                tries -= 1;
                if second == best {
                    let next = market.post[other] as usize;
                    if self.free(next) {
                        self.occupy(i, other);
                        continue;
                    }
                }
                let out = self.first[post] as usize;
                self.unlink(out);
                self.price[post] += second - best;
                self.link(i, option);
                if second > best { open.push(out as u32) } else { later.push(out as u32) }
            }
            open = later;
        }
    }

    fn occupy(&mut self, person: usize, option: usize) {
        let post = self.market.post[option] as usize;
        self.link(person, option);
        self.held[post] += 1;
        self.units[self.market.unit[post] as usize] += 1;
    }

    fn reach(&mut self, node: usize, distance: i64, from: u32) {
        if distance < self.distance[node] {
            if self.distance[node] == i64::MAX {
                self.touched.push(node as u32);
            }
            self.distance[node] = distance;
            self.from[node] = from;
            self.heap.push(Reverse((distance, node as u32)));
        }
    }

    /// Seats everybody still open along shortest paths. Fails with a person for whom there is none.
    fn augment(&mut self) -> Result<(), usize> {
        for person in 0..self.market.people() {
            if self.chosen[person] == NONE {
                self.seat(person).ok_or(person)?;
            }
        }
        Ok(())
    }

    fn seat(&mut self, person: usize) -> Option<()> {
        let market = self.market;
        let all = self.price.len() - 1;
        for option in market.options(person) {
            let post = market.post[option] as usize;
            let value = market.cost[option] + self.price[post];
            self.reach(post, value, option as u32);
        }
        let mut found = None;
        while let Some(Reverse((distance, node))) = self.heap.pop() {
            let node = node as usize;
            if distance > self.distance[node] {
                continue;
            }
            if node == all {
                found = Some(distance);
                break;
            }
            if node < self.posts {
                self.leave_post(node, distance);
            } else {
                self.leave_unit(node - self.posts, distance);
            }
        }
        self.heap.clear();
        if let Some(distance) = found {
            for node in &self.touched {
                let node = *node as usize;
                let less = distance.saturating_sub(self.distance[node]);
                self.price[node] += less.max(0);
            }
            self.walk(person);
        }
        for node in std::mem::take(&mut self.touched) {
            self.distance[node as usize] = i64::MAX;
        }
        found.map(|_| ())
    }

    fn leave_post(&mut self, post: usize, distance: i64) {
        let market = self.market;
        let unit = self.posts + market.unit[post] as usize;
        if self.held[post] < market.seats[post] {
            let step = of_post(market, self.missing, post, self.held[post]) + self.price[unit] - self.price[post];
            self.reach(unit, distance + step, NODE | post as u32);
        }
        let mut holder = self.first[post];
        while holder != NONE {
            let i = holder as usize;
            let own = market.cost[self.chosen[i] as usize] + self.price[post];
            for option in market.options(i) {
                let to = market.post[option] as usize;
                if to != post {
                    let step = market.cost[option] + self.price[to] - own;
                    self.reach(to, distance + step, option as u32);
                }
            }
            holder = self.after[i];
        }
    }

    fn leave_unit(&mut self, unit: usize, distance: i64) {
        let market = self.market;
        let (node, all) = (self.posts + unit, self.price.len() - 1);
        if self.units[unit] < market.upper[unit] {
            let step = of_unit(market, self.missing, unit, self.units[unit]) + self.price[all] - self.price[node];
            self.reach(all, distance + step, NODE | node as u32);
        }
        for k in 0..self.of_unit[unit].len() {
            let post = self.of_unit[unit][k] as usize;
            if self.held[post] > 0 {
                let back = of_post(market, self.missing, post, self.held[post] - 1);
                let step = self.price[post] - self.price[node] - back;
                self.reach(post, distance + step, NODE | node as u32);
            }
        }
    }

    /// Moves people along the path that ends in all, from its end.
    fn walk(&mut self, person: usize) {
        let market = self.market;
        let mut node = self.price.len() - 1;
        loop {
            let from = self.from[node];
            if from & NODE != 0 {
                let before = (from & !NODE) as usize;
                if node == self.price.len() - 1 {
                    self.units[before - self.posts] += 1;
                } else if before < self.posts {
                    self.held[before] += 1;
                } else {
                    self.held[node] -= 1;
                }
                node = before;
                continue;
            }
            let option = from as usize;
            let who = market.start.partition_point(|start| *start <= option) - 1;
            let was = self.chosen[who];
            if who == person {
                self.link(who, option);
                return;
            }
            self.unlink(who);
            self.link(who, option);
            node = market.post[was as usize] as usize;
        }
    }

    /// Whether every post and unit has what it must have.
    fn required(&self, problem: &Problem) -> Result<(), ProblemFault> {
        let market = self.market;
        if let Some(post) = (0..self.posts).find(|post| self.held[*post] < market.least[*post]) {
            return Err(ProblemFault::Infeasible(problem.posts[post].id.clone()));
        }
        match (0..market.now.len()).find(|unit| self.units[*unit] < market.lower[*unit]) {
            Some(unit) => Err(ProblemFault::Infeasible(market.unit_names[unit].clone())),
            None => Ok(()),
        }
    }

    fn prices(&self) -> Levels {
        let all = self.price.len() - 1;
        Levels {
            posts: self.price[..self.posts].to_vec(),
            units: self.price[self.posts..all].to_vec(),
            all: self.price[all],
        }
    }
}
