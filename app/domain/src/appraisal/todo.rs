//! What of appraisals waits for somebody, as their home page shows it.

use serde::{Deserialize, Serialize};

use super::RemedyKind;
use crate::{Day, MemberId, SheetId};

/// Something of it that waits for somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Todo {
    /// A report on the year that is asked for.
    Report {
        /// As whom in the appraisal.
        member: MemberId,
        year: i32,
        /// The last day.
        until: Day,
    },
    /// A ballot to cast.
    Ballot {
        sheet: SheetId,
        /// The appraisal's title and the unit.
        title: String,
        /// The last day.
        until: Day,
    },
    /// A result that may still be reviewed or appealed against.
    Contest {
        /// As whom in the appraisal.
        member: MemberId,
        year: i32,
        /// The last day.
        until: Day,
    },
    /// A result to acknowledge.
    Result {
        /// As whom in the appraisal.
        member: MemberId,
        year: i32,
    },
    /// A review or an appeal to decide.
    Remedy {
        /// Whose, in the appraisal.
        member: MemberId,
        name: String,
        /// Which.
        what: RemedyKind,
        /// The last day.
        until: Day,
    },
    /// So many deeds to confirm.
    Deeds {
        /// How many.
        count: u32,
    },
}
