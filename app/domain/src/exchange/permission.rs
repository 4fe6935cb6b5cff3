//! What roles may do with exchange.

use crate::access::permissions;

permissions! {
    /// See rounds, cases and due lists of exchange.
    ExchangeView: UnitHr OrgHr Leader Discipline;
    /// Act for one's units in exchange: nominate, offer posts, rank, give opinions.
    ExchangeAnswer: UnitHr OrgHr;
    /// Hold rounds, see to cases, keep rules and what is known of people for exchange.
    ExchangeEdit: OrgHr;
}
