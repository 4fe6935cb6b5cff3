//! What falls due: ends of secondments, probations and terms, retirement ages, years in one
//! post, steps of cases. One engine for all: a due day, stages before and after it, and each
//! stage told once.

use serde::{Deserialize, Serialize};

use crate::code::codes;
use crate::{Day, PersonId};

codes! {
    /// What falls due.
    DueKind {
        SecondmentEnds "secondment-ends" "挂职（兼职）期满" "Secondment ends",
        ProbationEnds "probation-ends" "试用期满" "Probation ends",
        TermEnds "term-ends" "任期届满" "Term ends",
        RetirementAge "retirement-age" "到龄" "Retirement age",
        SamePost "same-post" "同岗满年限" "Years in one post",
        CaseStep "case-step" "事项办理期限" "Step of a case",
    }
}

impl DueKind {
    /// Days before the due day (negative: after it) on which it is told, the first first.
    /// From the last on, those above are told too.
    #[must_use]
    pub fn stages(self) -> &'static [i64] {
        match self {
            Self::SecondmentEnds | Self::TermEnds => &[90, 30, 7, -1],
            Self::ProbationEnds => &[30, 7, -1],
            Self::RetirementAge => &[180, 30, 0],
            Self::SamePost => &[180, 0],
            Self::CaseStep => &[3, 0, -1],
        }
    }
}

/// Something that falls due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// What.
    pub kind: DueKind,
    /// Of what: the id of an appointment, a case or a person.
    pub subject: String,
    /// Whom it is about.
    pub person: PersonId,
    pub person_name: String,
    /// In which unit, its name.
    pub unit_name: String,
    /// That unit's path.
    pub path: String,
    /// What it is about, in words: a post, a step.
    pub what: String,
    /// The day.
    pub on: Day,
}

/// A stage that is to be told now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Firing {
    /// Marks to keep, so that none of them is told again: the stage told and those passed over.
    pub marks: Vec<String>,
    /// Whether those above are told too.
    pub escalated: bool,
    /// Days left; negative when it is past.
    pub left: i64,
}

impl Due {
    /// The mark of a stage. A day that was moved has other marks, and so is told anew.
    #[must_use]
    pub fn mark(&self, stage: i64) -> String {
        use crate::code::Code;
        format!("{}:{}:{}:{stage}", self.kind.code(), self.subject, self.on)
    }

    /// What is to be told today, given what was told. Where several stages were passed since
    /// the last look, the nearest is told and the others count as told.
    #[must_use]
    pub fn firing(&self, told: impl Fn(&str) -> bool, today: Day) -> Option<Firing> {
        let left = (self.on - today).num_days();
        let stages = self.kind.stages();
        let reached: Vec<i64> = stages.iter().copied().filter(|stage| left <= *stage).collect();
        let last = *reached.last()?;
        if told(&self.mark(last)) {
            return None;
        }
        let marks = reached.into_iter().map(|stage| self.mark(stage)).collect();
        Some(Firing { marks, escalated: Some(&last) == stages.last(), left })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;
    use crate::code::Code;
    use crate::time::parse_day;

    fn day(text: &str) -> Day {
        parse_day(text).unwrap()
    }

    fn due(kind: DueKind, on: Day) -> Due {
        Due {
            kind,
            subject: "s".into(),
            person: "p".into(),
            person_name: "张".into(),
            unit_name: "团市委".into(),
            path: "/city/".into(),
            what: "副处长".into(),
            on,
        }
    }

    proptest! {
        /// However seldom and irregularly the engine looks, no stage is told twice, the
        /// nearest is told at the first look at or after it, and nothing before its day.
        #[test]
        fn every_stage_is_told_once(kind in 0usize..6, looks in proptest::collection::vec(1i64..60, 1..40)) {
            let due = due(DueKind::ALL[kind], day("2026-12-01"));
            let mut told: BTreeMap<String, u32> = BTreeMap::new();
            let mut today = day("2026-01-01");
            for step in looks {
                today += TimeDelta::days(step);
                let left = (due.on - today).num_days();
                let nearest = due.kind.stages().iter().copied().rfind(|stage| left <= *stage);
                let before = nearest.is_some_and(|stage| told.contains_key(&due.mark(stage)));
                let firing = due.firing(|mark| told.contains_key(mark), today);
                prop_assert_eq!(firing.is_some(), nearest.is_some() && !before);
                for mark in firing.into_iter().flat_map(|firing| firing.marks) {
                    *told.entry(mark).or_default() += 1;
                }
                // Looking twice on one day tells nothing more.
                prop_assert_eq!(due.firing(|mark| told.contains_key(mark), today), None);
            }
            let last = due.kind.stages().last().unwrap();
            let over = (due.on - today).num_days() <= *last;
            prop_assert_eq!(told.contains_key(&due.mark(*last)), over);
        }
    }
}
