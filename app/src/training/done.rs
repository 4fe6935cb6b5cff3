//! What a form of training that was carried out says about it on the next page.

use crate::words::tr;

/// Forms that say nothing afterwards: their page says it itself, or there is nothing to say.
pub const SILENT: &[&str] = &[
    "/api/courses/beat",
    "/api/courses/package/save",
    "/api/exams/start",
    "/api/exams/answers",
    "/api/lessons/check-in/later",
];

/// The sentence for a form's address.
#[must_use]
pub fn done(path: &str) -> Option<&'static str> {
    Some(match path {
        "/api/classes/save" => tr("班次已保存", "The class is saved"),
        "/api/classes/publish" => tr("班次已发布", "The class is announced"),
        "/api/classes/cancel" => tr("班次已取消，已通知报名人员", "The class is cancelled and its people told"),
        "/api/classes/enrol#seat" => tr("报名成功，名额已确认", "You have a seat"),
        "/api/classes/enrol#offer" => tr("已有名额，请按时确认", "A seat is kept for you: confirm it in time"),
        "/api/classes/enrol#waiting" => {
            tr("已列入等候名单，名额确定后通知您", "You are in line and told what comes of it")
        }
        "/api/classes/enrol" => tr("报名已提交，等待审批", "Your request is in and waits for approval"),
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
        "/api/lessons/check-in#late" => tr("已签到，记为迟到", "You are checked in, as late"),
        "/api/lessons/check-in#left" => tr("签退成功", "You are signed out"),
        "/api/lessons/check-in#listed" => {
            tr("班主任已登记考勤，以登记为准", "The class head has entered you; that stands")
        }
        "/api/lessons/check-in" => tr("签到成功", "You are checked in"),
        "/api/training/certificates/revoke" => tr("证书已撤销", "The certificate is revoked"),
        "/api/evaluation/add" => tr("评价已提交，谢谢", "Thank you: your answer is in"),
        "/api/training/reverse" => tr("学时已冲销", "The hours are reversed"),
        "/api/surveys/save" => tr("调研已保存", "The survey is saved"),
        "/api/surveys/withdraw" => tr("调研已撤回", "The survey is withdrawn"),
        "/api/classes/reopen" => tr(
            "班次已重新打开，学时已冲销、证书已撤销，本人会收到通知",
            "The class is open again; hours are reversed, certificates revoked, and the people told",
        ),
        "/api/surveys/close" => tr("调研已提前截止", "The survey is closed"),
        "/api/surveys/remind" => tr("已提醒未填写的人员", "Those who have not answered are reminded"),
        "/api/surveys/publish" => tr("调研已发出", "The survey is out"),
        "/api/surveys/answer" => tr("需求已提交，截止前可以修改", "Your answer is in; it can be changed until the end"),
        "/api/plans/save"
        | "/api/plans/programmes/save"
        | "/api/plans/programmes/remove"
        | "/api/plans/propose"
        | "/api/plans/from-appraisal" => tr("计划已保存", "The plan is saved"),
        "/api/plans/take-back" => tr("计划已撤回，可以修改后再提交", "The plan is a draft again"),
        "/api/plans/submit" => tr("计划已提交审批", "The plan is submitted"),
        "/api/plans/decide" => tr("审批意见已登记，提交人会收到通知", "Decided; whoever submitted it is told"),
        "/api/library/save" => tr("已保存", "Saved"),
        "/api/certificates/renew" => tr("已重新认证", "Certified again"),
        "/api/courses/save" => tr("课程已保存", "The course is saved"),
        "/api/courses/chapters/save" => tr("章节已保存", "The chapter is saved"),
        "/api/courses/chapters/move" => tr("章节顺序已调整", "The chapter is moved"),
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
        _ => return None,
    })
}
