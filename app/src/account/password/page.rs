//! Setting a password.

use leptos::prelude::*;

use crate::account::sign_in::page::wrong;
use crate::components::page::page;
use crate::components::written::Written;
use crate::words::tr;

/// A new password.
pub fn password() -> AnyView {
    page(
        Vec::new(),
        tr("设置新密码", "Choose a new password"),
        tr(
            "至少 10 个字符，含大写、小写、数字、符号中的三类；或 20 个字符以上的短语。",
            "At least 10 characters of three kinds, or a phrase of 20 and more.",
        ),
        ().into_any(),
        view! {
            <form class="form narrow" method="post" action="/auth/password">
                {wrong()}
                <div class="field">
                    <label for="current">{tr("当前密码", "Present password")}</label>
                    <input id="current" name="current" type="password" autocomplete="current-password" required=true />
                </div>
                <div class="field">
                    <label for="new">{tr("新密码", "New password")}</label>
                    <input id="new" name="new" type="password" autocomplete="new-password" required=true />
                </div>
                <div class="field">
                    <label for="again">{tr("再输入一次新密码", "New password again")}</label>
                    <input id="again" name="again" type="password" autocomplete="new-password" required=true />
                </div>
                <button type="submit" class="button primary wide">
                    {tr("保存新密码", "Save the new password")}
                </button>
            </form>
        }
        .written(),
    )
}
