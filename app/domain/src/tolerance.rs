//! Fault tolerance and correction (容错纠错) as a procedure: who erred in good faith is heard,
//! judged by published clauses and protected; what follows of it takes effect elsewhere.
//!
//! [`Case::act`] is the only way a case changes; [`missing`] says what stands between it and
//! its next step, and whose turn it is. Working days and time come in as arguments.

mod act;
mod action;
mod case;
mod clause;
mod conflict;
mod guard;
pub(crate) mod id;
mod news;
mod paper;
mod part;
pub(crate) mod permission;
pub mod port;
mod precedent;
mod refusal;
mod setting;
mod talk;
#[cfg(test)]
mod tests;
mod todo;
pub(crate) mod topic;
mod view;

pub use crate::remedy::{RemedyKind, Stand};
pub use act::ToleranceGround;
pub use action::{Action, ActionKind, Upload};
pub use case::{
    Answered, Assessment, CastVote, Correction, Decision, Draft, Event, Evidence, Finding, Hearing, Recusal, Remedy,
    Signature, ToleranceCase,
};
pub use clause::{Clause, ClauseKind, Distinction, Template, clauses};
pub use conflict::{Conflict, ConflictKind, Standing, conflicts};
pub use guard::{Missing, due, missing};
pub use news::News;
pub use paper::paper;
pub use part::{Member, Opener, Outcome, Part, Side, State, Step};
pub use precedent::{Consistency, Precedent, consistency, similar};
pub use refusal::Refusal;
pub use setting::ToleranceRules;
pub use talk::{Talk, TalkAct, TalkActKind, TalkDraft, TalkEvent, TalkKind, TalkPart, TalkStep};
pub use todo::Todo;
pub use view::{CaseDetail, CaseRow, Nominee, Precedents, TalkRow};
