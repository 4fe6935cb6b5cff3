//! What a form that was carried out says about it on the next page.

use super::tr;

/// Forms that say nothing afterwards: their page says it itself, or there is nothing to say.
pub const SILENT: [&str; 9] = [
    "/api/courses/beat",
    "/api/courses/package/save",
    "/api/exams/start",
    "/api/exams/answers",
    "/api/people/unmask",
    "/api/audit/verify",
    "/api/imports/confirm",
    "/api/notices/read",
    "/api/lessons/check-in/later",
];

/// The sentence for a form's address.
#[must_use]
pub fn done(path: &str) -> Option<&'static str> {
    Some(match path {
        "/api/account/sessions/end" => tr("会话已结束", "The session has ended"),
        "/api/account/delegate" => tr("已委托", "Delegated"),
        "/api/openings/ask" | "/api/accounts/reset/ask" => {
            tr("申请已提交，办理人会收到通知", "Asked; those who see to it are told")
        }
        "/api/consents/answer" => tr("已答复，申请人会收到通知", "Answered; who asked is told"),
        "/api/accounts/disable" => tr("账号状态已更改", "The account's state has changed"),
        "/api/grants/add" => tr("岗位已授予", "The role is given"),
        "/api/grants/end" => tr("岗位已结束", "The role has ended"),
        "/api/imports/drop" => tr("所选行已放弃", "The rows are given up"),
        "/api/classes/save" => tr("班次已保存", "The class is saved"),
        "/api/classes/publish" => tr("班次已发布", "The class is announced"),
        "/api/classes/cancel" => tr("班次已取消，已通知报名人员", "The class is cancelled and its people told"),
        "/api/classes/enrol" => tr("已提交报名", "Your request is in"),
        "/api/classes/confirm" => tr("名额已确认", "Your seat is confirmed"),
        "/api/classes/quotas" => tr("名额分配已保存", "The seats set aside are saved"),
        "/api/classes/decide" => tr("已审批，申请人会收到通知", "Decided; the people are told"),
        "/api/classes/withdraw" => tr("已退出报名，名额已释放", "Withdrawn: the seat is free again"),
        "/api/classes/finish" => tr("已结班，学时已入账", "The class is finished and its hours posted"),
        "/api/classes/send" => tr("已选派，本人会收到通知", "Sent; the people are told"),
        "/api/call-ups/issue" => tr("调训通知已发出", "The call-up is out"),
        "/api/call-ups/answer" => tr("回执已提交", "Your answer is in"),
        "/api/call-ups/decide" => tr("已答复，本人会收到通知", "Decided; the person is told"),
        "/api/training/settings/add" => tr("设置已登记", "The setting is entered"),
        "/api/lessons/save" => tr("课次已保存", "The lesson is saved"),
        "/api/lessons/cancel" => tr("课次已取消", "The lesson is called off"),
        "/api/lessons/mark" => tr("考勤已保存", "The list is saved"),
        "/api/lessons/check-in" => tr("签到成功", "You are checked in"),
        "/api/timetable/feed/renew" => {
            tr("订阅地址已更新，旧地址失效", "The address is renewed; the old one has ended")
        }
        "/api/training/certificates/revoke" => tr("证书已撤销", "The certificate is revoked"),
        "/api/evaluation/add" => tr("评价已提交，谢谢", "Thank you: your answer is in"),
        "/api/training/reverse" => tr("学时已冲销", "The hours are reversed"),
        "/api/surveys/save" => tr("调研已保存", "The survey is saved"),
        "/api/surveys/withdraw" => tr("调研已撤回", "The survey is withdrawn"),
        "/api/classes/reopen" => tr(
            "班次已重新打开，学时已冲销、证书已撤销，本人会收到通知",
            "The class is open again; hours are reversed, certificates revoked, and the people told",
        ),
        "/api/surveys/publish" => tr("调研已发出", "The survey is out"),
        "/api/surveys/answer" => tr("需求已提交，截止前可以修改", "Your answer is in; it can be changed until the end"),
        "/api/plans/save"
        | "/api/plans/programmes/save"
        | "/api/plans/programmes/remove"
        | "/api/plans/propose"
        | "/api/plans/from-appraisal" => tr("计划已保存", "The plan is saved"),
        "/api/plans/submit" => tr("计划已提交审批", "The plan is submitted"),
        "/api/plans/decide" => tr("审批意见已登记", "Decided"),
        "/api/library/save" => tr("已保存", "Saved"),
        "/api/certificates/renew" => tr("已重新认证", "Certified again"),
        "/api/courses/save" => tr("课程已保存", "The course is saved"),
        "/api/courses/chapters/remove" => tr("章节已移除", "The chapter is taken out"),
        "/api/courses/state" => tr("课程状态已更改", "The course's state has changed"),
        "/api/courses/exercise/answer" => tr("练习已提交", "Your answers are in"),
        "/api/questions/save" => tr("题目已保存", "The question is saved"),
        "/training/questions/import" => tr("题目已导入", "The questions are imported"),
        "/api/exams/save" => tr("考试已保存", "The exam is saved"),
        "/api/exams/publish" => tr("考试已发布，学员会收到通知", "The exam is announced and the class told"),
        "/api/exams/cancel" => tr("考试已取消", "The exam is called off"),
        "/api/exams/hand-in" => tr("已交卷", "Handed in"),
        "/api/exams/mark" => tr("评分已提交", "Marked"),
        "/api/exams/appeal" => tr("复核申请已提交", "Your appeal is in"),
        "/api/exams/appeal/decide" => tr("复核结果已通知本人", "Decided; the person is told"),
        "/api/training/hours/record" => tr("学时已登记，本人会收到通知", "The hours are recorded and the people told"),
        "/api/training/categories/save" => tr("类别已保存", "The category is saved"),
        "/api/training/conversions/add" => tr("折算标准已登记", "The conversion is entered"),
        "/api/training/requirements/save" => tr("要求已保存", "The requirement is saved"),
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
        "/api/tolerance/cases/open" => {
            tr("申请已提交，受理结果会通知本人", "The application is in; the person is told what comes of it")
        }
        "/api/tolerance/cases/act" => tr("已办理", "Done"),
        "/api/tolerance/precedents/collect" => tr("已收入案例库", "Taken into the collection"),
        "/api/tolerance/talks/save" => tr("谈话已登记，本人会收到通知", "Recorded; the person is told"),
        "/api/tolerance/talks/withdraw" => tr("已撤回，本人会收到通知", "Withdrawn; the person is told"),
        "/api/tolerance/talks/answer" => tr("答复已提交", "Your answer is in"),
        "/api/tolerance/settings/save" => tr("设置已保存", "The settings are saved"),
        "/api/incentive/awards/nominate" => {
            tr("已提名，请补充佐证后报送审核", "Nominated; add evidence and hand it in")
        }
        "/api/incentive/awards/act" => tr("已办理", "Done"),
        "/api/incentive/care/save" => tr("已登记，本人会收到通知", "Recorded; the person is told"),
        "/api/pipeline/settings/save" => tr("标准已保存", "The numbers are saved"),
        "/api/incentive/settings/save" => tr("规则已保存", "The rules are saved"),
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
        "/api/exchange/kinds/save" => tr("已保存", "Saved"),
        "/api/exchange/templates/save" => tr("模板已保存", "The template is saved"),
        "/api/exchange/holidays/import" => tr("节假日安排已导入", "The holiday table is imported"),
        "/api/units/create" => tr("单位已设立", "The unit is set up"),
        "/api/units/organ" => tr("落款机关已保存", "Signing organ saved"),
        "/api/units/headcount" => tr("编制职数已保存", "Headcount saved"),
        "/api/units/reorganise" => tr("机构调整已生效", "The reorganisation is in force"),
        "/api/units/posts/add" => tr("职位已新增", "The post is added"),
        "/api/people/save" | "/api/people/sensitive/save" => tr("档案已保存", "The record is saved"),
        "/api/units/posts/change" => tr("职位已修改", "The post is changed"),
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
        "/auth/password" => tr("密码已修改", "The password is changed"),
        _ => return None,
    })
}
