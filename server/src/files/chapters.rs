//! Chapters of online courses and their files.

use axum::extract::{Extension, Multipart, Path as UrlPath, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::access::Permission;
use domain::code::Code;
use domain::file;
use domain::form::Reader;
use domain::training::{Chapter, ChapterKind};
use domain::{CourseId, Fault, FileId};

use super::package;
use super::receive::receive;
use crate::request::{Signed, back_with};
use crate::state::AppState;

/// The media types that each kind of chapter takes, by the file's ending.
fn media_of(kind: ChapterKind, name: &str) -> Option<String> {
    let media = mime_guess::from_path(name).first()?;
    let fits = match kind {
        ChapterKind::Video => media.type_() == "video" && matches!(media.subtype().as_str(), "mp4" | "webm" | "ogg"),
        ChapterKind::Document => {
            media == "application/pdf" || media.type_() == "image" && media.subtype() != "svg" || media == "text/plain"
        }
        ChapterKind::Package => name.to_lowercase().ends_with(".zip"),
        ChapterKind::Exercise => false,
    };
    fits.then(|| media.to_string())
}

/// What to say of them to who sent another.
const fn endings(kind: ChapterKind) -> &'static str {
    match kind {
        ChapterKind::Video => "mp4 webm ogv",
        ChapterKind::Document => "pdf png jpg txt",
        ChapterKind::Package | ChapterKind::Exercise => "zip",
    }
}

/// Adds a chapter with its file.
pub async fn add(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    UrlPath(id): UrlPath<String>,
    mut form: Multipart,
) -> Response {
    let page = format!("/training/courses/{}", app::components::table::encode(&id));
    match add_chapter(&state, &signed, &CourseId(id), &mut form).await {
        Ok(()) => Redirect::to(&page).into_response(),
        Err(fault) => back_with(&format!("{page}/chapters/new"), &fault),
    }
}

async fn add_chapter(state: &AppState, signed: &Signed, id: &CourseId, form: &mut Multipart) -> Result<(), Fault> {
    let viewer = signed.viewer()?;
    // Before anything is kept: whether they may at all.
    let course = state.store.course_for(viewer, id).await?;
    viewer.require_at(Permission::CLASS_EDIT, &course.path)?;
    let files = &state.config.training.files;
    let sent = receive(form, files, state.config.http.upload_mib).await?;
    let field = |name: &str| sent.field(name);
    let mut read = Reader::default();
    let kind: ChapterKind = read.code("kind", &field("kind"));
    let minutes = field("minutes");
    let tenths = if minutes.is_empty() { 0 } else { read.hours("minutes", &minutes).0 };
    let file = sent.file.as_ref().filter(|_| kind != ChapterKind::Exercise);
    let mut chapter = Chapter {
        id: String::new(),
        title: field("title"),
        kind,
        file: file.map(|new| FileId(new.hash.clone())).unwrap_or_default(),
        file_name: String::new(),
        media: String::new(),
        seconds: u32::try_from(tenths).unwrap_or(0) * 6,
        package: None,
        category: field("category").into(),
        count: read.number_or("count", &field("count"), 0),
        pass: read.number_or("pass", &field("pass"), 0),
    };
    // What it needs depends on what it is.
    let is_known = ChapterKind::find(&field("kind")).is_some();
    read.done_with(|| if is_known { chapter.check() } else { Ok(()) })?;
    chapter.check()?;
    let mut received = None;
    let mut parts = Vec::new();
    if let Some(new) = sent.file.filter(|_| kind != ChapterKind::Exercise) {
        let mut media =
            media_of(kind, &new.name).ok_or(Fault::from(file::Refusal::KindOf(endings(kind).to_owned())))?;
        if media == "text/plain" {
            let bytes = tokio::fs::read(&new.path).await.map_err(|_| Fault::from(file::Refusal::Broken))?;
            media = format!("text/plain; charset={}", super::charset(&bytes)?);
        }
        chapter.file_name = new.short_name();
        chapter.media = media;
        if kind == ChapterKind::Package {
            let folder = files.clone();
            let unpacked = tokio::task::spawn_blocking(move || {
                let bytes = std::fs::read(&new.path).map_err(|_| file::Refusal::Broken)?;
                package::unpack(&bytes, &folder, &new.hash)
            })
            .await
            .map_err(|_| Fault::Internal)?;
            parts = unpacked.map_err(Fault::Refused)?;
        } else {
            received = Some(new);
        }
    }
    if let Some(new) = received {
        new.keep(files)?;
    }
    let chapters = if kind == ChapterKind::Package { of_parts(chapter, parts) } else { vec![chapter] };
    state.store.add_chapters(viewer, id, &chapters, signed.now).await
}

/// The chapters of a package: one for each part that is learned by itself, so that each is reached
/// and each is needed. They share the time equally.
fn of_parts(chapter: Chapter, parts: Vec<package::Part>) -> Vec<Chapter> {
    let count = u32::try_from(parts.len()).unwrap_or(1).max(1);
    let several = parts.len() > 1;
    (1..)
        .zip(parts)
        .map(|(n, part)| {
            let own = if part.title.is_empty() { n.to_string() } else { part.title };
            let title = if several { format!("{} · {own}", chapter.title) } else { chapter.title.clone() };
            let title = title.chars().take(80).collect();
            let seconds = (chapter.seconds / count).max(1);
            Chapter { title, seconds, package: Some(part.package), ..chapter.clone() }
        })
        .collect()
}
