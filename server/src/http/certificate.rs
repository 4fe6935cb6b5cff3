//! Certificates outside the screens: the PDF, and the public page that verifies one.

use std::io::{Cursor, Write};

use axum::Json;
use axum::extract::{Extension, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use domain::code::Lang;
use domain::time::day_text;
use domain::training::{Certificate, NEVER};
use domain::{CertificateId, ClassId, Fault};
use zip::write::SimpleFileOptions;

use super::html::escaped;
use crate::certificate::CertificateError;
use crate::request::{self, Signed, attachment, origin};
use crate::state::AppState;

/// A certificate for the person and those of their scope: as a page, `…/ID.pdf`, or as an Open
/// Badges credential, `…/ID.jwt`.
pub(super) async fn download(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    headers: HeaderMap,
    Path(name): Path<String>,
) -> Response {
    let Ok(viewer) = signed.asker().viewer else { return StatusCode::UNAUTHORIZED.into_response() };
    let Some((id, kind)) = name.split_once('.').filter(|(id, kind)| domain::is_id(id) && ["pdf", "jwt"].contains(kind))
    else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let certificate = match state.store.certificate(&viewer, &id.into()).await {
        Ok(certificate) if certificate.stands() => certificate,
        Ok(_) => return StatusCode::GONE.into_response(),
        Err(fault) => return request::status(&fault).into_response(),
    };
    let origin = origin(&state.config.http, &headers);
    if kind == "jwt" {
        let badge = state.secrets.badge_key().sign(&certificate, &origin);
        let name = attachment(&format!("数字徽章-{}-{}.jwt", certificate.number, certificate.name));
        let kind = "application/vc+jwt".to_owned();
        return ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], badge).into_response();
    }
    pdf(&state, signed.frame.lang, certificate, &origin).await
}

/// All certificates of a class that stand, a PDF each in a zip.
pub(super) async fn of_class(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    let Ok(viewer) = signed.asker().viewer else { return StatusCode::UNAUTHORIZED.into_response() };
    if !domain::is_id(&id) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let certificates = match state.store.class_certificates(&viewer, &ClassId(id), signed.now).await {
        Ok(certificates) => certificates,
        Err(fault) => return request::status(&fault).into_response(),
    };
    let (origin, fonts, config) = (origin(&state.config.http, &headers), state.fonts.clone(), state.config.clone());
    let lang = signed.frame.lang;
    let of = certificates.first().map(|one| one.title.clone()).unwrap_or_default();
    let made = tokio::task::spawn_blocking(move || {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for one in certificates {
            let url = format!("{origin}/verify/{}", one.id);
            let page = match crate::certificate::pdf(&one, &url, &fonts, &config.training) {
                Ok(page) => page,
                // One name that can't be printed keeps nobody else's certificate back.
                Err(error @ CertificateError::Glyph(_)) => {
                    let name = format!("{}-未生成.txt", one.number);
                    archive.start_file(name, SimpleFileOptions::default()).map_err(broken)?;
                    archive.write_all(format!("{}：{}", one.name, error.said(lang)).as_bytes()).map_err(broken)?;
                    continue;
                }
                Err(error) => return Err(error),
            };
            let name = format!("{}-{}.pdf", one.number, one.name);
            archive.start_file(name, SimpleFileOptions::default()).map_err(broken)?;
            archive.write_all(&page).map_err(broken)?;
        }
        archive.finish().map(Cursor::into_inner).map_err(broken)
    })
    .await;
    given(made, signed.frame.lang, "application/zip", attachment(&format!("结业证书-{of}.zip")))
}

fn broken(error: impl std::fmt::Display) -> CertificateError {
    CertificateError::Pdf(error.to_string())
}

/// What was made, or why it could not be.
fn given(
    made: Result<Result<Vec<u8>, CertificateError>, tokio::task::JoinError>,
    lang: Lang,
    kind: &'static str,
    disposition: String,
) -> Response {
    match made {
        Ok(Ok(bytes)) => {
            let heads = [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
            (heads, bytes).into_response()
        }
        Ok(Err(error)) => {
            tracing::error!(%error, "certificate");
            let status = match error {
                CertificateError::Glyph(_) => StatusCode::CONFLICT,
                _ => StatusCode::SERVICE_UNAVAILABLE,
            };
            (status, error.said(lang)).into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn pdf(state: &AppState, lang: Lang, certificate: Certificate, origin: &str) -> Response {
    let url = format!("{origin}/verify/{}", certificate.id);
    let (fonts, config) = (state.fonts.clone(), state.config.clone());
    let name = format!("结业证书-{}-{}.pdf", certificate.number, certificate.name);
    let named = app::components::table::encode(&name);
    let made =
        tokio::task::spawn_blocking(move || crate::certificate::pdf(&certificate, &url, &fonts, &config.training))
            .await;
    given(made, lang, "application/pdf", format!("inline; filename=\"certificate.pdf\"; filename*=UTF-8''{named}"))
}

/// Whether a certificate stands, for whoever holds the paper: what is needed to compare it
/// with the page and nothing else.
pub(super) async fn verify(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Path(id): Path<String>,
) -> Response {
    let zh = signed.frame.lang == Lang::Zh;
    let t = |zh_text: &'static str, en: &'static str| if zh { zh_text } else { en };
    let found = if domain::is_id(&id) {
        state.store.find_certificate(&CertificateId(id)).await.map_err(Fault::from)
    } else {
        Ok(None)
    };
    let (status, body) = match found {
        Err(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            format!(
                "<p class=\"note bad\" role=\"alert\">{}</p>",
                t("暂时无法核验，请稍后再试。", "It can't be verified now. Try again shortly.")
            ),
        ),
        Ok(None) => (
            StatusCode::NOT_FOUND,
            format!(
                "<p class=\"note bad\" role=\"alert\">{}</p>",
                t(
                    "没有这份证书，请核对证书上的二维码或网址。",
                    "There is no such certificate. Check the code or address on the paper."
                )
            ),
        ),
        Ok(Some(one)) => {
            let state = if one.stands() && !one.holds(signed.now.day()) {
                format!(
                    "<p class=\"note warn\" role=\"status\"><strong>{}</strong> {}</p>",
                    t("证书已到期", "This certificate has ended"),
                    day_text(one.valid_until)
                )
            } else if one.stands() {
                format!(
                    "<p class=\"note good\" role=\"status\"><strong>{}</strong></p>",
                    t("证书有效", "This certificate stands")
                )
            } else {
                format!(
                    "<p class=\"note bad\" role=\"alert\"><strong>{}</strong> {}</p>",
                    t("证书已撤销", "This certificate was revoked"),
                    day_text(one.revoked.day())
                )
            };
            let fact = |name: &str, value: &str| format!("<div><dt>{name}</dt><dd>{}</dd></div>", escaped(value));
            let facts = [
                fact(t("编号", "Number"), &one.number),
                fact(t("姓名", "Name"), &one.masked_name()),
                fact(t("班次", "Class"), &one.title),
                fact(t("培训时间", "Time"), &format!("{} – {}", day_text(one.starts), day_text(one.ends))),
                fact(t("学时", "Hours"), &one.hours.to_string()),
                fact(t("颁发单位", "Issued by"), &one.issuer),
                fact(t("颁发日期", "Issued"), &day_text(one.at.day())),
                fact(
                    t("有效期至", "Holds until"),
                    &if one.valid_until == NEVER {
                        t("长期", "No end").to_owned()
                    } else {
                        day_text(one.valid_until)
                    },
                ),
            ]
            .concat();
            (StatusCode::OK, format!("{state}<section class=\"card\"><dl class=\"facts\">{facts}</dl></section>"))
        }
    };
    let title = t("证书核验", "Certificate check");
    let page = Html(format!(
        "<!DOCTYPE html><html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"robots\" content=\"noindex\"><title>{title}</title><link rel=\"stylesheet\" href=\"{}\"><script src=\"/theme.js\"></script></head>\
         <body><div class=\"outside\"><main id=\"content\"><h1>{title}</h1>{body}</main></div></body></html>",
        signed.frame.lang.tag(),
        state.css_href(),
    ));
    (status, [(header::CACHE_CONTROL, "no-store")], page).into_response()
}

/// Whether a credential was revoked, for whoever checks it.
pub(super) async fn status(State(state): State<AppState>, headers: HeaderMap, Path(id): Path<String>) -> Response {
    if !domain::is_id(&id) {
        return StatusCode::NOT_FOUND.into_response();
    }
    match state.store.find_certificate(&CertificateId(id)).await {
        Ok(Some(one)) => Json(crate::badge::status(&one, &origin(&state.config.http, &headers))).into_response(),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// The public key of credentials.
pub(super) async fn key(State(state): State<AppState>, headers: HeaderMap) -> Response {
    Json(state.secrets.badge_key().jwk(&origin(&state.config.http, &headers))).into_response()
}
