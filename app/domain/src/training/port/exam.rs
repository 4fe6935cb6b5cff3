//! The question bank, exams, attempts and their marks.

use std::collections::BTreeMap;

use async_trait::async_trait;

use crate::access::Viewer;
use crate::consequence::Consequence;
use crate::page::Page;
use crate::ports::Answer;
use crate::training::{
    Answers, AttemptDetail, Exam, ExamDetail, ItemStatistic, Points, Question, QuestionQuery, Saved, Sitting, ToMark,
};
use crate::{AttemptId, ClassId, ExamId, Moment, QuestionId};

/// The question bank.
#[async_trait]
pub trait Questions: Send + Sync {
    /// A page of the bank of the viewer's units.
    async fn questions(&self, viewer: &Viewer, query: &QuestionQuery) -> Answer<Page<Question>>;
    async fn question(&self, viewer: &Viewer, id: &QuestionId) -> Answer<Question>;
    /// Adds or changes a question.
    async fn save_question(&self, viewer: &Viewer, question: &Question, now: Moment) -> Answer<()>;
    /// Adds questions of one unit, all or none; those that are there already are left out.
    /// Gives how many were added.
    async fn import_questions(&self, viewer: &Viewer, questions: &[Question], now: Moment) -> Answer<u32>;
}

#[async_trait]
pub trait Exams: Send + Sync {
    /// The exams of a class, in order of time.
    async fn exams(&self, viewer: &Viewer, class: &ClassId, now: Moment) -> Answer<Vec<Exam>>;
    /// Adds or changes an exam; how papers are drawn and timed is settled once it is announced.
    async fn save_exam(&self, viewer: &Viewer, draft: &Exam, now: Moment) -> Answer<ExamId>;
    /// What announcing an exam would do; the bank can fill its rule.
    async fn publishing(&self, viewer: &Viewer, id: &ExamId, now: Moment) -> Answer<Consequence>;
    /// Announces an exam; the bank must be able to fill its rule.
    async fn publish_exam(&self, viewer: &Viewer, id: &ExamId, now: Moment) -> Answer<()>;
    /// Calls an exam off.
    async fn cancel_exam(&self, viewer: &Viewer, id: &ExamId, now: Moment) -> Answer<()>;
    /// An exam's page.
    async fn exam(&self, viewer: &Viewer, id: &ExamId, now: Moment) -> Answer<ExamDetail>;
    /// How the questions of an exam that is over did.
    async fn statistics(&self, viewer: &Viewer, id: &ExamId, now: Moment) -> Answer<(Exam, Vec<ItemStatistic>)>;
}

/// Attempts of those who sit an exam.
#[async_trait]
pub trait Attempts: Send + Sync {
    /// Starts the viewer's next attempt, or gives the one that is open.
    async fn start(&self, viewer: &Viewer, id: &ExamId, now: Moment) -> Answer<AttemptId>;
    /// The paper of the viewer's open attempt.
    async fn sitting(&self, viewer: &Viewer, id: &AttemptId, now: Moment) -> Answer<Sitting>;
    /// Keeps answers. `turn` counts the savings of an attempt: an older one changes nothing.
    async fn save_answers(
        &self,
        viewer: &Viewer,
        id: &AttemptId,
        answers: &Answers,
        turn: u64,
        now: Moment,
    ) -> Answer<Saved>;
    /// Hands the attempt in; again changes nothing.
    async fn hand_in(
        &self,
        viewer: &Viewer,
        id: &AttemptId,
        answers: &Answers,
        turn: u64,
        now: Moment,
    ) -> Answer<ExamId>;
    /// A finished attempt.
    async fn attempt(&self, viewer: &Viewer, id: &AttemptId, now: Moment) -> Answer<AttemptDetail>;
}

/// Marks and appeals against them.
#[async_trait]
pub trait Marks: Send + Sync {
    /// The next answer for the viewer to mark, without a name, and how many there are.
    async fn to_mark(&self, viewer: &Viewer, id: &ExamId, now: Moment) -> Answer<(Exam, u32, Option<ToMark>)>;
    /// Marks an answer, named as [`ToMark::attempt`] names it.
    async fn mark(
        &self,
        viewer: &Viewer,
        attempt: &AttemptId,
        question: &QuestionId,
        points: Points,
        now: Moment,
    ) -> Answer<ExamId>;
    /// Appeals against the viewer's result.
    async fn appeal(&self, viewer: &Viewer, id: &AttemptId, reason: &str, now: Moment) -> Answer<()>;
    /// Decides an appeal with its reasons; points are only ever raised.
    async fn decide_appeal(
        &self,
        viewer: &Viewer,
        id: &AttemptId,
        granted: bool,
        answer: &str,
        raised: &BTreeMap<QuestionId, Points>,
        now: Moment,
    ) -> Answer<()>;
}
