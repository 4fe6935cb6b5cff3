//! What incentives ask of the world.

use domain::incentive::IncentiveRules;
use domain::incentive::port;
use domain::versioned::Versioning;

use crate::feature::ports;

ports! {
    awards: port::Awards,
    cares: port::Cares,
    settings: Versioning<IncentiveRules>,
}
