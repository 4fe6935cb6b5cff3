//! What a form of one's own account that was carried out says about it on the next page.

use crate::words::tr;

/// The sentence for a form's address.
#[must_use]
pub fn done(path: &str) -> Option<&'static str> {
    Some(match path {
        "/api/account/sessions/end" => tr("会话已结束", "The session has ended"),
        "/api/account/delegate" => tr("已委托", "Delegated"),
        "/api/grants/end" => tr("岗位已结束", "The role has ended"),
        "/auth/password" => tr("密码已修改", "The password is changed"),
        _ => return None,
    })
}
