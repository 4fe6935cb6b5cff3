//! The way from a notice to what it tells of.

use axum::extract::{Extension, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::NoticeId;
use domain::home::port::Desk;

use crate::request::Signed;
use crate::state::AppState;

/// Marks a notice read and leads where it does; one that is not the viewer's leads to the list.
pub(super) async fn open(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Path(id): Path<String>,
) -> Response {
    let found = async {
        let viewer = signed.viewer()?;
        let notice = state.store.notice(viewer, &NoticeId(id)).await?;
        if !notice.read {
            state.store.read_notices(viewer, std::slice::from_ref(&notice.id), signed.now).await?;
        }
        Ok::<_, domain::Fault>(notice.body.href())
    };
    let to = found.await.unwrap_or_else(|_| "/notices".to_owned());
    Redirect::to(&to).into_response()
}
