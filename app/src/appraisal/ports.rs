//! What appraisal asks of the world.

use domain::appraisal::AppraisalRules;
use domain::appraisal::port;
use domain::versioned::Versioning;

use crate::feature::ports;

ports! {
    years: port::Years,
    members: port::Members,
    third_parties: port::ThirdParties,
    sheets: port::Sheets,
    slips: port::Slips,
    ballots: port::Ballots,
    schemes: port::Schemes,
    deeds: port::Deeds,
    settings: Versioning<AppraisalRules>,
}
