//! Two-way exchange (双向交流) between mass organisations and Party–government bodies.

pub mod eligibility;
pub mod kind;
pub mod matching;
