//! One person in an appraisal: what they report, what was found, their grade and what they can do
//! about it. [`Member::act`] is the only way it changes once the appraisal runs.

use serde::{Deserialize, Serialize};

use super::{
    AppraisalRules, FactValue, MemberPart, Outcome, Refusal, Remedy, RemedyKind, Score, Stand, Standing, Step, open,
    remedy,
};
use crate::calendar::Workdays;
use crate::code::Level;
use crate::fault::{Checks, Rule};
use crate::form::{Field, Form};
use crate::procedure::{Acting, Action as _, Doing, Done, Procedure, acts};
use crate::record::Grade;
use crate::remedy::Used;
use crate::{AccountId, AppraisalId, Day, Fault, MemberId, Moment, PersonId, Reason, SheetId, UnitId};

acts! {
    /// Something to be done with one person's appraisal.
    Act,
    /// What was done.
    ActKind by MemberPart {
        Report "report" "提交述职" "Reported" [Person] {
            text: String = "report",
        },
        Correct "correct" "核定参加情况" "Corrected how they take part" [Organiser, Unit] {
            standing: Standing,
            /// Days of absence in the year.
            absent_days: u32,
            reason: String,
        },
        Propose "propose" "拟定等次" "Proposed a grade" [Organiser] {
            outcome: Outcome,
            reason: String,
        },
        Acknowledge "acknowledge" "签收结果" "Acknowledged the result" [Person] {
            /// What they say to it; may be empty.
            opinion: String,
        },
        AskReview "ask-review" "申请复核" "Asked for a review" [Person] {
            grounds: String,
        },
        AnswerReview "answer-review" "复核决定" "Decided the review" [Organiser] {
            outcome: Outcome,
            reason: String,
            ruling: Ruling,
        },
        Appeal "appeal" "提出申诉" "Appealed" [Person] {
            grounds: String,
        },
        PutOff "put-off" "延长申诉处理期限" "Put the answer off" [Organiser] {
            reason: String,
        },
        AnswerAppeal "answer-appeal" "申诉处理决定" "Decided the appeal" [Organiser] {
            outcome: Outcome,
            reason: String,
            ruling: Ruling,
        },
    }
}

impl Field for Ruling {
    fn read(form: &mut Form, _: &str) -> Self {
        Self { document: form.read("document"), minutes: form.read("minutes"), body: form.read("body") }
    }
}

/// A report on one's own work (述职).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub text: String,
    /// When it was handed in.
    pub at: Moment,
}

/// What the year brought that limits the grade.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hindrance {
    pub what: String,
    /// The best grade beside it.
    pub most: Grade,
    /// Basis (依据).
    pub basis: String,
    /// The number of the case of fault tolerance that lifts it; empty when none does
    /// (容错认定结果不作负面评价).
    pub lifted: String,
}

/// A change of the proposed or decided outcome, with what was before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// When.
    pub at: Moment,
    /// Who; empty for what was computed.
    pub by: String,
    /// What was done.
    pub act: ActKind,
    pub before: Option<Outcome>,
    pub after: Option<Outcome>,
    /// Why.
    pub reason: String,
    /// Whether it is of something only the department and discipline may know.
    #[serde(default)]
    pub secret: bool,
}

/// One person in an appraisal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Which.
    pub id: MemberId,
    /// Of which appraisal.
    pub appraisal: AppraisalId,
    pub year: i32,
    /// Who.
    pub person: PersonId,
    pub name: String,
    #[serde(default)]
    pub post: String,
    pub level: Level,
    pub unit: UnitId,
    pub unit_name: String,
    pub path: String,
    /// The pool whose cap holds for them, by its key.
    pub pool: String,
    /// The sheet they are judged on; empty when on none.
    #[serde(default)]
    pub sheet: SheetId,
    /// How they take part.
    pub standing: Standing,
    /// Days of absence in the year.
    #[serde(default)]
    pub absent_days: u32,
    /// Why it was corrected.
    #[serde(default)]
    pub standing_reason: String,
    /// What limits the grade.
    #[serde(default)]
    pub hindrances: Vec<Hindrance>,
    #[serde(default)]
    pub report: Option<Report>,
    /// Facts of the year the system itself knows.
    #[serde(default)]
    pub facts: Vec<FactValue>,
    /// Points, once they were worked out.
    #[serde(default)]
    pub score: Option<Score>,
    /// What the points speak for.
    #[serde(default)]
    pub suggested: Option<Outcome>,
    /// What is proposed to, or was decided by, the meeting, or holds since a remedy.
    #[serde(default)]
    pub outcome: Option<Outcome>,
    /// Every change of it.
    #[serde(default)]
    pub log: Vec<Change>,
    /// The day they were told in writing.
    #[serde(default)]
    pub told: Option<Day>,
    /// Whether they were passed over when all were told: an investigation is not over, and the grade
    /// is settled when it is (补定等次).
    #[serde(default)]
    pub held: bool,
    /// What they were told.
    #[serde(default)]
    pub told_outcome: Option<Outcome>,
    /// Their signature: (when, their opinion).
    #[serde(default)]
    pub acknowledged: Option<(Moment, String)>,
    /// Review and appeal.
    #[serde(default)]
    pub remedies: Vec<Remedy>,
    /// Counts edits.
    #[serde(default)]
    pub version: u32,
}

/// What a changed result rests on: it needs no less than the result itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruling {
    /// Number of the decision.
    pub document: String,
    /// The meeting: who took part and how they voted. Needed where something changes.
    pub minutes: String,
    /// The organ that decided, for an appeal.
    pub body: String,
}

/// What a change of a member goes by.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// Where the appraisal stands.
    pub step: Step,
    /// Its numbers.
    pub rules: &'a AppraisalRules,
    /// The last day of reports.
    pub reports_until: Option<Day>,
    /// Who recorded the meeting's decision: they answer nothing asked against it.
    pub adopted_by: Option<&'a AccountId>,
    /// How whoever acts stands to the organ that decided.
    pub stand: Stand,
    /// The working days.
    pub days: &'a Workdays,
    /// Whether the department knows of an investigation of the person.
    pub investigated: bool,
}

impl Member {
    /// How somebody takes part, by the days and dates known (公务员考核规定).
    #[must_use]
    pub fn standing_of(absent_days: u32, probation: bool, investigated: bool, rules: &AppraisalRules) -> Standing {
        if absent_days >= rules.absence_days {
            Standing::Absent
        } else if probation {
            Standing::Probation
        } else if investigated {
            Standing::Investigated
        } else {
            Standing::Full
        }
    }

    /// The best grade the year allows; what was tolerated limits nothing.
    #[must_use]
    pub fn best(&self) -> Grade {
        let open = self.hindrances.iter().filter(|one| one.lifted.is_empty());
        open.map(|one| one.most).max().unwrap_or(Grade::Excellent)
    }

    /// Whether an outcome fits how somebody takes part and what the year allows.
    ///
    /// # Errors
    /// [`Refusal::GradeBarred`] with the best that does.
    pub fn fits(&self, outcome: Outcome) -> Result<(), Fault> {
        let fits = match self.standing {
            Standing::Full => outcome.grade().is_some_and(|grade| grade >= self.best()),
            Standing::Probation | Standing::Investigated => outcome == Outcome::NoGrade,
            Standing::Absent => outcome == Outcome::NotAssessed,
        };
        let best = (self.standing == Standing::Full).then(|| self.best());
        if fits { Ok(()) } else { Err(Refusal::GradeBarred(best).into()) }
    }

    /// Whether somebody proposed or decided otherwise than the points speak for.
    #[must_use]
    pub fn adjusted(&self) -> bool {
        self.outcome.is_some() && self.suggested.is_some() && self.outcome != self.suggested
    }

    /// The reason that was given for the outcome that was told: that of its last proposal.
    #[must_use]
    pub fn why(&self) -> Option<&str> {
        let told = self.told_outcome.or(self.outcome);
        let proposed =
            |one: &&Change| one.act == ActKind::Propose && one.after == told && !one.secret && !one.reason.is_empty();
        self.log.iter().rev().find(proposed).map(|one| one.reason.as_str())
    }

    /// The outcome of somebody who gets no grade.
    #[must_use]
    pub fn without_grade(&self) -> Option<Outcome> {
        match self.standing {
            Standing::Full => None,
            Standing::Probation | Standing::Investigated => Some(Outcome::NoGrade),
            Standing::Absent => Some(Outcome::NotAssessed),
        }
    }

    fn open(&self, kind: RemedyKind) -> Option<&Remedy> {
        open(&self.remedies).filter(|one| one.kind == kind)
    }

    /// Why somebody does not do something here, whatever part they act as: who decided answers
    /// nothing asked against it, and an appeal is for the organ that the law names.
    #[must_use]
    pub fn bars(&self, kind: ActKind, account: &AccountId, ground: &Ground<'_>) -> Option<Reason> {
        let decided = ground.adopted_by == Some(account)
            || self.remedies.iter().filter_map(|one| one.answer.as_ref()).any(|one| one.by == *account);
        match kind {
            ActKind::AnswerReview | ActKind::AnswerAppeal if decided => Some(Reason::SecondPerson),
            ActKind::AnswerAppeal | ActKind::PutOff if ground.stand == Stand::Same => Some(Reason::OrganAbove),
            _ => None,
        }
    }

    /// Whether an act fits where things stand, whoever does it.
    #[must_use]
    pub fn allows(&self, kind: ActKind, ground: &Ground<'_>, today: Day) -> bool {
        let remedy = |kind| window(self, kind, ground.rules, ground.days, today).is_some_and(|last| today <= last);
        match kind {
            // A vote that is announced before the last day of reports cuts nobody's time.
            ActKind::Report => {
                ground.step == Step::Reporting
                    || ground.step == Step::Voting && ground.reports_until.is_some_and(|last| today <= last)
            }
            ActKind::Correct => ground.step < Step::Calibration || self.held && self.standing == Standing::Investigated,
            ActKind::Propose => {
                ground.step == Step::Calibration
                    || self.held && self.told.is_none() && self.standing != Standing::Investigated
            }
            ActKind::Acknowledge => self.told.is_some() && self.acknowledged.is_none(),
            ActKind::AskReview => remedy(RemedyKind::Review),
            ActKind::Appeal => remedy(RemedyKind::Appeal),
            ActKind::AnswerReview => self.open(RemedyKind::Review).is_some(),
            ActKind::AnswerAppeal => self.open(RemedyKind::Appeal).is_some(),
            ActKind::PutOff => self.open(RemedyKind::Appeal).is_some_and(|one| one.more.is_empty()),
        }
    }

    fn ask(&mut self, kind: RemedyKind, grounds: &str, ground: &Ground<'_>, today: Day, checks: &mut Checks) -> String {
        checks.text(grounds, "grounds", 2000);
        self.remedies.push(Remedy {
            kind,
            asked: today,
            grounds: grounds.trim().to_owned(),
            due: ground.rules.periods().answer(kind, today, false, ground.days),
            more: String::new(),
            answer: None,
        });
        grounds.to_owned()
    }

    fn answer(
        &mut self,
        kind: RemedyKind,
        outcome: Outcome,
        reason: &str,
        ruling: Ruling,
        doing: &Doing<'_, '_, Self>,
        checks: &mut Checks,
    ) -> Result<String, Fault> {
        checks.text(reason, "reason", 2000);
        checks.text(&ruling.document, "document", 60);
        // What a meeting decided is changed by a meeting.
        if self.outcome == Some(outcome) {
            checks.optional_text(&ruling.minutes, "minutes", 2000);
        } else {
            checks.text(&ruling.minutes, "minutes", 2000);
        }
        // Nothing gets heavier because somebody asked (公务员法 98).
        if self.outcome.is_some_and(|held| outcome > held && outcome.grade().is_some()) {
            return Err(Fault::Refused(Reason::Heavier));
        }
        self.fits(outcome)?;
        if let Some(one) = self.remedies.iter_mut().find(|one| one.kind == kind) {
            one.answer = Some(remedy::RemedyAnswer {
                outcome,
                reason: reason.trim().to_owned(),
                document: ruling.document.trim().to_owned(),
                minutes: ruling.minutes.trim().to_owned(),
                body: ruling.body.trim().to_owned(),
                by: doing.acting.account.clone(),
                by_name: doing.acting.name.clone(),
                on: doing.today(),
            });
        }
        self.outcome = Some(outcome);
        Ok(reason.to_owned())
    }
}

impl Procedure for Member {
    type Part = MemberPart;
    type Action = Act;
    type Ground<'g> = Ground<'g>;
    /// What is still to be done.
    type Missing = ActKind;

    fn who(&self, act: &Act) -> Vec<MemberPart> {
        act.kind().parts().to_vec()
    }

    fn timely(&self, act: &Act, acting: &Acting<MemberPart>, ground: &Ground<'_>, today: Day) -> Result<(), Reason> {
        let kind = act.kind();
        // That it can be corrected so late tells of an investigation.
        let late = kind == ActKind::Correct && ground.step >= Step::Calibration && !acting.is(MemberPart::Organiser);
        if self.allows(kind, ground, today) && !late {
            return Ok(());
        }
        let over = matches!(kind, ActKind::AskReview | ActKind::Appeal) && self.told.is_some();
        Err(if over { Reason::TimeOver } else { Reason::WrongState })
    }

    fn barred(&self, kind: ActKind, account: &AccountId, ground: &Ground<'_>) -> Option<Reason> {
        self.bars(kind, account, ground)
    }

    fn log(&mut self, before: &Self, done: Done<'_, Self>) {
        let organiser = done.kind == ActKind::Correct && done.part == MemberPart::Organiser;
        let secret = organiser && [before.standing, self.standing].contains(&Standing::Investigated);
        self.log.push(Change {
            at: done.at,
            by: done.by.to_owned(),
            act: done.kind,
            before: before.outcome,
            after: self.outcome,
            reason: done.note,
            secret,
        });
    }

    fn missing(&self, ground: &Ground<'_>, today: Day) -> Vec<ActKind> {
        let reports = self.report.is_none() && self.allows(ActKind::Report, ground, today);
        let told = self.allows(ActKind::Acknowledge, ground, today);
        let answers = [(RemedyKind::Review, ActKind::AnswerReview), (RemedyKind::Appeal, ActKind::AnswerAppeal)];
        let open = answers.into_iter().filter(|(kind, _)| self.open(*kind).is_some()).map(|(_, act)| act);
        let own = [(reports, ActKind::Report), (told, ActKind::Acknowledge)].into_iter().filter(|one| one.0);
        own.map(|one| one.1).chain(open).collect()
    }

    fn turn(&self, one: &ActKind) -> Option<(MemberPart, ActKind)> {
        one.parts().first().map(|part| (*part, *one))
    }

    /// A person's appraisal goes on with the whole, not by itself.
    fn next(&self) -> Option<(MemberPart, ActKind)> {
        None
    }

    fn apply(&mut self, act: &Act, doing: &Doing<'_, '_, Self>, checks: &mut Checks) -> Result<String, Fault> {
        let (ground, now, today) = (doing.ground, doing.now, doing.today());
        let organiser = doing.acting.is(MemberPart::Organiser);
        Ok(match act {
            Act::Report { text } => {
                checks.text(text, "report", 5000);
                if let Some(last) = ground.reports_until {
                    checks.require(today <= last, "report", Rule::Over(last));
                }
                self.report = Some(Report { text: text.trim().to_owned(), at: now });
                String::new()
            }
            Act::Correct { standing, absent_days, reason } => {
                checks.text(reason, "reason", 300);
                checks.between(i64::from(*absent_days), "absent_days", 0, 366);
                let absent = *absent_days >= ground.rules.absence_days;
                checks.require((*standing == Standing::Absent) == absent, "standing", Rule::Wrong);
                // The unit neither says that somebody is under investigation nor undoes it unknowingly.
                checks.require(organiser || *standing != Standing::Investigated, "standing", Rule::Wrong);
                let kept = !organiser && *standing == Standing::Full;
                let was = self.standing;
                let kept = kept && (ground.investigated || was == Standing::Investigated);
                self.standing = if kept { Standing::Investigated } else { *standing };
                self.absent_days = *absent_days;
                let secret = organiser && [was, self.standing].contains(&Standing::Investigated);
                if !secret {
                    reason.trim().clone_into(&mut self.standing_reason);
                }
                if self.held {
                    self.outcome = None;
                }
                reason.clone()
            }
            Act::Propose { outcome, reason } => {
                let same = Some(*outcome) == self.suggested;
                if same {
                    checks.optional_text(reason, "reason", 500);
                } else {
                    checks.text(reason, "reason", 500);
                }
                self.fits(*outcome)?;
                self.outcome = Some(*outcome);
                if self.held {
                    (self.told, self.told_outcome) = (Some(today), self.outcome);
                }
                reason.clone()
            }
            Act::Acknowledge { opinion } => {
                checks.optional_text(opinion, "opinion", 500);
                self.acknowledged = Some((now, opinion.trim().to_owned()));
                opinion.clone()
            }
            Act::AskReview { grounds } => self.ask(RemedyKind::Review, grounds, ground, today, checks),
            Act::Appeal { grounds } => self.ask(RemedyKind::Appeal, grounds, ground, today, checks),
            Act::PutOff { reason } => {
                checks.text(reason, "reason", 300);
                let appeal = self.remedies.iter_mut().find(|one| one.kind == RemedyKind::Appeal);
                if let Some(appeal) = appeal {
                    appeal.due = ground.rules.periods().answer(appeal.kind, appeal.asked, true, ground.days);
                    reason.trim().clone_into(&mut appeal.more);
                }
                reason.clone()
            }
            Act::AnswerReview { outcome, reason, ruling } => {
                let ruling = Ruling { body: String::new(), ..ruling.clone() };
                self.answer(RemedyKind::Review, *outcome, reason, ruling, doing, checks)?
            }
            Act::AnswerAppeal { outcome, reason, ruling } => {
                checks.text(&ruling.body, "body", 60);
                self.answer(RemedyKind::Appeal, *outcome, reason, ruling.clone(), doing, checks)?
            }
        })
    }
}

/// The last day on which a remedy may be asked for; none when it is not open at all. A right once
/// given stays: what counts is the result somebody was told.
#[must_use]
pub fn window(member: &Member, kind: RemedyKind, rules: &AppraisalRules, days: &Workdays, today: Day) -> Option<Day> {
    let told = member.told.filter(|_| member.told_outcome == Some(Outcome::Incompetent))?;
    let used: Vec<Used> = member.remedies.iter().map(Remedy::used).collect();
    rules.periods().window(kind, told, &used, days, today)
}
