//! The numbers of the procedure. No central rule sets them, so each is a setting with a basis
//! and a first day; where the law has a period for appeals, the setting begins with it.

use super::{Clause, ClauseKind, clauses};
use crate::access::Permission;
use crate::code::{Code, Lang};
use crate::fault::{Checks, Rule};
use crate::remedy::Periods;
use crate::replaced::Said;
use crate::versioned::versioned;

versioned! {
    /// Days of each step, working days unless said otherwise, and the clauses. A case goes by those in force
    /// when it was opened.
    ToleranceRules: "tolerance_rule", seen by None, added by Permission::TOLERANCE_HANDLE;
    basis "本级容错纠错办法（复核、申诉期限依《公务员法》第九十五、九十六条）";
    numbers {
        /// From the notice of accountability, for applications.
        apply = 10, 5..=60, "申请期限（工作日）", "To apply, working days";
        /// To accept, reject or send back.
        accept = 5, 1..=30, "受理（工作日）", "To accept, working days";
        verify = 30, 5..=90, "核实（工作日）", "To verify, working days";
        /// How much longer, once.
        verify_more = 15, 0..=60, "核实可延长（工作日）", "Longer once, working days";
        /// To determine.
        decide = 10, 1..=60, "认定（工作日）", "To decide, working days";
        /// To tell the person.
        tell = 5, 1..=30, "反馈（工作日）", "To tell, working days";
        /// Calendar days to ask for a review (公务员法 95).
        review = 30, 30..=90, "申请复核（日）", "To ask for review, days";
        /// Calendar days to answer it (公务员法 96).
        review_answer = 30, 1..=30, "答复复核（日）", "To answer it, days";
        /// Calendar days to appeal after the answer (公务员法 95).
        appeal = 15, 15..=90, "复核后申诉（日）", "To appeal after it, days";
        /// Calendar days to answer an appeal (公务员法 96).
        appeal_answer = 60, 1..=60, "答复申诉（日）", "To answer an appeal, days";
        /// Calendar days more for a complex one (公务员法 96).
        appeal_more = 30, 0..=30, "申诉可延长（日）", "Longer, days";
        /// Calendar days to correct.
        correct = 30, 1..=180, "纠错（日）", "To correct, days";
        /// To file with the higher body.
        file = 10, 1..=60, "备案（工作日）", "To file, working days";
        /// Calendar days until the follow-up visit.
        visit = 180, 30..=730, "回访（日）", "Until the visit, days";
        /// Fewest handlers of a verification.
        handlers = 2, 2..=9, "核实人员不少于", "Handlers at least";
        /// Fewest members of the deciding body.
        deciders = 3, 3..=25, "认定成员不少于", "Deciders at least";
        /// Years evidence files are kept after a case is closed.
        keep_years = 10, 1..=30, "证据保存（年）", "Evidence kept, years";
        /// Months an admonition counts (《关于组织人事部门对领导干部进行提醒、函询和诫勉的实施细则》).
        admonished = 6, 1..=24, "诫勉影响期（月）", "An admonition counts, months";
        /// Working days to answer a written inquiry (同上细则).
        inquiry = 15, 5..=60, "答复函询（工作日）", "To answer an inquiry, working days";
    }
    beside {
        /// What cases are judged by, each clause with its basis.
        clauses: Vec<Clause> = clauses();
    }
    checked by Self::check_clauses;
    said by Self::say_clauses;
}

impl ToleranceRules {
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

    fn say_clauses(&self, lang: Lang) -> Vec<Said> {
        let says = |one: &Clause| {
            let value = match lang {
                Lang::Zh => format!("{}（{}）", one.text, one.basis),
                Lang::En => format!("{} ({})", one.says(lang), one.basis),
            };
            Said::new(one.key.clone(), one.kind.name(lang), value)
        };
        self.clauses.iter().map(says).collect()
    }

    fn check_clauses(&self, checks: &mut Checks) {
        for one in &self.clauses {
            checks.text(&one.text, &format!("text-{}", one.key), 200);
            checks.text(&one.basis, &format!("basis-{}", one.key), 200);
            let twice = self.clauses.iter().filter(|other| other.key == one.key).count() > 1;
            checks.require(!twice, &format!("text-{}", one.key), Rule::Taken);
        }
        // Without conditions everything would hold, and without exclusions nothing would stop a case.
        for kind in ClauseKind::ALL {
            let any = self.clauses.iter().any(|one| one.kind == *kind);
            checks.require(any, &format!("new-{}", kind.code()), Rule::Required);
        }
    }

    /// The clauses as a form has them: texts and bases by key, and of each kind new ones as (text,
    /// basis). A clause whose text was emptied is no longer one; what was not touched keeps its English.
    #[must_use]
    pub fn reworded(&self, words: &[(String, String, String)], new: &[(ClauseKind, String, String)]) -> Vec<Clause> {
        let mut next: Vec<Clause> = Vec::new();
        for one in &self.clauses {
            let Some((_, text, basis)) = words.iter().find(|word| word.0 == one.key) else {
                next.push(one.clone());
                continue;
            };
            let (text, basis) = (text.trim(), basis.trim());
            if !text.is_empty() {
                let text_en = if text == one.text { one.text_en.clone() } else { text.to_owned() };
                next.push(Clause { text: text.to_owned(), text_en, basis: basis.to_owned(), ..one.clone() });
            }
        }
        for (kind, text, basis) in new {
            let text = text.trim();
            if text.is_empty() {
                continue;
            }
            // Keys are never used again: findings and precedents of the past keep what they meant.
            let taken = |key: &String| self.clauses.iter().chain(&next).any(|one| one.key == *key);
            let day = crate::time::day_text(self.from);
            let key = (1..).map(|n| format!("{}-{day}-{n}", kind.code())).find(|key| !taken(key)).unwrap_or_default();
            let (text, basis) = (text.to_owned(), basis.trim().to_owned());
            next.push(Clause { key, kind: *kind, text_en: text.clone(), text, basis });
        }
        next
    }
}
