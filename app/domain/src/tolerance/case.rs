//! A case and what it keeps.

use serde::{Deserialize, Serialize};

use super::{
    ActionKind, ClauseKind, Distinction, Member, Opener, Outcome, Part, Side, State, Step, Template, ToleranceRules,
};
use crate::calendar::Workdays;
use crate::code::{Code, Family, Level};
use crate::fault::{Checks, Milestone, Rule};
use crate::meeting;
use crate::remedy::{RemedyKind, Used};
use crate::{AccountId, Day, Fault, Moment, PersonId, ToleranceId, UnitId};

/// A signature, over what was signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Whose.
    #[serde(flatten)]
    pub member: Member,
    /// The digest of what was signed, see [`ToleranceCase::digest`].
    #[serde(default)]
    pub over: String,
}

/// A request that somebody stand aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recusal {
    /// Who should.
    pub member: Member,
    /// Why.
    pub reason: String,
    /// When it was asked.
    pub at: Moment,
    /// The answer: granted, and why.
    pub answer: Option<(bool, String)>,
}

/// Something that speaks for a side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// For which side.
    pub side: Side,
    /// To which clause or distinction, by its key; empty for the whole.
    pub about: String,
    /// What it says, or where it is.
    pub text: String,
    /// A sealed file, by its id; empty for none.
    #[serde(default)]
    pub file: String,
    /// The file's name.
    #[serde(default)]
    pub file_name: String,
    /// As what it was given.
    pub part: Part,
    /// By whom.
    pub by: String,
    /// When.
    pub at: Moment,
}

/// A hearing of the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hearing {
    /// The day.
    pub on: Day,
    /// What they said.
    pub text: String,
    /// Who heard them.
    pub by: String,
}

/// What the handlers found of a clause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub clause: String,
    /// Whether it holds.
    pub holds: bool,
    /// Why.
    pub reason: String,
    /// By whom.
    pub by: String,
}

/// What the handlers found of a distinction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// Which.
    pub distinction: Distinction,
    /// On which side the matter lies: for tolerance is the first half of its sentence.
    pub side: Side,
    /// Why.
    pub reason: String,
    /// By whom.
    pub by: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CastVote {
    /// Whose.
    pub member: Member,
    /// For what.
    pub outcome: Outcome,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Moment,
}

/// A decision in writing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// What.
    pub outcome: Outcome,
    /// Why.
    pub reasons: String,
    /// Its number.
    pub document: String,
    /// The day.
    pub on: Day,
}

/// A review or appeal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remedy {
    /// Which.
    pub kind: RemedyKind,
    /// The day it was asked for.
    pub asked: Day,
    pub grounds: String,
    /// Whether its answer was given more time.
    #[serde(default)]
    pub extended: bool,
    /// The body that decides it: of a review the same as before, of an appeal another.
    #[serde(default)]
    pub deciders: Vec<Member>,
    #[serde(default)]
    pub votes: Vec<CastVote>,
    /// Who put the answer in writing.
    #[serde(default)]
    pub by: AccountId,
    /// The organ that answered, where that was another than the one that decided.
    #[serde(default)]
    pub body: String,
    pub answer: Option<Decision>,
}

impl Remedy {
    /// One that was just asked for.
    #[must_use]
    pub fn asked(kind: RemedyKind, on: Day, grounds: &str, deciders: Vec<Member>) -> Self {
        Self {
            kind,
            asked: on,
            grounds: grounds.trim().to_owned(),
            extended: false,
            deciders,
            votes: Vec::new(),
            by: AccountId::default(),
            body: String::new(),
            answer: None,
        }
    }

    /// What its votes decide.
    #[must_use]
    pub fn carried(&self) -> Option<Outcome> {
        carried(&self.deciders, &self.votes)
    }
}

/// What votes decide: two thirds of the members voted, and more than half of all for it.
fn carried(members: &[Member], votes: &[CastVote]) -> Option<Outcome> {
    let of = |outcome: &Outcome| votes.iter().filter(|vote| vote.outcome == *outcome).count() as u32;
    let (all, present) = (members.len() as u32, votes.len() as u32);
    Outcome::ALL.iter().copied().find(|outcome| meeting::carries(all, present, of(outcome)))
}

/// What is to be corrected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// Number of the notice.
    pub document: String,
    pub plan: String,
    /// By when.
    pub due: Day,
    /// Checks: (day, whether it is done, what was seen, by whom).
    pub checks: Vec<(Day, bool, String, String)>,
}

/// A statement whether nothing is left of something: done, or why it is not needed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// The day.
    pub on: Day,
    /// Number or words.
    pub text: String,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When.
    pub at: Moment,
    /// Who.
    pub by: String,
    /// As what.
    pub part: Part,
    /// At which step.
    pub step: Step,
    /// What.
    pub action: ActionKind,
    /// In words.
    pub note: String,
}

/// An application as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Whose error.
    pub person: PersonId,
    /// What happened.
    pub matter: String,
    /// When it happened.
    pub happened: Day,
    /// Day of the notice of accountability; none before one.
    pub notice: Option<Day>,
    /// Whether whoever applies says that there was no notice yet.
    #[serde(default)]
    pub unnoticed: bool,
    /// Its number: the sanction it may lift.
    pub notice_number: String,
    /// By which template it asks to be judged.
    pub template: Template,
    /// Situations it claims, by key.
    pub situations: Vec<String>,
    /// Why it asks for tolerance.
    pub grounds: String,
}

impl Draft {
    /// Checks the fields. `last` is the last day to apply after the notice.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self, rules: &ToleranceRules, last: Option<Day>, organ: bool, today: Day) -> Result<(), Fault> {
        let mut checks = Checks::default();
        checks.text(&self.matter, "matter", 1000);
        checks.text(&self.grounds, "grounds", 2000);
        checks.optional_text(&self.notice_number, "notice_number", 60);
        checks.require(self.happened <= today, "happened", Rule::NotLater);
        if let Some(notice) = self.notice {
            checks.require(notice <= today, "notice", Rule::NotLater);
            checks.require(self.happened <= notice, "notice", Rule::not_before(Milestone::Happened, self.happened));
        }
        // The time to apply runs from the notice: without its day somebody has to say that there is none.
        checks.require(organ || self.unnoticed || self.notice.is_some(), "notice", Rule::Required);
        checks.require(!self.unnoticed || self.notice.is_none(), "notice", Rule::Wrong);
        checks.require(!self.unnoticed || self.notice_number.trim().is_empty(), "notice_number", Rule::Wrong);
        // The time to apply is over; the organ may begin a case at any time.
        if let Some(last) = last.filter(|_| !organ) {
            checks.require(today <= last, "notice", Rule::Over(last));
        }
        let situation =
            |key: &String| rules.clauses.iter().any(|one| one.kind == ClauseKind::Situation && one.key == *key);
        checks.require(self.situations.iter().all(situation), "situations", Rule::Unknown);
        checks.require(!self.situations.is_empty(), "situations", Rule::Required);
        checks.done()
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToleranceCase {
    /// The case.
    pub id: ToleranceId,
    /// Its number in the register.
    pub number: String,
    /// Whose error.
    pub person: PersonId,
    pub name: String,
    pub unit: UnitId,
    pub unit_name: String,
    pub path: String,
    pub family: Family,
    /// The person's level.
    pub level: Level,
    /// Who began it.
    pub opener: Opener,
    /// What happened.
    pub matter: String,
    /// When.
    pub happened: Day,
    /// Day of the notice of accountability.
    pub notice: Option<Day>,
    pub notice_number: String,
    /// By which template it is judged.
    pub template: Template,
    /// Situations it claims.
    pub situations: Vec<String>,
    /// Why it asks for tolerance.
    pub grounds: String,
    /// The numbers it goes by.
    pub rules: ToleranceRules,
    /// Where it stands.
    pub step: Step,
    /// Whether it goes on.
    pub state: State,
    /// When it came to its step.
    pub since: Moment,
    /// Since when its clock stands still.
    #[serde(default)]
    pub suspended: Option<Day>,
    /// Working days the clock stood still at this step.
    #[serde(default)]
    pub stood: u32,
    /// Whether verification was given more time.
    #[serde(default)]
    pub extended: bool,
    /// Whether it was sent back to be completed: once only.
    #[serde(default)]
    pub completed: bool,
    /// Who accepted it and sees to it for the organ; nobody else of the organ opens it then.
    #[serde(default)]
    pub keeper: Option<Member>,
    #[serde(default)]
    pub handlers: Vec<Member>,
    /// The deciding body.
    #[serde(default)]
    pub deciders: Vec<Member>,
    /// Requests that somebody stand aside.
    #[serde(default)]
    pub recusals: Vec<Recusal>,
    /// What speaks for either side.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    #[serde(default)]
    pub hearings: Vec<Hearing>,
    /// Whether the person said in writing that they need no hearing.
    #[serde(default)]
    pub hearing_waived: bool,
    /// Findings on clauses.
    #[serde(default)]
    pub findings: Vec<Finding>,
    /// Findings on the three distinctions.
    #[serde(default)]
    pub assessments: Vec<Assessment>,
    /// The exclusion that was found: (clause, written reason). It stands once as many handlers found
    /// it as verify a case.
    #[serde(default)]
    pub excluded: Option<(String, String)>,
    /// Who found it.
    #[serde(default)]
    pub excluded_by: Vec<Member>,
    /// The handlers' report.
    #[serde(default)]
    pub report: String,
    /// Who signed it, over what.
    #[serde(default)]
    pub signed: Vec<Signature>,
    /// Votes, the last of each member.
    #[serde(default)]
    pub votes: Vec<CastVote>,
    /// Who put the decision in writing; they answer nothing that is asked against it.
    #[serde(default)]
    pub decided_by: AccountId,
    /// Path of the unit whose organ decided: an appeal goes to another, see [`crate::remedy`].
    #[serde(default)]
    pub decided_at: String,
    #[serde(default)]
    pub decision: Option<Decision>,
    /// The day the person had it in writing, and what was said in the talk.
    #[serde(default)]
    pub told: Option<Answered>,
    /// Whether the person accepted it.
    #[serde(default)]
    pub accepted: bool,
    /// Reviews and appeals.
    #[serde(default)]
    pub remedies: Vec<Remedy>,
    /// What is to be corrected.
    #[serde(default)]
    pub correction: Option<Correction>,
    /// Why nothing is.
    #[serde(default)]
    pub uncorrected: String,
    /// The filing with the higher body.
    #[serde(default)]
    pub filed: Option<Answered>,
    /// The follow-up visit.
    #[serde(default)]
    pub visited: Option<Answered>,
    /// The public clearing: in which scope, and its words.
    #[serde(default)]
    pub cleared: Option<Answered>,
    /// Reopened for fraud: (day, why).
    #[serde(default)]
    pub reopened: Vec<(Day, String)>,
    /// The whole history, oldest first.
    #[serde(default)]
    pub history: Vec<Event>,
    /// Counts edits.
    #[serde(default)]
    pub version: u32,
}

impl ToleranceCase {
    /// Whether nobody can tell from what is known if it was applied for in time: whoever accepts it
    /// says how they know.
    #[must_use]
    pub fn limit_unknown(&self) -> bool {
        self.opener != Opener::Organ && self.notice.is_none()
    }

    /// The decision that stands: that of the last answered remedy, or the first.
    #[must_use]
    pub fn stands(&self) -> Option<&Decision> {
        self.remedies.iter().rev().find_map(|one| one.answer.as_ref()).or(self.decision.as_ref())
    }

    /// What takes effect elsewhere: a decision that tolerates and was told, until the case is
    /// reopened.
    #[must_use]
    pub fn effective(&self) -> Option<Outcome> {
        let goes = matches!(self.state, State::Running | State::Done);
        let told = self.told.is_some() && self.step >= Step::Feedback;
        self.stands().map(|one| one.outcome).filter(|one| goes && told && *one < Outcome::Refused)
    }

    /// As what it was applied for.
    #[must_use]
    pub fn applicant(&self) -> Part {
        self.opener.part()
    }

    /// Keys of the situations claimed and of the clauses that were found to hold.
    #[must_use]
    pub fn holding(&self) -> Vec<String> {
        let refuted = |key: &String| self.findings.iter().any(|one| one.clause == *key && !one.holds);
        let mut keys: Vec<String> = self.situations.iter().filter(|key| !refuted(key)).cloned().collect();
        keys.extend(self.findings.iter().filter(|one| one.holds).map(|one| one.clause.clone()));
        keys.sort();
        keys.dedup();
        keys
    }

    /// What the handlers must judge: the clauses of the template and every situation claimed.
    #[must_use]
    pub fn to_judge(&self) -> Vec<String> {
        let kind = match self.template {
            Template::All => ClauseKind::Condition,
            Template::Look => ClauseKind::Look,
        };
        let mut keys: Vec<String> =
            self.rules.clauses.iter().filter(|one| one.kind == kind).map(|one| one.key.clone()).collect();
        keys.extend(self.situations.iter().cloned());
        keys
    }

    /// What was found of a clause.
    #[must_use]
    pub fn finding(&self, clause: &str) -> Option<&Finding> {
        self.findings.iter().find(|one| one.clause == clause)
    }

    /// What the votes decide: two thirds of the members voted, and more than half of all for it.
    #[must_use]
    pub fn carried(&self) -> Option<Outcome> {
        carried(&self.deciders, &self.votes)
    }

    /// What was asked for and waits for its answer.
    #[must_use]
    pub fn open_remedy(&self) -> Option<&Remedy> {
        let last = self.remedies.iter().find(|one| one.kind == RemedyKind::Appeal).or(self.remedies.first())?;
        last.answer.is_none().then_some(last)
    }

    pub(super) fn open_remedy_mut(&mut self) -> Option<&mut Remedy> {
        let appealed = self.remedies.iter().any(|one| one.kind == RemedyKind::Appeal);
        let last = self.remedies.iter_mut().find(|one| !appealed || one.kind == RemedyKind::Appeal)?;
        last.answer.is_none().then_some(last)
    }

    /// What was asked for so far, as the windows read it.
    #[must_use]
    pub fn used(&self, days: &Workdays) -> Vec<Used> {
        let periods = self.rules.periods();
        let of = |one: &Remedy| Used {
            kind: one.kind,
            due: periods.answer(one.kind, one.asked, one.extended, days),
            answered: one.answer.as_ref().map(|answer| answer.on),
        };
        self.remedies.iter().map(of).collect()
    }

    /// The last day on which a review or an appeal may be asked for; none when it is not open.
    #[must_use]
    pub fn window(&self, kind: RemedyKind, days: &Workdays, today: Day) -> Option<Day> {
        let told = self.told.as_ref()?.on;
        self.rules.periods().window(kind, told, &self.used(days), days, today)
    }

    /// The body whose members vote now.
    #[must_use]
    pub fn body(&self) -> &[Member] {
        self.open_remedy().map_or(&self.deciders, |open| &open.deciders)
    }

    /// The votes of the body whose members vote now.
    #[must_use]
    pub fn ballot(&self) -> &[CastVote] {
        self.open_remedy().map_or(&self.votes, |open| &open.votes)
    }

    /// Whether somebody has still to vote: only when all did and nothing carries are they asked again.
    #[must_use]
    pub fn votes_pending(&self) -> bool {
        self.ballot().len() < self.body().len()
    }

    /// Whether an exclusion was found by as many as verify a case.
    #[must_use]
    pub fn stands_excluded(&self) -> bool {
        self.excluded.is_some() && self.excluded_by.len() >= self.rules.handlers as usize
    }

    /// Whether somebody decided in this case before: wrote a decision, or had a vote in it.
    #[must_use]
    pub fn took_part(&self, account: &AccountId) -> bool {
        let answered = self.remedies.iter().filter(|one| one.answer.is_some());
        let voted = self.votes.iter().chain(answered.clone().flat_map(|one| &one.votes));
        self.decided_by == *account
            || answered.into_iter().any(|one| one.by == *account)
            || voted.into_iter().any(|vote| vote.member.account == *account)
            || self.handlers.iter().any(|one| one.account == *account)
    }

    /// What the handlers sign: a digest of evidence, hearings, findings and the report. Whatever of
    /// these changes makes another of it.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut parts: Vec<String> = vec![self.report.clone(), self.hearing_waived.to_string()];
        for one in &self.evidence {
            parts.extend([one.side.code().to_owned(), one.about.clone(), one.text.clone(), one.file.clone()]);
        }
        for one in &self.hearings {
            parts.extend([crate::time::day_text(one.on), one.text.clone()]);
        }
        let mut findings: Vec<_> = self.findings.iter().collect();
        findings.sort_by(|a, b| a.clause.cmp(&b.clause));
        for one in findings {
            parts.extend([one.clause.clone(), one.holds.to_string(), one.reason.clone()]);
        }
        let mut assessments: Vec<_> = self.assessments.iter().collect();
        assessments.sort_by_key(|one| one.distinction.code());
        for one in assessments {
            let (distinction, side) = (one.distinction.code(), one.side.code());
            parts.extend([distinction.to_owned(), side.to_owned(), one.reason.clone()]);
        }
        crate::signature::digest(parts.iter().map(String::as_str))
    }
}
