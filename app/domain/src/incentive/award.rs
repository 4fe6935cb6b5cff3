//! An award: nominated, looked at, put up, approved, decided and conferred; revoked on the law's
//! grounds alone.

use serde::{Deserialize, Serialize};

use super::{AwardKind, IncentiveRules};
use crate::access::{Permission, Viewer};
use crate::calendar::Workdays;
use crate::code::{Code, Lang, Level, UnitLevel, codes};
use crate::fault::{Checks, Milestone, Rule};
use crate::procedure::{self, Acting, Action as _, Doing, Done, Procedure, acts, wants};
use crate::publicity::{Answered, Open, Publicity, UPHELD};
use crate::secrecy::Known;
use crate::{AccountId, AwardId, Day, Fault, Moment, PersonId, Reason, UnitId};

codes! {
    /// Where an award stands.
    Step {
        Nomination "nomination" "提名" "Nomination",
        Review "review" "审核" "Review",
        Notice "notice" "公示" "Public notice",
        Approval "approval" "审批" "Approval",
        Decision "decision" "决定" "Decision",
        Conferring "conferring" "颁授" "Conferring",
    }

    /// Whether it goes on.
    State {
        Running "running" "办理中" "Under way",
        Refused "refused" "未通过" "Refused",
        Withdrawn "withdrawn" "已撤回" "Withdrawn",
        Conferred "conferred" "已授予" "Conferred",
        Revoked "revoked" "已撤销" "Revoked",
    }

    /// As what somebody acts.
    Part {
        Nominator "nominator" "提名单位" "Nominating unit",
        Organiser "organiser" "组织部门" "Organisation department",
        Colleague "colleague" "干部群众" "A colleague",
    }

    /// Grounds on which an award is revoked (公务员法 56); there are no others.
    Ground {
        Fraud "fraud" "弄虚作假，骗取奖励" "Fraud",
        Concealed "concealed" "申报奖励时隐瞒严重错误或者严重违反规定程序" "A grave error was concealed, or procedure gravely broken",
        Disgrace "disgrace" "有严重违纪违法等行为，影响称号声誉" "Grave misconduct that harms the title's name",
        Other "other" "法律、法规规定应当撤销的其他情形" "Other cases laws provide for",
    }
}

acts! {
    /// Something to be done with an award.
    Action,
    /// What was done.
    ActionKind by Part {
        Evidence "evidence" "补充事迹材料" "Added evidence" [Nominator] {
            /// What it is and where.
            text: String = "evidence",
        },
        Submit "submit" "报送审核" "Handed in" [Nominator],
        Review "review" "审核" "Reviewed" [Organiser] {
            /// What was found.
            text: String = "review",
        },
        /// To the nominator.
        SendBack "send-back" "退回" "Sent back" [Organiser] {
            reason: String = "why",
        },
        Publish "publish" "公示" "Put up" [Organiser] {
            /// The first day.
            on: Day,
        },
        Object "object" "提出异议" "Objected" [Colleague, Nominator] {
            text: String = "objection",
        },
        Answer "answer" "答复异议" "Answered" [Organiser] {
            /// Which objection, from 0.
            n: u32,
            /// Whether it stands in the way.
            upheld: bool = "decision",
            reason: String,
        },
        Approve "approve" "审批" "Approved" [Organiser] {
            /// The unit that approves; its level is the ground's.
            unit: UnitId,
            /// Number.
            document: String,
        },
        Decide "decide" "作出决定" "Decided" [Organiser] {
            /// Number.
            document: String,
        },
        Confer "confer" "颁授" "Conferred" [Organiser] {
            on: Day,
        },
        Refuse "refuse" "不予通过" "Refused" [Organiser] {
            reason: String = "why",
        },
        Withdraw "withdraw" "撤回" "Withdrawn" [Nominator] {
            reason: String = "why",
        },
        Revoke "revoke" "撤销奖励" "Revoked" [Organiser] {
            ground: Ground,
            reason: String,
            /// Number.
            document: String,
        },
        Share "share" "推广经验" "Shared as practice" [Organiser] {
            story: String,
        };
        written: Open "open" "提名" "Nominated" [Nominator],
    }
}

/// Who gets it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Recipient {
    Person {
        /// Who.
        id: PersonId,
        name: String,
        level: Level,
    },
    /// A collective: a unit.
    Collective {
        /// How many people it had.
        people: u32,
    },
}

/// Something that happened to an award; an objector is not named.
pub type Event = procedure::Event<Step, ActionKind>;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Award {
    /// Which.
    pub id: AwardId,
    pub kind: AwardKind,
    /// Name of the title; empty for other kinds.
    #[serde(default)]
    pub title: String,
    /// Who gets it.
    pub recipient: Recipient,
    /// Their unit, or the collective itself.
    pub unit: UnitId,
    pub unit_name: String,
    pub path: String,
    /// What for.
    pub deeds: String,
    /// Evidence: (what, who gave it).
    #[serde(default)]
    pub evidence: Vec<(String, String)>,
    /// Bars that were found when it was nominated, and what lifted them: (what, lifted by the case
    /// of fault tolerance of this number, or empty).
    #[serde(default)]
    pub bars: Vec<(String, String)>,
    /// Bars that only the department and discipline may know of, like those above.
    #[serde(default)]
    pub secret_bars: Vec<(String, String)>,
    /// The rules it goes by.
    pub rules: IncentiveRules,
    /// Who nominated it, by account: they do not see to it further.
    pub nominator: AccountId,
    /// Who reviewed it, by account: they neither answer for it nor decide.
    #[serde(default)]
    pub reviewer: AccountId,
    /// Who put the decision in writing, by account: they don't take it back.
    #[serde(default)]
    pub decider: AccountId,
    /// Where it stands.
    pub step: Step,
    /// Whether it goes on.
    pub state: State,
    /// When it came to its step.
    pub since: Moment,
    /// The review: what was found.
    #[serde(default)]
    pub review: String,
    /// The public notice and objections to it; who objected stays with the trail.
    #[serde(default)]
    pub publicity: Publicity,
    /// The approval: (unit, its level, number).
    #[serde(default)]
    pub approval: Option<(String, UnitLevel, String)>,
    /// The decision: (number, day).
    #[serde(default)]
    pub decision: Option<(String, Day)>,
    /// The day it was conferred.
    #[serde(default)]
    pub conferred: Option<Day>,
    /// The revocation: (ground, reason, number, day).
    #[serde(default)]
    pub revoked: Option<(Ground, String, String, Day)>,
    /// The story others can learn from; empty when it is not shared.
    #[serde(default)]
    pub story: String,
    /// The whole history, oldest first.
    #[serde(default)]
    pub history: Vec<Event>,
    /// Counts edits.
    #[serde(default)]
    pub version: u32,
}

/// A nomination as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub kind: AwardKind,
    /// Name of the title.
    pub title: String,
    /// The person; empty for a collective.
    pub person: PersonId,
    /// The collective's unit; empty for a person.
    pub unit: UnitId,
    /// What for.
    pub deeds: String,
}

impl Draft {
    /// Checks the fields.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self) -> Result<(), Fault> {
        let mut checks = Checks::default();
        checks.text(&self.deeds, "deeds", 2000);
        checks.require(self.deeds.chars().count() >= 20 || self.deeds.trim().is_empty(), "deeds", Rule::TooShort(20));
        let titled = self.kind == AwardKind::Title;
        if titled {
            checks.text(&self.title, "title", 40);
        } else {
            checks.require(self.title.trim().is_empty(), "title", Rule::Wrong);
        }
        checks.require(self.person.as_str().is_empty() != self.unit.as_str().is_empty(), "unit", Rule::Required);
        checks.done()
    }
}

/// What an act on an award goes by.
#[derive(Clone, Copy, Debug)]
pub struct AwardGround<'g> {
    /// The holiday table.
    pub days: &'g Workdays,
    /// The organ that approves, and its level; for an approval.
    pub approver: Option<(&'g str, UnitLevel)>,
}

wants! {
    /// Something still missing before an award leaves its step.
    Missing by Part, ActionKind {
        Evidence "提供事迹佐证材料" "Evidence" => Nominator Evidence,
        /// No case of fault tolerance lifts it.
        Bar { what: String } "存在影响奖励的情形：{what}" "Stands in the way: {what}" => Organiser Review,
        Review "审核" "The review" => Organiser Review,
        Notice "公示" "The public notice" => Organiser Publish,
        NoticeBegins {
            /// The first day.
            on: Day,
        } "公示自 {on} 开始，届时可提出异议" "The notice begins on {on}; objections can be made from then on",
        NoticeRuns {
            /// The last day.
            until: Day,
        } "公示期至 {until}" "The notice runs to the end of {until}",
        Objections {
            /// How many are not answered.
            count: u32,
        } "待答复异议 {count}" "Objections to answer: {count}" => Organiser Answer,
        Upheld says UPHELD => Organiser SendBack,
        Approval "审批" "The approval" => Organiser Approve,
        Decision "作出奖励决定" "The decision" => Organiser Decide,
        Conferring "颁授" "The conferring" => Organiser Confer,
    }
}

/// What is still missing before an award leaves its step.
#[must_use]
pub fn missing(award: &Award, today: Day) -> Vec<Missing> {
    let mut found = Vec::new();
    if award.state != State::Running {
        return found;
    }
    match award.step {
        Step::Nomination => {
            if award.evidence.is_empty() {
                found.push(Missing::Evidence);
            }
        }
        Step::Review => {
            let bars = award.bars.iter().chain(&award.secret_bars).filter(|one| one.1.is_empty());
            found.extend(bars.map(|one| Missing::Bar { what: one.0.clone() }));
            found.push(Missing::Review);
        }
        Step::Notice => published(award, today, &mut found),
        // Whatever was done before, nothing is approved without these.
        Step::Approval => {
            published(award, today, &mut found);
            found.push(Missing::Approval);
        }
        Step::Decision => found.push(Missing::Decision),
        Step::Conferring => found.push(Missing::Conferring),
    }
    found
}

fn published(award: &Award, today: Day, found: &mut Vec<Missing>) {
    found.extend(award.publicity.open(today).into_iter().map(|open| match open {
        Open::Down => Missing::Notice,
        Open::Begins(on) => Missing::NoticeBegins { on },
        Open::Runs(until) => Missing::NoticeRuns { until },
        Open::Unanswered(count) => Missing::Objections { count },
        Open::Upheld => Missing::Upheld,
    }));
}

/// The last day of the notice.
#[must_use]
pub fn due(award: &Award) -> Option<Day> {
    award.publicity.until().filter(|_| award.state == State::Running && award.step == Step::Notice)
}

impl Award {
    #[must_use]
    pub fn person(&self) -> Option<&PersonId> {
        match &self.recipient {
            Recipient::Person { id, .. } => Some(id),
            Recipient::Collective { .. } => None,
        }
    }

    /// Whether it is public: its notice is up, or it was conferred.
    #[must_use]
    pub fn public(&self) -> bool {
        matches!(self.state, State::Conferred | State::Revoked)
            || self.state == State::Running && self.step >= Step::Notice && self.publicity.notice.is_some()
    }

    /// As a viewer may know it: what was found in the review is for those who see to it; what an
    /// objection says is for the department and discipline, others see that there is one and whether
    /// it is settled, strangers not even that. Whoever objected reads their own, and who they are is
    /// for nobody else.
    #[must_use]
    pub fn known_to(mut self, viewer: &Viewer) -> Known<Self> {
        let own = self.person().is_some_and(|person| viewer.owns(person));
        let views = !own && viewer.scope(Permission::INCENTIVE_VIEW).holds(&self.path);
        let knows = viewer.knows_of(self.person().unwrap_or(&PersonId::default()), &[&self.path]);
        self.publicity.veil(viewer, |_| knows);
        if !knows {
            self.secret_bars.clear();
            for event in self.history.iter_mut().filter(|one| one.action == ActionKind::Answer) {
                event.note.clear();
            }
        }
        if !views {
            self.bars.clear();
            self.review.clear();
            for (_, by) in &mut self.evidence {
                by.clear();
            }
            (self.reviewer, self.decider) = Default::default();
            for event in &mut self.history {
                use ActionKind as K;
                if !matches!(event.action, K::Publish | K::Decide | K::Confer | K::Revoke) {
                    event.note.clear();
                    event.by.clear();
                }
            }
            if !own {
                self.publicity.objections.retain(|one| one.is_of(viewer));
            }
        }
        Known::of(self)
    }

    /// The recipient's name.
    #[must_use]
    pub fn name(&self) -> &str {
        match &self.recipient {
            Recipient::Person { name, .. } => name,
            Recipient::Collective { .. } => &self.unit_name,
        }
    }

    /// What stands of it in somebody's form (奖惩情况): `2026.11经汇溪市总工会批准记三等功（汇总工〔2026〕3号）`;
    /// none before it was conferred.
    #[must_use]
    pub fn honour(&self) -> Option<String> {
        let (on, number) = (self.conferred?, &self.decision.as_ref()?.0);
        let by = self.approval.as_ref().map(|one| format!("经{}批准", one.0)).unwrap_or_default();
        let what = match self.kind {
            AwardKind::Title => format!("授予“{}”称号", self.title),
            kind => kind.name(Lang::Zh).to_owned(),
        };
        Some(format!("{}{by}{what}（{number}）", on.format("%Y.%m")))
    }

    /// A form's 奖惩情况 with this award in it as long as it stands, and without it once it was
    /// revoked; the rest stays as it was. Whoever wrote the decision's number in by hand has it already.
    #[must_use]
    pub fn in_honours(&self, held: &str) -> String {
        let (Some(honour), Some((number, _))) = (self.honour(), &self.decision) else { return held.to_owned() };
        let number = format!("（{number}）");
        match self.state {
            State::Conferred if held.contains(number.as_str()) => held.to_owned(),
            State::Conferred if held.trim().is_empty() => honour,
            State::Conferred => format!("{}；{honour}", held.trim_end().trim_end_matches(['；', ';', '。'])),
            State::Revoked if held.contains(number.as_str()) => held
                .split_inclusive(['；', ';', '\n'])
                .filter(|part| !part.contains(number.as_str()))
                .collect::<String>()
                .trim_end_matches(['；', ';', '\n'])
                .to_owned(),
            _ => held.to_owned(),
        }
    }

    /// The bonus of all together, in yuan: none to a collective as such.
    #[must_use]
    pub fn bonus(&self) -> u32 {
        match self.recipient {
            Recipient::Person { .. } => self.rules.of(self.kind).bonus,
            Recipient::Collective { .. } => 0,
        }
    }

    /// Whether an action fits where it stands, whoever does it.
    #[must_use]
    pub fn allows(&self, kind: ActionKind) -> bool {
        use ActionKind as K;
        let running = self.state == State::Running;
        match kind {
            K::Open => false,
            K::Evidence | K::Submit => running && self.step == Step::Nomination,
            K::Review => running && self.step == Step::Review,
            K::SendBack => running && matches!(self.step, Step::Review | Step::Notice),
            K::Publish => running && self.step == Step::Notice && self.publicity.notice.is_none(),
            K::Object => {
                let up = self.publicity.notice.is_some() && !self.publicity.upheld();
                running && self.step == Step::Notice && up
            }
            K::Answer => running && matches!(self.step, Step::Notice | Step::Approval),
            K::Approve => {
                running && matches!(self.step, Step::Notice | Step::Approval) && self.publicity.notice.is_some()
            }
            K::Decide => running && self.step == Step::Decision,
            K::Confer => running && self.step == Step::Conferring,
            K::Refuse => running && self.step > Step::Nomination && self.step < Step::Decision,
            K::Withdraw => running && self.step < Step::Decision,
            K::Revoke => self.state == State::Conferred,
            K::Share => self.state == State::Conferred,
        }
    }

    /// Why an account does not do something here, whatever part it acts as. Nobody carries an award
    /// through alone: who nominated it does not see to it; who reviewed it neither answers what is
    /// said against it nor approves nor decides; and who decided does not take it back.
    #[must_use]
    pub fn bars(&self, kind: ActionKind, account: &AccountId) -> Option<Reason> {
        use ActionKind as K;
        let sees_to = matches!(kind, K::Review | K::Answer | K::Approve | K::Decide | K::Confer | K::Revoke);
        if sees_to && self.nominator == *account {
            return Some(Reason::OwnRequest);
        }
        let reviewed = self.reviewer == *account && matches!(kind, K::Answer | K::Approve | K::Decide);
        let decided = self.decider == *account && kind == K::Revoke;
        (reviewed || decided).then_some(Reason::SecondPerson)
    }

    fn enter(&mut self, step: Step, now: Moment) {
        self.step = step;
        self.since = now;
    }
}

impl Procedure for Award {
    type Part = Part;
    type Action = Action;
    type Ground<'g> = AwardGround<'g>;
    type Missing = Missing;

    fn who(&self, action: &Action) -> Vec<Part> {
        action.kind().parts().to_vec()
    }

    fn timely(&self, action: &Action, _: &Acting<Part>, _: &AwardGround<'_>, today: Day) -> Result<(), Reason> {
        match action {
            _ if !self.allows(action.kind()) => Err(Reason::WrongState),
            Action::Object { .. } => self.publicity.takes(today),
            _ => Ok(()),
        }
    }

    fn barred(&self, kind: ActionKind, account: &AccountId, _: &AwardGround<'_>) -> Option<Reason> {
        self.bars(kind, account)
    }

    fn log(&mut self, before: &Self, done: Done<'_, Self>) {
        // An objector is not named.
        let by = if done.kind == ActionKind::Object { String::new() } else { done.by.to_owned() };
        self.history.push(Event { at: done.at, by, step: before.step, action: done.kind, note: done.note });
    }

    fn missing(&self, _: &AwardGround<'_>, today: Day) -> Vec<Missing> {
        missing(self, today)
    }

    fn turn(&self, one: &Missing) -> Option<(Part, ActionKind)> {
        one.turn()
    }

    fn next(&self) -> Option<(Part, ActionKind)> {
        match self.step {
            _ if self.state != State::Running => None,
            Step::Nomination => Some((Part::Nominator, ActionKind::Submit)),
            Step::Notice => Some((Part::Organiser, ActionKind::Approve)),
            _ => None,
        }
    }

    fn apply(&mut self, action: &Action, doing: &Doing<'_, '_, Self>, checks: &mut Checks) -> Result<String, Fault> {
        let (acting, now, today) = (doing.acting, doing.now, doing.today());
        Ok(match action {
            Action::Evidence { text } => {
                checks.text(text, "evidence", 1000);
                self.evidence.push((text.trim().to_owned(), acting.name.clone()));
                text.clone()
            }
            Action::Submit => {
                if !missing(self, today).is_empty() {
                    return Err(Fault::Refused(Reason::StepOpen));
                }
                self.enter(Step::Review, now);
                String::new()
            }
            Action::Review { text } => {
                checks.text(text, "review", 1000);
                if missing(self, today).iter().any(|one| *one != Missing::Review) {
                    return Err(Fault::Refused(Reason::StepOpen));
                }
                text.trim().clone_into(&mut self.review);
                self.reviewer.clone_from(&acting.account);
                self.enter(Step::Notice, now);
                text.clone()
            }
            Action::SendBack { reason } => {
                checks.text(reason, "why", 500);
                self.publicity.take_down();
                self.enter(Step::Nomination, now);
                reason.clone()
            }
            Action::Publish { on } => {
                let notice = self.publicity.put_up(*on, self.rules.notice_days, doing.ground.days, today, checks)?;
                format!("{}–{}", notice.on, notice.until)
            }
            Action::Object { text } => {
                checks.text(text, "objection", 1000);
                self.publicity.object(acting.objector(), "", false, text, now)?;
                String::new()
            }
            Action::Answer { n, upheld, reason } => {
                checks.text(reason, "reason", 1000);
                let (text, by) = (reason.trim().to_owned(), acting.name.clone());
                self.publicity.answer(*n, Answered { upheld: *upheld, text, by })?;
                format!("{}：{reason}", if *upheld { "成立" } else { "不成立" })
            }
            Action::Approve { document, .. } => {
                checks.text(document, "document", 60);
                let (organ, level) = doing.ground.approver.ok_or(Fault::field("unit", Rule::Required))?;
                // The levels' codes rise from the centre down.
                let least = self.rules.of(self.kind).level;
                checks.require(level <= least, "unit", Rule::Wrong);
                self.step = Step::Approval;
                if missing(self, today) != [Missing::Approval] {
                    return Err(Fault::Refused(Reason::StepOpen));
                }
                self.approval = Some((organ.to_owned(), level, document.trim().to_owned()));
                self.enter(Step::Decision, now);
                document.clone()
            }
            Action::Decide { document } => {
                checks.text(document, "document", 60);
                self.decision = Some((document.trim().to_owned(), today));
                self.decider.clone_from(&acting.account);
                self.enter(Step::Conferring, now);
                document.clone()
            }
            Action::Confer { on } => {
                let decided = self.decision.as_ref().map(|one| one.1);
                checks.require(*on <= today, "on", Rule::NotLater);
                checks.require(
                    decided.is_none_or(|day| day <= *on),
                    "on",
                    Rule::not_before(Milestone::Decided, decided.unwrap_or(*on)),
                );
                self.conferred = Some(*on);
                self.state = State::Conferred;
                String::new()
            }
            Action::Refuse { reason } => {
                checks.text(reason, "why", 500);
                self.state = State::Refused;
                reason.clone()
            }
            Action::Withdraw { reason } => {
                checks.text(reason, "why", 500);
                self.state = State::Withdrawn;
                reason.clone()
            }
            Action::Revoke { ground, reason, document } => {
                checks.text(reason, "reason", 1000);
                checks.text(document, "document", 60);
                self.revoked = Some((*ground, reason.trim().to_owned(), document.trim().to_owned(), today));
                self.state = State::Revoked;
                self.story.clear();
                reason.clone()
            }
            Action::Share { story } => {
                checks.text(story, "story", 3000);
                story.trim().clone_into(&mut self.story);
                String::new()
            }
        })
    }
}
