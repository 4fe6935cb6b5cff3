//! Signing in: password, second factor, first own password. Plain forms to the server,
//! so that they never depend on a script.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::components::page::page;
use crate::components::written::Written;
use crate::words::tr;

pub(crate) fn wrong() -> AnyView {
    let error = use_query_map().read_untracked().get("__error").unwrap_or_default();
    let text = match error.as_str() {
        "wrong" => tr(
            "账号或密码不正确。连续多次失败后须等待，等待期间正确的密码也不会被接受。",
            "Wrong account or password. After several failures even the right one is not accepted for a while.",
        ),
        "expired" => tr(
            "初始密码已过期，请联系系统管理员重置。",
            "The initial password has expired: ask the system administrator for another.",
        ),
        "slow" => tr("尝试过于频繁，请一分钟后再试。", "Too many attempts. Wait a minute and try again."),
        "clock" => tr(
            "服务器时钟有误，暂不能核对动态验证码，请联系系统管理员，或使用恢复码。",
            "The server's clock is in doubt, so codes can't be checked for now. Tell the system administrator, \
             or use a recovery code.",
        ),
        "code" => tr(
            "验证码不正确或已用过，请输入最新的验证码；多次不正确后须等待片刻。",
            "The code is wrong or was used. Enter the newest one; after several wrong ones wait a while.",
        ),
        "ended" => tr("登录已失效，请重新登录。", "You were signed out. Please sign in again."),
        "current" => tr("当前密码不正确。", "The present password is wrong."),
        "short" => tr("密码太短，至少 10 个字符。", "Too short: at least 10 characters."),
        "mixed" => {
            tr("须包含大写、小写、数字、符号中的三类。", "Mix three of: capitals, small letters, digits, others.")
        }
        "guessable" => tr("密码太容易被猜到，请换一个。", "Too easy to guess. Choose another."),
        "unchanged" => tr("新密码不能与当前密码相同。", "The new password must differ from the present one."),
        "differs" => tr("两次输入的新密码不一致。", "The two new passwords differ."),
        _ => return ().into_any(),
    };
    view! {
        <div class="note bad" role="alert">
            <p>{text}</p>
        </div>
    }
    .written()
}

fn hidden_next() -> AnyView {
    let next = use_query_map().read_untracked().get("next").unwrap_or_default();
    view! { <input type="hidden" name="next" value=next /> }.written()
}

/// Account and password.
pub fn sign_in() -> AnyView {
    page(
        Vec::new(),
        tr("登录", "Sign in"),
        tr("群团与党政机关干部培训、交流、激励", "Cadre training, exchange and incentives"),
        ().into_any(),
        view! {
            <form class="form narrow" method="post" action="/auth/sign-in">
                {wrong()}
                {hidden_next()}
                <div class="field">
                    <label for="login">{tr("账号", "Account")}</label>
                    <input
                        id="login"
                        name="login"
                        autocomplete="username"
                        autocapitalize="none"
                        required=true
                        autofocus=true
                    />
                </div>
                <div class="field">
                    <label for="password">{tr("密码", "Password")}</label>
                    <input
                        id="password"
                        name="password"
                        type="password"
                        autocomplete="current-password"
                        required=true
                    />
                    <p class="hint">
                        {tr(
                            "忘记密码或账号，请联系本单位人事或系统管理员。",
                            "Forgotten it? Ask your unit's HR or the system administrator.",
                        )}
                    </p>
                </div>
                <button type="submit" class="button primary wide">
                    {tr("登录", "Sign in")}
                </button>
            </form>
        }
        .written(),
    )
}

pub fn second_factor() -> AnyView {
    page(
        Vec::new(),
        tr("二次验证", "Second factor"),
        tr(
            "请输入验证器应用上的 6 位数字，或一个恢复码。",
            "Enter the six digits of your authenticator, or a recovery code.",
        ),
        ().into_any(),
        view! {
            <form class="form narrow" method="post" action="/auth/second-factor">
                {wrong()}
                {hidden_next()}
                <div class="field">
                    <label for="code">{tr("验证码", "Code")}</label>
                    <input
                        id="code"
                        name="code"
                        inputmode="numeric"
                        autocomplete="one-time-code"
                        required=true
                        autofocus=true
                    />
                </div>
                <button type="submit" class="button primary wide">
                    {tr("验证", "Verify")}
                </button>
            </form>
        }
        .written(),
    )
}
