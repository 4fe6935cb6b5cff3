//! Results of yearly appraisals (年度考核).

use crate::code::codes;

codes! {
    /// Grades of an appraisal (公务员法 37), from high to low.
    Grade {
        Excellent "excellent" "优秀" "Excellent",
        Competent "competent" "称职" "Competent",
        Basic "basic" "基本称职" "Basically competent",
        Incompetent "incompetent" "不称职" "Incompetent",
    }
}

/// The grade of a year as a form says it, the last said of equals: `2025年称职`.
#[must_use]
pub fn grade_of(text: &str, year: i32) -> Option<&str> {
    let own = format!("{year}年");
    text.split(['；', ';', '，', ',', '。', '\n', '、'])
        .map(str::trim)
        .rfind(|part| part.starts_with(&own))
        .map(|part| part[own.len()..].trim_start_matches("度考核").trim_start_matches('为').trim())
}
