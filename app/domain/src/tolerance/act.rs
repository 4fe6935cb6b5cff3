//! How a case changes by what is done with it, and what comes of it.

use super::guard::{barred, due, missing};
use super::{
    Action, ActionKind, Answered, Assessment, CastVote, Clause, ClauseKind, Conflict, Correction, Decision, Event,
    Evidence, Finding, Hearing, Member, Missing, Part, Recusal, Refusal, Remedy, Signature, State, Step, Template,
    ToleranceCase,
};
use crate::calendar::Workdays;
use crate::fault::{Checks, Milestone, Rule};
use crate::procedure::{Acting, Action as _, Doing, Done, Procedure};
use crate::remedy::{RemedyKind, Stand};
use crate::{AccountId, Day, Fault, Moment, Reason};

/// What an act on a case goes by.
#[derive(Clone, Copy, Debug)]
pub struct ToleranceGround<'g> {
    /// Why those who are named may have to stand aside.
    pub conflicts: &'g [Conflict],
    /// The holiday table.
    pub days: &'g Workdays,
    /// Path of the seat from which it is done; empty for none.
    pub at: &'g str,
    /// How that seat stands to the organ that decided.
    pub stand: Stand,
}

impl ToleranceCase {
    /// Whether an action fits where the case stands, whoever does it.
    #[must_use]
    pub fn allows(&self, kind: ActionKind) -> bool {
        if kind == ActionKind::Reopen {
            let goes = matches!(self.state, State::Running | State::Done);
            return goes && kind.at(self.step) && self.effective().is_some();
        }
        // It is sent back once, and only an appeal is given more time in the review.
        let more = match kind {
            ActionKind::SendBack => !self.completed,
            ActionKind::Extend if self.step == Step::Review => {
                self.open_remedy().is_some_and(|one| one.kind == RemedyKind::Appeal && !one.extended)
            }
            ActionKind::Extend => !self.extended,
            // What was asked for is looked into and decided by the same acts as the case itself.
            ActionKind::Exclude if self.step == Step::Review => self.open_remedy().is_some() && self.excluded.is_some(),
            ActionKind::Assign
            | ActionKind::Recuse
            | ActionKind::AnswerRecusal
            | ActionKind::Hear
            | ActionKind::Judge
            | ActionKind::Distinguish
            | ActionKind::Report
            | ActionKind::Sign
            | ActionKind::Vote
                if self.step == Step::Review =>
            {
                self.open_remedy().is_some()
            }
            _ => true,
        };
        let stands_still = self.suspended.is_some();
        more && self.state == State::Running
            && kind.at(self.step)
            && (!stands_still
                || matches!(
                    kind,
                    ActionKind::Resume
                        | ActionKind::Give
                        | ActionKind::Recuse
                        | ActionKind::AnswerRecusal
                        | ActionKind::Withdraw
                        | ActionKind::Take
                ))
            && (kind != ActionKind::Resume || stands_still)
            // After the decision the person's remedies stand in for a request to stand aside.
            && (!matches!(kind, ActionKind::Assign | ActionKind::Recuse | ActionKind::AnswerRecusal)
                || self.decision.is_none()
                || self.open_remedy().is_some())
    }

    /// Why somebody does not do something here, whatever part they act as: who decided answers
    /// nothing asked against it, and an appeal is for the organ that the law names.
    #[must_use]
    pub fn bars(&self, kind: ActionKind, account: &AccountId, stand: Stand) -> Option<Reason> {
        let open = self.open_remedy()?;
        let appeal = open.kind == RemedyKind::Appeal;
        match kind {
            ActionKind::AnswerRemedy if self.decided_by == *account || appeal && self.took_part(account) => {
                Some(Reason::SecondPerson)
            }
            ActionKind::AnswerRemedy | ActionKind::Assign | ActionKind::Extend if appeal && stand == Stand::Same => {
                Some(Reason::OrganAbove)
            }
            _ => None,
        }
    }

    /// Whether something is signed that is no longer as it was signed, while it is still to be decided on.
    fn voids_signatures(&self) -> bool {
        if self.signed.is_empty() || self.step != Step::Verification && self.open_remedy().is_none() {
            return false;
        }
        let digest = self.digest();
        self.signed.iter().any(|one| one.over != digest)
    }

    /// Comes to a step. A clock that stands still goes on standing still.
    fn enter(&mut self, step: Step, now: Moment) {
        self.step = step;
        self.since = now;
        self.suspended = self.suspended.map(|_| now.day());
        self.stood = 0;
        self.extended = false;
    }
}

impl Procedure for ToleranceCase {
    type Part = Part;
    type Action = Action;
    type Ground<'g> = ToleranceGround<'g>;
    type Missing = Missing;

    /// What was applied for is completed and taken back by whoever applied.
    fn who(&self, action: &Action) -> Vec<Part> {
        match action {
            Action::Submit { .. } | Action::Withdraw { .. } => vec![self.applicant()],
            _ => action.kind().parts().to_vec(),
        }
    }

    fn timely(&self, action: &Action, _: &Acting<Part>, _: &ToleranceGround<'_>, _: Day) -> Result<(), Reason> {
        if self.allows(action.kind()) { Ok(()) } else { Err(Reason::WrongState) }
    }

    fn barred(&self, kind: ActionKind, account: &AccountId, ground: &ToleranceGround<'_>) -> Option<Reason> {
        self.bars(kind, account, ground.stand)
    }

    fn log(&mut self, before: &Self, done: Done<'_, Self>) {
        let (at, by, step) = (done.at, done.by.to_owned(), before.step);
        let event = Event { at, by, part: done.part, step, action: done.kind, note: done.note };
        if self.voids_signatures() {
            self.signed.clear();
            self.history.push(event.clone());
            self.history.push(Event { action: ActionKind::Void, note: String::new(), ..event });
        } else {
            self.history.push(event);
        }
    }

    fn missing(&self, ground: &ToleranceGround<'_>, today: Day) -> Vec<Missing> {
        missing(self, ground.days, today)
    }

    fn turn(&self, one: &Missing) -> Option<(Part, ActionKind)> {
        let (part, act) = one.turn()?;
        // Whoever applied completes the application.
        Some((if *one == Missing::Completion { self.applicant() } else { part }, act))
    }

    fn next(&self) -> Option<(Part, ActionKind)> {
        (self.state == State::Running).then_some((Part::Organ, ActionKind::Advance))
    }

    fn waits_for(&self, acting: &Acting<Part>, ground: &ToleranceGround<'_>, open: &[Missing]) -> bool {
        if open.is_empty() {
            return self.next().is_some_and(|(part, _)| acting.is(part));
        }
        // Where all have voted and nothing carries, all are asked again.
        let voted = self.votes_pending() && self.ballot().iter().any(|one| one.member.account == acting.account);
        open.iter().any(|one| {
            // A body of another organ decides by itself; ours answers once the rest is there.
            let early = matches!(one, Missing::Remedy { .. }) && open.len() > 1 && ground.stand != Stand::Records;
            let turn = self.turn(one).filter(|(part, kind)| {
                let organ = matches!(kind, ActionKind::Assign | ActionKind::AnswerRemedy);
                acting.is(*part) && !(organ && self.barred(*kind, &acting.account, ground).is_some())
            });
            turn.is_some_and(|(part, _)| !(early || part == Part::Decider && voted))
        })
    }

    fn apply(&mut self, action: &Action, doing: &Doing<'_, '_, Self>, checks: &mut Checks) -> Result<String, Fault> {
        match action {
            Action::Submit { .. }
            | Action::Accept { .. }
            | Action::Take { .. }
            | Action::SendBack { .. }
            | Action::Reject { .. }
            | Action::Withdraw { .. }
            | Action::Assign { .. }
            | Action::Recuse { .. }
            | Action::AnswerRecusal { .. } => self.prepare(action, doing, checks),
            Action::Give { .. }
            | Action::Hear { .. }
            | Action::WaiveHearing
            | Action::Judge { .. }
            | Action::Distinguish { .. }
            | Action::Exclude { .. }
            | Action::Report { .. }
            | Action::Sign => self.verify(action, doing, checks),
            Action::Extend { .. } | Action::Suspend { .. } | Action::Resume | Action::Urge | Action::Advance => {
                self.clock(action, doing, checks)
            }
            Action::Vote { .. }
            | Action::Decide { .. }
            | Action::Tell { .. }
            | Action::Agree
            | Action::Ask { .. }
            | Action::AnswerRemedy { .. } => self.decide(action, doing, checks),
            Action::Correct { .. }
            | Action::NoCorrection { .. }
            | Action::Check { .. }
            | Action::File { .. }
            | Action::Visit { .. }
            | Action::Clear { .. }
            | Action::Reopen { .. } => self.follow(action, doing, checks),
        }
    }
}

fn member(acting: &Acting<Part>) -> Member {
    Member { account: acting.account.clone(), person: acting.person.clone(), name: acting.name.clone() }
}

type Now<'a, 'g> = Doing<'a, 'g, ToleranceCase>;

impl ToleranceCase {
    fn prepare(&mut self, action: &Action, doing: &Now<'_, '_>, checks: &mut Checks) -> Result<String, Fault> {
        Ok(match action {
            Action::Submit { text } => {
                checks.text(text, "text", 2000);
                self.grounds = format!("{}\n{}", self.grounds, text.trim());
                self.enter(Step::Acceptance, doing.now);
                text.clone()
            }
            Action::Take { reason } => {
                checks.text(reason, "reason", 500);
                if self.stood_aside(&doing.acting.account) {
                    return Err(Fault::Forbidden);
                }
                self.keeper = Some(member(doing.acting));
                reason.clone()
            }
            Action::Accept { reason } => {
                if self.limit_unknown() {
                    checks.text(reason, "reason", 500);
                }
                self.keeper = Some(member(doing.acting));
                self.enter(Step::Verification, doing.now);
                reason.clone()
            }
            Action::SendBack { reason } => {
                checks.text(reason, "reason", 500);
                self.completed = true;
                self.enter(Step::Application, doing.now);
                reason.clone()
            }
            Action::Reject { reason } => {
                checks.text(reason, "reason", 500);
                self.state = State::Rejected;
                reason.clone()
            }
            Action::Withdraw { reason } => {
                checks.text(reason, "reason", 500);
                self.state = State::Withdrawn;
                reason.clone()
            }
            Action::Assign { handlers, deciders } => self.assign(handlers, deciders, doing, checks)?,
            Action::Recuse { member, reason } => {
                checks.text(reason, "reason", 500);
                // Whoever keeps the case writes the decision: they, too, may have to stand aside.
                let all = self.handlers.iter().chain(self.body()).chain(&self.keeper);
                let named = all.into_iter().find(|one| one.account == *member).cloned();
                match named {
                    Some(member) => {
                        let note = format!("{}：{reason}", member.name);
                        self.recusals.push(Recusal { member, reason: reason.clone(), at: doing.now, answer: None });
                        note
                    }
                    None => {
                        checks.require(false, "member", Rule::Unknown);
                        String::new()
                    }
                }
            }
            Action::AnswerRecusal { n, granted, reason } => {
                checks.text(reason, "reason", 500);
                let Some(one) = self.recusals.get_mut(*n as usize).filter(|one| one.answer.is_none()) else {
                    return Err(Fault::Refused(Reason::WrongState));
                };
                // Nobody decides whether they themselves stand aside: another takes the case over first.
                if one.member.account == doing.acting.account {
                    return Err(Fault::Refused(Reason::OwnRequest));
                }
                one.answer = Some((*granted, reason.clone()));
                let member = one.member.clone();
                if *granted {
                    // What a handler who had to stand aside looked into is looked into anew.
                    let handled = self.handlers.contains(&member);
                    if handled && self.step == Step::Determination {
                        self.enter(Step::Verification, doing.now);
                        self.votes.clear();
                    }
                    if handled {
                        self.report.clear();
                        self.signed.clear();
                        if self.excluded_by.contains(&member) {
                            (self.excluded, self.excluded_by) = (None, Vec::new());
                        }
                    }
                    self.handlers.retain(|one| one.account != member.account);
                    let (deciders, votes) = match self.open_remedy_mut() {
                        Some(open) => (&mut open.deciders, &mut open.votes),
                        None => (&mut self.deciders, &mut self.votes),
                    };
                    deciders.retain(|one| one.account != member.account);
                    votes.retain(|one| one.member.account != member.account);
                }
                format!("{}：{reason}", member.name)
            }
            _ => return Err(Fault::Internal),
        })
    }

    fn assign(
        &mut self,
        handlers: &[Member],
        deciders: &[Member],
        doing: &Now<'_, '_>,
        checks: &mut Checks,
    ) -> Result<String, Fault> {
        let unlike = |list: &[Member]| list.iter().enumerate().all(|(n, one)| !list[..n].contains(one));
        let (least, most) = (self.rules.handlers, 9);
        checks.require(
            (least as usize..=most).contains(&handlers.len()) && unlike(handlers),
            "handlers",
            Rule::Between(i64::from(least), most as i64),
        );
        let (least, most) = (self.rules.deciders, 25);
        checks.require(
            (least as usize..=most).contains(&deciders.len()) && unlike(deciders),
            "deciders",
            Rule::Between(i64::from(least), most as i64),
        );
        // Who looked into it does not decide it.
        let apart = handlers.iter().all(|one| !deciders.iter().any(|other| other.account == one.account));
        checks.require(apart, "deciders", Rule::Apart);
        if let Some(one) = doing.ground.conflicts.first() {
            return Err(Refusal::MustStandAside(one.clone()).into());
        }
        let aside = |member: &Member| self.stood_aside(&member.account);
        checks.require(!handlers.iter().any(aside), "handlers", Rule::Wrong);
        checks.require(!deciders.iter().any(aside), "deciders", Rule::Wrong);
        let appeal = self.open_remedy().is_some_and(|open| open.kind == RemedyKind::Appeal);
        // An appeal is decided by others than the decision was.
        checks.require(!appeal || !deciders.iter().any(|one| self.took_part(&one.account)), "deciders", Rule::Apart);
        self.handlers = handlers.to_vec();
        if self.signed.iter().any(|one| !handlers.contains(&one.member)) {
            self.report.clear();
            self.signed.clear();
            if self.step == Step::Determination {
                self.enter(Step::Verification, doing.now);
                self.votes.clear();
            }
        }
        let (body, votes) = match self.open_remedy_mut() {
            Some(open) => (&mut open.deciders, &mut open.votes),
            None => (&mut self.deciders, &mut self.votes),
        };
        *body = deciders.to_vec();
        votes.retain(|one| deciders.contains(&one.member));
        let names = |list: &[Member]| list.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join("、");
        Ok(format!("{}；{}", names(handlers), names(deciders)))
    }

    /// Whether somebody was made to stand aside.
    #[must_use]
    pub fn stood_aside(&self, account: &AccountId) -> bool {
        let granted = |one: &Recusal| one.answer.as_ref().is_some_and(|answer| answer.0);
        self.recusals.iter().any(|one| one.member.account == *account && granted(one))
    }

    fn verify(&mut self, action: &Action, doing: &Now<'_, '_>, checks: &mut Checks) -> Result<String, Fault> {
        let by = doing.acting.name.clone();
        Ok(match action {
            Action::Give { side, about, text, file } => {
                checks.text(text, "evidence", 2000);
                let known = about.is_empty() || self.judged_by(about);
                checks.require(known, "about", Rule::Unknown);
                self.evidence.push(Evidence {
                    side: *side,
                    about: about.clone(),
                    text: text.trim().to_owned(),
                    file: file.0.clone(),
                    file_name: file.1.clone(),
                    part: doing.part,
                    by,
                    at: doing.now,
                });
                text.chars().take(60).collect()
            }
            Action::Hear { on, text } => {
                checks.text(text, "heard", 4000);
                checks.require(*on <= doing.today(), "on", Rule::NotLater);
                self.hearings.push(Hearing { on: *on, text: text.trim().to_owned(), by });
                String::new()
            }
            Action::WaiveHearing => {
                self.hearing_waived = true;
                String::new()
            }
            Action::Judge { clause, holds, reason } => {
                checks.text(reason, "reason", 1000);
                checks.require(self.judged_by(clause), "clause", Rule::Unknown);
                self.findings.retain(|one| one.clause != *clause);
                let reason = reason.trim().to_owned();
                self.findings.push(Finding { clause: clause.clone(), holds: *holds, reason, by });
                clause.clone()
            }
            Action::Distinguish { distinction, side, reason } => {
                checks.text(reason, "reason", 1000);
                self.assessments.retain(|one| one.distinction != *distinction);
                let reason = reason.trim().to_owned();
                self.assessments.push(Assessment { distinction: *distinction, side: *side, reason, by });
                String::new()
            }
            Action::Exclude { clause, reason } => {
                checks.text(reason, "reason", 1000);
                let known =
                    self.rules.clauses.iter().any(|one| one.kind == ClauseKind::Exclusion && one.key == *clause);
                checks.require(known, "clause", Rule::Unknown);
                // Nobody is excluded unheard.
                if self.hearings.is_empty() && !self.hearing_waived {
                    return Err(Fault::Refused(Reason::StepOpen));
                }
                let member = member(doing.acting);
                let same = self.excluded.as_ref().is_none_or(|held| held.0 == *clause);
                if !same || self.excluded_by.iter().any(|one| one.account == member.account) {
                    return Err(Fault::Refused(Reason::WrongState));
                }
                let why = format!("{}：{}", member.name, reason.trim());
                let before = self.excluded.take().map(|held| format!("{}\n", held.1)).unwrap_or_default();
                self.excluded = Some((clause.clone(), format!("{before}{why}")));
                self.excluded_by.push(member);
                // Found by enough of them, it is for the deciding body.
                if self.stands_excluded()
                    && self.step == Step::Verification
                    && missing(self, doing.ground.days, doing.today()).is_empty()
                {
                    self.enter(Step::Determination, doing.now);
                }
                reason.clone()
            }
            Action::Report { text } => {
                checks.text(text, "report", 10_000);
                // Who reports that everything was judged does not find an exclusion.
                (self.excluded, self.excluded_by) = (None, Vec::new());
                self.report = text.trim().to_owned();
                self.signed = vec![Signature { member: member(doing.acting), over: self.digest() }];
                String::new()
            }
            Action::Sign => {
                let member = member(doing.acting);
                if self.report.is_empty() || self.signed.iter().any(|one| one.member.account == member.account) {
                    return Err(Fault::Refused(Reason::WrongState));
                }
                self.signed.push(Signature { member, over: self.digest() });
                String::new()
            }
            _ => return Err(Fault::Internal),
        })
    }

    /// Whether a clause is one a case of this template may be judged by.
    fn judged_by(&self, key: &str) -> bool {
        let fits = |one: &Clause| match one.kind {
            ClauseKind::Condition => self.template == Template::All,
            ClauseKind::Look => self.template == Template::Look,
            _ => true,
        };
        self.rules.clauses.iter().any(|one| one.key == key && fits(one))
    }

    fn clock(&mut self, action: &Action, doing: &Now<'_, '_>, checks: &mut Checks) -> Result<String, Fault> {
        Ok(match action {
            Action::Extend { reason } => {
                checks.text(reason, "reason", 500);
                if self.step == Step::Review {
                    let open = self.open_remedy_mut();
                    let appeal = open.filter(|one| one.kind == RemedyKind::Appeal && !one.extended);
                    appeal.ok_or(Fault::Refused(Reason::WrongState))?.extended = true;
                } else if std::mem::replace(&mut self.extended, true) {
                    return Err(Fault::Refused(Reason::WrongState));
                }
                reason.clone()
            }
            Action::Suspend { reason } => {
                checks.text(reason, "reason", 500);
                self.suspended = Some(doing.today());
                reason.clone()
            }
            Action::Resume => {
                let since = self.suspended.take();
                let stood = since.map_or(0, |since| doing.ground.days.between(since, doing.today()));
                self.stood += stood;
                format!("+{stood}")
            }
            Action::Urge => {
                if due(self, doing.ground.days).is_none_or(|due| doing.today() <= due) {
                    return Err(Fault::Refused(Reason::NotYet));
                }
                String::new()
            }
            Action::Advance => {
                if !missing(self, doing.ground.days, doing.today()).is_empty() {
                    return Err(Fault::Refused(Reason::StepOpen));
                }
                let after = [
                    Step::Verification,
                    Step::Determination,
                    Step::Feedback,
                    Step::Review,
                    Step::Correction,
                    Step::Filing,
                    Step::Visit,
                ];
                match after.into_iter().find(|step| *step > self.step) {
                    Some(step) => self.enter(step, doing.now),
                    None => self.state = State::Done,
                }
                String::new()
            }
            _ => return Err(Fault::Internal),
        })
    }

    fn decide(&mut self, action: &Action, doing: &Now<'_, '_>, checks: &mut Checks) -> Result<String, Fault> {
        Ok(match action {
            Action::Vote { outcome, reason } => {
                checks.text(reason, "reason", 1000);
                let member = member(doing.acting);
                if !self.body().iter().any(|one| one.account == member.account) {
                    return Err(Fault::Forbidden);
                }
                // 不因申请复核、申诉加重处理 (公务员法 98).
                let heavier = self.stands().is_some_and(|held| *outcome > held.outcome);
                let decided = self.decision.is_some();
                let votes = match self.open_remedy_mut() {
                    Some(_) if heavier => return Err(Fault::Refused(Reason::Heavier)),
                    Some(open) => &mut open.votes,
                    None if decided => return Err(Fault::Refused(Reason::WrongState)),
                    None => &mut self.votes,
                };
                votes.retain(|one| one.member.account != member.account);
                votes.push(CastVote { member, outcome: *outcome, reason: reason.trim().to_owned(), at: doing.now });
                String::new()
            }
            Action::Decide { reasons, document } => {
                checks.text(reasons, "reasons", 4000);
                checks.text(document, "document", 60);
                let open = missing(self, doing.ground.days, doing.today());
                let Some(outcome) = self.carried().filter(|_| open == [Missing::Decision]) else {
                    return Err(Fault::Refused(Reason::StepOpen));
                };
                self.decided_by = doing.acting.account.clone();
                doing.ground.at.clone_into(&mut self.decided_at);
                self.decision = Some(Decision {
                    outcome,
                    reasons: reasons.trim().to_owned(),
                    document: document.trim().to_owned(),
                    on: doing.today(),
                });
                document.clone()
            }
            Action::Tell { on, text } => {
                checks.text(text, "text", 2000);
                checks.require(*on <= doing.today(), "on", Rule::NotLater);
                checks.require(
                    self.decision.as_ref().is_none_or(|one| one.on <= *on),
                    "on",
                    Rule::not_before(Milestone::Decided, self.decision.as_ref().map_or(*on, |one| one.on)),
                );
                self.told = Some(Answered { on: *on, text: text.trim().to_owned() });
                String::new()
            }
            Action::Agree => {
                if self.open_remedy().is_some() {
                    return Err(Fault::Refused(Reason::WrongState));
                }
                self.accepted = true;
                String::new()
            }
            Action::Ask { remedy, grounds } => {
                checks.text(grounds, "grounds", 4000);
                let window =
                    self.window(*remedy, doing.ground.days, doing.today()).filter(|until| doing.today() <= *until);
                if self.accepted || window.is_none() {
                    return Err(Fault::Refused(Reason::TimeOver));
                }
                // A review is the same body's; who decides the appeal is for the other organ to name.
                let body = if *remedy == RemedyKind::Review { self.deciders.clone() } else { Vec::new() };
                self.remedies.push(Remedy::asked(*remedy, doing.today(), grounds, body));
                String::new()
            }
            Action::AnswerRemedy { outcome, reasons, document, body } => {
                checks.text(reasons, "reasons", 4000);
                checks.text(document, "document", 60);
                let open = self.open_remedy().ok_or(Fault::Refused(Reason::WrongState))?;
                let kind = open.kind;
                let records = kind == RemedyKind::Appeal && doing.ground.stand == Stand::Records;
                let mut lacking = missing(self, doing.ground.days, doing.today());
                let outcome = if records {
                    checks.text(body, "body", 60);
                    let outcome = outcome.ok_or_else(|| Fault::field("outcome", Rule::Required))?;
                    lacking.retain(|one| !matches!(one, Missing::Members | Missing::Votes { .. }));
                    barred(self, outcome, &mut lacking);
                    outcome
                } else {
                    open.carried().ok_or(Fault::Refused(Reason::StepOpen))?
                };
                if self.stands().is_none_or(|before| outcome > before.outcome) {
                    return Err(Fault::Refused(Reason::Heavier));
                }
                if lacking != [Missing::Remedy { remedy: kind }] {
                    return Err(Fault::Refused(Reason::StepOpen));
                }
                let (by, on) = (doing.acting.account.clone(), doing.today());
                let (reasons, document) = (reasons.trim().to_owned(), document.trim().to_owned());
                if let Some(open) = self.open_remedy_mut() {
                    open.by = by;
                    body.trim().clone_into(&mut open.body);
                    open.answer = Some(Decision { outcome, reasons, document: document.clone(), on });
                }
                document
            }
            _ => return Err(Fault::Internal),
        })
    }

    fn follow(&mut self, action: &Action, doing: &Now<'_, '_>, checks: &mut Checks) -> Result<String, Fault> {
        let said = |text: &str, on: Day| Some(Answered { on, text: text.trim().to_owned() });
        Ok(match action {
            Action::Correct { document, plan, due } => {
                checks.text(document, "document", 60);
                checks.text(plan, "plan", 2000);
                let last = doing.today() + chrono::TimeDelta::days(i64::from(self.rules.correct));
                let due = due.unwrap_or(last);
                checks.require(doing.today() < due, "due", Rule::after(Milestone::Today, doing.today()));
                checks.require(due <= last, "due", Rule::Over(last));
                self.uncorrected.clear();
                self.correction =
                    Some(Correction { document: document.clone(), plan: plan.trim().to_owned(), due, checks: vec![] });
                document.clone()
            }
            Action::NoCorrection { reason } => {
                checks.text(reason, "reason", 500);
                if self.correction.is_some() {
                    return Err(Fault::Refused(Reason::WrongState));
                }
                reason.trim().clone_into(&mut self.uncorrected);
                reason.clone()
            }
            Action::Check { done, text } => {
                checks.text(text, "text", 1000);
                let correction = self.correction.as_mut().ok_or(Fault::Refused(Reason::WrongState))?;
                let by = doing.acting.name.clone();
                correction.checks.push((doing.today(), *done, text.trim().to_owned(), by));
                text.clone()
            }
            Action::File { document } => {
                checks.text(document, "document", 60);
                self.filed = said(document, doing.today());
                document.clone()
            }
            Action::Visit { on, text } => {
                checks.text(text, "text", 2000);
                checks.require(*on <= doing.today(), "on", Rule::NotLater);
                self.visited = said(text, *on);
                String::new()
            }
            Action::Clear { text } => {
                checks.text(text, "text", 2000);
                self.cleared = said(text, doing.today());
                text.clone()
            }
            Action::Reopen { reason } => {
                checks.text(reason, "reason", 1000);
                self.reopened.push((doing.today(), reason.trim().to_owned()));
                self.state = State::Running;
                // It is looked into, decided and told anew; what was given stays.
                self.enter(Step::Verification, doing.now);
                self.hearings.clear();
                (self.hearing_waived, self.accepted) = (false, false);
                self.report.clear();
                self.signed.clear();
                self.votes.clear();
                self.remedies.clear();
                (self.decision, self.told, self.excluded) = (None, None, None);
                self.excluded_by.clear();
                (self.decided_by, self.decided_at) = Default::default();
                (self.correction, self.filed, self.visited, self.cleared) = (None, None, None, None);
                self.uncorrected.clear();
                reason.clone()
            }
            _ => return Err(Fault::Internal),
        })
    }
}
