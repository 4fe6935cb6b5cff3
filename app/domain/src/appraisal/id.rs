//! Identifiers of appraisals.

use crate::PersonId;
use crate::id::ids;

ids! {
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
}

impl MemberId {
    /// A person is in an appraisal once, so the pair names it.
    #[must_use]
    pub fn of(appraisal: &AppraisalId, person: &PersonId) -> Self {
        Self(format!("{appraisal}-{person}"))
    }
}
