//! An appraisal of a year: set up, reports, vote, points, meeting, telling, filing. What keeps it
//! from its next step is said by [`missing`].

use serde::{Deserialize, Serialize};

use super::{AppraisalRules, MemberPart, Outcome, Refusal, Scheme, SlipCount};
use crate::code::{Code, Lang, codes};
use crate::fault::{Checks, Milestone, Rule};
use crate::procedure::{Acting, Action as _, Doing, Done, Procedure, acts, wants};
use crate::{AccountId, AppraisalId, Day, Fault, Moment, Reason, SchemeId, UnitId};

codes! {
    /// Where an appraisal stands.
    Step {
        Setup "setup" "筹备" "Set-up",
        Reporting "reporting" "述职" "Reports",
        Voting "voting" "民主测评" "Vote",
        Counting "counting" "计票" "Count",
        Scoring "scoring" "汇总" "Points",
        Calibration "calibration" "会议审定" "Meeting",
        Telling "telling" "反馈" "Telling",
        Closed "closed" "归档" "Filed",
    }

    /// What shares a cap on 优秀.
    PoolBy {
        Unit "unit" "按单位" "Each unit",
        Level "level" "按职务层次" "Each level",
        Whole "whole" "全部合并" "All together",
    }
}

acts! {
    /// A step of an appraisal.
    StepAct,
    /// What is done with an appraisal.
    StepActKind by MemberPart {
        Reports "reports" "布置述职" "Asked for reports" [Organiser] {
            /// The last day to report.
            until: Day,
        },
        Vote "vote" "开始测评" "Opened the vote" [Organiser] {
            from: Day,
            until: Day,
        },
        Count "count" "结束测评并计票" "Closed the vote and counted" [Organiser],
        Score "score" "汇总得分" "Worked the points out" [Organiser],
        Pool "pool" "核准优秀比例" "Approved a pool's share" [Organiser] {
            key: String,
            /// Per cent.
            share: u32,
            /// Number of the approval.
            document: String,
        },
        /// For all of an outcome at once.
        Accept "accept" "按得分建议拟定" "Took the points' word" [Organiser] {
            outcome: Outcome,
            reason: String,
        },
        Drop "drop" "撤销" "Withdrawn" [Organiser] {
            reason: String,
        },
        Adopt "adopt" "会议审定" "Decided by the meeting" [Organiser] {
            on: Day,
            /// Number.
            document: String,
            minutes: String,
        },
        Tell "tell" "书面反馈" "Told in writing" [Organiser],
        Close "close" "归档" "Filed" [Organiser],
    }
}

/// People who share a cap on 优秀.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pool {
    /// What its members name it by.
    pub key: String,
    pub name: String,
    /// The approval of a higher share: (number, share in per cent).
    #[serde(default)]
    pub approved: Option<(String, u32)>,
}

impl Pool {
    /// The most 优秀 among so many who get a grade: whole people, never rounded up.
    #[must_use]
    pub fn most(&self, graded: u32, rules: &AppraisalRules) -> u32 {
        let share = self.approved.as_ref().map_or(rules.cap, |one| one.1);
        (u64::from(graded) * u64::from(share) / 100) as u32
    }
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearEvent {
    /// When.
    pub at: Moment,
    /// Who.
    pub by: String,
    /// At which step; none of those from before it was kept.
    #[serde(default)]
    pub step: Option<Step>,
    /// What.
    pub act: StepActKind,
    /// In words.
    pub note: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appraisal {
    /// Which.
    pub id: AppraisalId,
    pub year: i32,
    pub title: String,
    /// The unit it is held for, with those below.
    pub unit: UnitId,
    pub unit_name: String,
    pub path: String,
    /// The scheme as it was adopted.
    pub scheme: Scheme,
    /// The numbers it goes by.
    pub rules: AppraisalRules,
    pub pools: Vec<Pool>,
    /// Where it stands.
    pub step: Step,
    /// When it came there.
    pub since: Moment,
    /// Last day of reports.
    #[serde(default)]
    pub reports_until: Option<Day>,
    /// First and last day of the vote.
    #[serde(default)]
    pub vote: Option<(Day, Day)>,
    /// The meeting's decision: (day, number, who took part and how they voted).
    #[serde(default)]
    pub meeting: Option<(Day, String, String)>,
    /// Who recorded it.
    #[serde(default)]
    pub adopted_by: Option<AccountId>,
    /// Path of the unit whose department did: an appeal goes to another.
    #[serde(default)]
    pub adopted_at: String,
    /// What happened, oldest first.
    #[serde(default)]
    pub history: Vec<YearEvent>,
    /// Counts edits.
    #[serde(default)]
    pub version: u32,
}

/// An appraisal as it is set up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub year: i32,
    pub title: String,
    /// The unit, with those below.
    pub unit: UnitId,
    /// The adopted scheme.
    pub scheme: SchemeId,
    /// What shares a cap.
    pub pool_by: PoolBy,
}

impl Draft {
    /// Checks the fields.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self, today: Day) -> Result<(), Fault> {
        use chrono::Datelike;
        let mut checks = Checks::default();
        checks.between(i64::from(self.year), "year", 2000, i64::from(today.year()));
        checks.text(&self.title, "title", 60);
        checks.require(!self.unit.as_str().is_empty(), "unit", Rule::Required);
        checks.require(!self.scheme.as_str().is_empty(), "scheme", Rule::Required);
        checks.done()
    }
}

wants! {
    /// What still stands between an appraisal and its next step.
    Missing by MemberPart, StepActKind {
        Members "没有参加考核的人员" "Nobody is in it" => Organiser Drop,
        VoteRuns {
            /// The last day.
            until: Day,
        } "测评进行中，至 {until}" "The vote runs to the end of {until}",
        Paper {
            /// In how many paper ballots wait.
            sheets: u32,
        } "纸票待第二人录入的测评表： {sheets}" "Sheets whose paper ballots wait for the second person: {sheets}"
            => Organiser Count,
        OverRoll {
            /// The unit's name.
            unit: String,
            /// The group's code.
            group: String,
            /// How many came back.
            returned: u32,
            /// How many should take part.
            expected: u32,
        } "{unit} {group}：收回的票多于应参加人数（收回/应参加），请先核查 {returned} / {expected}"
            "{unit} {group}: more ballots came back than people should take part (returned / expected); look into it \
             first: {returned} / {expected}"
            => Organiser Count,
        /// Nobody's turn: the program counts by itself.
        Counting {
            /// Ballots that were opened and checked.
            opened: u32,
            /// Of how many.
            ballots: u32,
        } "正在计票：已计 {opened} / {ballots}" "The ballots are being counted: {opened} / {ballots}",
        /// The count goes on once what is wrong was seen to.
        Halted "计票中断：有票箱打不开，或箱中票数与结束测评时不符。没有写入任何结果，系统会继续重试；请联系系统管理员查看日志。"
            "The count has halted: a box can't be opened, or does not hold what it held when the vote was closed. \
             Nothing of the result is written and the program goes on trying; ask the system administrator to look \
             into the log.",
        Unproposed { people: u32 } "尚未拟定等次的人数： {people}" "People without an outcome: {people}"
            => Organiser Accept,
        OverCap {
            /// Its name.
            pool: String,
            /// How many are proposed.
            proposed: u32,
            /// How many may be.
            most: u32,
        } "优秀等次超过上限：{pool}：{proposed} / {most}" "Over the cap on 优秀: {pool}: {proposed} / {most}"
            => Organiser Pool,
        Remedies {
            /// How many.
            open: u32,
        } "未办结的复核、申诉： {open}" "Reviews and appeals open: {open}" => Organiser Close,
        /// None is open, and one may still be asked for.
        Remediable {
            /// The last day.
            until: Day,
        } "未办结的复核、申诉：可申请至 {until}" "Reviews and appeals may be asked for until {until}",
    }
}

/// How far the count of a vote is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counting {
    /// Ballots that were opened and checked.
    pub opened: u32,
    /// Those that lay in the boxes when the vote was closed.
    pub ballots: u32,
    /// Whether it can't go on: a box can't be opened, or holds something else.
    pub halted: bool,
}

/// What is known of an appraisal's people and sheets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// People.
    pub members: u32,
    /// Those who take part in full and handed a report in.
    pub reported: u32,
    pub sheets: u32,
    /// Sheets with paper ballots typed once.
    pub unchecked: u32,
    /// Printed slips.
    #[serde(default)]
    pub slips: SlipCount,
    /// Where more came back than should take part: (unit, group, returned, expected).
    #[serde(default)]
    pub over: Vec<(String, String, u32, u32)>,
    /// How far the count is, while the ballots are counted.
    #[serde(default)]
    pub counting: Option<Counting>,
    /// People without an outcome.
    pub unproposed: u32,
    /// For each pool, in their order: (people who get a grade, 优秀 among them).
    pub pools: Vec<(u32, u32)>,
    /// People who were told.
    pub told: u32,
    /// People whose grade is settled when an investigation is over, who are not told before.
    #[serde(default)]
    pub held: u32,
    /// People who acknowledged.
    pub acknowledged: u32,
    /// Remedies that wait for an answer.
    pub open: u32,
    /// The last day a remedy may be asked for.
    pub remedies_until: Option<Day>,
}

/// What keeps an appraisal where it stands.
#[must_use]
pub fn missing(appraisal: &Appraisal, progress: &Progress, today: Day) -> Vec<Missing> {
    let mut found = Vec::new();
    if progress.members == 0 {
        found.push(Missing::Members);
    }
    match appraisal.step {
        Step::Voting => {
            if let Some((_, until)) = appraisal.vote.filter(|vote| today <= vote.1) {
                found.push(Missing::VoteRuns { until });
            }
            if progress.unchecked > 0 {
                found.push(Missing::Paper { sheets: progress.unchecked });
            }
            found.extend(progress.over.iter().cloned().map(|(unit, group, returned, expected)| Missing::OverRoll {
                unit,
                group,
                returned,
                expected,
            }));
        }
        Step::Counting => {
            let Counting { opened, ballots, halted } = progress.counting.unwrap_or_default();
            found.push(if halted { Missing::Halted } else { Missing::Counting { opened, ballots } });
        }
        Step::Calibration => {
            if progress.unproposed > 0 {
                found.push(Missing::Unproposed { people: progress.unproposed });
            }
            for (pool, (graded, proposed)) in appraisal.pools.iter().zip(&progress.pools) {
                let most = pool.most(*graded, &appraisal.rules);
                if *proposed > most {
                    found.push(Missing::OverCap { pool: pool.name.clone(), proposed: *proposed, most });
                }
            }
        }
        Step::Telling => {
            let until = progress.remedies_until.filter(|last| progress.told > 0 && today <= *last);
            if progress.open > 0 {
                found.push(Missing::Remedies { open: progress.open });
            }
            found.extend(until.map(|until| Missing::Remediable { until }));
        }
        Step::Setup | Step::Reporting | Step::Scoring | Step::Closed => {}
    }
    found
}

impl Appraisal {
    /// Whether ballots are taken on a day.
    #[must_use]
    pub fn votes_on(&self, day: Day) -> bool {
        self.step == Step::Voting && self.vote.is_some_and(|(from, until)| (from..=until).contains(&day))
    }

    /// Whether an act fits where it stands.
    #[must_use]
    pub fn allows(&self, kind: StepActKind) -> bool {
        use StepActKind as K;
        match kind {
            K::Reports => matches!(self.step, Step::Setup | Step::Reporting),
            K::Vote => matches!(self.step, Step::Reporting | Step::Voting),
            K::Count => self.step == Step::Voting,
            // Until the meeting has begun to change things, points can be worked out anew.
            K::Score => self.step == Step::Scoring,
            K::Pool => self.step < Step::Telling,
            K::Accept => self.step == Step::Calibration,
            K::Drop => self.step == Step::Setup,
            K::Adopt => self.step == Step::Calibration,
            K::Tell => self.step == Step::Telling,
            K::Close => self.step == Step::Telling,
        }
    }

    /// It with its vote counted: nobody's act by itself, but what closing the vote leads to. Nothing where no vote
    /// is being counted.
    #[must_use]
    pub fn counted(&self, now: Moment) -> Option<Self> {
        (self.step == Step::Counting).then(|| Self { step: Step::Scoring, since: now, ..self.clone() })
    }
}

impl Procedure for Appraisal {
    type Part = MemberPart;
    type Action = StepAct;
    type Ground<'g> = Progress;
    type Missing = Missing;

    fn who(&self, act: &StepAct) -> Vec<MemberPart> {
        act.kind().parts().to_vec()
    }

    fn timely(&self, act: &StepAct, _: &Acting<MemberPart>, _: &Progress, _: Day) -> Result<(), Reason> {
        if self.allows(act.kind()) { Ok(()) } else { Err(Reason::WrongState) }
    }

    fn log(&mut self, before: &Self, done: Done<'_, Self>) {
        let (by, step) = (done.by.to_owned(), Some(before.step));
        self.history.push(YearEvent { at: done.at, by, step, act: done.kind, note: done.note });
    }

    fn missing(&self, progress: &Progress, today: Day) -> Vec<Missing> {
        missing(self, progress, today)
    }

    fn turn(&self, one: &Missing) -> Option<(MemberPart, StepActKind)> {
        one.turn()
    }

    fn next(&self) -> Option<(MemberPart, StepActKind)> {
        let kind = match self.step {
            Step::Setup => StepActKind::Reports,
            Step::Reporting => StepActKind::Vote,
            Step::Voting => StepActKind::Count,
            Step::Scoring => StepActKind::Score,
            Step::Calibration => StepActKind::Adopt,
            Step::Telling => StepActKind::Close,
            Step::Counting | Step::Closed => return None,
        };
        Some((MemberPart::Organiser, kind))
    }

    fn apply(&mut self, act: &StepAct, doing: &Doing<'_, '_, Self>, checks: &mut Checks) -> Result<String, Fault> {
        let (progress, now, today) = (doing.ground, doing.now, doing.today());
        let missing = missing(self, progress, today);
        let enter = |one: &mut Self, step: Step| {
            if one.step != step {
                one.step = step;
                one.since = now;
            }
        };
        let note = match act {
            StepAct::Reports { until } => {
                checks.require(*until >= today, "until", Rule::not_before(Milestone::Today, today));
                self.reports_until = Some(*until);
                enter(self, Step::Reporting);
                crate::time::day_text(*until)
            }
            StepAct::Vote { from, until } => {
                let held = self.vote.is_some_and(|vote| vote.0 == *from);
                checks.require(*from >= today || held, "from", Rule::not_before(Milestone::Today, today));
                checks.require(
                    *until >= *from && *until >= today,
                    "until",
                    Rule::not_before(Milestone::Voting, (*from).max(today)),
                );
                // 述职 comes before 测评: who votes has read the reports, and nobody's time to write one is cut.
                if let Some(last) = self.reports_until.filter(|last| from <= last && !held) {
                    std::mem::take(checks).done()?;
                    return Err(Refusal::ReportsRun(last).into());
                }
                self.vote = Some((*from, *until));
                enter(self, Step::Voting);
                format!("{}–{}", crate::time::day_text(*from), crate::time::day_text(*until))
            }
            StepAct::Count => {
                enter(self, Step::Counting);
                let SlipCount { printed, released, used, voided } = progress.slips;
                if printed == 0 {
                    String::new()
                } else {
                    format!("扫码票：印制{printed}，发放{released}，使用{used}，作废{voided}")
                }
            }
            StepAct::Score => {
                enter(self, Step::Calibration);
                String::new()
            }
            StepAct::Pool { key, share, document } => {
                checks.text(document, "document", 60);
                checks.between(
                    i64::from(*share),
                    "share",
                    i64::from(self.rules.cap),
                    i64::from(self.rules.cap_approved),
                );
                let pool = self.pools.iter_mut().find(|one| one.key == *key);
                checks.require(pool.is_some(), "key", Rule::Unknown);
                let name = pool.map(|pool| {
                    pool.approved = Some((document.trim().to_owned(), *share));
                    pool.name.clone()
                });
                format!("{}：{share}% {document}", name.unwrap_or_default())
            }
            StepAct::Accept { outcome, reason } => {
                checks.text(reason, "reason", 500);
                format!("{}：{}", outcome.name(Lang::Zh), reason.trim())
            }
            StepAct::Drop { reason } => {
                checks.text(reason, "reason", 300);
                reason.trim().to_owned()
            }
            StepAct::Adopt { on, document, minutes } => {
                checks.require(*on <= today, "on", Rule::NotLater);
                // A meeting decides on what was counted.
                checks.require(
                    self.vote.is_none_or(|vote| *on >= vote.1),
                    "on",
                    Rule::not_before(Milestone::VoteEnds, self.vote.map_or(*on, |vote| vote.1)),
                );
                checks.text(document, "document", 60);
                checks.text(minutes, "minutes", 2000);
                self.meeting = Some((*on, document.trim().to_owned(), minutes.trim().to_owned()));
                self.adopted_by = Some(doing.acting.account.clone());
                enter(self, Step::Telling);
                document.clone()
            }
            StepAct::Tell => String::new(),
            StepAct::Close => {
                if progress.told + progress.held < progress.members {
                    return Err(Fault::Refused(Reason::StepOpen));
                }
                enter(self, Step::Closed);
                String::new()
            }
        };
        // What was typed is said first.
        std::mem::take(checks).done()?;
        // Raising a cap and giving more time are what gets things going again.
        let goes_on = matches!(
            act.kind(),
            StepActKind::Pool
                | StepActKind::Vote
                | StepActKind::Reports
                | StepActKind::Tell
                | StepActKind::Accept
                | StepActKind::Drop
        );
        if !goes_on && !missing.is_empty() {
            if let Some(Missing::OverCap { pool, most, .. }) =
                missing.iter().find(|one| matches!(one, Missing::OverCap { .. }))
            {
                return Err(Refusal::OverCap(pool.clone(), *most).into());
            }
            return Err(Fault::Refused(Reason::StepOpen));
        }
        Ok(note)
    }
}
