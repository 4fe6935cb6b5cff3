//! Two-way exchange: rules, rounds, cases, and what falls due.

mod case;
mod due;
pub(crate) mod feature;
mod file;
mod ground;
mod held;
mod holiday;
mod kind;
mod offer;
mod paper;
mod round;
mod rule;
mod scenario;
mod taken;
mod together;

pub(crate) use domain::appointment::leads;
pub(crate) use due::Supervisor;
