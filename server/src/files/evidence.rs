//! Evidence of a case of fault tolerance: each case has a key of its own, itself sealed with the
//! program's, so that destroying one destroys the files of that case and of no other.

use std::path::{Path, PathBuf};

use axum::extract::{Extension, Multipart, Path as UrlPath, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::code::Code;
use domain::tolerance::port::ToleranceCases;
use domain::tolerance::{Action, Side};
use domain::{Fault, Rule, ToleranceId, file};

use super::sealed::{self, broken};
use crate::request::{Signed, back_with, status};
use crate::state::AppState;

/// Largest file, in mebibytes: it is sealed whole.
const MOST: u32 = 20;

/// What evidence comes as: papers, pictures, recordings. Nothing that runs.
const ENDINGS: [&str; 14] =
    ["pdf", "ofd", "doc", "docx", "xls", "xlsx", "txt", "jpg", "jpeg", "png", "mp3", "m4a", "mp4", "wav"];

fn folder(files: &Path, case: &ToleranceId) -> PathBuf {
    files.join("evidence").join(case.as_str())
}

fn purpose(case: &ToleranceId) -> String {
    format!("evidence:{case}")
}

/// Takes evidence in, with a file or without.
pub async fn give(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    UrlPath(id): UrlPath<String>,
    mut form: Multipart,
) -> Response {
    let page = format!("/tolerance/cases/{}", app::components::table::encode(&id));
    match take(&state, &signed, &ToleranceId(id), &mut form).await {
        Ok(()) => Redirect::to(&page).into_response(),
        Err(fault) => back_with(&page, &fault),
    }
}

/// Fields of a form, and its file: (name, bytes).
pub(super) type Received = (std::collections::HashMap<String, String>, Option<(String, Vec<u8>)>);

/// Reads a form with at most one file, of a kind and size that is kept.
pub(super) async fn received(form: &mut Multipart, upload_mib: u32) -> Result<Received, Fault> {
    let most = MOST.min(upload_mib);
    let too_large = || Fault::from(file::Refusal::TooLarge(most));
    let (mut fields, mut file) = (std::collections::HashMap::new(), None);
    while let Some(part) = form.next_field().await.map_err(|_| too_large())? {
        let field = part.name().unwrap_or_default().to_owned();
        if field != "file" {
            let text = part.text().await.map_err(|_| too_large())?;
            crate::http::refused::remember(&field, &text);
            fields.insert(field, text);
            continue;
        }
        let name: String = part.file_name().unwrap_or_default().chars().take(120).collect();
        let bytes = part.bytes().await.map_err(|_| too_large())?;
        if bytes.len() > most as usize * 1024 * 1024 {
            return Err(too_large());
        }
        if !name.is_empty() {
            if bytes.is_empty() {
                return Err(file::Refusal::NoFile.into());
            }
            let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
            if !ENDINGS.contains(&ending.as_str()) {
                return Err(file::Refusal::KindOf(ENDINGS.join(" ")).into());
            }
            file = Some((name, bytes.to_vec()));
        }
    }
    Ok((fields, file))
}

async fn take(state: &AppState, signed: &Signed, id: &ToleranceId, form: &mut Multipart) -> Result<(), Fault> {
    let viewer = signed.viewer()?;
    let (fields, file) = received(form, state.config.http.upload_mib).await?;
    let field = |name: &str| fields.get(name).map(|text| text.trim().to_owned()).unwrap_or_default();
    let version = field("version").parse().map_err(|_| Fault::Malformed)?;
    let side = Side::find(&field("side")).ok_or_else(|| Fault::field("side", Rule::Required))?;
    let text = field("evidence");
    if text.is_empty() {
        return Err(Fault::field("evidence", Rule::Required));
    }
    // Before anything is kept: whether they may at all.
    state.store.tolerance_takes(viewer, id, version).await?;
    let mut kept = (String::new(), String::new());
    let mut written = None;
    if let Some((name, bytes)) = file {
        let held = state.store.keep_tolerance_key(id, &state.secrets.seal(&purpose(id), &sealed::new_key())).await;
        let held = held.map_err(|error| broken(&error))?;
        let key = sealed::key(&state.secrets, &purpose(id), &held)
            .ok_or_else(|| broken(&"the key of the case can't be opened"))?;
        let file = sealed::new_name();
        let folder = folder(&state.config.training.files, id);
        sealed::keep(&folder, &file, &key, bytes).await?;
        let path = folder.join(&file);
        written = Some(path);
        kept = (file, name);
    }
    let action = Action::Give { side, about: field("about"), text, file: kept };
    let answer = state.store.act_tolerance(viewer, id, version, &action, signed.now).await;
    if let (Err(fault), Some(path)) = (&answer, written)
        && *fault != Fault::Unknown
    {
        // What was not recorded leaves nothing behind.
        let _ = tokio::fs::remove_file(path).await;
    }
    answer
}

/// A file of evidence, opened for somebody who has a part in the case.
pub async fn read(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    UrlPath((id, n)): UrlPath<(String, usize)>,
) -> Response {
    let case = ToleranceId(id);
    if !domain::is_id(case.as_str()) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let found = async { state.store.tolerance_file(signed.viewer()?, &case, n, signed.now).await };
    let (file, name, held) = match found.await {
        Ok(found) => found,
        Err(fault) => return status(&fault).into_response(),
    };
    let path = folder(&state.config.training.files, &case).join(&file);
    sealed::handed_out(&path, &file, sealed::key(&state.secrets, &purpose(&case), &held), &name).await
}

/// Removes what a destroyed key left unreadable.
pub fn remove(files: &Path, case: &ToleranceId) {
    if let Err(error) = std::fs::remove_dir_all(folder(files, case))
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!(%error, %case, "evidence past its time stays, unreadable");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::sealed::{key, opened, sealed};
    use crate::secrets::Secrets;

    #[test]
    fn a_file_opens_with_its_own_case_s_key_and_name_alone() {
        let secrets = Secrets::fleeting();
        let (one, other) = (ToleranceId("a".into()), ToleranceId("b".into()));
        let make = |case: &ToleranceId| secrets.seal(&purpose(case), &store::chain::hex(&rand::random::<[u8; 32]>()));
        let (held, others) = (make(&one), make(&other));
        let key_of = |case: &ToleranceId, held: &str| key(&secrets, &purpose(case), held);
        let sealed = sealed(&key_of(&one, &held).unwrap(), "f", b"minutes of the meeting".to_vec()).unwrap();
        assert!(!sealed.windows(7).any(|part| part == b"minutes"));
        assert_eq!(opened(&key_of(&one, &held).unwrap(), "f", sealed.clone()).unwrap(), b"minutes of the meeting");
        assert!(opened(&key_of(&one, &held).unwrap(), "g", sealed.clone()).is_none());
        assert!(opened(&key_of(&other, &others).unwrap(), "f", sealed).is_none());
        assert!(key_of(&other, &held).is_none(), "a key is of one case");
        assert!(key(&Secrets::fleeting(), &purpose(&one), &held).is_none(), "and of one program");
    }
}
