//! Incentives (激励): awards as a procedure from the nomination to the certificate, what else
//! encourages people, and rules that suggest who was overlooked.

mod award;
pub mod port;
mod setting;
mod suggest;
#[cfg(test)]
mod tests;
mod view;

pub use award::{
    Action, ActionKind, Award, AwardGround, AwardKind, Draft, Event, Ground, Missing, Part, Recipient, State, Step,
    due, missing,
};
pub use setting::{AwardRule, IncentiveRules};
pub use suggest::{Share, Suggestion, Suspect, distribution, excellent_years, suggest};
pub use view::{AwardDetail, AwardRow, Care, CareKind, CareRow, Incentives, Practice};
