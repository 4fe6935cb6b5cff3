//! What the trail calls things of training.

use crate::audit::topics;

topics! {
    "class" "班次" "class";
    "enrolment" "报名" "place in a class";
    "call_up" "调训通知" "call-up";
    "call" "调训回执" "answer to a call-up";
    "lesson" "课次" "lesson";
    "check_in" "签到" "check-in";
    "certificate" "证书" "certificate";
    "ledger" "学时" "hours";
    "requirement" "学时要求" "requirement";
    "category" "培训类别" "category";
    "conversion" "折算标准" "conversion";
    "training_setting" "培训设置" "setting of training";
    "calendar_feed" "日历订阅" "calendar";
    "survey" "需求调研" "survey";
    "plan" "培训计划" "plan";
    "holding" "培训资源" "holding of a library";
    "question" "试题" "question";
    "exam" "考试" "exam";
    "attempt" "答卷" "exam paper";
    "course" "网络课程" "online course";
}
