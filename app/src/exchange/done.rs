//! What a form of exchange that was carried out says about it on the next page.

use crate::words::tr;

/// The sentence for a form's address.
#[must_use]
pub fn done(path: &str) -> Option<&'static str> {
    Some(match path {
        "/api/exchange/rules/save" => tr("规则已保存", "The rule is saved"),
        "/api/exchange/circumstances/save" => tr("已登记", "Entered"),
        "/api/exchange/rounds/save" => tr("轮次已保存", "The round is saved"),
        "/api/exchange/rounds/open" => tr("已开放报名，参与单位会收到通知", "Open; the units are told"),
        "/api/exchange/rounds/close-wishes" => tr("已截止报名", "Wishes are closed"),
        "/api/exchange/rounds/nominate" => tr("已提名，本人会收到通知", "Nominated; the people are told"),
        "/api/exchange/rounds/reply" => tr("答复已提交", "Your answer is in"),
        "/api/exchange/rounds/repair" => {
            tr("已按最少变动重新安排，公布后生效", "Repaired with the least changes; announce it to make it hold")
        }
        "/api/exchange/rounds/close" => {
            tr("本轮已结束，已建立办理事项", "The round is closed and its cases are opened")
        }
        "/api/exchange/rounds/pair" | "/api/exchange/rounds/weigh" => tr("已登记", "Entered"),
        "/api/exchange/staffing/save" => tr("目标已保存", "The target is saved"),
        "/api/exchange/posts/save" => tr("岗位已保存", "The post is saved"),
        "/api/exchange/posts/remove" => tr("岗位已移除", "The post is taken out"),
        "/api/exchange/posts/rank" => tr("排序已保存", "The ranking is saved"),
        "/api/exchange/posts/settle" => tr("决定已登记", "The decision is entered"),
        "/api/exchange/wishes/save" => {
            tr("志愿已提交，截止前可以修改", "Your wishes are in; they can be changed until the end")
        }
        "/api/exchange/wishes/withdraw" => tr("已退出本轮", "You are out of the round"),
        "/api/exchange/scenarios/try" => tr("方案已生成并经独立校验", "The scenario is made and independently checked"),
        "/api/exchange/scenarios/announce" => tr("结果已公布，相关人员会收到通知", "Announced; the people are told"),
        "/api/exchange/cases/open" => tr("事项已建立", "The case is open"),
        "/api/exchange/cases/act" => tr("已办理", "Done"),
        "/api/exchange/kinds/save" => tr("已保存", "Saved"),
        "/api/exchange/templates/save" => tr("模板已保存", "The template is saved"),
        "/api/exchange/holidays/import" => tr("节假日安排已导入", "The holiday table is imported"),
        _ => return None,
    })
}
