//! What the trail calls things of awards and care.

use crate::audit::topics;

topics! {
    "award" "奖励" "award";
    "care" "关怀" "care";
    "incentive_rule" "激励规则" "rules of incentives";
}
