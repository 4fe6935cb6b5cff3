//! Public notices in words.

use domain::code::Lang;
use domain::publicity::Notice;
use domain::time::day_text;

use super::tr;
use crate::frame::lang;

/// From when to when it runs, and what its end was worked out without.
pub fn notice_words(notice: &Notice) -> String {
    let (from, until, days) = (day_text(notice.on), day_text(notice.until), notice.days);
    let period = match lang() {
        Lang::Zh => format!("{from} – {until}（{days}个工作日）"),
        Lang::En => format!("{from} – {until} ({days} working days)"),
    };
    let missing = notice.unknown.map(no_table_words).unwrap_or_default();
    format!("{period}{}{missing}", if missing.is_empty() { "" } else { tr("。", ". ") })
}

/// That a year's holiday table is missing, and what follows.
pub fn no_table_words(year: i32) -> String {
    match lang() {
        Lang::Zh => format!(
            "{year}年节假日安排尚未导入：元旦、劳动节、国庆节按固定假日计，其余按周一至周五为工作日计算；导入后对未期满的公示重新计算。"
        ),
        Lang::En => format!(
            "The holiday table of {year} is not imported: New Year, 1–2 May and 1–3 October count as holidays, all \
             else follows the week; notices still running are worked out anew when it is."
        ),
    }
}
