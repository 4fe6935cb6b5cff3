//! What a form of fault tolerance that was carried out says about it on the next page.

use crate::words::tr;

/// The sentence for a form's address.
#[must_use]
pub fn done(path: &str) -> Option<&'static str> {
    Some(match path {
        "/api/tolerance/cases/open" => {
            tr("申请已提交，受理结果会通知本人", "The application is in; the person is told what comes of it")
        }
        "/api/tolerance/cases/act" => tr("已办理", "Done"),
        "/api/tolerance/precedents/collect" => tr("已收入案例库", "Taken into the collection"),
        "/api/tolerance/talks/save" => tr("谈话已登记，本人会收到通知", "Recorded; the person is told"),
        "/api/tolerance/talks/act" => tr("已办理", "Done"),
        "/api/tolerance/settings/save" => tr("设置已保存", "The settings are saved"),
        _ => return None,
    })
}
