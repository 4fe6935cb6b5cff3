//! What stands between a case and its next step, whose turn it is, and by when.

use super::action::ActionKind;
use super::{Distinction, Outcome, Part, State, Step, Template, ToleranceCase};
use crate::Day;
use crate::calendar::Workdays;
use crate::code::Code;
use crate::procedure::wants;
use crate::remedy::RemedyKind;
use chrono::TimeDelta;

wants! {
    /// Something still missing at a step. A clause is named by its key.
    Missing by Part, ActionKind {
        Completion "补正申请材料" "The application is to be completed" => Person Submit,
        Acceptance "决定是否受理" "To be accepted or not" => Organ Accept,
        Suspended "已中止，恢复后继续计算期限" "Suspended; the clock stands still" => Organ Resume,
        Members "确定核实人员和认定成员" "Handlers and members of the deciding body" => Organ Assign,
        Recusals {
            /// How many are not answered.
            count: u32,
        } "待决定的回避申请 {count}" "Requests to stand aside: {count}" => Organ AnswerRecusal,
        Hearing "听取本人陈述" "The person is to be heard" => Handler Hear,
        Clause { key: String } "研判：{key}" "Judge: {key}" => Handler Judge,
        Distinction { distinction: Distinction } "区分：{distinction}" "Distinguish: {distinction}"
            => Handler Distinguish,
        Report "形成核实报告" "The handlers' report" => Handler Report,
        Signatures {
            /// How many are missing.
            count: u32,
        } "还需 {count} 名核实人员签署报告" "{count} more signatures of the report" => Handler Sign,
        Exclusion {
            /// How many are missing.
            count: u32,
        } "排除情形须由核实人员共同认定，还需 {count} 人" "{count} more handlers have to find the exclusion too"
            => Handler Exclude,
        Votes {
            /// How many voted.
            cast: u32,
            /// Of how many.
            of: u32,
        } "认定成员表决：已表决 {cast}/{of}（三分之二以上参加，超过半数同意同一结果）"
            "Votes: {cast} of {of} (two thirds must vote, more than half of all for one outcome)"
            => Decider Vote,
        /// The votes want to exempt.
        Condition { key: String }
            "条件不成立，不能免责：{key}" "A condition does not hold: {key}" => Decider Vote,
        /// The votes want to tolerate.
        Excluded { key: String }
            "存在排除情形，只能认定为不予容错：{key}" "An exclusion stands: {key}" => Decider Vote,
        Decision "作出书面认定" "The decision in writing" => Organ Decide,
        Telling "书面反馈并谈话" "Tell the person in writing and in a talk" => Organ Tell,
        Window {
            /// To the end of this day.
            until: Day,
        } "本人可在 {until} 前申请复核或申诉" "The person may ask for a review or appeal until {until}",
        Remedy { remedy: RemedyKind } "答复{remedy}" "Answer the {remedy}" => Organ AnswerRemedy,
        Correction "下达纠错通知，或说明无需纠错" "Notice to correct, or why none" => Handler Correct,
        Check "检查整改，销号" "Check the correction" => Handler Check,
        Filing "向上级备案并归档" "File with the higher body" => Organ File,
        Visit "回访" "The follow-up visit" => Organ Visit,
    }
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
