//! How somebody takes part in an appraisal, as what they act in it, and what comes of it.

use crate::code::{Code, codes};
use crate::record::Grade;

codes! {
    /// How somebody takes part (公务员考核规定).
    Standing {
        Full "full" "参加考核" "Takes part",
        Probation "probation" "试用期，只写评语，不定等次" "On probation: words, no grade",
        Absent "absent" "缺勤累计超过半年，不参加" "Absent for more than half the year",
        Investigated "investigated" "正在接受审查调查，暂不定等次" "Under investigation: no grade for now",
    }

    /// What comes of an appraisal for somebody.
    Outcome {
        Excellent "excellent" "优秀" "Excellent",
        Competent "competent" "称职" "Competent",
        Basic "basic" "基本称职" "Basically competent",
        Incompetent "incompetent" "不称职" "Incompetent",
        NoGrade "no-grade" "不定等次" "No grade",
        NotAssessed "not-assessed" "不参加考核" "Not assessed",
    }

    /// As what somebody acts.
    MemberPart {
        Person "person" "本人" "The person",
        Unit "unit" "所在单位" "Their unit",
        Organiser "organiser" "组织部门" "Organisation department",
    }
}

impl From<Grade> for Outcome {
    fn from(grade: Grade) -> Self {
        match grade {
            Grade::Excellent => Self::Excellent,
            Grade::Competent => Self::Competent,
            Grade::Basic => Self::Basic,
            Grade::Incompetent => Self::Incompetent,
        }
    }
}

impl Outcome {
    /// The grade, where it is one.
    #[must_use]
    pub fn grade(self) -> Option<Grade> {
        Grade::find(self.code())
    }
}
