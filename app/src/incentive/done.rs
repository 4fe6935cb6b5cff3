//! What a form of incentives that was carried out says about it on the next page.

use crate::words::tr;

/// The sentence for a form's address.
#[must_use]
pub fn done(path: &str) -> Option<&'static str> {
    Some(match path {
        "/api/incentive/awards/nominate" => {
            tr("已提名，请补充佐证后报送审核", "Nominated; add evidence and hand it in")
        }
        "/api/incentive/awards/act" => tr("已办理", "Done"),
        "/api/incentive/care/save" => tr("已登记，本人会收到通知", "Recorded; the person is told"),
        "/api/incentive/settings/save" => tr("规则已保存", "The rules are saved"),
        _ => return None,
    })
}
