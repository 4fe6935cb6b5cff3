//! What roles may do with exchange.

use crate::access::permissions;

permissions! {
    /// See rounds, cases and due lists of exchange.
    EXCHANGE_VIEW: UnitHr OrgHr Leader Discipline;
    /// Act for one's units in exchange: nominate, offer posts, rank, give opinions.
    EXCHANGE_ANSWER: UnitHr OrgHr;
    /// Hold rounds, see to cases, keep rules and what is known of people for exchange.
    EXCHANGE_EDIT: OrgHr;
}
