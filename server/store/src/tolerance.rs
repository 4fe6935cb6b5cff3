//! Fault tolerance: cases kept whole with their history, what they change elsewhere, and who is
//! told. Every look at a case leaves a row of the trail; the trail itself keeps nothing of what
//! a case is about.

mod case;
mod effect;
pub(crate) mod feature;
mod record;
mod remind;
