//! What leaves exchange as a file: papers of a case, a scenario's input and its result with the
//! proof, as `ganqiao match` reads them.

use axum::extract::{Extension, Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::code::Code;
use domain::document::Document;
use domain::exchange::document::DocumentKind;
use domain::exchange::port::Papers;

use crate::document;
use crate::request::{Signed, attachment, status};
use crate::state::AppState;

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

fn file(kind: &'static str, name: &str, data: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, attachment(name)),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    (headers, data).into_response()
}

/// What a paper is called in a folder: its title.
fn named(document: &Document, ending: &str) -> String {
    let title: String = document.title.chars().filter(|c| !"/\\:*?\"<>|".contains(*c) && !c.is_control()).collect();
    format!("{}.{ending}", title.trim())
}

/// A paper of a case: `notice.pdf`, `appointment.docx`, …
pub(super) async fn paper(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Path((id, name)): Path<(String, String)>,
) -> Response {
    papers(&state, &signed, vec![id], &name).await
}

/// One paper about several cases: `/exchange/papers/notice.pdf?cases=a.b.c`.
pub(super) async fn joint(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Path(name): Path<String>,
    Query(asked): Query<std::collections::HashMap<String, String>>,
) -> Response {
    let cases = asked.get("cases").map(String::as_str).unwrap_or_default();
    papers(&state, &signed, cases.split('.').filter(|id| !id.is_empty()).map(str::to_owned).collect(), &name).await
}

async fn papers(state: &AppState, signed: &Signed, ids: Vec<String>, name: &str) -> Response {
    let Ok(viewer) = signed.asker().viewer else { return StatusCode::UNAUTHORIZED.into_response() };
    let kind = name.split_once('.').and_then(|(kind, ending)| Some((DocumentKind::find(kind)?, ending)));
    let Some((kind, ending)) = kind.filter(|(_, ending)| ["pdf", "docx"].contains(ending)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if !ids.iter().all(|id| domain::is_id(id)) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let ids: Vec<domain::CaseId> = ids.into_iter().map(Into::into).collect();
    let filled = match state.store.document(&viewer, &ids, kind, signed.now).await {
        Ok(filled) => filled,
        Err(fault) => return status(&fault).into_response(),
    };
    let name = named(&filled, ending);
    let (fonts, config) = (state.fonts.clone(), state.config.clone());
    let pdf = ending == "pdf";
    let made = tokio::task::spawn_blocking(move || {
        if pdf { document::pdf(&filled, "", &fonts, &config.training) } else { document::docx(&filled) }
    });
    given(made.await, &name)
}

/// An award's `decision.pdf`, `decision.docx` or `certificate.pdf`.
pub(super) async fn award(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Path((id, name)): Path<(String, String)>,
) -> Response {
    let Ok(viewer) = signed.asker().viewer else { return StatusCode::UNAUTHORIZED.into_response() };
    let known = ["decision.pdf", "decision.docx", "certificate.pdf"];
    if !domain::is_id(&id) || !known.contains(&name.as_str()) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let paper = match state.store.award_paper(&viewer, &id.into()).await {
        Ok(paper) => paper,
        Err(fault) => return status(&fault).into_response(),
    };
    let (fonts, config, which) = (state.fonts.clone(), state.config.clone(), name.clone());
    let name = match name.split_once('.') {
        Some(("certificate", ending)) => {
            format!("{}（证书）.{ending}", named(&paper, "").trim_end_matches('.'))
        }
        Some((_, ending)) => named(&paper, ending),
        None => name,
    };
    let made = tokio::task::spawn_blocking(move || match which.as_str() {
        "decision.docx" => document::docx(&paper),
        "certificate.pdf" => crate::certificate::plaque(&paper, &fonts, &config.training),
        _ => document::pdf(&paper, "", &fonts, &config.training),
    });
    given(made.await, &name)
}

/// The decision of a case of fault tolerance, marked with who took it out and when.
pub(super) async fn decision(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Path(id): Path<String>,
) -> Response {
    let Ok(viewer) = signed.asker().viewer else { return StatusCode::UNAUTHORIZED.into_response() };
    if !domain::is_id(&id) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let paper = match state.store.tolerance_paper(&viewer, &id.into(), signed.now).await {
        Ok(paper) => paper,
        Err(fault) => return status(&fault).into_response(),
    };
    let name = named(&paper, "pdf");
    let mark = format!("{} {} 不得外传", viewer.name, signed.now.minute_text());
    let (fonts, config) = (state.fonts.clone(), state.config.clone());
    let made = tokio::task::spawn_blocking(move || document::pdf(&paper, &mark, &fonts, &config.training));
    given(made.await, &name)
}

/// The result of an appraisal for the person.
pub(super) async fn result(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Path(id): Path<String>,
) -> Response {
    let Ok(viewer) = signed.asker().viewer else { return StatusCode::UNAUTHORIZED.into_response() };
    if !domain::is_id(&id) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let paper = match state.store.appraisal_paper(&viewer, &id.into()).await {
        Ok(paper) => paper,
        Err(fault) => return status(&fault).into_response(),
    };
    let name = named(&paper, "pdf");
    let (fonts, config) = (state.fonts.clone(), state.config.clone());
    let made = tokio::task::spawn_blocking(move || document::pdf(&paper, "", &fonts, &config.training)).await;
    given(made, &name)
}

/// A paper that was made, or why it could not be.
pub(super) fn given(
    made: Result<Result<Vec<u8>, crate::certificate::CertificateError>, tokio::task::JoinError>,
    name: &str,
) -> Response {
    match made {
        Ok(Ok(data)) => file(if name.ends_with("docx") { DOCX } else { "application/pdf" }, name, data),
        // A name that no font can print is for people to mend, not a fault of the program.
        Ok(Err(error @ crate::certificate::CertificateError::Glyph(_))) => {
            (StatusCode::CONFLICT, error.said(domain::code::Lang::Zh)).into_response()
        }
        Ok(Err(error)) => {
            tracing::error!(%error, name, "paper");
            (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response()
        }
        Err(error) => {
            tracing::error!(%error, name, "paper");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// A scenario's `problem.json` or `outcome.json`.
pub(super) async fn scenario(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Path((id, scenario, name)): Path<(String, String, String)>,
) -> Response {
    let Ok(viewer) = signed.asker().viewer else { return StatusCode::UNAUTHORIZED.into_response() };
    if !domain::is_id(&id) || !domain::is_id(&scenario) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let found = match state.store.scenario_file(&viewer, &id.into(), &scenario).await {
        Ok(found) => found,
        Err(fault) => return status(&fault).into_response(),
    };
    let text = match name.as_str() {
        "problem.json" => serde_json::to_vec_pretty(&found.problem),
        "outcome.json" => serde_json::to_vec_pretty(&found.outcome),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    match text {
        Ok(text) => file("application/json", &name, text),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
