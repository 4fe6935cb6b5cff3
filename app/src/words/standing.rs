//! How things of training stand, in words: the same on a screen and in a file.

use domain::Day;
use domain::code::Lang;
use domain::training::{AttemptRow, AttemptState, CallState, Certificate, ClassState, PlanState, Survey, SurveyState};

#[must_use]
pub fn class(state: ClassState, lang: Lang) -> &'static str {
    match state {
        ClassState::Draft => lang.of("草稿", "Draft"),
        ClassState::Published => lang.of("已发布", "Published"),
        ClassState::Finished => lang.of("已结班", "Finished"),
        ClassState::Cancelled => lang.of("已取消", "Cancelled"),
    }
}

/// The answer to a call-up.
#[must_use]
pub fn call(state: CallState, lang: Lang) -> &'static str {
    match state {
        CallState::Open => lang.of("未回执", "Not answered"),
        CallState::Attending => lang.of("参加", "Attends"),
        CallState::LeaveAsked => lang.of("申请请假", "Asks for leave"),
        CallState::Excused => lang.of("准假", "Excused"),
        CallState::SubstituteAsked => lang.of("申请替换", "Proposes a substitute"),
        CallState::Substituted => lang.of("已替换", "Substituted"),
    }
}

#[must_use]
pub fn survey(survey: &Survey, today: Day, lang: Lang) -> &'static str {
    match survey.state {
        SurveyState::Draft => lang.of("草稿", "Draft"),
        SurveyState::Withdrawn => lang.of("已撤回", "Withdrawn"),
        SurveyState::Closed => lang.of("已提前截止", "Closed early"),
        SurveyState::Published if today < survey.opens => lang.of("未开始", "Not begun"),
        SurveyState::Published if today <= survey.closes => lang.of("填写中", "Open"),
        SurveyState::Published => lang.of("已结束", "Over"),
    }
}

#[must_use]
pub fn plan(state: PlanState, lang: Lang) -> &'static str {
    match state {
        PlanState::Draft => lang.of("编制中", "Being prepared"),
        PlanState::Submitted => lang.of("待审批", "Waits for approval"),
        PlanState::Approved => lang.of("已批准", "Approved"),
    }
}

#[must_use]
pub fn certificate(one: &Certificate, today: Day, lang: Lang) -> &'static str {
    if !one.stands() {
        lang.of("已撤销", "Revoked")
    } else if !one.renewed_by.as_str().is_empty() {
        lang.of("已重新认证", "Renewed")
    } else if one.holds(today) {
        lang.of("有效", "In force")
    } else {
        lang.of("已到期", "Ended")
    }
}

/// A question of the bank.
#[must_use]
pub fn question(active: bool, lang: Lang) -> &'static str {
    if active { lang.of("使用中", "In use") } else { lang.of("已停用", "Closed") }
}

/// An attempt of an exam, with its result where it may be shown.
#[must_use]
pub fn attempt(row: &AttemptRow, lang: Lang) -> &'static str {
    match (row.state, row.result) {
        (AttemptState::Open, _) => lang.of("作答中", "Under way"),
        (AttemptState::Marking, _) => lang.of("待阅卷", "To be marked"),
        (AttemptState::Marked, None) => lang.of("考试结束后公布", "Shown when the exam is over"),
        (AttemptState::Marked, Some((.., true))) => lang.of("合格", "Passed"),
        (AttemptState::Marked, Some((.., false))) => lang.of("不合格", "Failed"),
    }
}
