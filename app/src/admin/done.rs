//! What a form of administration that was carried out says about it on the next page.

use crate::words::tr;

/// The sentence for a form's address.
#[must_use]
pub fn done(path: &str) -> Option<&'static str> {
    Some(match path {
        "/api/openings/ask" | "/api/accounts/reset/ask" => {
            tr("申请已提交，办理人会收到通知", "Asked; those who see to it are told")
        }
        "/api/consents/answer" => tr("已答复，申请人会收到通知", "Answered; who asked is told"),
        "/api/accounts/disable" => tr("账号状态已更改", "The account's state has changed"),
        "/api/grants/add" => tr("岗位已授予", "The role is given"),
        _ => return None,
    })
}
