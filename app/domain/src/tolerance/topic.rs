//! What the trail calls things of fault tolerance.

use crate::audit::topics;

topics! {
    "tolerance_case" "容错事项" "case of fault tolerance";
    "tolerance_key" "容错佐证密钥" "key of evidence";
    "tolerance_rule" "容错设置" "settings of fault tolerance";
    "precedent" "容错案例" "precedent";
    "talk" "谈话" "talk";
}
