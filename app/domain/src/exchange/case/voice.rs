//! Who acts in a case, whose opinion is asked, and what is said in it.

use serde::{Deserialize, Serialize};

use crate::Day;
use crate::code::codes;

codes! {
    /// Who acts in a case.
    Part {
        Organiser "organiser" "组织部门" "Organisation department",
        Home "home" "派出（调出）单位" "Sending unit",
        Host "host" "接收（调入）单位" "Receiving unit",
        Person "person" "本人" "The person",
    }

    /// Whose opinion is asked. Opinions of one step are given in any order, beside each other.
    Voice {
        Person "person" "本人" "The person",
        Home "home" "派出（调出）单位" "Sending unit",
        Host "host" "接收（调入）单位" "Receiving unit",
        Union "union" "本级工会委员会" "Union committee",
        HigherUnion "higher-union" "上一级工会" "Next higher union",
        Higher "higher" "上级主管（协管）单位" "Higher body",
    }

    /// How a posting ends.
    Ending {
        Return "return" "期满返回" "Return",
        Extend "extend" "延期" "Extend",
        Stay "stay" "留任（转任）" "Stay by transfer",
    }
}

/// A vote of a meeting: two thirds of the members present, and more than half of all members
/// in favour (党政领导干部选拔任用工作条例, 讨论决定).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vote {
    /// The day.
    pub on: Day,
    /// Members who should be there.
    pub members: u32,
    /// Members present.
    pub present: u32,
    /// In favour.
    pub yes: u32,
    /// Against.
    pub no: u32,
}

impl Vote {
    /// Whether it decides in favour.
    #[must_use]
    pub fn carries(self) -> bool {
        crate::meeting::carries(self.members, self.present, self.yes)
    }
}

/// A paper somebody signed, from which another enters what it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Behalf {
    /// Its number, or what it is.
    pub document: String,
    /// The day it bears.
    pub on: Day,
    /// Who signed it.
    pub who: String,
}
