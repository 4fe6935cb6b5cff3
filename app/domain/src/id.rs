//! Identifiers: opaque, URL-safe strings, one type for each kind of thing, so that
//! a class can't be passed where a person is meant.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The longest identifier accepted from outside, in bytes.
pub const MAX_ID: usize = 64;

/// Whether `text` can be an identifier: 1 to [`MAX_ID`] ASCII letters, digits, `-` or `_`.
#[must_use]
pub fn is_id(text: &str) -> bool {
    (1..=MAX_ID).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The identifier as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

ids! {
    /// An organisation, or a department of one.
    UnitId,
    /// A post (职务) of a unit.
    PostId,
    /// A cadre.
    PersonId,
    /// One appointment (任职) of a person.
    AppointmentId,
    /// A sign-in account.
    AccountId,
    /// A request for another administrator's consent.
    ConsentId,
    /// One role held by one account over one subtree.
    GrantId,
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
    /// A version of a rule of eligibility for exchange.
    EligibilityRuleId,
    /// A round of exchange.
    RoundId,
    /// A post offered in a round.
    OfferId,
    /// A case of exchange: one person going to one post.
    CaseId,
    /// A case of fault tolerance (容错).
    ToleranceId,
    /// A decided case in the collection of precedents.
    PrecedentId,
    /// An award (奖励).
    AwardId,
    /// A record of care.
    CareId,
    /// A talk of early correction.
    TalkId,
    /// A scheme of indicators of an appraisal.
    SchemeId,
    /// An appraisal of a year (年度考核).
    AppraisalId,
    /// One person in an appraisal.
    MemberId,
    /// A ballot sheet (测评表): who is judged by whom.
    SheetId,
    /// A deed: a need solved or a project delivered.
    DeedId,
    /// A file kept beside the store.
    FileId,
    /// A roster import awaiting confirmation.
    ImportId,
    /// A notice to one account.
    NoticeId,
}

impl MemberId {
    /// A person is in an appraisal once, so the pair names it.
    #[must_use]
    pub fn of(appraisal: &AppraisalId, person: &PersonId) -> Self {
        Self(format!("{appraisal}-{person}"))
    }
}

impl EnrolmentId {
    /// A person has one place in a class, so the pair names it.
    #[must_use]
    pub fn of(class: &ClassId, person: &PersonId) -> Self {
        Self(format!("{class}__{person}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_plain() {
        assert!(is_id("u-1_A"));
        for bad in ["", "a b", "甲", "a;DROP", "a'", &"x".repeat(65)] {
            assert!(!is_id(bad), "{bad}");
        }
    }
}
