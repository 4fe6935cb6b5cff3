//! The numbers of an appraisal: caps, thresholds, limits in time and what follows from a grade.
//! Those not from a law are settings with a basis and a first day.

use serde::{Deserialize, Serialize};

use crate::access::Permission;
use crate::code::{Code, Lang, codes};
use crate::fault::{Checks, Rule};
use crate::record::Grade;
use crate::remedy::Periods;
use crate::replaced::Said;
use crate::versioned::versioned;

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

versioned! {
    /// The numbers from a day on. An appraisal goes by those in force when it was set up. The law's periods may be
    /// longer, not shorter.
    AppraisalRules: "appraisal_rule", seen by Some(Permission::APPRAISAL_VIEW), added by Permission::APPRAISAL_EDIT;
    basis "《公务员法》第三十五至三十九条、第九十五条；《公务员考核规定》（比例、分数线请核对）";
    lists {
        /// Points for the grades, from high to low.
        points [4] "等次折分", "Points of the grades" {
            0 "points0" = 100, 0..=100, "优秀", "优秀";
            1 "points1" = 80, 0..=100, "称职", "称职";
            2 "points2" = 60, 0..=100, "基本称职", "基本称职";
            3 "points3" = 30, 0..=100, "不称职", "不称职";
        }
        /// Points from which 优秀, 称职 and 基本称职 are suggested.
        bounds [3] "等次分数线", "Bounds" {
            0 "bounds0" = 90, 0..=100, "优秀", "优秀";
            1 "bounds1" = 75, 0..=100, "称职", "称职";
            2 "bounds2" = 60, 0..=100, "基本称职", "基本称职";
        }
    }
    numbers {
        /// Least weight of indicators with data, in per cent, from which points suggest a grade at all:
        /// what says little about somebody decides nothing by itself.
        covered = 60, 1..=100, "提出建议的最低数据权重 %", "Least weight with data, %";
        /// Largest share of 优秀 in a pool, in per cent.
        cap = 20, 1..=20, "优秀比例 %", "Cap on 优秀, %";
        /// The same where a higher body approved more.
        cap_approved = 25, 1..=25, "核准后最高 %", "Approved at most, %";
        /// Days of absence from which somebody is not assessed.
        absence_days = 183, 1..=366, "不参加考核的缺勤天数", "Days of absence";
        /// Fewest ballots of a result that is shown.
        smallest = 5, 5..=50, "最少显示票数", "Fewest ballots shown";
        /// Share of 不称职 votes above which somebody must be looked into, in per cent.
        look_into = 33, 1..=100, "须了解核实的不称职票比例 %", "Share of 不称职 to look into, %";
        /// Days to ask for a review (公务员法 95).
        review = 30, 30..=365, "申请复核（日）", "Ask for a review, days";
        /// Days to answer it.
        review_answer = 30, 1..=30, "复核答复（日）", "Answer it, days";
        /// Days to appeal after the answer.
        appeal = 15, 15..=365, "提出申诉（日）", "Appeal, days";
        /// Days to decide an appeal.
        appeal_answer = 60, 1..=60, "申诉处理（日）", "Decide it, days";
        /// Days by which that may be put off once.
        appeal_more = 30, 0..=30, "申诉延长（日）", "Put off by, days";
    }
    beside {
        /// What follows from a grade.
        consequences: Vec<ConsequenceRule> = first_consequences();
    }
    checked by Self::check_order;
    said by Self::say_consequences;
}

/// What follows from a grade until a version says otherwise.
fn first_consequences() -> Vec<ConsequenceRule> {
    use ConsequenceKind as K;
    let of = |grade, years, kind, months, basis: &str| ConsequenceRule {
        grade,
        years,
        kind,
        months,
        basis: basis.to_owned(),
    };
    let rules = "《公务员考核规定》（请核对条款）";
    vec![
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
    ]
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

    fn say_consequences(&self, lang: Lang) -> Vec<Said> {
        let says = |(n, one): (usize, &ConsequenceRule)| {
            let (grade, kind, ConsequenceRule { years, months, basis, .. }) =
                (one.grade.name(lang), one.kind.name(lang), one);
            let (name, value) = match lang {
                Lang::Zh => (format!("连续 {years} 年{grade}：{kind}"), format!("{months} 个月；{basis}")),
                Lang::En => (format!("{grade} for {years} years: {kind}"), format!("{months} months; {basis}")),
            };
            Said::new(format!("consequence{n}"), name, value)
        };
        self.consequences.iter().enumerate().map(says).collect()
    }

    fn check_order(&self, checks: &mut Checks) {
        let falls = |all: &[u32]| all.windows(2).all(|pair| pair[0] > pair[1]);
        checks.require(falls(&self.points) && self.points[0] == 100, "points", Rule::Wrong);
        checks.require(falls(&self.bounds) && self.bounds[0] <= 100 && self.bounds[2] > 0, "bounds", Rule::Wrong);
        if (1..self.cap).contains(&self.cap_approved) {
            checks.require(false, "cap_approved", Rule::Between(i64::from(self.cap), 25));
        }
        for (n, one) in self.consequences.iter().enumerate() {
            let ok = (1..=5).contains(&one.years) && one.months <= 60 && !one.basis.trim().is_empty();
            checks.require(ok && one.basis.chars().count() <= 200, "consequences", Rule::LineOf(n as u32 + 1));
        }
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
