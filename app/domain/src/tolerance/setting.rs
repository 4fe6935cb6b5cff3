//! The numbers of the procedure. No central rule sets them, so each is a setting with a basis
//! and a first day; where the law has a period for appeals, the setting begins with it.

use serde::{Deserialize, Serialize};

use super::{Clause, ClauseKind, clauses};
use crate::code::Code;
use crate::fault::{Checks, Rule};
use crate::remedy::Periods;
use crate::{Day, Fault};

/// Days of each step. Working days unless said otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToleranceRules {
    /// First day in force; a case goes by those in force when it was opened.
    pub from: Day,
    /// From the notice of accountability, for applications.
    pub apply: u32,
    /// To accept, reject or send back.
    pub accept: u32,
    /// To verify.
    pub verify: u32,
    /// How much longer, once.
    pub verify_more: u32,
    /// To determine.
    pub decide: u32,
    /// To tell the person.
    pub tell: u32,
    /// Calendar days to ask for a review (公务员法 95).
    pub review: u32,
    /// Calendar days to answer it (公务员法 96).
    pub review_answer: u32,
    /// Calendar days to appeal after the answer (公务员法 95).
    pub appeal: u32,
    /// Calendar days to answer an appeal (公务员法 96).
    pub appeal_answer: u32,
    /// Calendar days more for a complex one (公务员法 96).
    pub appeal_more: u32,
    /// Calendar days to correct.
    pub correct: u32,
    /// To file with the higher body.
    pub file: u32,
    /// Calendar days until the follow-up visit.
    pub visit: u32,
    /// Fewest handlers of a verification.
    pub handlers: u32,
    /// Fewest members of the deciding body.
    pub deciders: u32,
    /// Years evidence files are kept after a case is closed.
    pub keep_years: u32,
    /// Months an admonition counts (《关于组织人事部门对领导干部进行提醒、函询和诫勉的实施细则》).
    #[serde(default = "half_a_year")]
    pub admonished: u32,
    /// Working days to answer a written inquiry (同上细则).
    #[serde(default = "three_weeks")]
    pub inquiry: u32,
    /// What cases are judged by, each clause with its basis.
    #[serde(default = "clauses")]
    pub clauses: Vec<Clause>,
    /// Basis (依据).
    pub basis: String,
}

/// Months an admonition counts until a rule says otherwise.
fn half_a_year() -> u32 {
    6
}

/// Working days to answer an inquiry until a rule says otherwise.
fn three_weeks() -> u32 {
    15
}

impl ToleranceRules {
    /// What a system begins with.
    #[must_use]
    pub fn first(from: Day) -> Self {
        Self {
            from,
            apply: 10,
            accept: 5,
            verify: 30,
            verify_more: 15,
            decide: 10,
            tell: 5,
            review: 30,
            review_answer: 30,
            appeal: 15,
            appeal_answer: 60,
            appeal_more: 30,
            correct: 30,
            file: 10,
            visit: 180,
            handlers: 2,
            deciders: 3,
            keep_years: 10,
            admonished: half_a_year(),
            inquiry: three_weeks(),
            clauses: clauses(),
            basis: "本级容错纠错办法（复核、申诉期限依《公务员法》第九十五、九十六条）".to_owned(),
        }
    }

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

    /// Every number with its field, least and most: those of the law are not shortened.
    #[must_use]
    pub fn numbers(&self) -> [(&'static str, u32, u32, u32); 19] {
        [
            ("apply", self.apply, 5, 60),
            ("accept", self.accept, 1, 30),
            ("verify", self.verify, 5, 90),
            ("verify_more", self.verify_more, 0, 60),
            ("decide", self.decide, 1, 60),
            ("tell", self.tell, 1, 30),
            ("review", self.review, 30, 90),
            ("review_answer", self.review_answer, 1, 30),
            ("appeal", self.appeal, 15, 90),
            ("appeal_answer", self.appeal_answer, 1, 60),
            ("appeal_more", self.appeal_more, 0, 30),
            ("correct", self.correct, 1, 180),
            ("file", self.file, 1, 60),
            ("visit", self.visit, 30, 730),
            ("handlers", self.handlers, 2, 9),
            ("deciders", self.deciders, 3, 25),
            ("keep_years", self.keep_years, 1, 30),
            ("admonished", self.admonished, 1, 24),
            ("inquiry", self.inquiry, 5, 60),
        ]
    }

    /// Checks the fields.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self) -> Result<(), Fault> {
        let mut checks = Checks::default();
        for (field, value, least, most) in self.numbers() {
            checks.between(i64::from(value), field, i64::from(least), i64::from(most));
        }
        checks.text(&self.basis, "basis", 200);
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
        checks.done()
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

    /// The version in force on a day: the last that began.
    #[must_use]
    pub fn in_force(all: &[Self], on: Day) -> Self {
        let found = all.iter().filter(|one| one.from <= on).max_by_key(|one| one.from);
        found.cloned().unwrap_or_else(|| Self::first(on))
    }
}
