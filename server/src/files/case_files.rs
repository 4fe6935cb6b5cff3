//! Files of a case of exchange: each sealed with a key of its own, itself sealed with the program's.

use std::path::{Path, PathBuf};

use aws_lc_rs::aead::{AES_256_GCM, RandomizedNonceKey};
use axum::extract::{Extension, Multipart, Path as UrlPath, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::exchange::case::Action;
use domain::ports::Cases;
use domain::{CaseId, Fault};

use super::evidence::{self, opened, sealed};
use super::export::attachment;
use super::upload::back_with;
use crate::http::{AppState, Signed, status};
use crate::secrets::Secrets;

fn folder(files: &Path, case: &CaseId) -> PathBuf {
    files.join("exchange").join(case.as_str())
}

fn purpose(file: &str) -> String {
    format!("exchange-file:{file}")
}

fn key(secrets: &Secrets, file: &str, held: &str) -> Option<RandomizedNonceKey> {
    let text = secrets.open_text(&purpose(file), held).filter(|text| text.len() == 64)?;
    RandomizedNonceKey::new(&AES_256_GCM, &store::chain::unhex(&text)?).ok()
}

fn broken(error: &dyn std::fmt::Display) -> Fault {
    tracing::error!(%error, "file of a case");
    Fault::Internal
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
    let version = field("version").parse().unwrap_or(0);
    let (name, bytes) = file.ok_or_else(|| Fault::field("file", domain::Rule::Required))?;
    let size = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    let file = store::chain::hex(&rand::random::<[u8; 12]>());
    let (about, closed) = (field("about"), field("closed") == "1");
    let action = Action::Attach { file: file.clone(), name, size, about, closed };
    // Before anything is kept: whether they may at all.
    state.store.case_takes(viewer, id, version, &action, signed.now).await?;
    let new = store::chain::hex(&rand::random::<[u8; 32]>());
    let held = state.secrets.seal(&purpose(&file), &new);
    let key = key(&state.secrets, &file, &held).ok_or_else(|| broken(&"the key can't be opened"))?;
    let bytes = sealed(&key, &file, bytes).ok_or_else(|| broken(&"sealing"))?;
    let folder = folder(&state.config.training.files, id);
    let path = folder.join(&file);
    let to = path.clone();
    let done = tokio::task::spawn_blocking(move || {
        std::fs::create_dir_all(&folder)?;
        let mut out = std::fs::File::create_new(&to)?;
        std::io::Write::write_all(&mut out, &bytes)?;
        out.sync_all()
    });
    done.await.map_err(|error| broken(&error))?.map_err(|error| broken(&error))?;
    let kept = async {
        state.store.keep_case_file(id, &file, &held).await.map_err(|error| broken(&error))?;
        state.store.act(viewer, id, version, &action, signed.now).await
    };
    let answer = kept.await;
    if answer.is_err() {
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
    let bytes = tokio::fs::read(folder(&state.config.training.files, &case).join(&file)).await;
    let opened = bytes.ok().zip(key(&state.secrets, &file, &held)).and_then(|(bytes, key)| opened(&key, &file, bytes));
    let Some(bytes) = opened else { return StatusCode::NOT_FOUND.into_response() };
    let mut response = ([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    if let Ok(value) = HeaderValue::from_str(&attachment(&name)) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
