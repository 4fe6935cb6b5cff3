//! Files of online courses for who may learn them, and the way into bought packages.

use axum::body::Body;
use axum::extract::{Extension, Path, Query, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::CourseId;
use domain::access::Permission;
use domain::training::{self, ChapterKind, Standard};
use tower::ServiceExt;
use tower_http::services::ServeFile;

use super::packages::{self, Ticket};
use crate::request::{Signed, origin, packages_origin, status};
use crate::state::AppState;

/// A chapter's file, whole or in ranges.
pub(super) async fn file(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Path((course, chapter)): Path<(String, String)>,
    request: Request,
) -> Response {
    let found = async {
        let viewer = signed.viewer()?;
        let course = state.store.course_for(viewer, &CourseId(course)).await?;
        course.chapter(&chapter).cloned().ok_or(domain::Fault::NotFound)
    };
    let chapter = match found.await {
        Ok(chapter) if matches!(chapter.kind, ChapterKind::Video | ChapterKind::Document) => chapter,
        Ok(_) => return StatusCode::NOT_FOUND.into_response(),
        Err(fault) => return status(&fault).into_response(),
    };
    let path = crate::files::receive::file(&state.config.training.files, chapter.file.as_str());
    let Ok(media) = chapter.media.parse() else { return StatusCode::NOT_FOUND.into_response() };
    let Ok(mut response) = ServeFile::new_with_mime(path, &media).oneshot(request).await.map(|r| r.map(Body::new));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600"));
    response
}

/// How a package is launched.
#[derive(serde::Deserialize)]
pub(super) struct Launch {
    /// Said where it is only tried: for those who may change the course.
    #[serde(default)]
    trial: String,
}

/// The frame of a package: leads to it on its own origin, with a ticket that says whose it is.
pub(super) async fn launch(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Path((course, chapter)): Path<(String, String)>,
    Query(how): Query<Launch>,
    headers: axum::http::HeaderMap,
) -> Response {
    let id = CourseId(course);
    let trial = !how.trial.is_empty();
    let found = async {
        let viewer = signed.viewer()?;
        let course = state.store.course_for(viewer, &id).await?;
        if trial {
            viewer.require_at(Permission::CLASS_EDIT, &course.path)?;
        }
        let chapter = course.chapter(&chapter).cloned().ok_or(domain::Fault::NotFound)?;
        let package = chapter.package.clone().ok_or(domain::Fault::NotFound)?;
        let base = packages_origin(&state.config.http, &headers)
            .ok_or(domain::Fault::from(training::Refusal::NoPackagesHost))?;
        let session = signed.session.as_ref().map(|(row, _)| row.id.clone()).unwrap_or_default();
        Ok((viewer.clone(), chapter, package, base, session))
    };
    let (viewer, chapter, package, base, session) = match found.await {
        Ok(found) => found,
        Err(fault) => return status(&fault).into_response(),
    };
    let ticket = Ticket {
        course: id.0,
        chapter: chapter.id,
        person: viewer.person.0,
        file: chapter.file.0,
        launch: package.launch.clone(),
        standard: package.standard,
        session,
        parent: origin(&state.config.http, &headers),
        until: signed.now.plus_seconds(12 * 3600),
        trial,
    };
    let sealed = ticket.seal(&state.secrets);
    let to = if package.standard == Standard::Cmi5 {
        let actor = serde_json::json!({ "objectType": "Agent", "account": { "homePage": ticket.parent, "name": ticket.person } });
        let encode = app::components::table::encode;
        let joint = if package.launch.contains('?') { '&' } else { '?' };
        format!(
            "{base}/p/{sealed}/{}{joint}endpoint={}&fetch={}&actor={}&registration={}&activityId={}",
            package.launch,
            encode(&format!("{base}/xapi/{sealed}/")),
            encode(&format!("{base}/xapi/{sealed}/fetch")),
            encode(&actor.to_string()),
            packages::registration(&ticket),
            encode(&package.activity),
        )
    } else {
        format!("{base}/w/{sealed}")
    };
    Redirect::to(&to).into_response()
}
