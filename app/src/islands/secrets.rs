//! What is shown once and never put into a page's address or history: initial passwords.

use leptos::prelude::*;

use crate::api::account::{CreateAccount, ResetPassword};
use crate::components::dialog::confirm;
use crate::components::form::{self, fault_of};
use crate::words::tr;

/// Creates an account and shows its initial password once.
#[island]
pub fn NewAccount() -> impl IntoView {
    let create = ServerAction::<CreateAccount>::new();
    let created = create.value();
    let fault = fault_of(create);
    let body = view! {
        {form::summary(fault)}
        {move || created.get().and_then(Result::ok).map(|(id, password)| view! {
            <div class="note good" role="status">
                <p>{tr("账号已建立。初始密码只显示这一次：", "Created. The initial password is shown this once: ")}<code data-testid="password">{password}</code></p>
                <p><a href=format!("/admin/accounts/{id}")>{tr("打开该账号", "Open the account")}</a></p>
            </div>
        })}
        <div class="grid">
            {form::text("login", tr("账号", "Account"), tr("字母、数字、点、横线、下划线", "Letters, digits, dot, dash, underscore"), "", fault)}
            {form::text("name", tr("姓名", "Name"), "", "", fault)}
            {form::text("person", tr("干部编号（选填）", "Cadre's number (optional)"), tr("见干部页面地址", "See the address of the cadre's page"), "", fault)}
        </div>
        {form::submit(tr("建立账号", "Create account"), create.pending().into())}
    }
    .into_any();
    view! { <ActionForm action=create attr:class="form">{body}</ActionForm> }
}

/// Sets a new initial password and shows it once.
#[island]
pub fn Reset(id: String) -> impl IntoView {
    let reset = ServerAction::<ResetPassword>::new();
    let password = reset.value();
    let body = view! {
        <input type="hidden" name="id" value=id/>
        {confirm(tr("重置密码", "Reset password"), tr("现有密码立即失效，所有会话结束。", "The present password stops working and all sessions end."), tr("重置密码", "Reset"))}
    }
    .into_any();
    view! {
        {form::summary(fault_of(reset))}
        {move || password.get().and_then(Result::ok).map(|password| view! {
            <div class="note good" role="status"><p>{tr("新的初始密码只显示这一次：", "The new initial password is shown this once: ")}<code data-testid="password">{password}</code></p></div>
        })}
        <ActionForm action=reset>{body}</ActionForm>
    }
}
