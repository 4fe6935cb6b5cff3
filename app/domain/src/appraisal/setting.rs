//! The numbers of an appraisal: caps, thresholds, limits in time and what follows from a grade.
//! Those not from a law are settings with a basis and a first day.

use serde::{Deserialize, Serialize};

use crate::code::codes;
use crate::fault::{Checks, Rule};
use crate::record::Grade;
use crate::remedy::Periods;
use crate::{Day, Fault};

codes! {
    /// What follows from a grade.
    ConsequenceKind {
        Commendation "commendation" "提出嘉奖建议" "A commendation is proposed",
        MeritThree "merit-three" "连续优秀，提出记三等功建议" "Running excellence: third-class merit is proposed",
        RankYears "rank-years" "晋升职级年限缩短半年" "Half a year less to the next rank",
        Talk "talk" "诫勉谈话" "An admonishing talk",
        NoPromotion "no-promotion" "不得晋升职务职级" "No promotion",
        NoBonus "no-bonus" "不享受年度考核奖金" "No bonus of the year",
        Training "training" "安排补训，优先保障名额" "Training, with places kept",
        NoExchange "no-exchange" "不作为交流人选" "Not put forward for exchange",
        Demotion "demotion" "降低一个职务或职级层次任职" "One level down",
        Dismissal "dismissal" "连续两年不称职，予以辞退" "Two years running: dismissed",
    }
}

/// A line of the table of consequences.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsequenceRule {
    /// After which grade.
    pub grade: Grade,
    /// After how many years running with it.
    pub years: u32,
    /// What.
    pub kind: ConsequenceKind,
    /// For how many months from the day of the decision; 0 for once.
    pub months: u32,
    /// Basis (依据).
    pub basis: String,
}

/// The numbers from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppraisalRules {
    /// First day in force; an appraisal goes by those in force when it was set up.
    pub from: Day,
    /// Basis (依据).
    pub basis: String,
    /// Points for the grades, from high to low.
    pub points: [u32; 4],
    /// Points from which 优秀, 称职 and 基本称职 are suggested.
    pub bounds: [u32; 3],
    /// Least weight of indicators with data, in per cent, from which points suggest a grade at all:
    /// what says little about somebody decides nothing by itself.
    pub covered: u32,
    /// Largest share of 优秀 in a pool, in per cent.
    pub cap: u32,
    /// The same where a higher body approved more.
    pub cap_approved: u32,
    /// Days of absence from which somebody is not assessed.
    pub absence_days: u32,
    /// Fewest ballots of a result that is shown.
    pub smallest: u32,
    /// Share of 不称职 votes above which somebody must be looked into, in per cent.
    pub look_into: u32,
    /// Days to ask for a review (公务员法 95).
    pub review: u32,
    /// Days to answer it.
    pub review_answer: u32,
    /// Days to appeal after the answer.
    pub appeal: u32,
    /// Days to decide an appeal.
    pub appeal_answer: u32,
    /// Days by which that may be put off once.
    pub appeal_more: u32,
    /// What follows from a grade.
    pub consequences: Vec<ConsequenceRule>,
}

impl AppraisalRules {
    /// The days of review and appeal.
    #[must_use]
    pub fn periods(&self) -> Periods {
        Periods {
            review: self.review,
            review_answer: self.review_answer,
            appeal: self.appeal,
            appeal_answer: self.appeal_answer,
            appeal_more: self.appeal_more,
        }
    }

    /// What a system begins with.
    #[must_use]
    pub fn first(from: Day) -> Self {
        use ConsequenceKind as K;
        let of = |grade, years, kind, months, basis: &str| ConsequenceRule {
            grade,
            years,
            kind,
            months,
            basis: basis.to_owned(),
        };
        let rules = "《公务员考核规定》（请核对条款）";
        Self {
            from,
            basis: "《公务员法》第三十五至三十九条、第九十五条；《公务员考核规定》（比例、分数线请核对）".to_owned(),
            points: [100, 80, 60, 30],
            bounds: [90, 75, 60],
            covered: 60,
            cap: 20,
            cap_approved: 25,
            absence_days: 183,
            smallest: 5,
            look_into: 33,
            review: 30,
            review_answer: 30,
            appeal: 15,
            appeal_answer: 60,
            appeal_more: 30,
            consequences: vec![
                of(Grade::Excellent, 1, K::Commendation, 0, rules),
                of(Grade::Excellent, 1, K::RankYears, 0, rules),
                of(Grade::Excellent, 3, K::MeritThree, 0, rules),
                of(Grade::Basic, 1, K::Talk, 0, rules),
                of(Grade::Basic, 1, K::NoPromotion, 12, rules),
                of(Grade::Basic, 1, K::NoBonus, 0, rules),
                of(Grade::Basic, 1, K::Training, 12, "本地干部教育培训办法（请核对）"),
                of(Grade::Basic, 1, K::NoExchange, 12, "本地干部交流办法（请核对）"),
                of(Grade::Incompetent, 1, K::Demotion, 0, "《公务员法》第五十条；《公务员考核规定》"),
                of(Grade::Incompetent, 1, K::NoPromotion, 24, "《推进领导干部能上能下规定》（降职后影响期，请核对）"),
                of(Grade::Incompetent, 1, K::NoBonus, 0, rules),
                of(Grade::Incompetent, 1, K::Training, 12, "本地干部教育培训办法（请核对）"),
                of(Grade::Incompetent, 1, K::NoExchange, 24, "本地干部交流办法（请核对）"),
                of(Grade::Incompetent, 2, K::Dismissal, 0, "《公务员法》第八十八条"),
            ],
        }
    }

    /// Checks the fields. The law's periods may be longer, not shorter.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self) -> Result<(), Fault> {
        let mut checks = Checks::default();
        checks.text(&self.basis, "basis", 200);
        let falls = |all: &[u32]| all.windows(2).all(|pair| pair[0] > pair[1]);
        checks.require(falls(&self.points) && self.points[0] == 100, "points", Rule::Wrong);
        checks.require(falls(&self.bounds) && self.bounds[0] <= 100 && self.bounds[2] > 0, "bounds", Rule::Wrong);
        checks.between(i64::from(self.covered), "covered", 1, 100);
        checks.between(i64::from(self.cap), "cap", 1, 20);
        checks.between(i64::from(self.cap_approved), "cap_approved", i64::from(self.cap), 25);
        checks.between(i64::from(self.absence_days), "absence_days", 1, 366);
        checks.between(i64::from(self.smallest), "smallest", 5, 50);
        checks.between(i64::from(self.look_into), "look_into", 1, 100);
        checks.between(i64::from(self.review), "review", 30, 365);
        checks.between(i64::from(self.review_answer), "review_answer", 1, 30);
        checks.between(i64::from(self.appeal), "appeal", 15, 365);
        checks.between(i64::from(self.appeal_answer), "appeal_answer", 1, 60);
        checks.between(i64::from(self.appeal_more), "appeal_more", 0, 30);
        for (n, one) in self.consequences.iter().enumerate() {
            let ok = (1..=5).contains(&one.years) && one.months <= 60 && !one.basis.trim().is_empty();
            checks.require(ok && one.basis.chars().count() <= 200, "consequences", Rule::LineOf(n as u32 + 1));
        }
        checks.done()
    }

    /// The version in force on a day: the last that began.
    #[must_use]
    pub fn in_force(all: &[Self], on: Day) -> Self {
        let found = all.iter().filter(|one| one.from <= on).max_by_key(|one| one.from);
        found.cloned().unwrap_or_else(|| Self::first(on))
    }

    /// The grade a number of points (in hundredths) speaks for.
    #[must_use]
    pub fn grade_of(&self, points: u32) -> Grade {
        let reached = self.bounds.iter().position(|bound| points >= bound * 100);
        [Grade::Excellent, Grade::Competent, Grade::Basic]
            .get(reached.unwrap_or(3))
            .copied()
            .unwrap_or(Grade::Incompetent)
    }
}
