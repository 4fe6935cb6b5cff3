//! Questions from a sheet, and a sheet to begin with.

use axum::extract::{Extension, Multipart, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::access::Permission;
use domain::ports::{Exams, Ledger};
use domain::training::{MAX_QUESTIONS, read_questions};
use domain::{Fault, Reason};

use super::sheet;
use super::upload::{back_with, receive};
use crate::http::{AppState, Signed};

const PAGE: &str = "/training/questions";

/// Takes a sheet of questions in: all of them, or none with every faulty cell named.
pub async fn import(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    mut form: Multipart,
) -> Response {
    let imported = async {
        let viewer = signed.viewer()?;
        if !viewer.may(Permission::ClassEdit) {
            return Err(Fault::Forbidden);
        }
        let sent = receive(&mut form, state.config.http.upload_mib).await?;
        let (_, bytes) = sent.files.into_iter().next().ok_or(Fault::Refused(Reason::FileEmpty))?;
        let rows = tokio::task::spawn_blocking(move || sheet::grid(&bytes, MAX_QUESTIONS + 1))
            .await
            .map_err(|_| Fault::Refused(Reason::FileBroken))?
            .map_err(Fault::Refused)?;
        let categories = state.store.categories(viewer).await?;
        let questions = read_questions(&rows, &categories, &sent.home.into())?;
        let all = questions.len();
        let added = state.store.import_questions(viewer, &questions, signed.now).await?;
        Ok((added, all))
    };
    match imported.await {
        Ok((added, all)) => Redirect::to(&format!("{PAGE}?added={added}&of={all}")).into_response(),
        Err(fault) => back_with(PAGE, &fault),
    }
}
