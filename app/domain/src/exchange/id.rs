//! Identifiers of exchange.

use crate::id::ids;

ids! {
    /// A version of a rule of eligibility for exchange.
    EligibilityRuleId,
    /// A round of exchange.
    RoundId,
    /// A post offered in a round.
    OfferId,
    /// A case of exchange: one person going to one post.
    CaseId,
}
