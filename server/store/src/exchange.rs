//! Two-way exchange: rules, rounds, cases, and what falls due.

mod case;
mod due;
mod ground;
mod offer;
mod round;
mod rule;
mod scenario;

pub(crate) use domain::appointment::leads;
pub(crate) use due::{AHEAD, Supervisor};
