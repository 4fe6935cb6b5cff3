//! Lines of a roster that are no people: sums, signatures, headings, sections.

use std::collections::BTreeMap;

use domain::import::{Field, LineIs};
use domain::text::word_key;

use super::super::sheet::Cell;
use super::header::Head;

/// Words that lines of sums begin with.
const SUMS: [&str; 7] = ["合计", "小计", "总计", "共计", "累计", "总人数", "合计人数"];
/// Words that lines below a roster begin with, before a colon, a date or a name.
const SIGNATURES: [&str; 24] = [
    "填表人",
    "填报人",
    "制表人",
    "制表",
    "经办人",
    "审核人",
    "审核",
    "复核人",
    "复核",
    "审批人",
    "负责人",
    "单位负责人",
    "分管领导",
    "主要领导",
    "填表日期",
    "填报日期",
    "制表日期",
    "填表时间",
    "填报时间",
    "填报单位",
    "联系人",
    "联系电话",
    "报送日期",
    "盖章",
];
/// Words that begin remarks.
const REMARKS: [&str; 4] = ["注", "备注", "说明", "附注"];

/// What a line is, when it is no person. `cells` are the line's own, `heads` the columns.
pub(super) fn of(cells: &BTreeMap<u32, Cell>, heads: &[Head]) -> Option<LineIs> {
    let own: Vec<(&u32, &Cell)> = cells.iter().filter(|(_, cell)| !cell.filled).collect();
    let first = own.iter().map(|(_, cell)| cell.text.as_str()).find(|text| !text.is_empty())?;
    let name = heads.iter().find(|head| head.field == Some(Field::Name)).and_then(|head| cells.get(&head.column));
    let named = name.map(|cell| word_key(&cell.text)).unwrap_or_default();
    let (first, colon) = (word_key(first), first.contains([':', '：']));
    if SUMS.iter().any(|word| named == *word || (first.starts_with(word) && (named.is_empty() || named == first))) {
        return Some(LineIs::Sum);
    }
    let begins = |words: &[&'static str]| words.iter().copied().find(|word| first.starts_with(word));
    let stands_alone = named.is_empty() || named == first;
    if let Some(word) = begins(&SIGNATURES)
        && stands_alone
        && (colon || first == word || named.is_empty())
    {
        return Some(LineIs::Signature);
    }
    if begins(&REMARKS).is_some() && stands_alone && (colon || own.len() == 1) {
        return Some(LineIs::Remark);
    }
    if named.is_empty() && first.starts_with('第') && first.contains('页') {
        return Some(LineIs::Remark);
    }
    // The header printed again on another page.
    let again = heads.iter().filter(|head| {
        let said = head.titles.last().map(|title| word_key(title)).unwrap_or_default();
        !said.is_empty() && cells.get(&head.column).is_some_and(|cell| word_key(&cell.text) == said)
    });
    if again.count() >= 2 && Field::of_header(&named) == Some(Field::Name) {
        return Some(LineIs::Heading);
    }
    // A line of one cell outside the name column: 一、市总工会（12人）.
    if own.len() == 1 && named.is_empty() && !own[0].1.number {
        return Some(LineIs::Section);
    }
    None
}
