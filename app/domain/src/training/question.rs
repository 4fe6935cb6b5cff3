//! The question bank (题库).

use serde::{Deserialize, Serialize};

use super::{Categories, Refusal};
use crate::code::{Code, codes};
use crate::fault::{Checks, Rule};
use crate::page::Window;
use crate::{CategoryId, Fault, FieldFault, QuestionId, UnitId, file};

codes! {
    /// Kinds of question.
    QuestionKind {
        Single "single" "单选题" "Single choice",
        Multiple "multiple" "多选题" "Multiple choice",
        TrueFalse "true-false" "判断题" "True or false",
        Blank "blank" "填空题" "Fill in",
        Essay "essay" "简答题" "Essay",
    }

    /// How hard a question is.
    Difficulty {
        Easy "easy" "易" "Easy",
        Medium "medium" "中" "Medium",
        Hard "hard" "难" "Hard",
    }
}

impl QuestionKind {
    /// Whether people give the points rather than the program.
    #[must_use]
    pub fn is_marked(self) -> bool {
        self == Self::Essay
    }

    /// Whether it has options to choose from.
    #[must_use]
    pub fn has_options(self) -> bool {
        matches!(self, Self::Single | Self::Multiple)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The question.
    pub id: QuestionId,
    /// The unit whose bank it is in.
    pub unit: UnitId,
    /// That unit's path.
    #[serde(default)]
    pub path: String,
    /// What it is about.
    pub category: CategoryId,
    /// How hard it is.
    pub difficulty: Difficulty,
    pub kind: QuestionKind,
    /// The question itself.
    pub text: String,
    /// Options in order; the first is A.
    pub options: Vec<String>,
    /// The answer: letters of options; `T` or `F`; texts any of which is right; points a
    /// marker looks for.
    pub answers: Vec<String>,
    /// Why, shown with the result.
    #[serde(default)]
    pub explanation: String,
    /// Whether it is still drawn.
    pub active: bool,
    /// Counts edits.
    #[serde(default)]
    pub version: u32,
}

/// The letter of an option.
#[must_use]
pub fn letter(at: usize) -> String {
    char::from(b'A' + u8::try_from(at.min(25)).unwrap_or(25)).to_string()
}

/// A text as answers are compared: without blanks and final marks, full-width letters and
/// digits as plain ones, in lower case.
#[must_use]
pub fn plain_answer(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            other => other,
        })
        .filter(|c| !c.is_whitespace() && !matches!(c, '。' | '.' | '，' | ',' | '；' | ';'))
        .flat_map(char::to_lowercase)
        .collect()
}

impl Question {
    /// Checks the fields.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every faulty field.
    pub fn check(&self) -> Result<(), Fault> {
        let mut checks = Checks::default();
        checks.text(&self.text, "text", 2000);
        checks.optional_text(&self.explanation, "explanation", 1000);
        for option in &self.options {
            checks.optional_text(option, "options", 500);
        }
        if self.kind.has_options() {
            checks.require((2..=10).contains(&self.options.len()), "options", Rule::Between(2, 10));
            let mut plain: Vec<String> = self.options.iter().map(|option| option.trim().to_owned()).collect();
            plain.sort();
            plain.dedup();
            checks.require(plain.len() == self.options.len(), "options", Rule::Taken);
        } else {
            checks.require(self.options.is_empty(), "options", Rule::Unknown);
        }
        let known = |answer: &String| (0..self.options.len()).any(|at| letter(at) == *answer);
        let mut distinct = self.answers.clone();
        distinct.sort();
        distinct.dedup();
        let right = match self.kind {
            QuestionKind::Single => self.answers.len() == 1 && self.answers.iter().all(known),
            QuestionKind::Multiple => {
                self.answers.len() >= 2 && distinct.len() == self.answers.len() && self.answers.iter().all(known)
            }
            QuestionKind::TrueFalse => self.answers.len() == 1 && ["T", "F"].contains(&self.answers[0].as_str()),
            QuestionKind::Blank => {
                !self.answers.is_empty() && self.answers.iter().all(|answer| !plain_answer(answer).is_empty())
            }
            QuestionKind::Essay => true,
        };
        if self.answers.is_empty() && !self.kind.is_marked() {
            checks.require(false, "answers", Rule::Required);
        } else {
            checks.require(right, "answers", Rule::Unknown);
        }
        for answer in &self.answers {
            checks.optional_text(answer, "answers", 500);
        }
        checks.done()
    }

    /// Reads the answer of a form or a sheet: `A`, `ABD`, `A、B`, `对`, `错`, `√`, `true`; texts
    /// separated by `|`.
    #[must_use]
    pub fn read_answers(kind: QuestionKind, text: &str) -> Vec<String> {
        let text = text.trim();
        match kind {
            QuestionKind::Single | QuestionKind::Multiple => {
                let mut letters: Vec<String> = text
                    .chars()
                    .map(|c| match c {
                        'Ａ'..='Ｚ' | 'ａ'..='ｚ' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
                        other => other,
                    })
                    .filter(char::is_ascii_alphabetic)
                    .map(|c| c.to_ascii_uppercase().to_string())
                    .collect();
                letters.sort();
                letters
            }
            QuestionKind::TrueFalse => match plain_answer(text).as_str() {
                "对" | "正确" | "是" | "√" | "t" | "true" | "1" | "yes" => vec!["T".to_owned()],
                "错" | "错误" | "否" | "×" | "x" | "f" | "false" | "0" | "no" => vec!["F".to_owned()],
                "" => Vec::new(),
                other => vec![other.to_owned()],
            },
            QuestionKind::Blank | QuestionKind::Essay => {
                text.split(['|', '｜']).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
            }
        }
    }
}

/// Which questions to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QuestionQuery {
    /// Words of the question.
    pub q: String,
    /// Only this category and those below.
    pub category: String,
    /// Only this kind, by code.
    pub kind: String,
    /// Only this difficulty, by code.
    pub difficulty: String,
    /// Which part.
    #[serde(flatten)]
    pub window: Window,
}

/// The headings of a sheet of questions, and how people write them.
const HEADINGS: [(&str, &[&str]); 7] = [
    ("kind", &["题型", "类型", "kind", "type"]),
    ("text", &["题干", "题目", "试题", "问题", "question", "text"]),
    ("answers", &["答案", "正确答案", "标准答案", "参考答案", "answer", "answers"]),
    ("difficulty", &["难度", "难易", "difficulty"]),
    ("category", &["类别", "分类", "知识点", "category"]),
    ("explanation", &["解析", "说明", "explanation"]),
    ("options", &["选项", "options"]),
];

/// Questions in one file at most.
pub const MAX_QUESTIONS: usize = 5_000;
/// Faulty rows told at a time.
const TOLD: usize = 30;

/// Rows looked at for the headings.
const HEADING_ROWS: usize = 10;

/// Reads questions from the rows of a sheet: among the first rows the one with most of the headings
/// that must be there, and questions below it. Options stand in
/// columns 选项A, 选项B … (or A, B …), or in one column separated by `|`.
///
/// # Errors
/// [`Fault::Invalid`] with fields `row:heading`, rows counted as the sheet counts them; or a
/// `header` without the columns that must be there.
pub fn read_questions(rows: &[Vec<String>], categories: &Categories, unit: &UnitId) -> Result<Vec<Question>, Fault> {
    let fault = |row: usize, field: &str, rule: Rule| FieldFault { field: format!("{row}:{field}"), rule };
    let plain = |text: &str| text.trim().to_lowercase().replace([' ', '　', '*'], "");
    let column_in = |row: &[String], name: &str| {
        let aliases = HEADINGS.iter().find(|heading| heading.0 == name).map(|heading| heading.1)?;
        row.iter().position(|cell| aliases.contains(&plain(cell).as_str()))
    };
    let known =
        |row: &[String]| ["kind", "text", "answers"].iter().filter(|name| column_in(row, name).is_some()).count();
    let at =
        (0..rows.len().min(HEADING_ROWS)).max_by_key(|at| (known(&rows[*at]), std::cmp::Reverse(*at))).unwrap_or(0);
    let header = rows.get(at).map(Vec::as_slice).unwrap_or_default();
    if known(header) == 0 {
        return Err(Refusal::NoQuestions.into());
    }
    let column = |name: &str| column_in(header, name);
    let option_columns: Vec<usize> = (0..10)
        .map_while(|at| {
            let letter = letter(at).to_lowercase();
            header.iter().position(|cell| {
                let cell = plain(cell);
                cell == letter || cell == format!("选项{letter}") || cell == format!("option{letter}")
            })
        })
        .collect();
    for (name, said) in [("kind", "题型"), ("text", "题干"), ("answers", "答案")] {
        if column(name).is_none() {
            return Err(Fault::Invalid(vec![fault(at + 1, said, Rule::Required)]));
        }
    }
    let mut faults: Vec<FieldFault> = Vec::new();
    let mut questions = Vec::new();
    for (at, row) in rows.iter().enumerate().skip(at + 1) {
        let cell = |name: &str| {
            column(name).and_then(|column| row.get(column)).map(|text| text.trim().to_owned()).unwrap_or_default()
        };
        if row.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let number = at + 1;
        let before = faults.len();
        let Some(kind) = QuestionKind::ALL.iter().copied().find(|kind| {
            let text = cell("kind");
            kind.code() == text
                || kind.name(crate::code::Lang::Zh) == text
                || kind.name(crate::code::Lang::Zh).trim_end_matches('题') == text
        }) else {
            faults.push(fault(number, "题型", Rule::Unknown));
            continue;
        };
        let difficulty = match cell("difficulty") {
            text if text.is_empty() => Difficulty::Medium,
            text => Difficulty::find(&text).unwrap_or_else(|| {
                faults.push(fault(number, "难度", Rule::Unknown));
                Difficulty::Medium
            }),
        };
        let category = match cell("category") {
            text if text.is_empty() => CategoryId::from("general"),
            text => categories.read(&text).filter(|one| one.active).map(|one| one.id.clone()).unwrap_or_else(|| {
                faults.push(fault(number, "类别", Rule::Unknown));
                CategoryId::default()
            }),
        };
        let mut options: Vec<String> = option_columns
            .iter()
            .map(|column| row.get(*column).map(|text| text.trim().to_owned()).unwrap_or_default())
            .collect();
        while options.last().is_some_and(String::is_empty) {
            options.pop();
        }
        if options.is_empty() {
            options = cell("options").split(['|', '｜']).map(|part| part.trim().to_owned()).collect();
            options.retain(|option| !option.is_empty());
        }
        if options.iter().any(String::is_empty) {
            faults.push(fault(number, "选项", Rule::Required));
        }
        let question = Question {
            id: QuestionId::default(),
            unit: unit.clone(),
            path: String::new(),
            category,
            difficulty,
            kind,
            text: cell("text"),
            options: if kind.has_options() { options } else { Vec::new() },
            answers: Question::read_answers(kind, &cell("answers")),
            explanation: cell("explanation"),
            active: true,
            version: 0,
        };
        if let Err(Fault::Invalid(more)) = question.check() {
            for one in more {
                let said = match one.field.as_str() {
                    "text" => "题干",
                    "options" => "选项",
                    "answers" => "答案",
                    _ => "解析",
                };
                if !faults[before..].iter().any(|known| known.field == format!("{number}:{said}")) {
                    faults.push(fault(number, said, one.rule));
                }
            }
        }
        questions.push(question);
        if faults.len() >= TOLD {
            break;
        }
    }
    if !faults.is_empty() {
        faults.truncate(TOLD);
        return Err(Fault::Invalid(faults));
    }
    if questions.is_empty() {
        return Err(Refusal::NoQuestions.into());
    }
    if questions.len() > MAX_QUESTIONS {
        return Err(file::Refusal::TooManyRows(MAX_QUESTIONS as u32).into());
    }
    Ok(questions)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::training::first_categories;

    fn rows(text: &str) -> Vec<Vec<String>> {
        text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
    }

    #[test]
    fn questions_are_read_as_people_write_them() {
        let sheet = "题型,题干 ,选项A,选项B,选项C,正确答案,难度,类别\n\
            单选,工会是什么,群团组织,企业,,a,易,群众工作\n\
            多选题,哪些是群团,工会,妇联,公司,Ａ、B,,\n\
            判断题,共青团是群团,,,,√,难,党性教育\n\
            ,,,,,,,\n\
            填空题,群团的政治性、先进性、____,,,,群众性|群众性。,,\n\
            简答题,谈谈认识,,,,政治站位|联系实际,,";
        let questions = read_questions(&rows(sheet), &first_categories(), &"u".into()).unwrap();
        assert_eq!(questions.len(), 5);
        assert_eq!((questions[0].answers.clone(), questions[0].options.len()), (vec!["A".to_owned()], 2));
        assert_eq!(questions[1].answers, ["A", "B"]);
        assert_eq!((questions[2].answers[0].as_str(), questions[2].category.as_str()), ("T", "party-spirit"));
        assert_eq!(questions[1].category.as_str(), "general");
    }

    #[test]
    fn headings_below_a_title_are_found_and_a_sheet_without_any_is_said_to_have_none() {
        let sheet = "2026年题库,,\n题型,题干,答案\n判断题,甲,TRUE\n判断题,乙,FALSE\n判断题,丙,";
        let Err(Fault::Invalid(faults)) = read_questions(&rows(sheet), &first_categories(), &"u".into()) else {
            panic!()
        };
        assert_eq!(faults, [FieldFault { field: "5:答案".into(), rule: Rule::Required }]);
        let good = sheet.replace("\n判断题,丙,", "");
        let questions = read_questions(&rows(&good), &first_categories(), &"u".into()).unwrap();
        assert_eq!([&questions[0].answers[0], &questions[1].answers[0]], ["T", "F"]);
        let none = read_questions(&rows("::Q1:: 工会是什么 {=群团 ~企业}"), &first_categories(), &"u".into());
        assert_eq!(none.unwrap_err(), Fault::from(Refusal::NoQuestions));
    }

    #[test]
    fn every_faulty_cell_is_named_by_row_and_column() {
        let sheet = "题型,题干,A,B,答案,难度,类别\n\
            单选题,,甲,乙,A,,\n\
            单选题,问,甲,乙,C,,\n\
            连线题,问,甲,乙,A,,\n\
            多选题,问,甲,甲,AB,极难,没有\n\
            判断题,问,,,也许,,";
        let Err(Fault::Invalid(faults)) = read_questions(&rows(sheet), &first_categories(), &"u".into()) else {
            panic!("passes")
        };
        let told: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(told, ["2:题干", "3:答案", "4:题型", "5:难度", "5:类别", "5:选项", "6:答案"]);
        let no_header = read_questions(&rows("题干,答案\n问,A"), &first_categories(), &"u".into());
        assert!(matches!(no_header, Err(Fault::Invalid(faults)) if faults[0].field == "1:题型"));
    }

    #[test]
    fn answers_are_compared_without_what_does_not_matter() {
        assert_eq!(plain_answer(" ＡＢＣ 1２。"), plain_answer("abc12"));
        assert_ne!(plain_answer("群众性"), plain_answer("先进性"));
    }
}
