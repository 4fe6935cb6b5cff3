//! What the trail calls things of the tree of units.

use crate::audit::topics;

topics! {
    "unit" "单位" "unit";
    "post" "职位" "post";
}
