//! What several screens of incentives show.

use crate::pages::step;
use crate::words::tr;

pub(super) fn trail() -> Vec<(String, String)> {
    vec![step("/incentive/awards", tr("激励", "Incentives"))]
}
