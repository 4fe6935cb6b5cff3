//! Chapters of online courses: their files, kept beside the store by the hash of what they
//! hold.

use std::path::{Path, PathBuf};

use axum::extract::{Extension, Multipart, Path as UrlPath, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::access::Permission;
use domain::code::Code;
use domain::ports::Courses;
use domain::training::{Chapter, ChapterKind};
use domain::{CourseId, Fault, FileId, Reason, Rule};
use sha2::{Digest, Sha256};
use tokio::io::AsyncWriteExt;

use super::package;
use super::upload::back_with;
use crate::http::{AppState, Signed};

/// What the form sent: its fields, and the file as it lies beside the store.
#[derive(Default)]
struct Sent {
    fields: std::collections::HashMap<String, String>,
    file: Option<(String, PathBuf, String)>,
}

/// Where a file lies.
#[must_use]
pub fn file(files: &Path, hash: &str) -> PathBuf {
    files.join("files").join(hash)
}

/// Takes a file in, a piece at a time, hashed on the way, into a file beside the others.
async fn receive(form: &mut Multipart, files: &Path, limit: u32) -> Result<Sent, Fault> {
    let too_large = || Fault::Refused(Reason::FileTooLarge(limit));
    let broken = |error: std::io::Error| {
        tracing::error!(%error, "a chapter's file");
        Fault::Internal
    };
    let mut sent = Sent::default();
    while let Some(mut part) = form.next_field().await.map_err(|_| too_large())? {
        let name = part.name().unwrap_or_default().to_owned();
        if name != "file" {
            sent.fields.insert(name, part.text().await.map_err(|_| too_large())?);
            continue;
        }
        let file_name = part.file_name().unwrap_or_default().to_owned();
        if file_name.is_empty() {
            continue;
        }
        let folder = files.join("files");
        tokio::fs::create_dir_all(&folder).await.map_err(broken)?;
        let path = folder.join(format!(".new-{:016x}", rand::random::<u64>()));
        let mut out = tokio::fs::File::create(&path).await.map_err(broken)?;
        let (mut hash, mut size) = (Sha256::new(), 0u64);
        while let Some(chunk) = part.chunk().await.map_err(|_| too_large())? {
            size += chunk.len() as u64;
            if size > u64::from(limit) * 1024 * 1024 {
                let _ = tokio::fs::remove_file(&path).await;
                return Err(too_large());
            }
            hash.update(&chunk);
            out.write_all(&chunk).await.map_err(broken)?;
        }
        out.sync_all().await.map_err(broken)?;
        sent.file = Some((file_name, path, store::chain::hex(&hash.finalize())));
    }
    Ok(sent)
}

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
    viewer.require_at(Permission::ClassEdit, &course.path)?;
    let files = &state.config.training.files;
    let sent = receive(form, files, state.config.http.upload_mib).await?;
    let field = |name: &str| sent.fields.get(name).map(|text| text.trim().to_owned()).unwrap_or_default();
    let kind = ChapterKind::find(&field("kind")).ok_or_else(|| Fault::field("kind", Rule::Required))?;
    let number = |name: &str| -> Result<u32, Fault> {
        match field(name) {
            text if text.is_empty() => Ok(0),
            text => text.parse().map_err(|_| Fault::field(name, Rule::Number)),
        }
    };
    let seconds = match domain::training::Hours::parse(&field("minutes")) {
        Some(tenths) => u32::try_from(tenths.0).unwrap_or(0) * 6,
        None if field("minutes").is_empty() => 0,
        None => return Err(Fault::field("minutes", Rule::Number)),
    };
    let mut chapter = Chapter {
        id: String::new(),
        title: field("title"),
        kind,
        file: FileId::default(),
        file_name: String::new(),
        media: String::new(),
        seconds,
        package: None,
        category: field("category").into(),
        count: number("count")?,
        pass: number("pass")?,
    };
    let mut path = None;
    if let Some((name, new, hash)) = sent.file.filter(|_| kind != ChapterKind::Exercise) {
        let Some(media) = media_of(kind, &name) else {
            let _ = tokio::fs::remove_file(&new).await;
            return Err(Fault::Refused(Reason::FileKind));
        };
        if kind == ChapterKind::Package {
            let (folder, of_hash, from) = (files.clone(), hash.clone(), new.clone());
            let unpacked = tokio::task::spawn_blocking(move || {
                let bytes = std::fs::read(&from).map_err(|_| Reason::FileBroken)?;
                package::unpack(&bytes, &folder, &of_hash)
            })
            .await
            .map_err(|_| Fault::Internal)?;
            let _ = tokio::fs::remove_file(&new).await;
            chapter.package = Some(unpacked.map_err(Fault::Refused)?);
        } else {
            path = Some((new, file(files, &hash)));
        }
        chapter.file = FileId(hash);
        chapter.file_name = name.chars().take(120).collect();
        chapter.media = media;
    }
    let checked = chapter.check();
    if let Some((new, place)) = path {
        let kept = checked.is_ok() && tokio::fs::rename(&new, &place).await.is_ok();
        if !kept {
            let _ = tokio::fs::remove_file(&new).await;
            return checked.and(Err(Fault::Internal));
        }
    }
    checked?;
    state.store.add_chapter(viewer, id, &chapter, signed.now).await
}
