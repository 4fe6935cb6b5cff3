//! Two-way exchange (双向交流) between mass organisations and Party–government bodies.

pub mod case;
pub mod document;
pub mod eligibility;
pub(crate) mod id;
pub mod kind;
pub mod matching;
mod news;
pub(crate) mod permission;
pub mod port;
mod refusal;
pub mod round;
mod todo;
pub(crate) mod topic;
pub mod view;

pub use news::News;
pub use refusal::Refusal;
pub use todo::Todo;
