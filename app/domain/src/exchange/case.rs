//! A case of exchange: one person on the way to one post and back, step by step.
//!
//! [`Case::act`] is the only way a case changes. It knows who may do what at which step, and
//! [`missing`] says what still stands between a case and its next step, so that a screen can
//! show it and no address can skip it.

mod guard;
mod known;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use guard::{Missing, missing, turn};

pub use crate::appraisal::Grade as AppraisalGrade;

use super::eligibility::{Finding, RuleKey, Verdict, Waiver, verdict};
use super::kind::{ExchangeKind, KindRules, Paper, Step};
use super::workdays::Workdays;
use crate::code::{Code, Lang, Level, codes};
use crate::fault::{Checks, Rule};
use crate::{CaseId, Day, Fault, Moment, OfferId, PersonId, Reason, RoundId, UnitId};

codes! {
    /// Whether a case goes on.
    CaseState {
        Running "running" "办理中" "Under way",
        Withdrawn "withdrawn" "已撤回" "Withdrawn",
        Refused "refused" "未通过" "Refused",
        Done "done" "已办结" "Closed",
    }

    /// Who acts in a case.
    Part {
        Organiser "organiser" "组织部门" "Organisation department",
        Home "home" "派出（调出）单位" "Sending unit",
        Host "host" "接收（调入）单位" "Receiving unit",
        Person "person" "本人" "The person",
    }

    /// Whose opinion is asked. Opinions of one step are given in any order, beside each other.
    Voice {
        Person "person" "本人" "The person",
        Home "home" "派出（调出）单位" "Sending unit",
        Host "host" "接收（调入）单位" "Receiving unit",
        Union "union" "本级工会委员会" "Union committee",
        HigherUnion "higher-union" "上一级工会" "Next higher union",
        Higher "higher" "上级主管（协管）单位" "Higher body",
    }

    /// How a posting ends.
    Ending {
        Return "return" "期满返回" "Return",
        Extend "extend" "延期" "Extend",
        Stay "stay" "留任（转任）" "Stay by transfer",
    }
}

/// An opinion.
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
}

/// A vote of a meeting: two thirds of the members present, and more than half of all members
/// in favour (党政领导干部选拔任用工作条例, 讨论决定).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vote {
    /// The day.
    pub on: Day,
    /// Members who should be there.
    pub members: u32,
    /// Members present.
    pub present: u32,
    /// In favour.
    pub yes: u32,
    /// Against.
    pub no: u32,
}

impl Vote {
    /// Whether it decides in favour.
    #[must_use]
    pub fn carries(self) -> bool {
        self.members > 0 && self.present * 3 >= self.members * 2 && self.yes * 2 > self.members
    }
}

/// A public notice in one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicNotice {
    /// In the home or the host unit.
    pub part: Part,
    /// The day it was put up; the first whole working day is the next.
    pub from: Day,
    /// Its last day.
    pub until: Day,
}

/// An objection to a public notice, or the person's own to a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    /// From whom, as they wish to be named.
    pub from: String,
    /// Whether the person concerned made it themself.
    #[serde(default)]
    pub own: bool,
    /// What it says.
    pub text: String,
    /// When.
    pub at: Moment,
    /// The answer: (whether it stands in the way, reasons, by whom).
    pub answer: Option<(bool, String, String)>,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When.
    pub at: Moment,
    /// Who.
    pub by: String,
    /// At which step.
    pub step: Step,
    /// What.
    pub action: ActionKind,
    /// Reason, number or words.
    pub note: String,
}

codes! {
    /// What was done.
    ActionKind {
        Open "open" "提出" "Opened",
        File "file" "归入材料" "Filed a paper",
        Give "give" "提出意见" "Gave an opinion",
        Waive "waive" "作出特别决定" "Decided about a rule",
        Vote "vote" "会议表决" "Voted",
        Publish "publish" "公示" "Put up notice",
        Object "object" "提出异议" "Objected",
        Answer "answer" "答复异议" "Answered an objection",
        Approve "approve" "审批（备案）" "Approved or filed",
        Appoint "appoint" "发文任免" "Appointed",
        Report "report" "报到" "Reported for duty",
        Review "review" "考核鉴定" "Reviewed",
        End "end" "期满处理" "Ended",
        Advance "advance" "进入下一步" "Went on",
        SendBack "send-back" "退回补正" "Sent back",
        Withdraw "withdraw" "撤回" "Withdrawn",
        Refuse "refuse" "不予通过" "Refused",
    }
}

/// Something to be done with a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Action {
    /// Files a paper.
    File {
        /// Which.
        paper: Paper,
        /// Number or content.
        note: String,
    },
    /// Gives an opinion.
    Give {
        /// Whose.
        voice: Voice,
        /// Whether they agree.
        agrees: bool,
        /// In their words.
        text: String,
    },
    /// Decides otherwise than a rule, where the rule lets somebody.
    Waive {
        /// Which rule.
        key: RuleKey,
        /// Why.
        reason: String,
        /// Document of the decision.
        document: String,
    },
    /// Records a meeting's vote.
    Vote(Vote),
    /// Puts the public notice up in both units.
    Publish {
        /// The day.
        on: Day,
    },
    /// Objects.
    Object {
        /// From whom.
        from: String,
        /// What.
        text: String,
    },
    /// Answers an objection.
    Answer {
        /// Which, from 0.
        n: u32,
        /// Whether it stands in the way.
        upheld: bool,
        /// Reasons.
        text: String,
    },
    /// Records the approval or filing.
    Approve {
        /// Its number.
        document: String,
    },
    /// Records the notice of appointment and removal.
    Appoint {
        /// Its number.
        document: String,
        /// First day in the post.
        from: Day,
    },
    /// Records that the person reported for duty.
    Report {
        /// The day.
        on: Day,
    },
    /// Records a mid-term review or an appraisal.
    Review {
        /// The grade.
        grade: AppraisalGrade,
        /// In words.
        text: String,
    },
    /// Decides how the posting ends.
    End {
        /// How.
        ending: Ending,
        /// For an extension: the new last day.
        until: Option<Day>,
        /// Reason.
        reason: String,
    },
    /// Goes on to the next step.
    Advance,
    /// Sends the case back to the step before, to be corrected.
    SendBack {
        /// What is to be corrected.
        reason: String,
    },
    /// Withdraws the case.
    Withdraw {
        /// Why.
        reason: String,
    },
    /// Refuses the case.
    Refuse {
        /// Why.
        reason: String,
    },
}

impl Action {
    /// What it is.
    #[must_use]
    pub fn kind(&self) -> ActionKind {
        match self {
            Self::File { .. } => ActionKind::File,
            Self::Give { .. } => ActionKind::Give,
            Self::Waive { .. } => ActionKind::Waive,
            Self::Vote(_) => ActionKind::Vote,
            Self::Publish { .. } => ActionKind::Publish,
            Self::Object { .. } => ActionKind::Object,
            Self::Answer { .. } => ActionKind::Answer,
            Self::Approve { .. } => ActionKind::Approve,
            Self::Appoint { .. } => ActionKind::Appoint,
            Self::Report { .. } => ActionKind::Report,
            Self::Review { .. } => ActionKind::Review,
            Self::End { .. } => ActionKind::End,
            Self::Advance => ActionKind::Advance,
            Self::SendBack { .. } => ActionKind::SendBack,
            Self::Withdraw { .. } => ActionKind::Withdraw,
            Self::Refuse { .. } => ActionKind::Refuse,
        }
    }
}

/// Who does something: as which parts, and by what name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acting {
    /// As which parts; a substitute acts as the part they stand in for.
    pub parts: Vec<Part>,
    /// By what name.
    pub name: String,
}

/// A case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// The case.
    pub id: CaseId,
    /// Kind of exchange.
    pub kind: ExchangeKind,
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub person_name: String,
    /// The round it came from; empty for none.
    #[serde(default)]
    pub round: RoundId,
    /// The post of that round.
    #[serde(default)]
    pub offer: OfferId,
    /// The unit that sends.
    pub home: UnitId,
    /// Its name.
    pub home_name: String,
    /// Its path.
    pub home_path: String,
    /// The unit that receives.
    pub host: UnitId,
    /// Its name.
    pub host_name: String,
    /// Its path.
    pub host_path: String,
    /// The post there.
    pub title: String,
    /// Its level.
    pub level: Level,
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
    /// What the rules said when it was opened.
    pub findings: Vec<Finding>,
    /// Decisions about rules.
    #[serde(default)]
    pub waivers: Vec<Waiver>,
    /// Opinions.
    #[serde(default)]
    pub opinions: Vec<Opinion>,
    /// Papers.
    #[serde(default)]
    pub papers: Vec<Filed>,
    /// The vote.
    #[serde(default)]
    pub vote: Option<Vote>,
    /// Public notices.
    #[serde(default)]
    pub notices: Vec<PublicNotice>,
    /// Objections.
    #[serde(default)]
    pub objections: Vec<Objection>,
    /// Number of the approval or filing.
    #[serde(default)]
    pub approval: String,
    /// Number of the notice of appointment.
    #[serde(default)]
    pub appointment: String,
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
    pub reviews: Vec<(Step, AppraisalGrade, String)>,
    /// How it ended.
    #[serde(default)]
    pub ending: Option<Ending>,
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
}

/// Adds whole months to a day; the last day of the month when there is no such day.
#[must_use]
pub fn months_later(day: Day, months: u32) -> Day {
    day.checked_add_months(chrono::Months::new(months)).unwrap_or(day)
}

impl Case {
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
                && !self.waivers.iter().any(|waiver| waiver.key == one.key)
        })
    }

    /// The day a step must be done by, when there is one: the handover runs from the notice
    /// of appointment, a term's review and end from its days.
    #[must_use]
    pub fn due(&self, rules: &KindRules, days: &Workdays) -> Option<Day> {
        if self.state != CaseState::Running {
            return None;
        }
        match self.step {
            Step::PublicNotice => self.notices.iter().map(|one| one.until).max(),
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

    /// Which parts may do something at this step.
    #[must_use]
    pub fn who(&self, action: &Action) -> Vec<Part> {
        use Part as P;
        match action {
            Action::Give { voice: Voice::Person, .. } => vec![P::Person],
            Action::Give { voice: Voice::Home, .. } => vec![P::Home],
            Action::Give { voice: Voice::Host, .. } => vec![P::Host],
            Action::File { paper: Paper::HomeOpinion | Paper::HomeCheck, .. } => vec![P::Home],
            Action::File { paper: Paper::HostOpinion | Paper::HostAppraisal | Paper::MidReport, .. } => vec![P::Host],
            Action::File { paper: Paper::Handover, .. } => vec![P::Home, P::Host],
            Action::Report { .. } | Action::Review { .. } => vec![P::Host],
            Action::Object { .. } => vec![P::Organiser, P::Home, P::Host, P::Person],
            Action::Withdraw { .. } => vec![P::Organiser, P::Person],
            Action::SendBack { .. } => vec![P::Organiser, P::Host],
            _ => vec![P::Organiser],
        }
    }

    /// Does something: gives the case as it then is.
    ///
    /// # Errors
    /// [`Fault::Forbidden`] for who may not, [`Reason::WrongState`] for what is not done at
    /// this step, [`Reason::StepOpen`] when something is still missing, [`Fault::Invalid`]
    /// with every faulty field.
    pub fn act(
        &self,
        action: &Action,
        acting: &Acting,
        rules: &KindRules,
        days: &Workdays,
        now: Moment,
    ) -> Result<Self, Fault> {
        let may = self.who(action);
        if !acting.parts.iter().any(|part| may.contains(part)) {
            return Err(Fault::Forbidden);
        }
        if self.state != CaseState::Running || !self.allows(action) {
            return Err(Fault::Refused(Reason::WrongState));
        }
        let mut next = self.clone();
        let note = next.apply(action, acting, rules, days, now)?;
        next.history.push(Event { at: now, by: acting.name.clone(), step: self.step, action: action.kind(), note });
        Ok(next)
    }

    /// Whether something is done at this step at all.
    #[must_use]
    pub fn allows(&self, action: &Action) -> bool {
        use Step as S;
        let before = |step: Step| self.step < step;
        match action {
            Action::File { .. } | Action::Object { .. } | Action::Answer { .. } | Action::Advance => true,
            Action::Give { .. } => self.step == S::Consultation || self.step == S::Proposal,
            Action::Waive { .. } => before(S::Decision),
            Action::Vote(_) => self.step == S::Decision,
            Action::Publish { .. } => self.step == S::PublicNotice,
            Action::Approve { .. } => self.step == S::Approval,
            Action::Appoint { .. } => self.step == S::Appointment,
            Action::Report { .. } => self.step == S::Reporting,
            Action::Review { .. } => matches!(self.step, S::MidReview | S::FinalAppraisal),
            // A posting may end early, and then goes through its appraisal like any other.
            Action::End { ending, .. } => {
                self.step == S::Closing
                    || *ending == Ending::Return && matches!(self.step, S::InPost | S::MidReview | S::FinalAppraisal)
            }
            Action::SendBack { .. } => self.step > S::Proposal && before(S::Appointment),
            Action::Withdraw { .. } | Action::Refuse { .. } => before(S::Appointment),
        }
    }

    #[allow(clippy::too_many_lines)] // one arm for each action; apart they would say less
    fn apply(
        &mut self,
        action: &Action,
        acting: &Acting,
        rules: &KindRules,
        days: &Workdays,
        now: Moment,
    ) -> Result<String, Fault> {
        let today = now.day();
        let mut checks = Checks::default();
        let by = acting.name.clone();
        let note = match action {
            Action::File { paper, note } => {
                checks.text(note, "note", 300);
                checks.require(rules.papers.iter().any(|(_, one)| one == paper), "paper", Rule::Unknown);
                self.papers.push(Filed { paper: *paper, note: note.trim().to_owned(), by, at: now });
                note.clone()
            }
            Action::Give { voice, agrees, text } => {
                if *agrees {
                    checks.optional_text(text, "text", 500);
                } else {
                    checks.text(text, "text", 500);
                }
                checks.require(self.voices().contains(voice), "voice", Rule::Unknown);
                let text = text.trim().to_owned();
                self.opinions.push(Opinion { voice: *voice, agrees: *agrees, text: text.clone(), by, at: now });
                format!("{}：{} {text}", voice.name(Lang::Zh), if *agrees { "同意" } else { "不同意" })
            }
            Action::Waive { key, reason, document } => {
                checks.text(reason, "reason", 300);
                checks.text(document, "document", 80);
                let finding = self.undecided().find(|one| one.key == *key);
                // A finding nobody may decide about can be answered only where the rule itself
                // leaves it to a person.
                let may = finding.is_some_and(|one| one.verdict == Verdict::Ask || !one.waiver.is_empty());
                checks.require(may, "key", Rule::Unknown);
                let (reason, document) = (reason.trim().to_owned(), document.trim().to_owned());
                let note = format!("{document}：{reason}");
                self.waivers.push(Waiver { key: *key, reason, document, by, at: now });
                note
            }
            Action::Vote(vote) => {
                checks.require(vote.on <= today, "on", Rule::NotLater);
                let opened = self.history.first().map(|event| event.at.day());
                checks.require(opened.is_none_or(|opened| vote.on >= opened), "on", Rule::NotBefore);
                checks.between(i64::from(vote.members), "members", 1, 200);
                checks.between(i64::from(vote.present), "present", 0, i64::from(vote.members));
                let cast = i64::from(vote.present);
                checks.between(i64::from(vote.yes), "yes", 0, cast);
                checks.between(i64::from(vote.no), "no", 0, (cast - i64::from(vote.yes)).max(0));
                self.vote = Some(*vote);
                format!("应到{}，实到{}，同意{}", vote.members, vote.present, vote.yes)
            }
            Action::Publish { on } => {
                checks.require(*on <= today, "on", Rule::NotLater);
                checks.require(*on >= self.since.day(), "on", Rule::NotBefore);
                let until = days.after(*on, rules.notice_days);
                self.notices = [Part::Home, Part::Host].map(|part| PublicNotice { part, from: *on, until }).to_vec();
                format!("{on}–{until}")
            }
            Action::Object { from, text } => {
                checks.text(from, "from", 30);
                checks.text(text, "objection", 500);
                self.objections.push(Objection {
                    from: from.trim().to_owned(),
                    own: acting.parts.contains(&Part::Person),
                    text: text.trim().to_owned(),
                    at: now,
                    answer: None,
                });
                String::new()
            }
            Action::Answer { n, upheld, text } => {
                checks.text(text, "answered", 500);
                let one = self.objections.get_mut(*n as usize).ok_or(Fault::NotFound)?;
                if one.answer.is_some() {
                    return Err(Fault::Refused(Reason::AlreadyAnswered));
                }
                one.answer = Some((*upheld, text.trim().to_owned(), by));
                text.clone()
            }
            Action::Approve { document } => {
                checks.text(document, "document", 80);
                self.approval = document.trim().to_owned();
                document.clone()
            }
            Action::Appoint { document, from } => {
                let open = missing(self, rules, today);
                if open.iter().any(|one| !matches!(one, Missing::Appointment | Missing::Paper { .. })) {
                    return Err(Fault::Refused(Reason::StepOpen));
                }
                checks.text(document, "document", 80);
                checks.require(*from >= self.since.day(), "on", Rule::NotBefore);
                self.appointment = document.trim().to_owned();
                self.from = Some(*from);
                self.until = (self.months > 0).then(|| months_later(*from, self.months) - chrono::TimeDelta::days(1));
                document.clone()
            }
            Action::Report { on } => {
                checks.require(*on <= today, "on", Rule::NotLater);
                checks.require(self.from.is_none_or(|from| *on >= from), "on", Rule::NotBefore);
                self.reported = Some(*on);
                on.to_string()
            }
            Action::Review { grade, text } => {
                checks.text(text, "text", 1000);
                self.reviews.push((self.step, *grade, text.trim().to_owned()));
                text.clone()
            }
            Action::End { reason, .. } if self.step != Step::Closing => {
                checks.text(reason, "reason", 300);
                self.until = Some(today.max(self.from.unwrap_or(today)));
                self.step = Step::FinalAppraisal;
                self.since = now;
                reason.clone()
            }
            Action::End { ending, until, reason } => {
                self.end(*ending, *until, reason, rules, &mut checks);
                reason.clone()
            }
            Action::Advance => {
                if !missing(self, rules, today).is_empty() {
                    return Err(Fault::Refused(Reason::StepOpen));
                }
                self.advance(rules, now);
                String::new()
            }
            Action::SendBack { reason } => {
                checks.text(reason, "why", 300);
                self.send_back(rules, now);
                reason.clone()
            }
            Action::Withdraw { reason } | Action::Refuse { reason } => {
                checks.text(reason, "why", 300);
                self.state =
                    if matches!(action, Action::Refuse { .. }) { CaseState::Refused } else { CaseState::Withdrawn };
                reason.clone()
            }
        };
        checks.done()?;
        Ok(note.trim().to_owned())
    }

    fn end(&mut self, ending: Ending, until: Option<Day>, reason: &str, rules: &KindRules, checks: &mut Checks) {
        checks.optional_text(reason, "reason", 300);
        if ending == Ending::Extend {
            checks.text(reason, "reason", 300);
            checks.require(self.extended < rules.extensions, "ending", Rule::Between(0, i64::from(rules.extensions)));
            match (self.from, self.until, until) {
                (Some(from), Some(old), Some(new)) => {
                    checks.require(new > old, "until", Rule::NotBefore);
                    let last = months_later(from, rules.months.1);
                    checks.require(new <= last, "until", Rule::Between(0, i64::from(rules.months.1)));
                    self.until = Some(new);
                }
                _ => checks.require(false, "until", Rule::Required),
            }
            self.extended += 1;
        }
        self.ending = Some(ending);
    }

    fn advance(&mut self, rules: &KindRules, now: Moment) {
        // An extension goes back into the post; everything else ends the case.
        if self.step == Step::Closing && self.ending == Some(Ending::Extend) {
            self.ending = None;
            self.reviews.retain(|(step, ..)| *step != Step::FinalAppraisal);
            self.papers.retain(|one| !matches!(one.paper, Paper::HostAppraisal | Paper::HomeCheck));
            self.step = Step::InPost;
            self.since = now;
            return;
        }
        match rules.steps.iter().find(|step| **step > self.step) {
            Some(next) => {
                self.step = *next;
                self.since = now;
            }
            None => self.state = CaseState::Done,
        }
    }

    /// Back to the step before; what was decided from there on is decided anew.
    fn send_back(&mut self, rules: &KindRules, now: Moment) {
        let Some(before) = rules.steps.iter().rev().find(|step| **step < self.step) else { return };
        self.step = *before;
        self.since = now;
        if self.step <= Step::Consultation {
            self.opinions.clear();
        }
        if self.step <= Step::Decision {
            self.vote = None;
        }
        if self.step <= Step::PublicNotice {
            self.notices.clear();
        }
        if self.step <= Step::Approval {
            self.approval.clear();
        }
    }
}
