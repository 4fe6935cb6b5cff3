//! Balanced exchange: two-sided top trading cycles (Dur and Ünver, Journal of Political
//! Economy 2019) with a tolerance for each unit, held as lower and upper bounds on how many
//! it has at the end (Suzuki, Tamura, Yahiro, Yokoo and Zhang 2023).
//!
//! Everybody points at the best post that can still be had; a post points at its first
//! holder in the order of the round, or, while it has a free seat, at the first person who
//! may leave. Whoever stands in a circle moves along it. Within a circle of holders every
//! unit that loses one gains one; a free seat spends tolerance.

use std::collections::BTreeSet;

use super::conclusion::outcome;
use super::market::{Market, NONE};
use super::outcome::{Certificate, Outcome};
use super::problem::{Mechanism, Problem, ProblemFault};

pub(super) fn run(problem: &Problem, market: &Market) -> Result<Outcome, ProblemFault> {
    if !market.pairs.is_empty() {
        return Err(ProblemFault::Pairs);
    }
    market.pins_fit(problem)?;
    let mut trade = Trade::new(market);
    trade.pins();
    trade.clear();
    let plain = market.quotas.is_empty() && problem.pinned.is_empty();
    Ok(outcome(problem, market, Mechanism::Balanced, &trade.chosen, Certificate::Exchange, (false, plain)))
}

struct Trade<'a> {
    market: &'a Market,
    /// The option each got; [`NONE`] while open.
    chosen: Vec<u32>,
    /// How many each post and unit would have if everybody still open stayed.
    held: Vec<u32>,
    units: Vec<u32>,
    /// Arrivals by quota.
    arrived: Vec<u32>,
    /// Holders of each post still open, last first.
    holders: Vec<Vec<u32>>,
    /// By unit: (place of the first holder, post) of posts whose holders may leave.
    leave: Vec<BTreeSet<(u32, u32)>>,
    /// Across units: (place, unit) of units that may lose one.
    export: BTreeSet<(u32, u32)>,
    in_leave: Vec<u32>,
    in_export: Vec<u32>,
    /// The first option that may still be had.
    next: Vec<usize>,
    /// Options struck out because a quota forbade them.
    struck: Vec<bool>,
}

impl<'a> Trade<'a> {
    fn new(market: &'a Market) -> Self {
        let mut holders = vec![Vec::new(); market.seats.len()];
        for person in market.order.iter().rev() {
            holders[market.home[*person as usize] as usize].push(*person);
        }
        let mut trade = Self {
            market,
            chosen: vec![NONE; market.people()],
            held: market.held.clone(),
            units: market.now.clone(),
            arrived: vec![0; market.quotas.len()],
            holders,
            leave: vec![BTreeSet::new(); market.now.len()],
            export: BTreeSet::new(),
            in_leave: vec![NONE; market.seats.len()],
            in_export: vec![NONE; market.now.len()],
            next: market.start[..market.people()].to_vec(),
            struck: vec![false; market.post.len()],
        };
        for post in 0..market.seats.len() {
            trade.refresh_post(post);
        }
        trade
    }

    /// Moves those who are pinned before anybody trades.
    fn pins(&mut self) {
        for (i, option) in self.market.pinned_away() {
            self.take(i, option);
            self.shift(self.market.post[option] as usize, self.market.home[i] as usize);
        }
    }

    fn refresh_post(&mut self, post: usize) {
        while self.holders[post].last().is_some_and(|person| self.chosen[*person as usize] != NONE) {
            self.holders[post].pop();
        }
        let unit = self.market.unit[post] as usize;
        if self.in_leave[post] != NONE {
            self.leave[unit].remove(&(self.in_leave[post], post as u32));
            self.in_leave[post] = NONE;
        }
        if let Some(first) = self.holders[post].last()
            && self.held[post] > self.market.least[post]
        {
            self.in_leave[post] = self.market.place[*first as usize];
            self.leave[unit].insert((self.in_leave[post], post as u32));
        }
        self.refresh_unit(unit);
    }

    fn refresh_unit(&mut self, unit: usize) {
        if self.in_export[unit] != NONE {
            self.export.remove(&(self.in_export[unit], unit as u32));
            self.in_export[unit] = NONE;
        }
        if let Some((place, _)) = self.leave[unit].first()
            && self.units[unit] > self.market.lower[unit]
        {
            self.in_export[unit] = *place;
            self.export.insert((*place, unit as u32));
        }
    }

    /// The person a post points at.
    fn points_at(&self, post: usize) -> Option<u32> {
        let market = self.market;
        let mut best = self.holders[post].last().map_or(NONE, |person| market.place[*person as usize]);
        if self.held[post] < market.seats[post] {
            let unit = market.unit[post] as usize;
            best = best.min(self.leave[unit].first().map_or(NONE, |(place, _)| *place));
            if self.units[unit] < market.upper[unit] {
                best = best.min(self.export.first().map_or(NONE, |(place, _)| *place));
            }
        }
        (best != NONE).then(|| market.order[best as usize])
    }

    /// The best option somebody can still have, and the person its post points at.
    fn wants(&mut self, person: usize) -> (usize, Option<u32>) {
        let market = self.market;
        let end = market.start[person + 1];
        let mut at = self.next[person];
        while at < end {
            let post = market.post[at];
            // One's own seat is one's own.
            if post == market.home[person] {
                return (at, None);
            }
            let gone = self.struck[at]
                || self.holders[post as usize].is_empty() && self.held[post as usize] >= market.seats[post as usize];
            if !gone && let Some(to) = self.points_at(post as usize) {
                return (at, Some(to));
            }
            if gone && at == self.next[person] {
                self.next[person] += 1;
            }
            at += 1;
        }
        (end - 1, None)
    }

    fn take(&mut self, person: usize, option: usize) {
        self.chosen[person] = option as u32;
        for (quota, limit) in self.market.quotas.iter().enumerate() {
            if self.market.counts(limit, person, self.market.post[option]) {
                self.arrived[quota] += 1;
            }
        }
    }

    /// One more at a post, one less at another.
    fn shift(&mut self, to: usize, from: usize) {
        self.held[to] += 1;
        self.held[from] -= 1;
        self.units[self.market.unit[to] as usize] += 1;
        self.units[self.market.unit[from] as usize] -= 1;
        self.refresh_post(to);
        self.refresh_post(from);
    }

    /// The wish that a quota or a limit forbids in a circle: of the last person in the order.
    fn forbidden(&self, circle: &[(u32, usize, u32)]) -> Option<usize> {
        let market = self.market;
        for (quota, limit) in market.quotas.iter().enumerate() {
            let inside: Vec<&(u32, usize, u32)> = circle
                .iter()
                .filter(|(person, option, _)| market.counts(limit, *person as usize, market.post[*option]))
                .collect();
            if self.arrived[quota] + inside.len() as u32 > limit.most {
                return inside.iter().max_by_key(|one| market.place[one.0 as usize]).map(|one| one.1);
            }
        }
        None
    }

    fn clear(&mut self) {
        let market = self.market;
        // (person, option, the person its post points at)
        let mut path: Vec<(u32, usize, u32)> = Vec::new();
        let mut on_path = vec![NONE; market.people()];
        for first in 0..market.people() {
            while self.chosen[first] == NONE {
                let person = path.last().map_or(first as u32, |last| last.2);
                let (option, to) = self.wants(person as usize);
                let Some(to) = to else {
                    self.take(person as usize, option);
                    // Who pointed here by way of a post points elsewhere now.
                    if let Some(last) = path.pop() {
                        on_path[last.0 as usize] = NONE;
                    }
                    self.refresh_post(market.home[person as usize] as usize);
                    continue;
                };
                on_path[person as usize] = path.len() as u32;
                path.push((person, option, to));
                if on_path[to as usize] == NONE {
                    continue;
                }
                let circle = path.split_off(on_path[to as usize] as usize);
                for (person, ..) in &circle {
                    on_path[*person as usize] = NONE;
                }
                if let Some(option) = self.forbidden(&circle) {
                    self.struck[option] = true;
                    if let Some(last) = path.pop() {
                        on_path[last.0 as usize] = NONE;
                    }
                    continue;
                }
                let mut moved = false;
                for (person, option, _) in &circle {
                    self.take(*person as usize, *option);
                }
                for (_, option, to) in &circle {
                    let (post, from) = (market.post[*option] as usize, market.home[*to as usize] as usize);
                    if post == from {
                        self.refresh_post(post);
                    } else {
                        self.shift(post, from);
                        moved = true;
                    }
                }
                // Who pointed into the circle points elsewhere now; when a free seat was used, all
                // on the path may.
                let stays = if moved { 0 } else { path.len().saturating_sub(1) };
                for (person, ..) in path.drain(stays..) {
                    on_path[person as usize] = NONE;
                }
            }
        }
    }
}
