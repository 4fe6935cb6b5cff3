//! What a form of appraisal that was carried out says about it on the next page.

use crate::words::tr;

/// The sentence for a form's address.
#[must_use]
pub fn done(path: &str) -> Option<&'static str> {
    Some(match path {
        "/api/appraisal/set-up" => {
            tr("考核已建立，请核对人员、票表和投票人", "Set up: check the people, sheets and voters")
        }
        "/api/appraisal/act" => tr("已办理", "Done"),
        "/api/appraisal/members/act" => tr("已办理", "Done"),
        "/api/appraisal/third-party" => tr("数据已导入，单独保存", "The data set is in, kept apart"),
        "/api/appraisal/voters/set" => tr("投票人名单已更新", "The roll is changed"),
        "/api/appraisal/slips/act" => tr("扫码票已处理", "The slips are dealt with"),
        "/api/appraisal/paper/roll" => tr("纸票数已保存", "The numbers of paper ballots are saved"),
        "/api/appraisal/paper/type" => tr("已录入；两人录入一致后计入", "Typed in; what two people typed alike counts"),
        "/api/appraisal/paper/drop" => tr("已作废这次录入，请重新录入", "Thrown away; begin again"),
        "/api/appraisal/schemes/save" => tr("指标已保存", "The scheme is saved"),
        "/api/appraisal/schemes/adopt" => tr("指标已采用，可用于考核", "Adopted: it can be used now"),
        "/api/appraisal/deeds/save" => tr("已登记，待单位核实", "Entered; your unit confirms it"),
        "/api/appraisal/deeds/confirm" => tr("已答复，本人会收到通知", "Answered; the person is told"),
        "/api/appraisal/settings/save" => tr("设置已保存", "The settings are saved"),
        _ => return None,
    })
}
