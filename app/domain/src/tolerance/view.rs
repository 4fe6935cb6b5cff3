//! What the screens read.

use serde::{Deserialize, Serialize};

use super::{
    ActionKind, Clause, Conflict, Consistency, Member, Missing, Part, Precedent, RemedyKind, Stand, State, Step, Talk,
    ToleranceCase,
};
use crate::{AccountId, Day, Reason, ToleranceId};

/// A line of the register: nothing of what the case is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseRow {
    /// The case.
    pub id: ToleranceId,
    /// Its number.
    pub number: String,
    /// Whose; empty for those who only keep the register.
    pub name: String,
    /// Their unit's name.
    pub unit_name: String,
    /// Where it stands.
    pub step: Step,
    /// Whether it goes on.
    pub state: State,
    /// By when the step is to be done.
    pub due: Option<Day>,
    /// Whether the viewer is the one to act.
    pub waits: bool,
    /// Until when the viewer may have the decision reviewed or appeal against it.
    pub contest: Option<Day>,
    /// Whether the viewer may open it; otherwise they may take it over.
    pub opens: bool,
    /// As it was read.
    pub version: u32,
}

/// Somebody who may be named in a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nominee {
    /// Who.
    pub member: Member,
    /// Whether they may handle it; everybody in the list may decide it.
    pub handles: bool,
    /// Why they would have to stand aside.
    pub conflicts: Vec<Conflict>,
}

/// A case's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseDetail {
    /// As far as the viewer may know it.
    pub case: ToleranceCase,
    /// As which parts the viewer acts.
    pub parts: Vec<Part>,
    /// What is missing, and whose turn each is.
    pub missing: Vec<(Missing, Option<Part>)>,
    /// By when the step is to be done.
    pub due: Option<Day>,
    /// Who may be named, for those who name them.
    pub nominees: Vec<Nominee>,
    /// Clauses by which it is judged.
    pub clauses: Vec<Clause>,
    /// Cases like it, for handlers and deciders.
    pub similar: Vec<(u32, Precedent)>,
    /// The year whose holiday table is missing.
    pub no_table: Option<i32>,
    /// Whether it is in the collection of precedents already.
    pub collected: bool,
    /// Whether the viewer may take it over from whoever keeps it.
    pub takes: bool,
    /// What the person may ask for, each until when.
    pub windows: Vec<(RemedyKind, Day)>,
    /// With which account the viewer acts.
    pub me: AccountId,
    /// How the viewer stands to the organ that decided.
    pub stand: Stand,
}

impl CaseDetail {
    /// Why the viewer does not do something here.
    #[must_use]
    pub fn bars(&self, kind: ActionKind) -> Option<Reason> {
        self.case.bars(kind, &self.me, self.stand)
    }
}

/// The collection of decided cases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Precedents {
    /// Those that were looked for, newest first.
    pub found: Vec<Precedent>,
    /// How many there are in all.
    pub all: u32,
    /// How alike cases were decided.
    pub consistency: Vec<Consistency>,
    /// The clauses their keys stand for.
    pub clauses: Vec<Clause>,
}

/// A talk in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TalkRow {
    /// The talk.
    pub talk: Talk,
    /// Whether it counts today.
    pub counts: bool,
    /// Whether it is the viewer's own.
    pub own: bool,
}
