//! Taking an upload in: bounded while it arrives, read off the async threads, kept for
//! half an hour so that its columns can be mapped otherwise.

use std::time::Duration;

use axum::extract::{Extension, Multipart, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::access::{Permission, Viewer};
use domain::import::{self, Choice, Field, ImportAnswers};
use domain::{Fault, ImportId, PersonId, UnitId, file};
use store::NewImport;

use super::kept::Upload;
use crate::request::{Signed, back_with};
use crate::state::AppState;

/// How long an upload waits for its preview: of a longer one its page tells how far it is.
const PATIENCE: Duration = Duration::from_secs(4);

fn fault_page(fault: &Fault) -> Response {
    back_with("/people/import", fault)
}

/// What a form with files sent.
pub(super) struct Sent {
    pub(super) files: Vec<(String, Vec<u8>)>,
    pub(super) home: String,
}

/// Reads a form with files, at most so many mebibytes of them.
pub(super) async fn receive(form: &mut Multipart, limit: u32) -> Result<Sent, Fault> {
    let too_large = || Fault::from(file::Refusal::TooLarge(limit));
    let mut sent = Sent { files: Vec::new(), home: String::new() };
    let mut size = 0usize;
    while let Some(mut part) = form.next_field().await.map_err(|_| too_large())? {
        if part.name() == Some("home") {
            sent.home = part.text().await.unwrap_or_default();
            crate::http::refused::remember("home", &sent.home);
            continue;
        }
        let name = part.file_name().unwrap_or_default().to_owned();
        let mut bytes = Vec::new();
        while let Some(chunk) = part.chunk().await.map_err(|_| too_large())? {
            size += chunk.len();
            if size > limit as usize * 1024 * 1024 {
                return Err(too_large());
            }
            bytes.extend_from_slice(&chunk);
        }
        if !(name.is_empty() && bytes.is_empty()) {
            sent.files.push((name, bytes));
        }
    }
    Ok(sent)
}

/// Takes files in and shows their preview.
pub async fn upload(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    mut form: Multipart,
) -> Response {
    let viewer = match signed.viewer() {
        Ok(viewer) => viewer.clone(),
        Err(fault) => return fault_page(&fault),
    };
    if !viewer.may(Permission::PERSON_IMPORT) {
        return fault_page(&Fault::Forbidden);
    }
    let previewed = match receive(&mut form, state.config.http.upload_mib).await {
        Ok(sent) => preview(&state, &viewer, sent.files, sent.home.into(), None).await,
        Err(fault) => Err(fault),
    };
    match previewed {
        Ok(id) => Redirect::to(&format!("/people/import/{id}")).into_response(),
        Err(fault) => fault_page(&fault),
    }
}

/// The largest photo, in mebibytes: a form's photo is a small picture.
pub const PHOTO_MIB: u32 = 2;

/// Sets a person's photo.
pub async fn photo(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Path(id): Path<String>,
    mut form: Multipart,
) -> Response {
    let set = async {
        let viewer = signed.viewer()?;
        let sent = receive(&mut form, PHOTO_MIB).await?;
        let (_, bytes) = sent.files.into_iter().next().ok_or(Fault::from(file::Refusal::NoFile))?;
        // What a browser shows, whatever its name.
        let data = super::photo(&bytes).ok().flatten().ok_or(Fault::from(file::Refusal::NoPicture))?;
        state.store.set_photo(viewer, &PersonId(id.clone()), Some(&data), signed.now).await
    };
    back_to_person(&id, set.await)
}

/// Takes a person's photo away.
pub async fn remove_photo(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Path(id): Path<String>,
) -> Response {
    let removed = match signed.viewer() {
        Ok(viewer) => state.store.set_photo(viewer, &PersonId(id.clone()), None, signed.now).await,
        Err(fault) => Err(fault),
    };
    back_to_person(&id, removed)
}

/// Back to the record, or to its form with the fault.
fn back_to_person(id: &str, outcome: Result<(), Fault>) -> Response {
    let id = app::components::table::encode(id);
    match outcome {
        Ok(()) => Redirect::to(&format!("/people/{id}")).into_response(),
        Err(fault) => back_with(&format!("/people/{id}/edit"), &fault),
    }
}

/// Reads files and keeps their preview, which goes on where it takes long.
async fn preview(
    state: &AppState,
    viewer: &Viewer,
    files: Vec<(String, Vec<u8>)>,
    home: UnitId,
    mapping: Option<Vec<Option<Field>>>,
) -> Result<ImportId, Fault> {
    if files.is_empty() {
        return Err(file::Refusal::NoFile.into());
    }
    let (files, parsed) = tokio::task::spawn_blocking(move || {
        let parsed = super::read(&files, mapping.as_deref());
        (files, parsed)
    })
    .await
    .map_err(|_| Fault::from(file::Refusal::Broken))?;
    let name = files.first().map(|(name, _)| name.clone()).unwrap_or_default();
    let parsed = parsed.map_err(|reason| match reason {
        named @ file::Refusal::InFile(..) => Fault::from(named),
        reason => Fault::from(file::Refusal::InFile(name.clone(), Box::new(reason))),
    })?;
    let new = NewImport {
        file: &name,
        columns: &parsed.columns,
        notes: &parsed.notes,
        rows: &parsed.rows,
        home: (!home.as_str().is_empty()).then_some(&home),
    };
    let now = crate::now();
    let id = state.store.open_import(viewer, &new, now).await?;
    let (store, importer, of, rows) = (state.store.clone(), viewer.clone(), id.clone(), parsed.rows);
    let judging = tokio::spawn(async move { store.judge_import(&importer, &of, &rows, now).await });
    if let Ok(judged) = tokio::time::timeout(PATIENCE, judging).await {
        judged.map_err(|_| Fault::Internal)??;
    }
    if !parsed.columns.is_empty() {
        state.uploads.keep(id.clone(), Upload { files, home });
    }
    Ok(id)
}

/// Takes the importer's answers: whom rows are about (`row-12=new`), what words mean
/// (`word-Level-正股级=科员`).
pub async fn answers(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Path(id): Path<String>,
    axum::Form(form): axum::Form<Vec<(String, String)>>,
) -> Response {
    let page = format!("/people/import/{}", app::components::table::encode(&id));
    let mut answers = ImportAnswers::default();
    for (name, value) in form.iter().filter(|(_, value)| !value.is_empty()) {
        if let Some(at) = name.strip_prefix("row-").and_then(|at| at.parse().ok()) {
            let choice = match value.as_str() {
                "new" => Choice::New,
                "leave" => Choice::Leave,
                id => Choice::Person(PersonId(id.to_owned())),
            };
            answers.rows.push((at, choice));
        } else if let Some((field, word)) = name.strip_prefix("word-").and_then(|rest| rest.split_once('-'))
            && let Some(field) = Field::ALL.iter().find(|one| format!("{one:?}") == field)
        {
            answers.words.push((*field, word.to_owned(), value.clone()));
        }
    }
    let taken = match signed.viewer() {
        Ok(viewer) => {
            domain::import::port::ImportRows::answer_import(&state.store, viewer, &ImportId(id), &answers, signed.now)
                .await
        }
        Err(fault) => Err(fault),
    };
    match taken {
        Ok(()) => Redirect::to(&page).into_response(),
        Err(fault @ Fault::Invalid(_)) => back_with(&page, &fault),
        Err(fault) => fault_page(&fault),
    }
}

/// The rows of an import that wait, as a sheet to correct and upload again.
pub async fn problems(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Path(id): Path<String>,
) -> Response {
    let outcome = async {
        let viewer = signed.viewer()?;
        let rows = state.store.waiting_rows(viewer, &ImportId(id)).await?;
        state.store.note_export(viewer, "import problems xlsx", &[], signed.now).await.map_err(Fault::from)?;
        Ok(rows)
    };
    match outcome.await {
        Ok(rows) => match tokio::task::spawn_blocking(move || super::roster::write_waiting(&rows)).await {
            Ok(Ok(bytes)) => super::export::download(bytes, super::export::XLSX, "待处理的行.xlsx"),
            _ => super::export::refuse(&Fault::Internal),
        },
        Err(fault) => super::export::refuse(&fault),
    }
}

/// Previews a roster again with other columns.
pub async fn columns(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Path(id): Path<String>,
    axum::Form(form): axum::Form<Vec<(String, String)>>,
) -> Response {
    let viewer = match signed.viewer() {
        Ok(viewer) => viewer.clone(),
        Err(fault) => return fault_page(&fault),
    };
    let id = ImportId(id);
    // Only who uploaded it may see it, mapped this way or that.
    let own = domain::import::port::Imports::import(&state.store, &viewer, &id, &domain::page::Window::default()).await;
    if let Err(fault) = own {
        return fault_page(&fault);
    }
    let Some(kept) = state.uploads.take(&id) else { return fault_page(&Fault::from(import::Refusal::Gone)) };
    let mut mapping: Vec<(usize, Option<Field>)> = form
        .iter()
        .filter_map(|(name, value)| Some((name.strip_prefix("column-")?.parse().ok()?, Field::of_header(value))))
        .collect();
    mapping.sort_by_key(|(n, _)| *n);
    let mapping = mapping.into_iter().map(|(_, field)| field).collect();
    match preview(&state, &viewer, kept.files, kept.home, Some(mapping)).await {
        Ok(id) => Redirect::to(&format!("/people/import/{id}")).into_response(),
        Err(fault) => fault_page(&fault),
    }
}
