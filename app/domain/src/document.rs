//! Papers: what a template makes once it is filled, whatever procedure it is of.

use serde::{Deserialize, Serialize};

use crate::Day;
use crate::time::day_text;

/// A paper, filled.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Document {
    /// Its number; empty for none.
    pub number: String,
    pub title: String,
    /// To whom; empty for none.
    pub addressees: String,
    pub paragraphs: Vec<String>,
    /// What comes with it.
    pub attachments: Vec<String>,
    /// Who signs.
    pub signer: String,
    /// The day it bears.
    pub day: String,
}

/// A basis as a paper may say it: remarks for those who keep the settings (`（请核对）`) are not for whoever
/// gets the paper.
#[must_use]
pub fn without_remarks(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('（') {
        let (before, from) = rest.split_at(open);
        out.push_str(before);
        let end = from.find('）').map_or(from.len(), |close| close + '）'.len_utf8());
        let (remark, after) = from.split_at(end);
        if !remark.contains("请核对") {
            out.push_str(remark);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// `2026年11月24日`.
#[must_use]
pub fn chinese_day(day: Day) -> String {
    let text = day_text(day);
    let number = |part: &str| part.trim_start_matches('0').to_owned();
    format!("{}年{}月{}日", &text[..4], number(&text[5..7]), number(&text[8..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_for_those_who_keep_settings_stay_off_paper() {
        let basis = "《公务员法》第三十五条（二〇一八年修订）；《考核规定》（比例、分数线请核对）";
        assert_eq!(without_remarks(basis), "《公务员法》第三十五条（二〇一八年修订）；《考核规定》");
        assert_eq!(without_remarks("办法（请核对"), "办法");
        assert_eq!(without_remarks("办法"), "办法");
    }

    #[test]
    fn days_are_written_as_offices_write_them() {
        assert_eq!(chinese_day(crate::time::parse_day("2026-01-05").unwrap()), "2026年1月5日");
    }
}
