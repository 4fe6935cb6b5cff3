//! What one more seat costs, of a post and of a unit: costs that only grow, so that flows stay exact.

use super::market::Market;

/// The cost of the seat after `held` of a post.
pub(super) fn of_post(market: &Market, missing: i64, post: usize, held: u32) -> i64 {
    if held < market.least[post] { -missing } else { 0 }
}

/// The cost of one more in a unit that has `held`.
pub(super) fn of_unit(market: &Market, missing: i64, unit: usize, held: u32) -> i64 {
    let required = if held < market.lower[unit] { -missing } else { 0 };
    if unit + 1 == market.now.len() {
        return required;
    }
    required + if held < market.now[unit] { -market.balance } else { market.balance }
}
