//! Identifiers of training.

use crate::PersonId;
use crate::id::ids;

ids! {
    /// A training class (班次).
    ClassId,
    /// A person's place in a class.
    EnrolmentId,
    /// A notice of call-up (调训通知).
    CallUpId,
    /// One lesson (课次) of a class.
    LessonId,
    /// A certificate of completion.
    CertificateId,
    /// One entry of the hours ledger.
    LedgerId,
    /// A version of a requirement of training hours.
    RequirementId,
    /// A category of training content.
    CategoryId,
    /// A survey of training needs (需求调研).
    SurveyId,
    /// An annual training plan.
    PlanId,
    /// A programme (培训项目) of a plan.
    ProgrammeId,
    /// A trainer, course, venue or material in a library.
    HoldingId,
    /// A question of the bank.
    QuestionId,
    ExamId,
    /// One person's attempt at an exam.
    AttemptId,
    /// An online course.
    CourseId,
}

impl EnrolmentId {
    /// A person has one place in a class, so the pair names it.
    #[must_use]
    pub fn of(class: &ClassId, person: &PersonId) -> Self {
        Self(format!("{class}__{person}"))
    }
}
