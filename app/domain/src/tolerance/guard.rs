//! What stands between a case and its next step, whose turn it is, and by when.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::{Distinction, Outcome, State, Step, Template, ToleranceCase};
use crate::Day;
use crate::calendar::Workdays;
use crate::code::Code;
use crate::remedy::RemedyKind;

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
        key: String,
    },
    /// A distinction is not judged.
    Distinction {
        /// Which.
        distinction: Distinction,
    },
    Report,
    /// Signatures of the report.
    Signatures {
        /// How many are missing.
        count: u32,
    },
    /// An exclusion that not enough handlers found yet.
    Exclusion {
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
        key: String,
    },
    /// The votes want to tolerate, but an exclusion stands.
    Excluded {
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
    Filing,
    /// The follow-up visit.
    Visit,
}

/// What is still missing before a case leaves its step, in the order to do it.
#[must_use]
pub fn missing(case: &ToleranceCase, days: &Workdays, today: Day) -> Vec<Missing> {
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
        Step::Review => review(case, days, today, &mut found),
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
        case.handlers.len() >= case.rules.handlers as usize && case.body().len() >= case.rules.deciders as usize;
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
    looked_into(case, found);
}

/// What a case is decided on: the person heard, everything judged, the report signed as it stands;
/// or an exclusion that as many handlers found.
fn looked_into(case: &ToleranceCase, found: &mut Vec<Missing>) {
    if case.hearings.is_empty() && !case.hearing_waived {
        found.push(Missing::Hearing);
    }
    if case.excluded.is_some() {
        let lacking = (case.rules.handlers as usize).saturating_sub(case.excluded_by.len()) as u32;
        if lacking > 0 {
            found.push(Missing::Exclusion { count: lacking });
        }
        return;
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
    voted(case, case.carried(), found);
    if case.decision.is_none() {
        found.push(Missing::Decision);
    }
}

/// What keeps an outcome from being put in writing.
fn voted(case: &ToleranceCase, carried: Option<Outcome>, found: &mut Vec<Missing>) {
    match carried {
        None => found.push(Missing::Votes { cast: case.ballot().len() as u32, of: case.body().len() as u32 }),
        Some(outcome) => barred(case, outcome, found),
    }
}

/// Why a case can't end with an outcome.
pub(super) fn barred(case: &ToleranceCase, outcome: Outcome, found: &mut Vec<Missing>) {
    if let Some((key, _)) = &case.excluded {
        if outcome != Outcome::Refused {
            found.push(Missing::Excluded { key: key.clone() });
        }
    } else if outcome == Outcome::Exempt && case.template == Template::All {
        // 缺一不可: nothing is exempted past a condition that does not hold.
        let fails = |key: &String| case.finding(key).is_none_or(|one| !one.holds);
        let conditions = case.to_judge().into_iter().filter(|key| !case.situations.contains(key));
        found.extend(conditions.filter(fails).map(|key| Missing::Condition { key }));
    }
}

/// A review or appeal changes a decision by what the decision itself needed.
fn review(case: &ToleranceCase, days: &Workdays, today: Day, found: &mut Vec<Missing>) {
    if let Some(open) = case.open_remedy() {
        people(case, found);
        looked_into(case, found);
        voted(case, open.carried(), found);
        found.push(Missing::Remedy { remedy: open.kind });
        return;
    }
    let last = RemedyKind::ALL.iter().filter_map(|one| case.window(*one, days, today)).max();
    if let Some(until) = last.filter(|until| !case.accepted && today <= *until) {
        found.push(Missing::Window { until });
    }
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
            let used = case.used(days);
            let waits = case.open_remedy().and_then(|open| used.iter().find(|one| one.kind == open.kind));
            let window = |kind: &RemedyKind| case.window(*kind, days, since);
            match waits {
                Some(one) => Some(one.due),
                None => RemedyKind::ALL.iter().filter_map(window).max().or_else(|| working(rules.tell)),
            }
        }
        Step::Correction => case.correction.as_ref().map_or_else(|| working(rules.tell), |one| Some(one.due)),
        Step::Filing => working(rules.file),
        Step::Visit => calendar(since, rules.visit),
    }
}
