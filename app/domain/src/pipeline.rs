//! Talent pipelines: who has what it takes for the next level and why, where nobody follows those
//! who leave, and the numbers it is judged by.

pub(crate) mod permission;
pub mod port;
mod setting;
mod structure;
mod talent;
#[cfg(test)]
mod tests;
pub(crate) mod topic;

pub use setting::*;
pub use structure::*;
pub use talent::*;
