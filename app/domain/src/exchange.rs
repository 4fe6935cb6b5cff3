//! Two-way exchange (双向交流) between mass organisations and Party–government bodies.

pub mod case;
pub mod document;
pub mod eligibility;
pub mod kind;
pub mod matching;
pub mod port;
mod refusal;
pub mod round;
pub mod view;

pub use refusal::Refusal;
