//! The numbers a pipeline is judged by: settings with a basis and a first day.

use crate::access::Permission;
use crate::code::Level;
use crate::versioned::versioned;

versioned! {
    /// The numbers from a day on.
    PipelineRules: "pipeline_rule", seen by Some(Permission::PIPELINE_VIEW), added by Permission::PIPELINE_EDIT;
    basis "《党政领导干部选拔任用工作条例》任职资格（副职提正职两年、下级正职提上级副职三年，请核对）；考核年数与提前量为本单位设定";
    numbers {
        /// Months a deputy serves before the post of chief of the same level.
        deputy_months = 24, 0..=240, "副职任正职前的任职月数", "Months as deputy before chief";
        /// Months a chief serves before a deputy's post of the next level.
        chief_months = 36, 0..=240, "正职任上一级副职前的任职月数", "Months as chief before the next deputy";
        /// Months staff serve before the first leading post.
        staff_months = 36, 0..=240, "任首个领导职务前的任职月数", "Months as staff before the first leading post";
        /// The last so many years' grades have to be 称职 or better.
        graded_years = 2, 0..=10, "近几年考核须称职以上", "Years whose grades have to be 称职 or better";
        /// Who lacks nothing but time counts as nearly ready within so many months.
        soon_months = 12, 1..=60, "几个月内期满算即将具备", "Months within which somebody is nearly ready";
        /// Leaving is looked at so many months ahead.
        ahead_months = 24, 1..=120, "提前几个月看到龄", "Months ahead at which leaving is looked at";
    }
}

impl PipelineRules {
    /// The next level up and the months it takes at a level; none where nothing follows by rule.
    #[must_use]
    pub fn next(&self, level: Level) -> Option<(Level, u32)> {
        use Level as L;
        Some(match level {
            L::MinisterDeputy => (L::MinisterChief, self.deputy_months),
            L::BureauChief => (L::MinisterDeputy, self.chief_months),
            L::BureauDeputy => (L::BureauChief, self.deputy_months),
            L::DivisionChief => (L::BureauDeputy, self.chief_months),
            L::DivisionDeputy => (L::DivisionChief, self.deputy_months),
            L::SectionChief => (L::DivisionDeputy, self.chief_months),
            L::SectionDeputy => (L::SectionChief, self.deputy_months),
            L::Staff | L::Clerk => (L::SectionDeputy, self.staff_months),
            L::MinisterChief | L::Probation | L::Other | L::Unknown => return None,
        })
    }
}
