//! The numbers a pipeline is judged by: settings with a basis and a first day.

use serde::{Deserialize, Serialize};

use crate::code::Level;
use crate::fault::Checks;
use crate::{Day, Fault};

/// The numbers from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PipelineRules {
    /// First day in force.
    pub from: Day,
    /// Basis (依据).
    pub basis: String,
    /// Months a deputy serves before the post of chief of the same level.
    pub deputy_months: u32,
    /// Months a chief serves before a deputy's post of the next level.
    pub chief_months: u32,
    /// Months staff serve before the first leading post.
    pub staff_months: u32,
    /// The last so many years' grades have to be 称职 or better.
    pub graded_years: u32,
    /// Who lacks nothing but time counts as nearly ready within so many months.
    pub soon_months: u32,
    /// Leaving is looked at so many months ahead.
    pub ahead_months: u32,
}

impl PipelineRules {
    /// What a system begins with.
    #[must_use]
    pub fn first(from: Day) -> Self {
        Self {
            from,
            basis: "《党政领导干部选拔任用工作条例》任职资格（副职提正职两年、下级正职提上级副职三年，请核对）；考核年数与提前量为本单位设定".to_owned(),
            deputy_months: 24,
            chief_months: 36,
            staff_months: 36,
            graded_years: 2,
            soon_months: 12,
            ahead_months: 24,
        }
    }

    /// Checks the fields.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self) -> Result<(), Fault> {
        let mut checks = Checks::default();
        checks.text(&self.basis, "basis", 200);
        let months = [
            (self.deputy_months, "deputy_months"),
            (self.chief_months, "chief_months"),
            (self.staff_months, "staff_months"),
        ];
        for (value, field) in months {
            checks.between(i64::from(value), field, 0, 240);
        }
        checks.between(i64::from(self.graded_years), "graded_years", 0, 10);
        checks.between(i64::from(self.soon_months), "soon_months", 1, 60);
        checks.between(i64::from(self.ahead_months), "ahead_months", 1, 120);
        checks.done()
    }

    /// The version in force on a day: the last that began.
    #[must_use]
    pub fn in_force(all: &[Self], on: Day) -> Self {
        let found = all.iter().filter(|one| one.from <= on).max_by_key(|one| one.from);
        found.cloned().unwrap_or_else(|| Self::first(on))
    }

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

/// The settings' page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulesView {
    /// Every version, newest first.
    pub versions: Vec<PipelineRules>,
    /// Whether the viewer may add one.
    pub editable: bool,
}
