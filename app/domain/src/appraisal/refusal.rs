//! Why the yearly appraisal refuses what was asked.

use serde::{Deserialize, Serialize};

use crate::Day;
use crate::record::Grade;

/// Why something of the yearly appraisal is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// More paper ballots were typed than given out: so many, of so many.
    PaperOver(u32, u32),
    /// More slips than voters without an account: how many there is still room for.
    SlipsOver(u32),
    /// A slip that was not given out yet, or is void.
    SlipDead,
    /// Reports are handed in to the end of this day, and the vote comes after them.
    ReportsRun(Day),
    /// The vote is open: its roll is not changed any more.
    RollStands,
    /// People are in another appraisal of the same year: how many, and one of them.
    YearTaken(u32, String),
    /// More in a pool (by name) would be 优秀 than its cap (the number) allows.
    OverCap(String, u32),
    /// What the year brought allows no better grade than this; without one, none at all.
    GradeBarred(Option<Grade>),
    /// The ballot was taken with another browser; a second one is not given out.
    BallotTaken,
    /// The signature of a ballot is not the box's.
    BallotFalse,
}
