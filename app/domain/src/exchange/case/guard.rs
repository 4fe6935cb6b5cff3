//! What stands between a case and its next step.

use super::action::ActionKind;
use super::{Case, Part, Voice};
use crate::Day;
use crate::exchange::eligibility::{RuleKey, Verdict};
use crate::exchange::kind::{KindRules, Paper, Step};
use crate::procedure::wants;
use crate::publicity::{Open, UPHELD};

wants! {
    /// Something still missing at a step.
    Missing by Part, ActionKind {
        /// A rule bars, and nobody may decide otherwise.
        Barred { key: RuleKey }
            "不符合规则且不得变通，只能不予通过或撤回：{key}" "Barred by a rule that nobody lifts; refuse or withdraw it: {key}"
            => Organiser Refuse,
        /// A rule bars or asks.
        Finding { key: RuleKey } "规则待决定：{key}" "A decision about: {key}" => Organiser Waive,
        Opinion {
            /// Whose.
            voice: Voice,
        } "待提出意见：{voice}" "Opinion of: {voice}" => Organiser Give,
        Consent {
            /// Whose.
            voice: Voice,
        } "未同意：{voice}" "Does not agree: {voice}" => Organiser SendBack,
        Refusal
            "本人不同意：公务员应当服从交流决定（公务员法第七十三条），说明理由后继续办理"
            "The person does not agree: a civil servant obeys (公务员法 73); say why the case goes on"
            => Organiser Overrule,
        Paper { paper: Paper } "材料：{paper}" "Paper: {paper}" => Organiser File,
        Vote "会议表决" "The meeting's vote" => Organiser Vote,
        Majority
            "表决未通过（须三分之二以上到会、超过应到半数同意）"
            "The vote does not carry (two thirds present, more than half of all in favour)"
            => Organiser Vote,
        Notice "在两个单位公示" "The public notice in both units" => Organiser Publish,
        NoticeBegins {
            /// The first day.
            on: Day,
        } "公示自 {on} 开始，届时可提出异议" "The notice begins on {on}; objections can be made from then on",
        NoticeRuns {
            /// The last day.
            until: Day,
        } "公示期至 {until}，期满后继续" "The notice runs to the end of {until}",
        Objections {
            /// How many are not answered.
            count: u32,
        } "待答复异议 {count}" "Objections to answer: {count}" => Organiser Answer,
        Upheld says UPHELD => Organiser SendBack,
        Approval "审批（备案）文号" "The number of the approval" => Organiser Approve,
        Appointment "任免通知文号" "The number of the notice" => Organiser Appoint,
        Report "报到登记" "The report for duty" => Host Report,
        Middle { on: Day } "任期过半（{on}）后进行中期考核" "The mid-term review begins {on}",
        TermRuns {
            /// The day the appraisal begins, [`APPRAISAL_DAYS`] before the end.
            on: Day,
        } "期满前（{on}起）进行鉴定" "The appraisal begins {on}",
        Review "考核鉴定意见" "The review" => Host Review,
        Ending "期满处理意见" "How it ends" => Organiser End,
    }
}

/// Days before the end of a term on which its appraisal begins.
const APPRAISAL_DAYS: i64 = 30;

/// What is still missing before a case leaves its step, in the order to do it.
#[must_use]
pub fn missing(case: &Case, rules: &KindRules, today: Day) -> Vec<Missing> {
    let mut found = Vec::new();
    for (step, paper) in &rules.papers {
        if *step == case.step && !case.papers.iter().any(|one| one.paper == *paper) {
            found.push(Missing::Paper { paper: *paper });
        }
    }
    match case.step {
        // The rules are read anew at every step up to the appointment: what newly bars stops it.
        Step::Proposal | Step::Vetting => eligible(case, &mut found),
        Step::Consultation => {
            eligible(case, &mut found);
            consents(case, &mut found);
        }
        Step::Decision => {
            eligible(case, &mut found);
            decided(case, &mut found);
        }
        Step::PublicNotice => {
            eligible(case, &mut found);
            published(&case.publicity.open(today), &mut found);
        }
        Step::Approval => {
            eligible(case, &mut found);
            if case.approval.is_empty() {
                found.push(Missing::Approval);
            }
            published(&case.publicity.contested(), &mut found);
        }
        // Whatever steps a kind was given, nobody is appointed without these.
        Step::Appointment if !case.is_appointed() => {
            eligible(case, &mut found);
            consents(case, &mut found);
            decided(case, &mut found);
            published(&case.publicity.open(today), &mut found);
            found.push(Missing::Appointment);
        }
        Step::Appointment => {}
        Step::Reporting => {
            if case.reported.is_none() {
                found.push(Missing::Report);
            }
        }
        Step::InPost => {
            // After an extension the middle is behind.
            if let Some(on) = case.middle().filter(|on| *on > today && case.extended == 0) {
                found.push(Missing::Middle { on });
            }
        }
        Step::MidReview | Step::FinalAppraisal => {
            let begins = case.until.map(|until| until - chrono::TimeDelta::days(APPRAISAL_DAYS));
            if let Some(on) = begins.filter(|on| case.step == Step::FinalAppraisal && *on > today) {
                found.push(Missing::TermRuns { on });
            }
            if !case.reviews.iter().any(|(step, ..)| *step == case.step) {
                found.push(Missing::Review);
            }
        }
        Step::Closing => {
            if case.ending.is_none() {
                found.push(Missing::Ending);
            }
        }
    }
    found
}

fn eligible(case: &Case, found: &mut Vec<Missing>) {
    found.extend(case.undecided().map(|one| match one.verdict != Verdict::Ask && one.waiver.is_empty() {
        true => Missing::Barred { key: one.key },
        false => Missing::Finding { key: one.key },
    }));
}

fn consents(case: &Case, found: &mut Vec<Missing>) {
    for voice in case.voices() {
        match case.opinion(voice) {
            None => found.push(Missing::Opinion { voice }),
            // Whoever is moved obeys (公务员法 73); why it goes on is said.
            Some(_) if voice == Voice::Person && case.refused() => {
                if case.overruled.is_none() {
                    found.push(Missing::Refusal);
                }
            }
            // The higher body is asked; its opinion is weighed. All others must agree.
            Some(opinion) if !opinion.agrees && voice != Voice::Higher => found.push(Missing::Consent { voice }),
            Some(_) => {}
        }
    }
}

fn decided(case: &Case, found: &mut Vec<Missing>) {
    match case.vote {
        None => found.push(Missing::Vote),
        Some(vote) if !vote.carries() => found.push(Missing::Majority),
        Some(_) => {}
    }
}

fn published(open: &[Open], found: &mut Vec<Missing>) {
    found.extend(open.iter().map(|one| match *one {
        Open::Down => Missing::Notice,
        Open::Begins(on) => Missing::NoticeBegins { on },
        Open::Runs(until) => Missing::NoticeRuns { until },
        Open::Unanswered(count) => Missing::Objections { count },
        Open::Upheld => Missing::Upheld,
    }));
}
