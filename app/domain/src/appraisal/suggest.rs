//! Outcomes that points speak for, within a pool's cap.

use super::{AppraisalRules, Member, Outcome};
use crate::record::Grade;

/// Outcomes by points within one pool: 优秀 to those with the most points that reach its bound, at
/// most `most` of them. Of people with the same points all get it or none: whom of them a meeting
/// prefers is for the meeting to say. Without points, or with points from too few
/// of the indicators, nothing is suggested.
#[must_use]
pub fn suggest(members: &[&Member], most: u32, rules: &AppraisalRules) -> Vec<Option<Outcome>> {
    let points = |member: &Member| {
        member.score.as_ref().filter(|score| score.covered >= rules.covered).and_then(|score| score.total)
    };
    let grade = |member: &Member| points(member).map(|points| rules.grade_of(points).max(member.best()));
    let mut first: Vec<u32> = members
        .iter()
        .filter(|one| one.without_grade().is_none() && grade(one) == Some(Grade::Excellent))
        .filter_map(|one| points(one))
        .collect();
    first.sort_unstable_by_key(|points| std::cmp::Reverse(*points));
    // The points of the first who gets none any more: nobody with as few does.
    let below = first.get(most as usize).copied();
    members
        .iter()
        .map(|one| {
            if let Some(outcome) = one.without_grade() {
                return Some(outcome);
            }
            let grade = grade(one)?;
            let over =
                grade == Grade::Excellent && below.is_some_and(|below| points(one).is_some_and(|own| own <= below));
            Some(if over { Outcome::Competent } else { Outcome::from(grade) })
        })
        .collect()
}
