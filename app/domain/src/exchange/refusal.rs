//! Why exchange refuses what was asked.

use serde::{Deserialize, Serialize};

use super::matching::ProblemFault;
use crate::Day;

/// Why something of exchange is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// A round needs units of both families, a post and time before it opens.
    RoundNotReady,
    /// Wishes are taken to the end of their last day.
    WishesOpen,
    /// The round takes no wishes and nominations now.
    WishesClosed,
    /// Somebody (by name) is on the way to a post by another case.
    CaseRunning(String),
    /// 调任 takes people from outside the civil service (公务员法 70).
    FromInside,
    /// 转任 moves people inside the civil service (公务员法 71).
    FromOutside,
    /// Not everybody answered, and they may until the end of this day.
    RepliesOpen(Day),
    /// What is done in several cases can't be done in somebody's (by name) as it stands.
    CaseNotReady(String),
    /// Somebody (by name) is of no unit that takes part in the round.
    NotTakingPart(String),
    /// The cases of one paper say different days or numbers.
    PapersDiffer,
    /// Somebody (by name) declined, and the result was not repaired.
    NotRepaired(String),
    /// A round has no result under its rules: why.
    RoundUnsolved(ProblemFault),
}
