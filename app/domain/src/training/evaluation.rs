//! Evaluation (评价) of a class, its courses, trainers and place: by those who had a seat,
//! once each, and nobody learns who said what.
//!
//! What is answered carries no person, no time and no order; that somebody has answered is
//! kept apart. Results are shown when nobody can answer any more, so that no two readings
//! of them differ by one person's answer, and only of enough answers.

use serde::{Deserialize, Serialize};

use super::{Class, ClassState, Lesson};
use crate::fault::{Checks, Rule};
use crate::{ClassId, Day, Fault, LessonId};

/// Scores go from 1 (very dissatisfied) to this (very satisfied).
pub const BEST: u8 = 5;

/// Characters of the longest comment.
pub const LONGEST_COMMENT: u32 = 500;

/// What somebody thinks of one lesson.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LessonScore {
    pub lesson: LessonId,
    /// Its content, 1 to [`BEST`].
    pub course: u8,
    /// Its trainer, 1 to [`BEST`].
    pub trainer: u8,
}

/// One answer. It has no author.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evaluation {
    pub class: ClassId,
    /// The class as a whole, 1 to [`BEST`].
    pub overall: u8,
    /// The place and how one was looked after, 1 to [`BEST`].
    pub place: u8,
    pub lessons: Vec<LessonScore>,
    /// In words.
    #[serde(default)]
    pub comment: String,
}

impl Evaluation {
    /// Checks it against the lessons there were.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self, lessons: &[Lesson]) -> Result<(), Fault> {
        let mut checks = Checks::default();
        let score = |checks: &mut Checks, value: u8, field: &str| {
            if value == 0 {
                checks.require(false, field, Rule::Required);
            } else {
                checks.between(i64::from(value), field, 1, i64::from(BEST));
            }
        };
        score(&mut checks, self.overall, "overall");
        score(&mut checks, self.place, "place");
        checks.optional_text(&self.comment, "comment", LONGEST_COMMENT);
        for given in &self.lessons {
            let known = lessons.iter().any(|lesson| lesson.id == given.lesson);
            checks.require(known, &format!("course-{}", given.lesson), Rule::Unknown);
            score(&mut checks, given.course, &format!("course-{}", given.lesson));
            score(&mut checks, given.trainer, &format!("trainer-{}", given.lesson));
        }
        for lesson in lessons.iter().filter(|lesson| !lesson.cancelled) {
            let scored = self.lessons.iter().filter(|score| score.lesson == lesson.id).count();
            checks.require(scored == 1, &format!("course-{}", lesson.id), Rule::Required);
        }
        checks.done()
    }
}

/// Whether a class may be evaluated on a day: from its first day until so many days after
/// its last.
#[must_use]
pub fn evaluation_open(class: &Class, today: Day, days: i64) -> bool {
    matches!(class.state, ClassState::Published | ClassState::Finished)
        && class.starts <= today
        && today <= class.ends + chrono::TimeDelta::days(days)
}

/// The answers to one question: how many gave each score, from 1 up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scores(pub [u32; BEST as usize]);

impl Scores {
    /// Adds others'.
    pub fn merge(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0).for_each(|(count, more)| *count += more);
    }

    fn add(&mut self, score: u8) {
        if let Some(count) = usize::from(score).checked_sub(1).and_then(|at| self.0.get_mut(at)) {
            *count += 1;
        }
    }

    /// How many answered.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.0.iter().sum()
    }

    /// The mean in hundredths; nothing without answers.
    #[must_use]
    pub fn mean(&self) -> Option<u32> {
        let sum: u32 = self.0.iter().zip(1u32..).map(|(count, score)| count * score).sum();
        crate::rate::hundredths(sum.into(), self.count().into())
    }

    /// Those satisfied or very satisfied, of all who answered, in per cent.
    #[must_use]
    pub fn satisfied(&self) -> u32 {
        let good: u32 = self.0[3..].iter().sum();
        crate::rate::percent(good.into(), self.count().into()).unwrap_or_default()
    }
}

/// What the answers come to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvaluationResults {
    /// The class as a whole.
    pub overall: Scores,
    pub place: Scores,
    /// Each lesson: its content and its trainer.
    pub lessons: Vec<(LessonId, Scores, Scores)>,
    /// What was said, in no order that tells anything.
    pub comments: Vec<String>,
}

impl EvaluationResults {
    /// Adds up; nothing for fewer answers than `least`.
    #[must_use]
    pub fn of(answers: &[Evaluation], lessons: &[Lesson], least: i64) -> Option<Self> {
        if i64::try_from(answers.len()).unwrap_or(i64::MAX) < least.max(1) {
            return None;
        }
        let mut results = Self::default();
        for lesson in lessons.iter().filter(|lesson| !lesson.cancelled) {
            results.lessons.push((lesson.id.clone(), Scores::default(), Scores::default()));
        }
        for answer in answers {
            results.overall.add(answer.overall);
            results.place.add(answer.place);
            for score in &answer.lessons {
                if let Some(line) = results.lessons.iter_mut().find(|line| line.0 == score.lesson) {
                    line.1.add(score.course);
                    line.2.add(score.trainer);
                }
            }
            if !answer.comment.trim().is_empty() {
                results.comments.push(answer.comment.trim().to_owned());
            }
        }
        results.comments.sort();
        Some(results)
    }
}

/// The page of a class's evaluation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvaluationDetail {
    pub class: Class,
    pub lessons: Vec<Lesson>,
    /// Whether the viewer may answer now.
    pub may_answer: bool,
    /// Whether the viewer has.
    pub answered: bool,
    /// The last day to answer.
    pub until: Day,
    /// For those who hold the class: how many answered of how many.
    pub turnout: Option<(u32, u32)>,
    /// The fewest answers that are shown.
    pub least: i64,
    /// What they come to, once it may be shown.
    pub results: Option<EvaluationResults>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn answer(overall: u8, comment: &str) -> Evaluation {
        Evaluation { class: "c".into(), overall, place: 5, lessons: Vec::new(), comment: comment.into() }
    }

    #[test]
    fn few_answers_are_not_shown() {
        let four: Vec<Evaluation> = (0..4).map(|n| answer(5, &format!("意见{n}"))).collect();
        assert_eq!(EvaluationResults::of(&four, &[], 5), None);
        let five: Vec<Evaluation> = four.into_iter().chain([answer(1, "")]).collect();
        let results = EvaluationResults::of(&five, &[], 5).unwrap();
        assert_eq!((results.overall.count(), results.overall.mean(), results.overall.satisfied()), (5, Some(420), 80));
        assert_eq!(results.comments.len(), 4);
        assert_eq!(EvaluationResults::of(&[], &[], 0), None);
    }

    #[test]
    fn scores_outside_the_scale_are_refused() {
        for (overall, field) in [(0, "overall"), (6, "overall")] {
            assert!(matches!(answer(overall, "").check(&[]), Err(Fault::Invalid(f)) if f[0].field == field));
        }
        let unknown = LessonScore { lesson: "x".into(), course: 3, trainer: 3 };
        let odd = Evaluation { lessons: vec![unknown], ..answer(3, "") };
        assert!(odd.check(&[]).is_err());
    }

    proptest! {
        /// The order of the answers leaves no trace in the results.
        #[test]
        fn order_leaves_no_trace(mut scores in proptest::collection::vec((1u8..6, "[a-c]{0,2}"), 5..20)) {
            let results = |scores: &[(u8, String)]| {
                let answers: Vec<Evaluation> = scores.iter().map(|(score, text)| answer(*score, text)).collect();
                EvaluationResults::of(&answers, &[], 5)
            };
            let before = results(&scores);
            scores.reverse();
            prop_assert_eq!(before, results(&scores));
        }
    }
}
