//! Files of a case of exchange: each sealed with a key of its own, itself sealed with the program's.

use std::path::{Path, PathBuf};

use axum::extract::{Extension, Multipart, Path as UrlPath, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::exchange::case::Action;
use domain::exchange::port::Cases;
use domain::{CaseId, Fault};

use super::evidence;
use super::sealed::{self, broken};
use crate::request::{Signed, back_with, status};
use crate::state::AppState;

fn folder(files: &Path, case: &CaseId) -> PathBuf {
    files.join("exchange").join(case.as_str())
}

fn purpose(file: &str) -> String {
    format!("exchange-file:{file}")
}

/// Takes a file in.
pub async fn give(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    UrlPath(id): UrlPath<String>,
    mut form: Multipart,
) -> Response {
    let page = format!("/exchange/cases/{}", app::components::table::encode(&id));
    match take(&state, &signed, &CaseId(id), &mut form).await {
        Ok(()) => Redirect::to(&page).into_response(),
        Err(fault) => back_with(&page, &fault),
    }
}

async fn take(state: &AppState, signed: &Signed, id: &CaseId, form: &mut Multipart) -> Result<(), Fault> {
    let viewer = signed.viewer()?;
    let (fields, file) = evidence::received(form, state.config.http.upload_mib).await?;
    let field = |name: &str| fields.get(name).map(|text| text.trim().to_owned()).unwrap_or_default();
    let version = field("version").parse().map_err(|_| Fault::Malformed)?;
    let (name, bytes) = file.ok_or_else(|| Fault::field("file", domain::Rule::Required))?;
    let size = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    let file = sealed::new_name();
    let (about, closed) = (field("about"), field("closed") == "1");
    let action = Action::Attach { file: file.clone(), name, size, about, closed };
    // Before anything is kept: whether they may at all.
    state.store.case_takes(viewer, id, version, &action, signed.now).await?;
    let held = state.secrets.seal(&purpose(&file), &sealed::new_key());
    let key = sealed::key(&state.secrets, &purpose(&file), &held).ok_or_else(|| broken(&"the key can't be opened"))?;
    let folder = folder(&state.config.training.files, id);
    sealed::keep(&folder, &file, &key, bytes).await?;
    let path = folder.join(&file);
    let kept = async {
        state.store.keep_case_file(id, &file, &held).await.map_err(|error| broken(&error))?;
        state.store.act(viewer, id, version, &action, signed.now).await
    };
    let answer = kept.await;
    if answer.as_ref().is_err_and(|fault| *fault != Fault::Unknown) {
        // What was not recorded leaves nothing behind.
        let _ = tokio::fs::remove_file(path).await;
        let _ = state.store.drop_case_file(&file).await;
    }
    answer
}

/// A file of a case, opened for somebody who may read it.
pub async fn read(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    UrlPath((id, n)): UrlPath<(String, usize)>,
) -> Response {
    let case = CaseId(id);
    if !domain::is_id(case.as_str()) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let found = async { state.store.case_file(signed.viewer()?, &case, n, signed.now).await };
    let (file, name, held) = match found.await {
        Ok(found) => found,
        Err(fault) => return status(&fault).into_response(),
    };
    let path = folder(&state.config.training.files, &case).join(&file);
    sealed::handed_out(&path, &file, sealed::key(&state.secrets, &purpose(&file), &held), &name).await
}
