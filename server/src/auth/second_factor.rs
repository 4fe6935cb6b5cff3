//! Setting up a second factor: a time-based code (RFC 6238) with recovery codes. The
//! page is made here, not by the screens, because it shows a secret.

use axum::Form;
use axum::extract::{Extension, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use domain::access::Viewer;
use domain::code::Lang;
use domain::{AccountId, Moment};
use fast_qr::convert::svg::SvgBuilder;
use fast_qr::convert::{Builder as _, Shape};
use fast_qr::{ECL, QRBuilder};
use serde::Deserialize;
use store::{SessionRow, Stage, StoreError};
use totp_rs::{Builder, Secret, Totp};

use super::guard::knows_password;
use super::{digest, new_token};
use crate::http::html::escaped;
use crate::http::session::renewed;
use crate::request::Signed;
use crate::state::AppState;

fn totp(secret: &str, account: &str) -> Option<Totp> {
    Builder::new()
        .with_secret(Secret::try_from_base32(secret).ok()?)
        .with_account_name(account.to_owned())
        .with_issuer(Some("Ganqiao".to_owned()))
        .build()
        .ok()
}

/// The time step a code belongs to; nothing for a wrong code.
#[must_use]
pub fn step_of(secret: &str, code: &str, now: Moment) -> Option<u64> {
    totp(secret, "account")?.check(code, u64::try_from(now.0 / 1000).ok()?)
}

/// What an account's secret is sealed for.
pub(super) fn purpose(account: &AccountId) -> String {
    format!("totp:{account}")
}

/// What a secret that is being set up is sealed for.
fn pending(session: &str) -> String {
    format!("totp-pending:{session}")
}

fn page(state: &AppState, lang: Lang, body: &str) -> Response {
    let (title, back) = match lang {
        Lang::Zh => ("二次验证", ("/account", "返回账号与安全")),
        Lang::En => ("Second factor", ("/account", "Back to the account")),
    };
    secret_page(state, lang, title, body, back)
}

/// A page outside the screens, for what is shown once. `back` is where it leads and how that is
/// called.
pub(super) fn secret_page(
    state: &AppState,
    lang: Lang,
    title: &str,
    body: &str,
    (href, name): (&str, &str),
) -> Response {
    Html(format!(
        "<!DOCTYPE html><html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title}</title><link rel=\"stylesheet\" href=\"{}\"><script src=\"/theme.js\"></script></head>\
         <body><div class=\"outside\"><main id=\"content\"><h1>{title}</h1>{body}<p class=\"no-print\"><a href=\"{href}\">{name}</a></p></main></div></body></html>",
        lang.tag(),
        state.css_href(),
    ))
    .into_response()
}

/// The page: set it up, or turn it off.
pub async fn show(State(state): State<AppState>, Extension(signed): Extension<Signed>) -> Response {
    let zh = signed.frame.lang == Lang::Zh;
    let t = |zh_text: &'static str, en: &'static str| if zh { zh_text } else { en };
    let Some((session, viewer)) = signed.session.filter(|(row, _)| may_set_up(row.stage)) else {
        return Redirect::to("/sign-in").into_response();
    };
    let Ok(Some(row)) = state.store.sign_in_row_of(&viewer.account).await else {
        return Redirect::to("/account").into_response();
    };
    if !row.totp_secret.is_empty() {
        let body = format!(
            "<p class=\"note good\">{}</p><p>{} {}</p><form method=\"post\" action=\"/account/second-factor\" class=\"form narrow\"><input type=\"hidden\" name=\"what\" value=\"off\">\
             <div class=\"field\"><label for=\"password\">{}</label><input id=\"password\" name=\"password\" type=\"password\" autocomplete=\"current-password\" required></div>\
             <button class=\"button danger\">{}</button></form>",
            t("二次验证已启用。", "The second factor is on."),
            t("剩余恢复码：", "Recovery codes left:"),
            row.recovery.len(),
            t("当前密码", "Present password"),
            t("停用二次验证", "Turn it off"),
        );
        return page(&state, signed.frame.lang, &body);
    }
    let secret = Secret::generate().to_base32();
    let sealed = state.secrets.seal(&pending(&session.id), &secret);
    if let Err(error) = state.store.set_pending_secret(&session.id, &sealed).await {
        tracing::error!(%error, "second factor");
        return Redirect::to("/account").into_response();
    }
    let url = totp(&secret, &row.login).and_then(|totp| totp.to_url().ok()).unwrap_or_default();
    let svg = QRBuilder::new(url.as_str())
        .ecl(ECL::M)
        .build()
        .map(|qr| SvgBuilder::default().margin(4).shape(Shape::Square).to_str(&qr))
        .unwrap_or_default();
    let why = if session.stage == Stage::Enrol {
        t(
            "<p class=\"note\" role=\"status\">您的岗位须使用二次验证，设置后才能办理其他事项。</p>",
            "<p class=\"note\" role=\"status\">Your role needs a second factor: set it up before anything else.</p>",
        )
    } else {
        ""
    };
    let body = format!(
        "{why}<p>{}</p><div class=\"qr\" role=\"img\" aria-label=\"{}\">{svg}</div><p>{} <code>{}</code></p>\
         <form method=\"post\" action=\"/account/second-factor\" class=\"form narrow\"><input type=\"hidden\" name=\"what\" value=\"on\">\
         <div class=\"field\"><label for=\"code\">{}</label><input id=\"code\" name=\"code\" inputmode=\"numeric\" autocomplete=\"one-time-code\" required></div>\
         <button class=\"button primary\">{}</button></form>",
        t(
            "用验证器应用扫描二维码，再输入显示的 6 位数字。",
            "Scan the code with an authenticator, then enter the six digits it shows."
        ),
        t("二维码", "QR code"),
        t("或手工输入密钥：", "Or type the secret:"),
        escaped(&secret),
        t("验证码", "Code"),
        t("启用", "Turn it on"),
    );
    page(&state, signed.frame.lang, &body)
}

/// What the page's forms send.
#[derive(Deserialize)]
pub struct Change {
    what: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    password: String,
}

/// Whether a second factor can be set up or turned off at a stage.
fn may_set_up(stage: Stage) -> bool {
    matches!(stage, Stage::Full | Stage::Enrol)
}

/// A page that says what was wrong and leads back.
fn refused(state: &AppState, lang: Lang, zh: &str, en: &str) -> Response {
    let text = if lang == Lang::Zh { zh } else { en };
    let body =
        format!("<p class=\"note bad\" role=\"alert\">{text}</p><p><a href=\"/account/second-factor\">←</a></p>");
    page(state, lang, &body)
}

/// Turns it on with a right code, off with the password. Other sessions of the account end.
pub async fn change(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    jar: CookieJar,
    Form(form): Form<Change>,
) -> Response {
    let Some((session, viewer)) = signed.session.filter(|(row, _)| may_set_up(row.stage)) else {
        return Redirect::to("/sign-in").into_response();
    };
    let (now, lang) = (signed.now, signed.frame.lang);
    let outcome = if form.what == "off" {
        turn_off(&state, (session, viewer), jar, lang, form.password, now).await
    } else {
        turn_on(&state, (session, viewer), jar, lang, &form.code, now).await
    };
    outcome.unwrap_or_else(|error| {
        tracing::error!(%error, "second factor");
        (axum::http::StatusCode::SERVICE_UNAVAILABLE, "store unavailable").into_response()
    })
}

async fn turn_off(
    state: &AppState,
    (session, viewer): (SessionRow, Viewer),
    jar: CookieJar,
    lang: Lang,
    password: String,
    now: Moment,
) -> Result<Response, StoreError> {
    let Some(row) = state.store.sign_in_row_of(&viewer.account).await? else {
        return Ok(Redirect::to("/sign-in").into_response());
    };
    if !knows_password(state, (&session, &viewer), &row, password, "second factor", now).await? {
        let (zh, en) = (
            "密码不正确。连续多次不正确后须等待，等待期间正确的密码也不会被接受。",
            "Wrong password. After several, even the right one is not accepted for a while.",
        );
        return Ok(refused(state, lang, zh, en));
    }
    state.store.set_totp((&viewer).into(), &viewer.account, "", 0, Vec::new(), &session.id, now).await?;
    let jar = renewed(state, session, Stage::Full, jar).await?;
    Ok((jar, Redirect::to("/account/second-factor")).into_response())
}

async fn turn_on(
    state: &AppState,
    (session, viewer): (SessionRow, Viewer),
    jar: CookieJar,
    lang: Lang,
    code: &str,
    now: Moment,
) -> Result<Response, StoreError> {
    let code: String = domain::text::half_width(code).chars().filter(char::is_ascii_digit).collect();
    let secret = state.secrets.open_text(&pending(&session.id), &session.pending_secret).unwrap_or_default();
    let Some(step) = step_of(&secret, &code, now) else {
        return Ok(refused(state, lang, "验证码不正确，请重新扫描后再试。", "Wrong code. Scan again and retry."));
    };
    let codes: Vec<String> = (0..8)
        .map(|_| new_token().chars().filter(char::is_ascii_alphanumeric).take(10).collect::<String>().to_uppercase())
        .collect();
    let hashes = codes.iter().map(|code| digest(code)).collect();
    let sealed = state.secrets.seal(&purpose(&viewer.account), &secret);
    state.store.set_totp((&viewer).into(), &viewer.account, &sealed, step, hashes, &session.id, now).await?;
    let jar = renewed(state, session, Stage::Full, jar).await?;
    let text = if lang == Lang::Zh {
        "已启用，本账号的其他会话已结束。下面的恢复码只显示这一次，手机丢失时每个可用一次，请抄录保管。"
    } else {
        "It is on, and the account's other sessions have ended. These recovery codes are shown this once; each works once if the phone is lost. Keep them safe."
    };
    let list: String = codes.iter().map(|code| format!("<li><code>{}</code></li>", escaped(code))).collect();
    Ok((jar, page(state, lang, &format!("<p class=\"note good\">{text}</p><ul class=\"codes\">{list}</ul>")))
        .into_response())
}
