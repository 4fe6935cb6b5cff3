//! What the trail calls things of pipelines.

use crate::audit::topics;

topics! {
    "pipeline_rule" "梯队标准" "numbers of pipelines";
}
