//! Kinds of award.

use crate::code::codes;

codes! {
    /// Kinds of award (公务员法 52), from low to high.
    AwardKind {
        Commendation "commendation" "嘉奖" "Commendation",
        MeritThree "merit-three" "记三等功" "Third-class merit",
        MeritTwo "merit-two" "记二等功" "Second-class merit",
        MeritOne "merit-one" "记一等功" "First-class merit",
        Title "title" "授予称号" "Title of honour",
    }
}
