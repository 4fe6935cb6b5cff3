//! What a form of cadres that was carried out says about it on the next page.

use crate::words::tr;

/// Forms that say nothing afterwards: their page says it itself, or there is nothing to say.
pub const SILENT: &[&str] = &["/api/people/unmask"];

/// The sentence for a form's address.
#[must_use]
pub fn done(path: &str) -> Option<&'static str> {
    Some(match path {
        "/api/people/save" | "/api/people/sensitive/save" => tr("档案已保存", "The record is saved"),
        "/api/people/add" => tr("干部已新增", "The record is made"),
        "/api/people/appoint" => tr("任职已登记，简历已续写", "The appointment is recorded; the résumé goes on"),
        "/api/people/appointments/end" => tr("免职已登记", "The end of the appointment is recorded"),
        "/api/people/appointments/correct" => tr("任职已更正", "The appointment is corrected"),
        "/api/people/appointments/withdraw" => tr("任职已撤回", "The appointment is taken back"),
        "/api/people/service/end" => {
            tr("已登记离开，任职随之结束", "The end of service is recorded; appointments end with it")
        }
        "/api/people/service/return" => tr("已恢复在职", "Back to service"),
        "/people/photo" => tr("照片已更新", "The photo is updated"),
        _ => return None,
    })
}
