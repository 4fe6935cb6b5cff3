//! A case of exchange: one person on the way to one post and back, step by step.
//!
//! [`Case::act`] is the only way a case changes. It knows who may do what at which step, and
//! [`missing`] says what still stands between a case and its next step, so that a screen can
//! show it and no address can skip it.

mod act;
mod action;
mod guard;
mod known;
#[cfg(test)]
mod tests;
mod voice;

use serde::{Deserialize, Serialize};

pub use act::CaseGround;
pub use action::{Action, ActionKind};
pub use guard::{Missing, missing};
pub use known::{acts_in_several, parts_in};
pub use voice::{Behalf, Ending, Part, Voice, Vote};

use super::eligibility::{Finding, RuleKey, Verdict, Waiver, verdict};
use super::kind::{ExchangeKind, KindRules, Paper, Step};
use crate::calendar::Workdays;
use crate::code::{Code, Level, codes};
use crate::publicity::Publicity;
use crate::record::Grade;
use crate::{CaseId, Day, Moment, OfferId, PersonId, PostId, RoundId, UnitId};

codes! {
    /// Whether a case goes on.
    CaseState {
        Running "running" "办理中" "Under way",
        Withdrawn "withdrawn" "已撤回" "Withdrawn",
        Refused "refused" "未通过" "Refused",
        Done "done" "已办结" "Closed",
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    /// Whose.
    pub voice: Voice,
    /// Whether they agree.
    pub agrees: bool,
    /// In their words.
    pub text: String,
    /// Who entered it.
    pub by: String,
    /// When.
    pub at: Moment,
    /// The paper it was entered from, when another part entered it.
    #[serde(default)]
    pub behalf: Option<Behalf>,
}

/// A paper that is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filed {
    /// Which.
    pub paper: Paper,
    /// Its number, or what it says in short.
    pub note: String,
    /// Who entered it.
    pub by: String,
    /// When.
    pub at: Moment,
    /// The paper it was entered from, when another part entered it.
    #[serde(default)]
    pub behalf: Option<Behalf>,
}

/// Why a move goes on although the person does not agree (公务员法 73: 应当服从机关的交流决定).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overruled {
    /// Why.
    pub reason: String,
    /// Who said so.
    pub by: String,
    /// When.
    pub at: Moment,
}

/// A rule that says otherwise than before: (which, before, now); passing where it did not apply.
pub type Change = (RuleKey, Verdict, Verdict);

/// The rules read anew, where that changed something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// When.
    pub at: Moment,
    /// At which step.
    pub step: Step,
    /// What changed.
    pub changes: Vec<Change>,
}

/// A file of the case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    /// Which; empty for one that whoever reads the case may not open.
    pub file: String,
    /// What it was called.
    pub name: String,
    /// Bytes.
    pub size: u32,
    /// What it is.
    pub about: String,
    /// At which step it was attached.
    pub step: Step,
    /// For the organisation department alone.
    pub closed: bool,
    /// Who attached it.
    pub by: String,
    /// When.
    pub at: Moment,
    /// Why it was taken off; empty while it stands.
    #[serde(default)]
    pub removed: String,
}

impl Attached {
    /// Whether it can be opened.
    #[must_use]
    pub fn readable(&self) -> bool {
        !self.file.is_empty() && self.removed.is_empty()
    }

    /// Whether those parts may open it: what was said in vetting and deciding is not the person's.
    #[must_use]
    pub fn is_for(&self, parts: &[Part]) -> bool {
        let private = matches!(self.step, Step::Vetting | Step::Decision) && parts.contains(&Part::Person);
        parts.contains(&Part::Organiser) || !self.closed && !private
    }
}

/// Something that happened in a case.
pub type Event = crate::procedure::Event<Step, ActionKind>;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// The case.
    pub id: CaseId,
    /// Kind of exchange.
    pub kind: ExchangeKind,
    /// What the kind asked for when the case was opened; none of one opened before cases kept it. See
    /// [`Self::goes_by`].
    #[serde(default)]
    pub rules: Option<KindRules>,
    /// Who.
    pub person: PersonId,
    pub person_name: String,
    /// The round it came from; empty for none.
    #[serde(default)]
    pub round: RoundId,
    /// The post of that round.
    #[serde(default)]
    pub offer: OfferId,
    /// The post they held when the case was opened, with its unit.
    #[serde(default)]
    pub present: String,
    /// The unit that sends.
    pub home: UnitId,
    pub home_name: String,
    pub home_path: String,
    /// The unit that receives.
    pub host: UnitId,
    pub host_name: String,
    pub host_path: String,
    /// The post there, as the unit lists it; empty for one offered in a round.
    #[serde(default)]
    pub post: PostId,
    pub title: String,
    pub level: Level,
    /// Where it is, to the county; empty when nobody said.
    #[serde(default)]
    pub place: String,
    /// The term in months; 0 for none.
    pub months: u32,
    /// The path of the organiser's unit: whose department sees to the case.
    pub path: String,
    /// Where it stands.
    pub step: Step,
    /// Whether it goes on.
    pub state: CaseState,
    /// When it came to its step.
    pub since: Moment,
    /// What the rules say, as read last: they are read anew until the person is appointed.
    pub findings: Vec<Finding>,
    /// What each said when the case was opened.
    #[serde(default)]
    pub opening: Vec<(RuleKey, Verdict)>,
    /// When they said otherwise than before, oldest first.
    #[serde(default)]
    pub judged: Vec<Judgement>,
    /// Decisions about rules.
    #[serde(default)]
    pub waivers: Vec<Waiver>,
    #[serde(default)]
    pub opinions: Vec<Opinion>,
    /// Why it goes on although the person does not agree.
    #[serde(default)]
    pub overruled: Option<Overruled>,
    #[serde(default)]
    pub papers: Vec<Filed>,
    #[serde(default)]
    pub files: Vec<Attached>,
    #[serde(default)]
    pub vote: Option<Vote>,
    /// The public notice, put up in both units at once, and objections.
    #[serde(default)]
    pub publicity: Publicity,
    /// Number of the approval or filing.
    #[serde(default)]
    pub approval: String,
    /// Number of the notice of appointment.
    #[serde(default)]
    pub appointment: String,
    /// The day that notice bears.
    #[serde(default)]
    pub appointed: Option<Day>,
    /// First day in the post.
    #[serde(default)]
    pub from: Option<Day>,
    /// Last day in the post.
    #[serde(default)]
    pub until: Option<Day>,
    /// The day of reporting for duty.
    #[serde(default)]
    pub reported: Option<Day>,
    /// Mid-term review, then appraisal.
    #[serde(default)]
    pub reviews: Vec<(Step, Grade, String)>,
    /// How it ended.
    #[serde(default)]
    pub ending: Option<Ending>,
    /// The last day an extension that was entered will give it.
    #[serde(default)]
    pub extend_to: Option<Day>,
    /// Times it was extended.
    #[serde(default)]
    pub extended: u32,
    /// The whole history, oldest first.
    #[serde(default)]
    pub history: Vec<Event>,
    /// Counts edits.
    #[serde(default)]
    pub version: u32,
}

/// A case as typed: somebody for a post of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseDraft {
    /// Kind of exchange.
    pub kind: ExchangeKind,
    /// Who.
    pub person: PersonId,
    /// The post's unit.
    pub unit: UnitId,
    /// The post, one the unit lists.
    pub post: crate::PostId,
    /// The term in months; 0 for none.
    pub months: u32,
    /// Where the post is, to the county.
    pub place: String,
}

/// What findings say otherwise than verdicts before.
fn changes(before: &[(RuleKey, Verdict)], findings: &[Finding]) -> Vec<Change> {
    let was = |key: RuleKey| before.iter().find(|one| one.0 == key).map_or(Verdict::Pass, |one| one.1);
    let is = |key: RuleKey| findings.iter().find(|one| one.key == key).map_or(Verdict::Pass, |one| one.verdict);
    let changed = |key: &&RuleKey| was(**key) != is(**key);
    RuleKey::ALL.iter().filter(changed).map(|key| (*key, was(*key), is(*key))).collect()
}

impl Case {
    /// What its kind asks of it, whatever is changed later: what it kept when it was opened. One that was
    /// opened before cases kept that goes by what was in force before versions had days.
    #[must_use]
    pub fn goes_by(&self, versions: &[KindRules]) -> KindRules {
        let undated = || versions.iter().find(|one| one.kind == self.kind && one.from.is_none()).cloned();
        self.rules.clone().or_else(undated).unwrap_or_else(|| KindRules::first(self.kind))
    }

    /// What the rules and the decisions about them say together.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        verdict(&self.findings, &self.waivers)
    }

    /// The opinion of a voice, the last one given.
    #[must_use]
    pub fn opinion(&self, voice: Voice) -> Option<&Opinion> {
        self.opinions.iter().rev().find(|one| one.voice == voice)
    }

    /// Whose opinions the case needs: the person, both units, and what the rules found asks
    /// for (工会法 18; the higher body of dual-led organs).
    #[must_use]
    pub fn voices(&self) -> Vec<Voice> {
        let asks = |key: RuleKey| self.findings.iter().any(|one| one.key == key && one.verdict == Verdict::Ask);
        let mut voices = vec![Voice::Person, Voice::Home];
        if self.home != self.host {
            voices.push(Voice::Host);
        }
        if asks(RuleKey::UnionConsent) {
            voices.extend([Voice::Union, Voice::HigherUnion]);
        }
        if asks(RuleKey::HigherOpinion) {
            voices.push(Voice::Higher);
        }
        voices
    }

    /// Whether a rule asks for an opinion rather than a decision.
    fn by_voice(key: RuleKey) -> bool {
        matches!(key, RuleKey::UnionConsent | RuleKey::HigherOpinion)
    }

    /// Findings that need a decision and have none.
    pub fn undecided(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|one| {
            one.verdict >= Verdict::Ask
                && !(one.verdict == Verdict::Ask && Self::by_voice(one.key))
                && !self.waivers.iter().any(|waiver| waiver.covers(one))
        })
    }

    /// Whether somebody was appointed by it: the rules and what was decided stand from then on.
    #[must_use]
    pub fn is_appointed(&self) -> bool {
        !self.appointment.is_empty()
    }

    /// Whether the rules are still read anew.
    #[must_use]
    pub fn is_judged(&self) -> bool {
        self.state == CaseState::Running && self.step <= Step::Appointment && !self.is_appointed()
    }

    /// The case with what the rules say now, and a note of what changed since they were read last.
    #[must_use]
    pub fn judged_anew(mut self, findings: Vec<Finding>, now: Moment) -> Self {
        if !self.is_judged() {
            return self;
        }
        let before: Vec<(RuleKey, Verdict)> = self.findings.iter().map(|one| (one.key, one.verdict)).collect();
        let changes = changes(&before, &findings);
        if !changes.is_empty() {
            self.judged.push(Judgement { at: now, step: self.step, changes });
        }
        self.findings = findings;
        self
    }

    /// What the rules say otherwise than when the case was opened.
    #[must_use]
    pub fn changes(&self) -> Vec<Change> {
        // One opened by an earlier version of this program kept nothing to compare with.
        if self.opening.is_empty() { Vec::new() } else { changes(&self.opening, &self.findings) }
    }

    /// The day a step must be done by, when there is one: the handover runs from the notice
    /// of appointment, a term's review and end from its days.
    #[must_use]
    pub fn due(&self, rules: &KindRules, days: &Workdays) -> Option<Day> {
        if self.state != CaseState::Running {
            return None;
        }
        match self.step {
            Step::PublicNotice => self.publicity.until(),
            Step::Reporting => (rules.handover_days > 0).then(|| days.after(self.since.day(), rules.handover_days)),
            // The review begins in the middle of the term and has a month.
            Step::MidReview => self.middle().map(|on| on + chrono::TimeDelta::days(30)),
            Step::FinalAppraisal | Step::Closing => self.until,
            _ => None,
        }
    }

    /// The middle of the term.
    #[must_use]
    pub fn middle(&self) -> Option<Day> {
        self.from.zip(self.until).map(|(from, until)| from + (until - from) / 2)
    }
}
