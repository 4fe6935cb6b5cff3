//! Files of the library's materials.

use axum::body::Body;
use axum::extract::{Extension, Multipart, Path as UrlPath, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::access::Permission;
use domain::training::port::Holdings;
use domain::training::{HoldingKind, MATERIAL_ENDINGS};
use domain::{Fault, FileId, HoldingId, Reason, Rule, file};
use tower::ServiceExt;
use tower_http::services::ServeFile;

use super::receive::{self, receive};
use crate::request::{Signed, attachment, back_with, status};
use crate::state::AppState;

/// Takes a material's file in, instead of the one it had.
pub async fn add(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    UrlPath(id): UrlPath<String>,
    mut form: Multipart,
) -> Response {
    let page = format!("/training/library/{}", app::components::table::encode(&id));
    match add_file(&state, &signed, &HoldingId(id), &mut form).await {
        Ok(()) => Redirect::to(&page).into_response(),
        Err(fault) => back_with(&page, &fault),
    }
}

async fn add_file(state: &AppState, signed: &Signed, id: &HoldingId, form: &mut Multipart) -> Result<(), Fault> {
    let viewer = signed.viewer()?;
    // Before anything is kept: whether they may at all.
    let holding = state.store.holding(viewer, id).await?;
    viewer.require_at(Permission::CLASS_EDIT, &holding.path)?;
    if holding.kind != HoldingKind::Material {
        return Err(Fault::Refused(Reason::WrongState));
    }
    let files = &state.config.training.files;
    let sent = receive(form, files, state.config.http.upload_mib).await?;
    let new = sent.file.ok_or_else(|| Fault::field("file", Rule::Required))?;
    let name = new.name.to_lowercase();
    if !MATERIAL_ENDINGS.iter().any(|ending| name.ends_with(ending)) {
        return Err(file::Refusal::KindOf(MATERIAL_ENDINGS.join(" ")).into());
    }
    let media = mime_guess::from_path(&new.name).first_or_octet_stream().to_string();
    let (hash, name) = (FileId(new.hash.clone()), new.short_name());
    new.keep(files)?;
    state.store.attach_file(viewer, id, (&hash, &name, &media), signed.now).await
}

/// A material's file, whole or in ranges, to be saved: nothing of it runs in the page.
pub async fn file(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    UrlPath(id): UrlPath<String>,
    request: Request,
) -> Response {
    let found = async { state.store.material(signed.viewer()?, &HoldingId(id)).await };
    let holding = match found.await {
        Ok(holding) if !holding.file.as_str().is_empty() => holding,
        Ok(_) => return StatusCode::NOT_FOUND.into_response(),
        Err(fault) => return status(&fault).into_response(),
    };
    let path = receive::file(&state.config.training.files, holding.file.as_str());
    let Ok(media) = holding.media.parse() else { return StatusCode::NOT_FOUND.into_response() };
    let Ok(mut response) = ServeFile::new_with_mime(path, &media).oneshot(request).await.map(|r| r.map(Body::new));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600"));
    if let Ok(value) = HeaderValue::from_str(&attachment(&holding.file_name)) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
