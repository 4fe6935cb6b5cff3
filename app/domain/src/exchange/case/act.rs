//! How a case changes: who may do what at which step, and what comes of it.

use super::action::{Action, ActionKind};
use super::{
    Attached, Behalf, Case, CaseState, Ending, Event, Filed, Missing, Opinion, Overruled, Part, Voice, Vote, missing,
};
use crate::calendar::{Workdays, months_later};
use crate::code::{Code, Lang};
use crate::exchange::eligibility::{Verdict, Waiver};
use crate::exchange::kind::{KindRules, Paper, Step};
use crate::fault::{Checks, Milestone, Rule};
use crate::procedure::{Acting, Action as _, Doing, Done, Procedure};
use crate::publicity::{Answered, Notice, Objector};
use crate::record::Grade;
use crate::{Day, Fault, Moment, Reason};

/// Most files of a case.
const MOST_FILES: usize = 100;

/// What an act on a case goes by.
#[derive(Clone, Copy, Debug)]
pub struct CaseGround<'g> {
    /// What its kind asks for.
    pub rules: &'g KindRules,
    /// The holiday table.
    pub days: &'g Workdays,
}

/// How a record is entered.
struct Entry<'a> {
    by: &'a str,
    /// The same as who makes an objection.
    who: &'a Objector,
    rules: &'a KindRules,
    days: &'a Workdays,
    now: Moment,
    /// Whether the person concerned does it themself.
    own: bool,
    /// The paper another part signed.
    behalf: Option<&'a Behalf>,
    /// The record that is corrected, from 0.
    corrects: Option<u32>,
}

impl Procedure for Case {
    type Part = Part;
    type Action = Action;
    type Ground<'g> = CaseGround<'g>;
    type Missing = Missing;

    fn who(&self, action: &Action) -> Vec<Part> {
        use Part as P;
        match action {
            Action::Give { voice: Voice::Person, .. } => vec![P::Person],
            Action::Give { voice: Voice::Home, .. } => vec![P::Home],
            Action::Give { voice: Voice::Host, .. } => vec![P::Host],
            Action::File { paper: Paper::HomeOpinion | Paper::HomeCheck, .. } => vec![P::Home],
            Action::File { paper: Paper::HostOpinion | Paper::HostAppraisal | Paper::MidReport, .. } => vec![P::Host],
            Action::File { paper: Paper::Handover, .. } => vec![P::Home, P::Host],
            Action::Correct { entry, .. } => self.who(entry),
            _ => action.kind().parts().to_vec(),
        }
    }

    fn timely(&self, action: &Action, acting: &Acting<Part>, _: &CaseGround<'_>, today: Day) -> Result<(), Reason> {
        match action {
            _ if !self.allows(action) => Err(Reason::WrongState),
            Action::Object { .. } => self.takes_objection(acting.is(Part::Person), today),
            _ => Ok(()),
        }
    }

    fn apply(&mut self, action: &Action, doing: &Doing<'_, '_, Self>, _: &mut Checks) -> Result<String, Fault> {
        let CaseGround { rules, days } = *doing.ground;
        let (own, who) = (doing.acting.is(Part::Person), &doing.acting.objector());
        let (by, now) = (&doing.acting.name, doing.now);
        self.entered(action, &Entry { by, who, rules, days, now, own, behalf: None, corrects: None })
    }

    fn log(&mut self, before: &Self, done: Done<'_, Self>) {
        let (by, step) = (done.by.to_owned(), before.step);
        self.history.push(Event { at: done.at, by, step, action: done.kind, note: done.note });
    }

    fn missing(&self, ground: &CaseGround<'_>, today: Day) -> Vec<Missing> {
        missing(self, ground.rules, today)
    }

    fn turn(&self, one: &Missing) -> Option<(Part, ActionKind)> {
        let part = match one {
            Missing::Opinion { voice: Voice::Person } => Some(Part::Person),
            Missing::Opinion { voice: Voice::Home } => Some(Part::Home),
            Missing::Opinion { voice: Voice::Host } => Some(Part::Host),
            Missing::Paper { paper } => self.who(&Action::File { paper: *paper, note: String::new() }).first().copied(),
            _ => None,
        };
        one.turn().map(|(whose, act)| (part.unwrap_or(whose), act))
    }

    fn next(&self) -> Option<(Part, ActionKind)> {
        (self.state == CaseState::Running).then_some((Part::Organiser, ActionKind::Advance))
    }
}

impl Case {
    /// Whether something may be entered for the part it is up to, from a paper: what is another
    /// part's alone.
    #[must_use]
    pub fn by_paper(&self, entry: &Action) -> bool {
        !matches!(entry, Action::Behalf { .. }) && !Procedure::who(self, entry).contains(&Part::Organiser)
    }

    /// Whether something is done at this step at all.
    #[must_use]
    pub fn allows(&self, action: &Action) -> bool {
        use Step as S;
        let before = |step: Step| self.step < step;
        // What was decided stands once somebody is appointed by it.
        let undecided = self.step <= S::Appointment && !self.is_appointed();
        match action {
            Action::Correct { .. } | Action::Attach { .. } | Action::Detach { .. } => {
                matches!(self.state, CaseState::Running | CaseState::Done)
            }
            Action::Behalf { entry, .. } => self.by_paper(entry) && self.allows(entry),
            _ if self.state != CaseState::Running => false,
            Action::File { .. } | Action::Object { .. } | Action::Answer { .. } | Action::Advance => true,
            Action::Give { .. } | Action::Waive { .. } => undecided,
            Action::Overrule { .. } => undecided && self.refused(),
            Action::Vote(_) => self.step == S::Decision,
            Action::Publish { .. } => self.step == S::PublicNotice && self.publicity.notice.is_none(),
            Action::Approve { .. } => self.step == S::Approval,
            Action::Appoint { .. } => self.step == S::Appointment,
            Action::Report { .. } => self.step == S::Reporting,
            Action::Review { .. } => matches!(self.step, S::MidReview | S::FinalAppraisal),
            // A posting may end early, and then goes through its appraisal like any other.
            Action::End { ending, .. } => {
                self.step == S::Closing
                    || *ending == Ending::Return && matches!(self.step, S::InPost | S::MidReview | S::FinalAppraisal)
            }
            Action::SendBack { .. } => !before(S::Consultation) && undecided,
            Action::Withdraw { .. } | Action::Refuse { .. } => undecided,
        }
    }

    /// Whether an objection is taken on a day: while the notice runs, and from the person concerned (`own`)
    /// again once they were appointed, as a request for a review (公务员法 95).
    ///
    /// # Errors
    /// As [`crate::publicity::Publicity::takes`].
    pub fn takes_objection(&self, own: bool, today: Day) -> Result<(), Reason> {
        if own && self.is_appointed() { Ok(()) } else { self.publicity.takes(today) }
    }

    /// Whether the person does not agree to a move that is theirs to obey (公务员法 73).
    #[must_use]
    pub fn refused(&self) -> bool {
        self.kind.obliges() && self.opinion(Voice::Person).is_some_and(|one| !one.agrees)
    }

    fn entered(&mut self, action: &Action, doing: &Entry<'_>) -> Result<String, Fault> {
        let mut checks = Checks::default();
        let note = match action {
            Action::Behalf { entry, paper } => return self.on_behalf(entry, paper, doing),
            Action::Correct { entry, n, reason } => return self.correct(entry, *n, reason, doing),
            Action::File { .. }
            | Action::Give { .. }
            | Action::Waive { .. }
            | Action::Overrule { .. }
            | Action::Object { .. }
            | Action::Attach { .. }
            | Action::Detach { .. }
            | Action::Answer { .. }
            | Action::Review { .. } => self.say(action, doing, &mut checks)?,
            Action::Advance => {
                if !missing(self, doing.rules, doing.now.day()).is_empty() {
                    return Err(Fault::Refused(Reason::StepOpen));
                }
                self.advance(doing.rules, doing.now);
                String::new()
            }
            Action::SendBack { reason } => {
                checks.text(reason, "why", 300);
                self.send_back(doing.rules, doing.now);
                reason.clone()
            }
            Action::Withdraw { reason } | Action::Refuse { reason } => {
                checks.text(reason, "why", 300);
                self.state =
                    if matches!(action, Action::Refuse { .. }) { CaseState::Refused } else { CaseState::Withdrawn };
                reason.clone()
            }
            _ => self.decide(action, doing, &mut checks)?,
        };
        checks.done()?;
        Ok(note.trim().to_owned())
    }

    /// Enters for another part what it put on paper.
    fn on_behalf(&mut self, entry: &Action, paper: &Behalf, doing: &Entry<'_>) -> Result<String, Fault> {
        let mut checks = Checks::default();
        checks.text(&paper.document, "behalf_document", 100);
        checks.text(&paper.who, "behalf_who", 60);
        checks.require(paper.on <= doing.now.day(), "behalf_on", Rule::NotLater);
        checks.done()?;
        let paper =
            Behalf { document: paper.document.trim().to_owned(), who: paper.who.trim().to_owned(), on: paper.on };
        let parts = self.who(entry);
        let whose = parts.first().map_or("", |part| part.name(Lang::Zh));
        let note = self.entered(entry, &Entry { behalf: Some(&paper), ..*doing })?;
        Ok(format!(
            "代{whose}{}（{}，{}，{}）：{note}",
            entry.kind().name(Lang::Zh),
            paper.document,
            paper.who,
            paper.on
        ))
    }

    /// Replaces a record by what it should have been; both stand in the history.
    fn correct(&mut self, entry: &Action, n: u32, reason: &str, doing: &Entry<'_>) -> Result<String, Fault> {
        let mut checks = Checks::default();
        checks.text(reason, "correct_reason", 300);
        checks.done()?;
        let was = self.record(entry, n).ok_or(Fault::Refused(Reason::WrongState))?;
        let is = self.entered(entry, &Entry { corrects: Some(n), ..*doing })?;
        Ok(format!("{}：{was} → {is}；{}", entry.kind().name(Lang::Zh), reason.trim()))
    }

    /// What stands of the record an entry would be, in words; none when there is no such record, or
    /// none that can be corrected.
    #[must_use]
    pub fn record(&self, entry: &Action, n: u32) -> Option<String> {
        let set = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let at = n as usize;
        match entry {
            Action::File { paper, .. } => {
                self.papers.get(at).filter(|one| one.paper == *paper).map(|one| one.note.clone())
            }
            Action::Give { voice, .. } => self.opinion(*voice).map(|one| opinion_words(*voice, one.agrees, &one.text)),
            Action::Waive { key, .. } => self.waivers.iter().find(|one| one.key == *key).map(waiver_words),
            Action::Overrule { .. } => self.overruled.as_ref().map(|one| one.reason.clone()),
            Action::Vote(_) => self.vote.map(vote_words),
            Action::Publish { .. } => self.publicity.notice.map(notice_words),
            Action::Object { .. } => self.publicity.objections.get(at).map(|one| one.text.clone()),
            Action::Answer { .. } => {
                self.publicity.objections.get(at)?.answer.as_ref().map(|one| answer_words(one.upheld, &one.text))
            }
            Action::Approve { .. } => set(&self.approval),
            Action::Appoint { .. } => set(&self.appointment).map(|number| appointment_words(&number, self.from)),
            Action::Report { .. } => self.reported.map(|on| on.to_string()),
            Action::Review { .. } => {
                self.reviews.get(at).map(|(_, grade, text)| format!("{} {text}", grade.name(Lang::Zh)))
            }
            // An early end: a posting's ending at its close is entered again as long as it is open.
            Action::End { .. } => (self.step == Step::FinalAppraisal && self.ends_early())
                .then(|| self.until.map(|until| until.to_string()))
                .flatten(),
            _ => None,
        }
    }

    /// Whether the posting was ended before its term.
    fn ends_early(&self) -> bool {
        self.history.iter().any(|one| one.action == ActionKind::End && one.step < Step::Closing)
    }

    /// What somebody says: opinions, papers, objections and answers, reviews.
    fn say(&mut self, action: &Action, doing: &Entry<'_>, checks: &mut Checks) -> Result<String, Fault> {
        let (by, at, behalf) = (doing.by.to_owned(), doing.now, doing.behalf.cloned());
        let record = doing.corrects.map(|n| n as usize);
        Ok(match action {
            Action::File { paper, note } => {
                checks.text(note, "note", 300);
                checks.require(doing.rules.papers.iter().any(|(_, one)| one == paper), "paper", Rule::Unknown);
                let filed = Filed { paper: *paper, note: note.trim().to_owned(), by, at, behalf };
                match record {
                    Some(n) => *self.papers.get_mut(n).ok_or(Fault::NotFound)? = filed,
                    None => self.papers.push(filed),
                }
                note.clone()
            }
            Action::Give { voice, agrees, text } => {
                if *agrees {
                    checks.optional_text(text, "text", 500);
                } else {
                    checks.text(text, "text", 500);
                }
                checks.require(self.voices().contains(voice), "voice", Rule::Unknown);
                // Who was appointed was appointed by what was said then.
                if self.is_appointed() && self.opinion(*voice).is_some_and(|held| held.agrees != *agrees) {
                    return Err(Fault::Refused(Reason::WrongState));
                }
                let text = text.trim().to_owned();
                let words = opinion_words(*voice, *agrees, &text);
                self.opinions.push(Opinion { voice: *voice, agrees: *agrees, text, by, at, behalf });
                // What was weighed was another opinion; of somebody appointed it stands as it was weighed.
                if *voice == Voice::Person && !self.is_appointed() {
                    self.overruled = None;
                }
                words
            }
            Action::Waive { key, reason, document } => {
                checks.text(reason, "reason", 300);
                checks.text(document, "document", 80);
                let of = match self.waivers.iter().position(|one| one.key == *key).filter(|_| record.is_some()) {
                    Some(held) => self.waivers.remove(held).of,
                    None => {
                        let finding = self.undecided().find(|one| one.key == *key);
                        // A finding nobody may decide about can be answered only where the rule
                        // itself leaves it to a person.
                        let may = finding.is_some_and(|one| one.verdict == Verdict::Ask || !one.waiver.is_empty());
                        checks.require(may, "key", Rule::Unknown);
                        finding.map_or(Verdict::Pass, |one| one.verdict)
                    }
                };
                let (reason, document) = (reason.trim().to_owned(), document.trim().to_owned());
                let waiver = Waiver { key: *key, of, reason, document, by, at };
                let words = waiver_words(&waiver);
                self.waivers.push(waiver);
                words
            }
            Action::Overrule { reason } => {
                checks.text(reason, "reason", 300);
                self.overruled = Some(Overruled { reason: reason.trim().to_owned(), by, at });
                reason.clone()
            }
            Action::Object { from, text } => {
                checks.text(from, "from", 30);
                checks.text(text, "objection", 500);
                match record {
                    Some(n) => {
                        let one = self.publicity.objections.get_mut(n).ok_or(Fault::NotFound)?;
                        (one.from, one.text) = (from.trim().to_owned(), text.trim().to_owned());
                    }
                    None if doing.own && self.is_appointed() => self.publicity.ask(doing.who.clone(), from, text, at),
                    None => self.publicity.object(doing.who.clone(), from, doing.own, text, at)?,
                }
                String::new()
            }
            Action::Answer { n, upheld, text } => {
                checks.text(text, "answered", 500);
                let answer = Answered { upheld: *upheld, text: text.trim().to_owned(), by };
                match record {
                    Some(n) => {
                        let appointed = self.is_appointed();
                        let one = self.publicity.objections.get_mut(n).ok_or(Fault::NotFound)?;
                        if appointed && one.answer.as_ref().is_some_and(|held| held.upheld != *upheld) {
                            return Err(Fault::Refused(Reason::WrongState));
                        }
                        (one.answer, one.settled) = (Some(answer), one.settled && *upheld);
                    }
                    None => self.publicity.answer(*n, answer)?,
                }
                answer_words(*upheld, text.trim())
            }
            Action::Attach { file, name, size, about, closed } => {
                checks.text(about, "about", 100);
                checks.text(name, "file", 120);
                checks.require(self.files.len() < MOST_FILES, "file", Rule::Between(0, MOST_FILES as i64));
                let (file, name, about) = (file.clone(), name.trim().to_owned(), about.trim().to_owned());
                let note = if *closed { String::new() } else { format!("{about}：{name}") };
                let (size, closed, step, removed) = (*size, *closed, self.step, String::new());
                self.files.push(Attached { file, name, size, about, step, closed, by, at, removed });
                note
            }
            Action::Detach { n, reason } => {
                checks.text(reason, "reason", 300);
                let one = self.files.get_mut(*n as usize).filter(|one| one.removed.is_empty());
                reason.trim().clone_into(&mut one.ok_or(Fault::NotFound)?.removed);
                reason.clone()
            }
            Action::Review { grade, text } => self.review(*grade, text, record, checks)?,
            _ => return Err(Fault::Internal),
        })
    }

    fn review(
        &mut self,
        grade: Grade,
        text: &str,
        record: Option<usize>,
        checks: &mut Checks,
    ) -> Result<String, Fault> {
        checks.text(text, "text", 1000);
        let text = text.trim().to_owned();
        let words = format!("{} {text}", grade.name(Lang::Zh));
        match record {
            Some(n) => {
                let one = self.reviews.get_mut(n).ok_or(Fault::NotFound)?;
                (one.1, one.2) = (grade, text);
            }
            None => self.reviews.push((self.step, grade, text)),
        }
        Ok(words)
    }

    /// What is decided and done: the vote, the notice, numbers and days, the end.
    fn decide(&mut self, action: &Action, doing: &Entry<'_>, checks: &mut Checks) -> Result<String, Fault> {
        let (today, corrects) = (doing.now.day(), doing.corrects.is_some());
        Ok(match action {
            Action::Vote(vote) => {
                self.check_vote(*vote, today, checks);
                self.vote = Some(*vote);
                vote_words(*vote)
            }
            Action::Publish { on } => {
                let notice = if corrects {
                    self.moved_notice(*on, doing, checks)
                } else {
                    self.publicity.put_up(*on, doing.rules.notice_days, doing.days, today, checks)?
                };
                notice_words(notice)
            }
            Action::Approve { document } => {
                checks.text(document, "document", 80);
                self.approval = document.trim().to_owned();
                document.clone()
            }
            Action::Appoint { document, dated, from } => {
                let open = missing(self, doing.rules, today);
                if !corrects && open.iter().any(|one| !matches!(one, Missing::Appointment | Missing::Paper { .. })) {
                    return Err(Fault::Refused(Reason::StepOpen));
                }
                checks.text(document, "document", 80);
                checks.require(*dated <= today, "dated", Rule::NotLater);
                // 任职时间自讨论决定之日起计算: not before it, and nobody reports before it begins.
                let decided = self.vote.map(|vote| vote.on);
                checks.require(
                    decided.is_none_or(|on| *from >= on && *dated >= on),
                    "on",
                    Rule::not_before(Milestone::Decided, decided.unwrap_or(*from)),
                );
                let reported = self.reported.unwrap_or(*from);
                checks.require(*from <= reported, "on", Rule::not_after(Milestone::Reported, reported));
                if self.months == 0 && self.kind.has_term() {
                    // A case from before terms were asked for takes the longest of its kind.
                    self.months = doing.rules.months.1;
                }
                checks.require(self.months > 0 || !self.kind.has_term(), "on", Rule::Required);
                self.appointment = document.trim().to_owned();
                (self.from, self.appointed) = (Some(*from), Some(*dated));
                if self.extended == 0 && !self.ends_early() {
                    self.until =
                        (self.months > 0).then(|| months_later(*from, self.months) - chrono::TimeDelta::days(1));
                }
                appointment_words(document.trim(), self.from)
            }
            Action::Report { on } => {
                checks.require(*on <= today, "on", Rule::NotLater);
                checks.require(
                    self.from.is_none_or(|from| *on >= from),
                    "on",
                    Rule::not_before(Milestone::Appointed, self.from.unwrap_or(*on)),
                );
                self.reported = Some(*on);
                on.to_string()
            }
            Action::End { until, reason, .. } if self.step != Step::Closing => {
                checks.text(reason, "reason", 300);
                let on = until.unwrap_or(today).max(self.from.unwrap_or(today));
                checks.require(on <= today, "until", Rule::NotLater);
                self.until = Some(on);
                if self.step != Step::FinalAppraisal {
                    self.step = Step::FinalAppraisal;
                    self.since = doing.now;
                }
                format!("{on} {reason}")
            }
            Action::End { ending, until, reason } => {
                self.end(*ending, *until, reason, doing.rules, checks);
                let until = self.extend_to.map(|on| format!("{on} ")).unwrap_or_default();
                format!("{} {until}{reason}", ending.name(Lang::Zh))
            }
            _ => return Err(Fault::Internal),
        })
    }

    fn check_vote(&self, vote: Vote, today: Day, checks: &mut Checks) {
        checks.require(vote.on <= today, "on", Rule::NotLater);
        let opened = self.history.first().map(|event| event.at.day());
        checks.require(
            opened.is_none_or(|opened| vote.on >= opened),
            "on",
            Rule::not_before(Milestone::Proposed, opened.unwrap_or(vote.on)),
        );
        checks.between(i64::from(vote.members), "members", 1, 200);
        checks.between(i64::from(vote.present), "present", 0, i64::from(vote.members));
        let cast = i64::from(vote.present);
        checks.between(i64::from(vote.yes), "yes", 0, cast);
        checks.between(i64::from(vote.no), "no", 0, (cast - i64::from(vote.yes)).max(0));
        // What somebody was appointed by must have carried.
        if self.is_appointed() {
            checks.require(vote.carries(), "yes", Rule::Between(i64::from(vote.members / 2) + 1, cast));
            let from = self.from.unwrap_or(vote.on);
            checks.require(vote.on <= from, "on", Rule::not_after(Milestone::Appointed, from));
        }
    }

    /// The notice with the day it really was put up: not before it was entered, and over before
    /// anybody was appointed.
    fn moved_notice(&mut self, on: Day, doing: &Entry<'_>, checks: &mut Checks) -> Notice {
        let entered = self.history.iter().rev().find(|one| one.action == ActionKind::Publish).map(|one| one.at.day());
        checks.require(
            entered.is_none_or(|entered| on >= entered),
            "on",
            Rule::not_before(Milestone::Entered, entered.unwrap_or(on)),
        );
        let days = self.publicity.notice.map_or(doing.rules.notice_days, |held| held.days);
        let notice = Notice::of(on, days, doing.days);
        if let Some(dated) = self.appointed {
            checks.require(notice.until < dated, "on", Rule::not_after(Milestone::NoticeOver, dated));
        }
        self.publicity.notice = Some(notice);
        notice
    }

    fn end(&mut self, ending: Ending, until: Option<Day>, reason: &str, rules: &KindRules, checks: &mut Checks) {
        checks.optional_text(reason, "reason", 300);
        self.extend_to = None;
        if ending == Ending::Extend {
            checks.text(reason, "reason", 300);
            checks.require(self.extended < rules.extensions, "ending", Rule::Between(0, i64::from(rules.extensions)));
            match (self.from, self.until, until) {
                (Some(from), Some(old), Some(new)) => {
                    checks.require(new > old, "until", Rule::after(Milestone::Ends, old));
                    let longest = months_later(from, rules.months.1);
                    checks.require(new <= longest, "until", Rule::not_after(Milestone::Longest, longest));
                    self.extend_to = Some(new);
                }
                _ => checks.require(false, "until", Rule::Required),
            }
        }
        self.ending = Some(ending);
    }

    /// On to the next step. What an ending says takes effect here: until then it can be corrected.
    fn advance(&mut self, rules: &KindRules, now: Moment) {
        // An extension goes back into the post; everything else ends the case.
        if self.step == Step::Closing && self.ending == Some(Ending::Extend) {
            self.until = self.extend_to.take().or(self.until);
            self.extended += 1;
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

    /// Back to the step before; what was decided from there on is decided anew. With an objection
    /// upheld it goes back to before the notice, so that the matter is looked into again.
    fn send_back(&mut self, rules: &KindRules, now: Moment) {
        let most = if self.publicity.upheld() { self.step.min(Step::PublicNotice) } else { self.step };
        let Some(before) = rules.steps.iter().rev().find(|step| **step < most) else { return };
        self.step = *before;
        self.since = now;
        if self.step <= Step::Consultation {
            self.opinions.clear();
            self.overruled = None;
        }
        if self.step <= Step::Decision {
            self.vote = None;
        }
        if self.step <= Step::PublicNotice {
            self.publicity.take_down();
        }
        if self.step <= Step::Approval {
            self.approval.clear();
        }
    }
}

fn opinion_words(voice: Voice, agrees: bool, text: &str) -> String {
    format!("{}：{} {text}", voice.name(Lang::Zh), if agrees { "同意" } else { "不同意" })
}

fn waiver_words(waiver: &Waiver) -> String {
    format!("{}：{}", waiver.document, waiver.reason)
}

fn vote_words(vote: Vote) -> String {
    format!("{}，应到{}，实到{}，同意{}，不同意{}", vote.on, vote.members, vote.present, vote.yes, vote.no)
}

fn notice_words(notice: Notice) -> String {
    format!("{}–{}", notice.on, notice.until)
}

fn answer_words(upheld: bool, text: &str) -> String {
    format!("{}：{text}", if upheld { "成立" } else { "不成立" })
}

fn appointment_words(number: &str, from: Option<Day>) -> String {
    format!("{number}，{}起", from.map(|from| from.to_string()).unwrap_or_default())
}
