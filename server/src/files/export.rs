//! Sending files out. Every export is noted in the trail before it is sent.

use std::io::{Cursor, Write};

use axum::extract::{Extension, Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use domain::access::{Permission, Viewer};
use domain::import::Record;
use domain::person::PeopleQuery;
use domain::{Day, Fault, PersonId, UnitId};
use serde::Deserialize;
use store::Store;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;

use super::{lrmx, roster};
use crate::request::{Signed, attachment, status};
use crate::state::AppState;

pub(super) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub(super) fn refuse(fault: &Fault) -> Response {
    (status(fault), fault.to_string()).into_response()
}

pub(super) fn download(bytes: Vec<u8>, kind: &'static str, name: &str) -> Response {
    let mut response = ([(header::CONTENT_TYPE, kind)], bytes).into_response();
    if let Ok(value) = HeaderValue::from_str(&attachment(name)) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

async fn records(
    state: &AppState,
    signed: &Signed,
    query: &PeopleQuery,
    what: &str,
) -> Result<Vec<(Record, String)>, Fault> {
    let viewer = signed.viewer()?;
    let records = state.store.export_records(viewer, query).await?;
    let ids: Vec<PersonId> = records.iter().map(|(record, _)| record.person.id.clone()).collect();
    state.store.note_export(viewer, what, &ids, signed.now).await.map_err(Fault::from)?;
    Ok(records)
}

/// The roster, exactly the rows the filter shows. Sensitive columns are left out.
pub async fn roster(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Query(query): Query<PeopleQuery>,
) -> Response {
    let records = match records(&state, &signed, &query, "roster xlsx").await {
        Ok(records) => records,
        Err(fault) => return refuse(&fault),
    };
    match tokio::task::spawn_blocking(move || roster::write(&records, false)).await {
        Ok(Ok(bytes)) => download(bytes, XLSX, "干部名册.xlsx"),
        _ => refuse(&Fault::Internal),
    }
}

/// Whose ledger.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct LedgerQuery {
    person: String,
    unit: String,
}

/// The ledger of hours: one person's, a unit's with those below, or the whole scope's.
pub async fn ledger(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Query(query): Query<LedgerQuery>,
) -> Response {
    let outcome = async {
        let viewer = signed.viewer()?;
        let (person, unit) = (PersonId(query.person), UnitId(query.unit));
        let lines = state.store.export_ledger(viewer, &person, &unit).await?;
        if !viewer.owns(&person) {
            let mut people: Vec<PersonId> = lines.iter().map(|line| line.entry.person.clone()).collect();
            people.sort();
            people.dedup();
            state.store.note_export(viewer, "ledger xlsx", &people, signed.now).await.map_err(Fault::from)?;
        }
        Ok(lines)
    }
    .await;
    let lines = match outcome {
        Ok(lines) => lines,
        Err(fault) => return refuse(&fault),
    };
    match tokio::task::spawn_blocking(move || super::ledger::write(&lines)).await {
        Ok(Ok(bytes)) => download(bytes, XLSX, "学时台账.xlsx"),
        _ => refuse(&Fault::Internal),
    }
}

/// The list of a lesson, for those who keep it, as `…/ID.xlsx`.
pub async fn attendance(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Path(name): Path<String>,
) -> Response {
    let outcome = async {
        let viewer = signed.viewer()?;
        let id = name.strip_suffix(".xlsx").filter(|id| domain::is_id(id)).ok_or(Fault::NotFound)?;
        let detail = domain::training::port::Lessons::lesson(&state.store, viewer, &id.into()).await?;
        let rows = detail.rows.ok_or(Fault::Forbidden)?;
        let people: Vec<PersonId> = rows.iter().map(|row| row.person.clone()).collect();
        state.store.note_export(viewer, "attendance xlsx", &people, signed.now).await.map_err(Fault::from)?;
        Ok((detail.lesson, rows))
    }
    .await;
    let (lesson, rows) = match outcome {
        Ok(found) => found,
        Err(fault) => return refuse(&fault),
    };
    let name = format!("签到表-{}.xlsx", lesson.title);
    match tokio::task::spawn_blocking(move || super::attendance::write(&lesson, &rows)).await {
        Ok(Ok(bytes)) => download(bytes, XLSX, &name),
        _ => refuse(&Fault::Internal),
    }
}

/// Appointment forms, a `.lrmx` for each person in a zip. These carry sensitive fields,
/// so the permission to see those is needed too.
pub async fn forms(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Query(query): Query<PeopleQuery>,
) -> Response {
    let viewer = match signed.viewer() {
        Ok(viewer) if viewer.may(Permission::PERSON_UNMASK) => viewer.clone(),
        Ok(_) => return refuse(&Fault::Forbidden),
        Err(fault) => return refuse(&fault),
    };
    let records = match records(&state, &signed, &query, "forms lrmx").await {
        Ok(records) => records,
        Err(fault) => return refuse(&fault),
    };
    match forms_zip(&state.store, &viewer, records, signed.now.day()).await {
        Ok(bytes) => download(bytes, "application/zip", "任免表.zip"),
        Err(_) => refuse(&Fault::Internal),
    }
}

/// The appointment forms of people, a `.lrmx` each with their photo, in a zip.
pub(crate) async fn forms_zip(
    store: &Store,
    viewer: &Viewer,
    records: Vec<(Record, String)>,
    today: Day,
) -> Result<Vec<u8>, ZipError> {
    let mut photos = Vec::with_capacity(records.len());
    for (record, _) in &records {
        let kept = record.person.has_photo;
        photos.push(if kept { store.photo(viewer, &record.person.id).await.ok().flatten() } else { None });
    }
    let made = tokio::task::spawn_blocking(move || {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let mut names = std::collections::HashMap::<String, u32>::new();
        for ((record, unit), photo) in records.iter().zip(&photos) {
            let seen = names.entry(record.person.name.clone()).or_default();
            *seen += 1;
            let name = if *seen == 1 { record.person.name.clone() } else { format!("{}{seen}", record.person.name) };
            archive.start_file(format!("{name}.lrmx"), SimpleFileOptions::default())?;
            archive.write_all(lrmx::write(record, unit, photo.as_deref(), today).as_bytes())?;
        }
        Ok(archive.finish()?.into_inner())
    });
    made.await.unwrap_or_else(|error| Err(ZipError::Io(std::io::Error::other(error))))
}

/// A person's photo.
pub async fn photo(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Path(id): Path<String>,
) -> Response {
    let viewer = match signed.viewer() {
        Ok(viewer) => viewer,
        Err(fault) => return refuse(&fault),
    };
    match state.store.photo(viewer, &PersonId(id)).await {
        Ok(Some(data)) => {
            let bytes = base64::engine::general_purpose::STANDARD.decode(data).unwrap_or_default();
            let kind = super::photo::media(&bytes).unwrap_or("image/jpeg");
            ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "private, max-age=300")], bytes).into_response()
        }
        Ok(None) => refuse(&Fault::NotFound),
        Err(fault) => refuse(&fault),
    }
}
