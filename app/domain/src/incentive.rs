//! Incentives (激励): awards as a procedure from the nomination to the certificate, what else
//! encourages people, and rules that suggest who was overlooked.

mod award;
pub(crate) mod id;
mod kind;
mod news;
pub(crate) mod permission;
pub mod port;
mod setting;
mod suggest;
#[cfg(test)]
mod tests;
mod todo;
pub(crate) mod topic;
mod view;

pub use award::{
    Action, ActionKind, Award, AwardGround, Draft, Event, Ground, Missing, Part, Recipient, State, Step, due, missing,
};
pub use kind::AwardKind;
pub use news::News;
pub use setting::{AwardRule, IncentiveRules};
pub use suggest::{Share, Suggestion, Suspect, distribution, excellent_years, suggest};
pub use todo::Todo;
pub use view::{AwardDetail, AwardRow, Care, CareKind, CareRow, IncentiveQuery, Incentives, Practice};
