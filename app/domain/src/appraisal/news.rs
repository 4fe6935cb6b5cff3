//! What people are told of appraisals.

use serde::{Deserialize, Serialize};

use super::Outcome;
use crate::{AppraisalId, Day, MemberId, SheetId};

/// What a notice of it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum News {
    /// A report on the year is asked for.
    ReportAsked {
        /// As whom in the appraisal.
        member: MemberId,
        year: i32,
        /// The last day.
        until: Day,
    },
    /// A ballot can be cast.
    BallotOpen {
        sheet: SheetId,
        /// The appraisal's title.
        title: String,
        /// The last day.
        until: Day,
    },
    /// A result, or what became of it.
    AppraisalTold {
        /// As whom in the appraisal.
        member: MemberId,
        year: i32,
        outcome: Outcome,
    },
    /// Somebody asks for a review, or appeals.
    AppraisalAsked {
        /// As whom in the appraisal.
        member: MemberId,
        name: String,
        year: i32,
    },
    /// A vote is over and can be counted.
    VoteOver { appraisal: AppraisalId, title: String },
    /// The ballots of a vote are counted.
    VoteCounted { appraisal: AppraisalId, title: String },
    /// A deed is to be confirmed.
    DeedEntered {
        /// Whose.
        name: String,
        /// What.
        title: String,
    },
    /// A deed was confirmed or not.
    DeedAnswered {
        /// What.
        title: String,
        /// Whether it counts.
        counts: bool,
    },
}

impl News {
    /// Where it leads.
    #[must_use]
    pub fn href(&self) -> String {
        match self {
            Self::ReportAsked { member, .. }
            | Self::AppraisalTold { member, .. }
            | Self::AppraisalAsked { member, .. } => format!("/appraisal/members/{member}"),
            Self::VoteOver { appraisal, .. } | Self::VoteCounted { appraisal, .. } => {
                format!("/appraisal/years/{appraisal}")
            }
            Self::BallotOpen { sheet, .. } => format!("/appraisal/ballots/{sheet}"),
            Self::DeedEntered { .. } | Self::DeedAnswered { .. } => "/appraisal/deeds".to_owned(),
        }
    }
}
