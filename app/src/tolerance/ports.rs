//! What fault tolerance asks of the world.

use domain::tolerance::ToleranceRules;
use domain::tolerance::port;
use domain::versioned::Versioning;

use crate::feature::ports;

ports! {
    cases: port::ToleranceCases,
    precedents: port::Precedents,
    talks: port::Talks,
    settings: Versioning<ToleranceRules>,
}
