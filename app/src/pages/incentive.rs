//! Incentives: awards, what others can learn from, care, rules and figures.

pub mod award;
pub mod awards;
pub mod care;

use super::step;
use crate::words::tr;

fn trail() -> Vec<(String, String)> {
    vec![step("/incentive/awards", tr("激励", "Incentives"))]
}
