//! What the screens read.

use serde::{Deserialize, Serialize};

use super::{
    ActionKind, Clause, Conflict, Consistency, Member, Missing, Part, Precedent, RemedyKind, Stand, State, Step, Talk,
    TalkKind, TalkStep, ToleranceCase,
};
use crate::code::{Code, Lang};
use crate::register::{Cell, Head, Listed, head};
use crate::time::day_text;
use crate::{AccountId, Day, Reason, ToleranceId};

/// A line of the register: nothing of what the case is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseRow {
    /// The case.
    pub id: ToleranceId,
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

impl Listed for CaseRow {
    type Step = Step;
    const SEARCHED: (&'static str, &'static str) = ("编号、姓名、单位或拼音", "Number, name, unit or pinyin");
    const HEADS: &'static [Head] = &[
        head("number", "编号", "Number"),
        head("name", "人员", "Whose"),
        head("unit", "单位", "Unit"),
        head("step", "当前步骤", "Step"),
        head("due", "期限", "Due"),
        head("hint", "提示", "To know").unsorted(),
    ];

    fn words(&self) -> Vec<&str> {
        vec![&self.number, &self.name, &self.unit_name]
    }

    fn step(&self) -> Option<Step> {
        self.is_open().then_some(self.step)
    }

    fn is_open(&self) -> bool {
        self.state == State::Running
    }

    fn waits(&self) -> bool {
        self.waits
    }

    fn due(&self) -> Option<Day> {
        self.due
    }

    fn cell(&self, key: &str, lang: Lang) -> Cell {
        match key {
            "number" => Cell::text(&self.number),
            "name" => Cell::text(&self.name),
            "unit" => Cell::text(&self.unit_name),
            "step" => Cell::standing(self.step(), self.state, lang),
            "due" => Cell::day(self.due),
            _ => Cell::waiting(self.waits, lang),
        }
    }
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
    pub talk: Talk,
    /// Whether it counts today.
    pub counts: bool,
    /// Whether it is the viewer's own.
    pub own: bool,
}

impl Listed for TalkRow {
    type Step = TalkStep;
    const SEARCHED: (&'static str, &'static str) =
        ("姓名、文号、容错事项或拼音", "Name, document, case of fault tolerance or pinyin");
    const HEADS: &'static [Head] = &[
        head("on", "日期", "Day"),
        head("name", "人员", "With"),
        head("kind", "方式", "Kind"),
        head("why", "事由", "Why").unsorted(),
        head("until", "影响", "Counts"),
        head("answer", "答复", "Answer").unsorted(),
    ];

    fn words(&self) -> Vec<&str> {
        vec![&self.talk.name, &self.talk.document, &self.talk.lifted]
    }

    fn step(&self) -> Option<TalkStep> {
        Some(self.talk.step())
    }

    /// Whether it still counts, or is still to be answered.
    fn is_open(&self) -> bool {
        self.counts || self.due().is_some()
    }

    fn waits(&self) -> bool {
        self.own && self.talk.kind == TalkKind::Inquire && self.talk.step() == TalkStep::Open
    }

    fn due(&self) -> Option<Day> {
        self.talk.answer_by.filter(|_| self.talk.step() == TalkStep::Open)
    }

    fn cell(&self, key: &str, lang: Lang) -> Cell {
        let talk = &self.talk;
        match key {
            "on" => Cell::Day(talk.on),
            "name" => Cell::text(&talk.name),
            "kind" => Cell::coded(Some(talk.kind), lang),
            "why" => Cell::text(format!("{} {} {}", talk.reason, talk.document, talk.basis).trim()),
            "until" => Cell::day(talk.until.filter(|_| talk.lifted.is_empty())),
            _ => {
                let by = |day: Day| match lang {
                    Lang::Zh => format!("应于 {} 前答复", day_text(day)),
                    Lang::En => format!("to be answered by {}", day_text(day)),
                };
                let withdrawn = format!("{} {}", TalkStep::Withdrawn.name(lang), talk.withdrawn);
                let said = match talk.step() {
                    TalkStep::Withdrawn => withdrawn,
                    _ if talk.answer.is_empty() => talk.answer_by.map(by).unwrap_or_default(),
                    _ => talk.answer.clone(),
                };
                Cell::text(&said)
            }
        }
    }
}
