//! Why something about accounts and their roles is refused.

use domain::account::Refusal;

use crate::words::tr;

/// A refusal as one sentence.
pub(crate) fn said(refusal: &Refusal) -> String {
    match refusal {
        Refusal::SeparationOfDuties => tr(
            "三员分立：这些岗位不能由同一账号担任。",
            "Separation of duties: these roles can't be held by one account.",
        ),
        Refusal::ConsentNeeded => tr(
            "须先经另一位管理员同意：请在“开户与重置”中提出申请。",
            "Another administrator has to consent first: ask for it under Openings and resets.",
        ),
        Refusal::HasAccount => tr("该干部已有账号，每人一个。", "This person has an account; everybody has one."),
        Refusal::RoleHeld => tr(
            "该账号在这段时间已有此单位的同一岗位，无需重复授予。",
            "The account holds this role over this unit in that time already.",
        ),
        Refusal::NotHandedOn => tr(
            "管理员岗位不能委托他人，请由安全管理员另行授予。",
            "An administrator's role is not handed on: the security administrator gives it.",
        ),
    }
    .to_owned()
}
