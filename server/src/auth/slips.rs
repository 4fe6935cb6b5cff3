//! First passwords, each shown once: made here and not by the screens, so that none is ever in
//! the data of a page, its address or the browser's history.

use axum::Form;
use axum::extract::{Extension, Path, State};
use axum::response::Response;
use domain::account::NewAccount;
use domain::account::port::Accounts;
use domain::code::Lang;
use domain::consent::Slip;
use domain::{Fault, PersonId};
use serde::Deserialize;

use super::second_factor::secret_page;
use crate::http::html::escaped;
use crate::request::{Signed, back_with};
use crate::state::AppState;

/// What the form of a new account sends.
#[derive(Deserialize)]
pub struct New {
    #[serde(default)]
    login: String,
    #[serde(default)]
    name: String,
}

/// Opens an account that belongs to nobody.
pub async fn create(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Form(form): Form<New>,
) -> Response {
    let made = async {
        let viewer = signed.viewer()?;
        let draft = NewAccount { login: form.login, name: form.name, person: PersonId::default() };
        state.store.create_account(viewer, &draft, signed.now).await
    };
    answer(&state, &signed, "/admin/accounts", made.await.map(|slip| vec![slip]))
}

/// Sets a new password where no consent is needed.
pub async fn reset(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Path(id): Path<String>,
) -> Response {
    let page = format!("/admin/accounts/{}", app::components::table::encode(&id));
    let made = async {
        let viewer = signed.viewer()?;
        state.store.reset_password(viewer, &id.into(), signed.now).await
    };
    answer(&state, &signed, &page, made.await.map(|slip| vec![slip]))
}

/// The version of a request that was seen.
#[derive(Deserialize)]
pub struct Seen {
    #[serde(default)]
    version: u32,
}

/// Carries out what another administrator consented to.
pub async fn carry_out(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Path(id): Path<String>,
    Form(seen): Form<Seen>,
) -> Response {
    let made = async {
        let viewer = signed.viewer()?;
        state.store.carry_out(viewer, &id.into(), seen.version, signed.now).await
    };
    answer(&state, &signed, "/admin/openings", made.await)
}

/// The passwords as slips to print and cut, or back to the page with what was wrong.
fn answer(state: &AppState, signed: &Signed, page: &str, slips: Result<Vec<Slip>, Fault>) -> Response {
    let slips = match slips {
        Ok(slips) => slips,
        Err(fault) => return back_with(page, &fault),
    };
    let lang = signed.frame.lang;
    let t = |zh: &'static str, en: &'static str| if lang == Lang::Zh { zh } else { en };
    let hours = state.config.sign_in.initial_hours;
    let until = signed.now.plus_seconds(i64::from(hours) * 3600).minute_text();
    let rows: String = slips
        .iter()
        .map(|slip| {
            let whose =
                if slip.unit_name.is_empty() { slip.name.clone() } else { format!("{} · {}", slip.name, slip.unit_name) };
            format!(
                "<li class=\"slip\"><p><strong>{}</strong></p><dl><dt>{}</dt><dd>{}</dd><dt>{}</dt><dd><code>{}</code></dd>\
                 <dt>{}</dt><dd><code data-testid=\"password\">{}</code></dd></dl><p>{}{until}{}</p></li>",
                escaped(&whose),
                t("网址", "Address"),
                escaped(&signed.frame.origin),
                t("账号", "Account"),
                escaped(&slip.login),
                t("初始密码", "Initial password"),
                escaped(&slip.password),
                t("首次登录时须更换密码，请在 ", "To be changed at the first sign-in; use it before "),
                t(" 前使用。请勿转交他人。", ". It is for you alone."),
            )
        })
        .collect();
    let body = format!(
        "<p class=\"note good no-print\" role=\"status\">{}</p><ul class=\"slips\">{rows}</ul>",
        t(
            "以下初始密码只显示这一次，离开本页后无法再查看。请打印裁开后交本人。",
            "These initial passwords are shown this once. Print this page, cut it, and hand each to its owner.",
        ),
    );
    let title = t("初始密码", "Initial passwords");
    secret_page(state, lang, title, &body, (page, t("返回", "Back")))
}
