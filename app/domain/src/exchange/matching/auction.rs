//! A fast start for rounds without free seats: an auction with falling increments (Bertsekas
//! 1988), exact because costs are multiplied by more than the number of people.
//!
//! When every post has one seat and somebody in it, everybody ends in a post and every post
//! full: a perfect assignment, for which the auction is many times faster than paths.

use std::collections::VecDeque;

use super::market::{Market, NONE};

/// How much smaller each round's increment is.
const FALL: i64 = 6;

/// Everybody's option, and prices of the posts for which each is the cheapest; none when the round
/// is not of this kind.
pub(super) fn perfect(market: &Market) -> Option<(Vec<u32>, Vec<i64>)> {
    let posts = market.seats.len() - 1;
    let kind = posts > 0
        && market.people() == posts
        && market.held[posts] == 0
        && market.seats[..posts].iter().all(|seats| *seats == 1)
        && (0..market.people()).all(|i| market.wish[market.start[i + 1] - 1] == NONE);
    if !kind {
        return None;
    }
    let mut auction = Auction::new(market, posts);
    auction.run();
    let mut price: Vec<i64> = auction.price.iter().map(|price| price.div_euclid(auction.scale)).collect();
    raise(market, &auction.chosen, &mut price);
    Some((auction.chosen, price))
}

struct Auction<'a> {
    market: &'a Market,
    /// What costs are multiplied by: increments of 1 add up to less for all.
    scale: i64,
    price: Vec<i64>,
    chosen: Vec<u32>,
    holder: Vec<u32>,
}

impl<'a> Auction<'a> {
    fn new(market: &'a Market, posts: usize) -> Self {
        Self {
            market,
            scale: posts as i64 + 1,
            price: vec![0; posts],
            chosen: vec![NONE; posts],
            holder: vec![NONE; posts],
        }
    }

    fn value(&self, option: usize) -> i64 {
        self.market.cost[option] * self.scale + self.price[self.market.post[option] as usize]
    }

    fn run(&mut self) {
        let (least, most) = self
            .market
            .cost
            .iter()
            .fold((i64::MAX, i64::MIN), |(least, most), cost| (least.min(*cost), most.max(*cost)));
        let mut step = ((most - least) * self.scale / 4).max(1);
        loop {
            self.sell(step);
            if step == 1 {
                return;
            }
            step = (step / FALL).max(1);
        }
    }

    /// Sells every post with bids that rise by at least `step`.
    fn sell(&mut self, step: i64) {
        let market = self.market;
        let mut open: Vec<u32> = Vec::new();
        for person in 0..self.chosen.len() {
            let kept = self.chosen[person] != NONE && {
                let own = self.value(self.chosen[person] as usize);
                market.options(person).all(|option| own <= self.value(option) + step)
            };
            if !kept {
                if self.chosen[person] != NONE {
                    self.holder[market.post[self.chosen[person] as usize] as usize] = NONE;
                    self.chosen[person] = NONE;
                }
                open.push(person as u32);
            }
        }
        while let Some(person) = open.pop() {
            let (mut best, mut second, mut at) = (i64::MAX, i64::MAX, 0);
            for option in market.options(person as usize) {
                let value = self.value(option);
                if value < best {
                    second = best;
                    (best, at) = (value, option);
                } else if value < second {
                    second = value;
                }
            }
            let post = market.post[at] as usize;
            // Whoever has but one option bids what nobody outbids.
            let raise = if second == i64::MAX { market.people() as i64 * self.scale } else { second - best };
            self.price[post] += raise + step;
            self.chosen[person as usize] = at as u32;
            let out = std::mem::replace(&mut self.holder[post], person);
            if out != NONE {
                self.chosen[out as usize] = NONE;
                open.push(out);
            }
        }
    }
}

/// Raises prices until everybody's option is the cheapest: an end is reached because the assignment
/// is optimal.
fn raise(market: &Market, chosen: &[u32], price: &mut [i64]) {
    let mut holder = vec![NONE; price.len()];
    for (person, option) in chosen.iter().enumerate() {
        holder[market.post[*option as usize] as usize] = person as u32;
    }
    let mut queued = vec![true; price.len()];
    let mut queue: VecDeque<u32> = (0..price.len() as u32).collect();
    while let Some(post) = queue.pop_front() {
        queued[post as usize] = false;
        let person = holder[post as usize] as usize;
        let own = market.cost[chosen[person] as usize] + price[post as usize];
        for option in market.options(person) {
            let other = market.post[option] as usize;
            if market.cost[option] + price[other] < own {
                price[other] = own - market.cost[option];
                if !std::mem::replace(&mut queued[other], true) {
                    queue.push_back(other as u32);
                }
            }
        }
    }
}
