//! What stands between a case and its next step, whose turn it is, and by when.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::{Distinction, Outcome, Part, RemedyKind, State, Step, Template, ToleranceCase};
use crate::Day;
use crate::code::Code;
use crate::exchange::workdays::Workdays;

/// Something still missing at a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Missing {
    /// The application is to be completed.
    Completion,
    /// It is to be accepted or not.
    Acceptance,
    /// The clock stands still.
    Suspended,
    /// Handlers and members of the deciding body.
    Members,
    /// Requests to stand aside are not answered.
    Recusals {
        /// How many.
        count: u32,
    },
    /// The person was not heard.
    Hearing,
    /// A clause is not judged.
    Clause {
        /// Its key.
        key: String,
    },
    /// A distinction is not judged.
    Distinction {
        /// Which.
        distinction: Distinction,
    },
    /// The report.
    Report,
    /// Signatures of the report.
    Signatures {
        /// How many are missing.
        count: u32,
    },
    /// Votes: two thirds of the members must vote, more than half of all for one outcome.
    Votes {
        /// How many voted.
        cast: u32,
        /// Of how many.
        of: u32,
    },
    /// The votes want to exempt, but a condition that must hold does not.
    Condition {
        /// Its key.
        key: String,
    },
    /// The decision in writing.
    Decision,
    /// The person does not have it in writing.
    Telling,
    /// The person may still ask for a review or appeal.
    Window {
        /// To the end of this day.
        until: Day,
    },
    /// A review or appeal is to be answered.
    Remedy {
        /// Which.
        remedy: RemedyKind,
    },
    /// The notice to correct, or why none.
    Correction,
    /// The correction is to be checked.
    Check,
    /// The filing.
    Filing,
    /// The follow-up visit.
    Visit,
}

/// The last day for a remedy. None when it is not open: a review is asked for once, within its
/// days from the telling; an appeal after the review's answer, or directly within the same days.
#[must_use]
pub(super) fn window(case: &ToleranceCase, remedy: RemedyKind) -> Option<Day> {
    let told = case.told.as_ref()?.on;
    let days = |n: u32| TimeDelta::days(i64::from(n));
    let of = |kind: RemedyKind| case.remedies.iter().find(|one| one.kind == kind);
    match (remedy, of(RemedyKind::Review), of(RemedyKind::Appeal)) {
        (_, _, Some(_)) => None,
        (RemedyKind::Review | RemedyKind::Appeal, None, None) => Some(told + days(case.rules.review)),
        (RemedyKind::Review, Some(_), None) => None,
        (RemedyKind::Appeal, Some(review), None) => review.answer.as_ref().map(|one| one.on + days(case.rules.appeal)),
    }
}

/// What is still missing before a case leaves its step, in the order to do it.
#[must_use]
pub fn missing(case: &ToleranceCase, today: Day) -> Vec<Missing> {
    let mut found = Vec::new();
    if case.state != State::Running {
        return found;
    }
    if case.suspended.is_some() {
        found.push(Missing::Suspended);
    }
    match case.step {
        Step::Application => found.push(Missing::Completion),
        Step::Acceptance => found.push(Missing::Acceptance),
        Step::Verification => verification(case, &mut found),
        Step::Determination => determination(case, &mut found),
        Step::Feedback => {
            if case.told.is_none() {
                found.push(Missing::Telling);
            }
        }
        Step::Review => review(case, today, &mut found),
        Step::Correction => match &case.correction {
            None if case.uncorrected.is_empty() => found.push(Missing::Correction),
            Some(one) if !one.checks.last().is_some_and(|check| check.1) => found.push(Missing::Check),
            _ => {}
        },
        Step::Filing => {
            if case.filed.is_none() {
                found.push(Missing::Filing);
            }
        }
        Step::Visit => {
            if case.visited.is_none() {
                found.push(Missing::Visit);
            }
        }
    }
    found
}

fn people(case: &ToleranceCase, found: &mut Vec<Missing>) {
    let enough =
        case.handlers.len() >= case.rules.handlers as usize && case.deciders.len() >= case.rules.deciders as usize;
    if !enough {
        found.push(Missing::Members);
    }
    let count = case.recusals.iter().filter(|one| one.answer.is_none()).count() as u32;
    if count > 0 {
        found.push(Missing::Recusals { count });
    }
}

fn verification(case: &ToleranceCase, found: &mut Vec<Missing>) {
    people(case, found);
    if case.hearings.is_empty() && !case.hearing_waived {
        found.push(Missing::Hearing);
    }
    for key in case.to_judge() {
        if case.finding(&key).is_none() {
            found.push(Missing::Clause { key });
        }
    }
    for distinction in Distinction::ALL {
        if !case.assessments.iter().any(|one| one.distinction == *distinction) {
            found.push(Missing::Distinction { distinction: *distinction });
        }
    }
    if case.report.is_empty() {
        found.push(Missing::Report);
    } else {
        let lacking = (case.rules.handlers as usize).saturating_sub(case.signed.len()) as u32;
        if lacking > 0 {
            found.push(Missing::Signatures { count: lacking });
        }
    }
}

fn determination(case: &ToleranceCase, found: &mut Vec<Missing>) {
    people(case, found);
    match case.carried() {
        None => found.push(Missing::Votes { cast: case.votes.len() as u32, of: case.deciders.len() as u32 }),
        // 缺一不可: nothing is exempted past a condition that does not hold.
        Some(Outcome::Exempt) if case.template == Template::All => {
            let fails = |key: &String| case.finding(key).is_none_or(|one| !one.holds);
            let conditions = case.to_judge().into_iter().filter(|key| !case.situations.contains(key));
            found.extend(conditions.filter(fails).map(|key| Missing::Condition { key }));
        }
        Some(_) => {}
    }
    if case.decision.is_none() {
        found.push(Missing::Decision);
    }
}

fn review(case: &ToleranceCase, today: Day, found: &mut Vec<Missing>) {
    if let Some(open) = case.remedies.iter().find(|one| one.answer.is_none()) {
        found.push(Missing::Remedy { remedy: open.kind });
        return;
    }
    let last = [RemedyKind::Review, RemedyKind::Appeal].into_iter().filter_map(|one| window(case, one)).max();
    if let Some(until) = last.filter(|until| !case.accepted && today <= *until) {
        found.push(Missing::Window { until });
    }
}

/// Whose turn something missing is; none when it is time that has to pass.
#[must_use]
pub fn turn(case: &ToleranceCase, one: &Missing) -> Option<Part> {
    use Missing as M;
    Some(match one {
        M::Completion => case.applicant(),
        M::Acceptance | M::Members | M::Recusals { .. } | M::Decision | M::Telling => Part::Organ,
        M::Remedy { .. } | M::Filing | M::Visit | M::Suspended => Part::Organ,
        M::Hearing | M::Clause { .. } | M::Distinction { .. } | M::Report | M::Signatures { .. } => Part::Handler,
        M::Correction | M::Check => Part::Handler,
        M::Votes { .. } | M::Condition { .. } => Part::Decider,
        M::Window { .. } => return None,
    })
}

/// By when the step is to be done, the clock's standing still counted off; none where nothing
/// runs.
#[must_use]
pub fn due(case: &ToleranceCase, days: &Workdays) -> Option<Day> {
    if case.state != State::Running || case.suspended.is_some() {
        return None;
    }
    let (rules, since) = (&case.rules, case.since.day());
    let calendar = |from: Day, n: u32| Some(from + TimeDelta::days(i64::from(n)));
    let working = |n: u32| Some(days.after(since, n + case.stood));
    match case.step {
        Step::Application => working(rules.accept),
        Step::Acceptance => working(rules.accept),
        Step::Verification => working(rules.verify + if case.extended { rules.verify_more } else { 0 }),
        Step::Determination => working(rules.decide),
        Step::Feedback => working(rules.tell),
        Step::Review => {
            let open = case.remedies.iter().find(|one| one.answer.is_none());
            match open.map(|one| (one.kind, one.asked, one.extended)) {
                Some((RemedyKind::Review, asked, _)) => calendar(asked, rules.review_answer),
                Some((RemedyKind::Appeal, asked, more)) => {
                    calendar(asked, rules.appeal_answer + if more { rules.appeal_more } else { 0 })
                }
                None => {
                    let open = [RemedyKind::Review, RemedyKind::Appeal].into_iter().filter_map(|one| window(case, one));
                    open.max().or_else(|| working(rules.tell))
                }
            }
        }
        Step::Correction => case.correction.as_ref().map_or_else(|| working(rules.tell), |one| Some(one.due)),
        Step::Filing => working(rules.file),
        Step::Visit => calendar(since, rules.visit),
    }
}
