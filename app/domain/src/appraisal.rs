//! Appraisal (考核评价): schemes of indicators, ballots that nobody can join to a voter, grades
//! within their cap, written results with review and appeal, and what follows from them.

mod ballot;
mod consequence;
mod count;
pub(crate) mod id;
mod known;
mod member;
mod news;
mod part;
pub(crate) mod permission;
pub mod port;
mod refusal;
mod remedy;
mod scheme;
mod score;
mod setting;
mod sheet;
mod slip;
mod suggest;
mod tally;
#[cfg(test)]
mod tests;
mod todo;
pub(crate) mod topic;
mod trial;
mod view;
mod year;

pub use crate::remedy::{RemedyKind, Stand};
pub use ballot::{Ballot, GroupRoll, PaperBatch, differences, read_paper};
pub use consequence::{Consequence, consequences};
pub use count::{Count, Rate, Shown, Tally, Turnout};
pub use member::{Act, ActKind, Change, Ground, Hindrance, Member, Report, Ruling, window};
pub use news::News;
pub use part::{MemberPart, Outcome, Standing};
pub use refusal::Refusal;
pub use remedy::{Remedy, RemedyAnswer, open};
pub use scheme::{Absent, Dimension, Indicator, Scheme, Source, VoterGroup, VoterKind};
pub use score::{Evidence, FactValue, Line, Score, ThirdParty, ThirdPartyDraft, WeighedCell, score};
pub use setting::{AppraisalRules, ConsequenceKind, ConsequenceRule};
pub use sheet::{Sheet, Target};
pub use slip::{SlipAct, SlipActKind, SlipBatch, SlipCount};
pub use suggest::suggest;
pub use tally::tally;
pub use todo::Todo;
pub use trial::{Move, Trial, trial};
pub use view::{
    AppraisalDetail, AppraisalRow, Appraisals, BallotPage, BallotRow, Deed, DeedKind, DeedState, MemberDetail,
    MemberFilter, MemberRow, Members, PoolRow, Receipt, SchemeDetail, Schemes, SheetDetail, SheetRow, SlipRow,
};
pub use year::{
    Appraisal, Counting, Draft, Missing, Pool, PoolBy, Progress, Step, StepAct, StepActKind, YearEvent, missing,
};
