//! What stands between a case and its next step.

use serde::{Deserialize, Serialize};

use super::{Case, Voice};
use crate::Day;
use crate::exchange::eligibility::RuleKey;
use crate::exchange::kind::{KindRules, Paper, Step};
use crate::publicity::Open;

/// Something still missing at a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Missing {
    /// A rule that bars or asks, without a decision.
    Finding {
        /// Which rule.
        key: RuleKey,
    },
    /// An opinion not given yet.
    Opinion {
        /// Whose.
        voice: Voice,
    },
    /// An opinion that does not agree.
    Consent {
        /// Whose.
        voice: Voice,
    },
    /// The person does not agree to a move that is theirs to obey, and why it goes on is not said.
    Refusal,
    Paper {
        /// Which.
        paper: Paper,
    },
    Vote,
    /// The vote does not carry: fewer than two thirds present, or not more than half of all in favour.
    Majority,
    /// The public notice.
    Notice,
    /// The notice runs to the end of a day.
    NoticeRuns {
        /// That day.
        until: Day,
    },
    /// Objections not answered.
    Objections {
        /// How many.
        count: u32,
    },
    /// An objection that was upheld.
    Upheld,
    /// The approval or filing.
    Approval,
    /// The notice of appointment.
    Appointment,
    /// The report for duty.
    Report,
    /// The middle of the term is not reached.
    Middle {
        on: Day,
    },
    /// The term runs on: the appraisal begins [`APPRAISAL_DAYS`] before its end.
    TermRuns {
        /// The day it begins.
        on: Day,
    },
    /// The review or appraisal.
    Review,
    /// How the posting ends.
    Ending,
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
    found.extend(case.undecided().map(|one| Missing::Finding { key: one.key }));
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
        Open::Runs(until) => Missing::NoticeRuns { until },
        Open::Unanswered(count) => Missing::Objections { count },
        Open::Upheld => Missing::Upheld,
    }));
}
