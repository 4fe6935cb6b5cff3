//! What people are told of accounts and their roles, in words.

use domain::account::News;
use domain::code::Lang;

use crate::frame::lang;
use crate::words::{name, until_text};

/// What a notice of it says.
#[must_use]
pub fn news(news: &News) -> String {
    match (news, lang()) {
        (News::AccountOpened { login, by }, Lang::Zh) => {
            format!("{by}为您开通了账号 {login}。如非本人申请，请立即报告安全管理员。")
        }
        (News::AccountOpened { login, by }, Lang::En) => {
            format!(
                "{by} opened the account {login} for you. If you did not ask for it, tell the security administrator."
            )
        }
        (News::PasswordReset { by, factor }, Lang::Zh) => {
            let factor = if *factor { "并停用了二次验证" } else { "" };
            format!("{by}重置了您的密码{factor}。如非本人申请，请立即报告安全管理员。")
        }
        (News::PasswordReset { by, factor }, Lang::En) => {
            let factor = if *factor { " and turned your second factor off" } else { "" };
            format!("{by} reset your password{factor}. If you did not ask for it, tell the security administrator.")
        }
        (News::RoleGiven { role, unit, until, by }, Lang::Zh) => {
            format!("{by}授予您{}岗位，范围{unit}，期限 {}。", name(*role), until_text(*until))
        }
        (News::RoleGiven { role, unit, until, by }, Lang::En) => {
            format!("{by} gave you the role {} over {unit}, until: {}.", name(*role), until_text(*until))
        }
        (News::RoleDelegated { role, unit, until, by }, Lang::Zh) => {
            format!("{by}委托您代行{}岗位，范围{unit}，期限 {}。", name(*role), until_text(*until))
        }
        (News::RoleDelegated { role, unit, until, by }, Lang::En) => {
            format!("You stand in for {by} as {} over {unit}, until: {}.", name(*role), until_text(*until))
        }
        (News::ConsentAsked { by }, Lang::Zh) => format!("{by}申请办理一项账号事项，须您同意。"),
        (News::ConsentAsked { by }, Lang::En) => format!("{by} asks for your consent to a change of accounts."),
        (News::ConsentAnswered { by, given }, Lang::Zh) => {
            format!("{by}{}了一项账号事项。", if *given { "同意" } else { "不同意" })
        }
        (News::ConsentAnswered { by, given }, Lang::En) => {
            format!("{by} {} a change of accounts.", if *given { "consented to" } else { "refused" })
        }
    }
}
