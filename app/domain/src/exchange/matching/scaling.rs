//! A minimum-cost flow of the whole network by cost scaling: partial augmentations and relabels
//! with price updates for all at once (Goldberg 1997; Király and Kovács 2012).
//!
//! Single shortest paths take minutes where a hundred thousand people compete for seats some of
//! which stay free; this takes seconds. Costs are multiplied by more than the number of nodes,
//! so that the last round, with an increment of one, is exact.

use std::collections::VecDeque;

use super::marginal::{of_post, of_unit};
use super::market::{Market, NONE};

/// How much smaller each round's increment is.
const FALL: i64 = 16;
/// How many arcs one augmentation follows at most.
const LENGTH: usize = 4;

/// Everybody's option, and the prices of posts, units and all that prove them together to be the
/// cheapest. None when somebody can't be seated, or when the costs are too large for this
/// arithmetic: paths then tell who, or take their time.
pub(super) fn cheapest(market: &Market, missing: i64) -> Option<(Vec<u32>, Vec<i64>)> {
    let nodes = market.seats.len() + market.now.len() + 1 + market.people();
    let scale = nodes as i64 + 1;
    let largest = market.cost.iter().map(|cost| cost.abs()).max().unwrap_or(0).max(market.balance);
    let largest = largest.max(1);
    // A price is the cost of a way at most: every node once, one unit that lacks people, and each
    // post that does; in every round it moves by a few times the increment.
    let lacking = market.least.iter().filter(|least| **least > 0).count() as i64
        + i64::from(market.lower.iter().any(|lower| *lower > 0));
    let way = lacking.checked_mul(missing)?.checked_add(largest.checked_mul(scale)?)?;
    way.checked_mul(6 * scale).filter(|most| *most < i64::MAX / 4)?;
    let mut network = Network::new(market, missing, scale);
    let mut step = largest * scale;
    loop {
        step = (step / FALL).max(1);
        network.refine(step)?;
        if step == 1 {
            break;
        }
    }
    network.exact(scale);
    let chosen = (0..market.people()).map(|person| network.chosen(market, person)).collect();
    network.price.truncate(network.people);
    Some((chosen, network.price))
}

/// Together in memory, since they are read together.
#[derive(Clone, Copy, Default)]
struct Arc {
    cost: i64,
    head: u32,
    back: u32,
    left: u32,
}

/// Nodes are posts, units, all, and people, in this order. Every arc has its reverse.
struct Network {
    /// Where people begin among the nodes.
    people: usize,
    first: Vec<u32>,
    arcs: Vec<Arc>,
    price: Vec<i64>,
    excess: Vec<i64>,
    /// By node: the first arc that may still lead down.
    next: Vec<u32>,
    ranks: Ranks,
}

impl Network {
    fn new(market: &Market, missing: i64, scale: i64) -> Self {
        let (posts, units) = (market.seats.len(), market.now.len());
        let (all, people) = (posts + units, posts + units + 1);
        // One more than there are, so that a place for one more has a price too.
        let most = market.people() as u32 + 1;
        let mut edges: Vec<(u32, u32, u32, i64)> = Vec::with_capacity(market.post.len() + 2 * posts + 3 * units);
        for person in 0..market.people() {
            for option in market.options(person) {
                edges.push(((people + person) as u32, market.post[option], 1, market.cost[option]));
            }
        }
        // A cost that changes with how many there are is one arc for each of its steps.
        let mut steps = |tail: usize, head: usize, bounds: &[u32], cost: &dyn Fn(u32) -> i64| {
            let mut from = 0;
            for bound in bounds {
                let to = (*bound).min(most);
                if to > from {
                    edges.push((tail as u32, head as u32, to - from, cost(from)));
                    from = to;
                }
            }
        };
        for post in 0..posts {
            let unit = posts + market.unit[post] as usize;
            steps(post, unit, &[market.least[post], market.seats[post]], &|held| of_post(market, missing, post, held));
        }
        for unit in 0..units {
            let bounds = [market.lower[unit], market.now[unit], market.upper[unit]];
            steps(posts + unit, all, &bounds, &|held| of_unit(market, missing, unit, held));
        }
        let nodes = people + market.people();
        let mut network = Self {
            people,
            first: vec![0; nodes + 1],
            arcs: vec![Arc::default(); 2 * edges.len()],
            price: vec![0; nodes],
            excess: vec![0; nodes],
            next: vec![0; nodes],
            ranks: Ranks::new(nodes),
        };
        network.fill(&edges, scale);
        network.excess[people..].fill(1);
        network.excess[all] = -(market.people() as i64);
        network
    }

    fn fill(&mut self, edges: &[(u32, u32, u32, i64)], scale: i64) {
        for (tail, head, ..) in edges {
            self.first[*tail as usize + 1] += 1;
            self.first[*head as usize + 1] += 1;
        }
        for node in 1..self.first.len() {
            self.first[node] += self.first[node - 1];
        }
        let mut at = self.first.clone();
        let mut place = |node: u32| {
            at[node as usize] += 1;
            at[node as usize] - 1
        };
        for (tail, head, most, cost) in edges {
            let (there, back) = (place(*tail) as usize, place(*head) as usize);
            let cost = cost * scale;
            self.arcs[there] = Arc { cost, head: *head, back: back as u32, left: *most };
            self.arcs[back] = Arc { cost: -cost, head: *tail, back: there as u32, left: 0 };
        }
    }

    fn of(&self, node: usize) -> std::ops::Range<usize> {
        self.first[node] as usize..self.first[node + 1] as usize
    }

    fn reduced(&self, tail: usize, arc: usize) -> i64 {
        let arc = &self.arcs[arc];
        arc.cost + self.price[arc.head as usize] - self.price[tail]
    }

    fn send(&mut self, tail: usize, arc: usize, much: u32) {
        let head = self.arcs[arc].head as usize;
        self.arcs[arc].left -= much;
        let back = self.arcs[arc].back as usize;
        self.arcs[back].left += much;
        self.excess[tail] -= i64::from(much);
        self.excess[head] += i64::from(much);
    }

    /// Makes no arc that is left lead down by more than `step`, and everybody arrive. None when
    /// somebody can't.
    fn refine(&mut self, step: i64) -> Option<()> {
        let mut active = VecDeque::new();
        for node in 0..self.price.len() {
            for arc in self.of(node) {
                if self.arcs[arc].left > 0 && self.reduced(node, arc) < 0 {
                    self.send(node, arc, self.arcs[arc].left);
                }
            }
        }
        for node in 0..self.price.len() {
            self.next[node] = self.first[node];
            if self.excess[node] > 0 {
                active.push_back(node as u32);
            }
        }
        self.update(step)?;
        let (mut relabels, mut path) = (0, Vec::with_capacity(LENGTH));
        while let Some(start) = active.front().copied() {
            let start = start as usize;
            if self.excess[start] <= 0 {
                active.pop_front();
                continue;
            }
            relabels += self.search(start, step, &mut path);
            let mut tail = start;
            for arc in path.drain(..) {
                let much = i64::from(self.arcs[arc].left).min(self.excess[tail]).max(0);
                self.send(tail, arc, much as u32);
                tail = self.arcs[arc].head as usize;
                if self.excess[tail] > 0 && self.excess[tail] <= much {
                    active.push_back(tail as u32);
                }
            }
            if relabels > self.price.len() {
                relabels = 0;
                self.update(step)?;
            }
        }
        Some(())
    }

    /// A path of arcs that lead down, until something is missing at its end or it is long enough.
    /// Gives how many prices were raised.
    fn search(&mut self, start: usize, step: i64, path: &mut Vec<usize>) -> usize {
        let (mut tip, mut relabels) = (start, 0);
        // Where nothing leads on, prices would rise for ever: the next update sees that.
        while path.len() < LENGTH && self.excess[tip] >= 0 && relabels <= self.price.len() {
            let down = (self.next[tip] as usize..self.first[tip + 1] as usize)
                .find(|arc| self.arcs[*arc].left > 0 && self.reduced(tip, *arc) < 0);
            if let Some(arc) = down {
                self.next[tip] = arc as u32;
                if path.contains(&arc) {
                    break;
                }
                path.push(arc);
                tip = self.arcs[arc].head as usize;
                continue;
            }
            // What the way back would then cost counts too: what is sent on makes it open.
            let behind = path.last().map(|arc| self.arcs[*arc].back as usize);
            let least = self
                .of(tip)
                .filter(|arc| self.arcs[*arc].left > 0 || Some(*arc) == behind)
                .map(|arc| self.reduced(tip, arc))
                .min()
                .unwrap_or(0);
            self.price[tip] += least + step;
            self.next[tip] = self.first[tip];
            relabels += 1;
            if let Some(arc) = path.pop() {
                tip = self.arcs[self.arcs[arc].back as usize].head as usize;
            }
        }
        relabels
    }

    /// Raises every price by how many steps the node is from where something is missing. None when
    /// somebody can't get there at all.
    fn update(&mut self, step: i64) -> Option<()> {
        let mut ranks = std::mem::take(&mut self.ranks);
        let mut open = ranks.begin(&self.excess);
        let mut rank = 0;
        while open > 0 && rank <= ranks.high {
            while let Some(node) = ranks.take(rank) {
                let node = node as usize;
                for arc in self.of(node) {
                    let (to_here, before) = (self.arcs[arc].back as usize, self.arcs[arc].head as usize);
                    if self.arcs[to_here].left > 0 && ranks.of[before] as usize > rank {
                        let steps = self.reduced(before, to_here).max(-step).div_euclid(step) + 1;
                        ranks.lower(before, rank.saturating_add(steps as usize));
                    }
                }
                if self.excess[node] > 0 {
                    open -= self.excess[node];
                }
            }
            if open > 0 {
                rank += 1;
            }
        }
        let reached = open <= 0 || self.all_arrive();
        for node in 0..self.price.len() {
            let raise = (ranks.of[node] as usize).min(rank);
            if raise > 0 {
                self.price[node] += raise as i64 * step;
                self.next[node] = self.first[node];
            }
        }
        self.ranks = ranks;
        reached.then_some(())
    }

    /// Whether there is a way from everybody still open to where something is missing.
    fn all_arrive(&self) -> bool {
        let mut seen: Vec<bool> = self.excess.iter().map(|excess| *excess < 0).collect();
        let mut open: Vec<usize> = (0..seen.len()).filter(|node| seen[*node]).collect();
        while let Some(node) = open.pop() {
            for arc in self.of(node) {
                let before = self.arcs[arc].head as usize;
                if self.arcs[self.arcs[arc].back as usize].left > 0 && !std::mem::replace(&mut seen[before], true) {
                    open.push(before);
                }
            }
        }
        self.excess.iter().zip(&seen).all(|(excess, seen)| *excess <= 0 || *seen)
    }

    /// Divides the prices by the scale and lowers those for which a cheaper way is left: an end is
    /// reached because the flow is optimal.
    fn exact(&mut self, scale: i64) {
        for arc in &mut self.arcs {
            arc.cost /= scale;
        }
        for price in &mut self.price {
            *price = price.div_euclid(scale);
        }
        let mut queued = vec![true; self.price.len()];
        let mut queue: VecDeque<u32> = (0..self.price.len() as u32).collect();
        while let Some(node) = queue.pop_front() {
            let node = node as usize;
            queued[node] = false;
            for arc in self.of(node) {
                let (to_here, before) = (self.arcs[arc].back as usize, self.arcs[arc].head as usize);
                if self.arcs[to_here].left > 0 && self.reduced(before, to_here) < 0 {
                    self.price[before] = self.arcs[to_here].cost + self.price[node];
                    if !std::mem::replace(&mut queued[before], true) {
                        queue.push_back(before as u32);
                    }
                }
            }
        }
    }

    /// The option along which somebody went: a person's arcs are the options in their order.
    fn chosen(&self, market: &Market, person: usize) -> u32 {
        let arcs = self.of(self.people + person);
        let (begin, mut arcs) = (arcs.start, arcs);
        arcs.find(|arc| self.arcs[*arc].left == 0)
            .map_or(NONE, |arc| (market.options(person).start + arc - begin) as u32)
    }
}

/// Nodes by rank, in lists that a node can leave.
#[derive(Default)]
struct Ranks {
    of: Vec<u32>,
    heads: Vec<u32>,
    after: Vec<u32>,
    before: Vec<u32>,
    /// The highest rank of this update.
    high: usize,
}

impl Ranks {
    fn new(nodes: usize) -> Self {
        let most = (FALL as usize * nodes).clamp(64, NONE as usize - 1);
        Self {
            of: vec![0; nodes],
            heads: vec![NONE; most],
            after: vec![NONE; nodes],
            before: vec![NONE; nodes],
            high: most - 1,
        }
    }

    /// Those who miss something stand first. Gives how many are to arrive.
    fn begin(&mut self, excess: &[i64]) -> i64 {
        self.heads[..=self.high].fill(NONE);
        self.high = 0;
        let mut open = 0;
        for (node, excess) in excess.iter().enumerate() {
            self.of[node] = self.heads.len() as u32;
            if *excess < 0 {
                self.enter(node, 0);
            } else {
                open += excess;
            }
        }
        open
    }

    fn enter(&mut self, node: usize, rank: usize) {
        self.of[node] = rank as u32;
        self.high = self.high.max(rank);
        let next = std::mem::replace(&mut self.heads[rank], node as u32);
        self.after[node] = next;
        self.before[node] = NONE;
        if next != NONE {
            self.before[next as usize] = node as u32;
        }
    }

    fn take(&mut self, rank: usize) -> Option<u32> {
        let node = self.heads[rank];
        if node == NONE {
            return None;
        }
        let next = self.after[node as usize];
        self.heads[rank] = next;
        if next != NONE {
            self.before[next as usize] = NONE;
        }
        Some(node)
    }

    fn lower(&mut self, node: usize, rank: usize) {
        let old = self.of[node] as usize;
        if rank >= old {
            return;
        }
        if old < self.heads.len() {
            let (before, after) = (self.before[node], self.after[node]);
            if before == NONE {
                self.heads[old] = after;
            } else {
                self.after[before as usize] = after;
            }
            if after != NONE {
                self.before[after as usize] = before;
            }
        }
        self.enter(node, rank);
    }
}
