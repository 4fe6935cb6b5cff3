//! Ballots. Taking one goes with the voter's session; casting one, and looking for it, goes without:
//! these requests carry no session, ask for none and leave nothing in the log.

use axum::Json;
use axum::extract::{Extension, Form, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::appraisal::Ballot;
use domain::appraisal::port::{Ballots, Sheets, Slips as _};
use domain::form::Reader;
use domain::record::Grade;
use domain::{Fault, Rule, SheetId};
use serde::Deserialize;
use serde_json::json;

use super::documents::given;
use crate::request::{ClientAddress, Signed, back_with, origin, status};
use crate::state::AppState;

fn refused(fault: &Fault) -> Response {
    (status(fault), Json(fault)).into_response()
}

fn bytes(text: &str, field: &str) -> Result<Vec<u8>, Fault> {
    let read = if text.len() > 2048 { None } else { store::chain::unhex(text) };
    read.ok_or_else(|| Fault::field(field, Rule::Wrong))
}

fn known(id: String) -> Result<SheetId, Fault> {
    if domain::is_id(&id) { Ok(SheetId(id)) } else { Err(Fault::NotFound) }
}

#[derive(Deserialize)]
pub(super) struct Take {
    blinded: String,
}

/// Signs the voter's blinded number.
pub(super) async fn take(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Path(id): Path<String>,
    Json(sent): Json<Take>,
) -> Response {
    let answer = async {
        let viewer = signed.viewer()?;
        state.store.take_ballot(viewer, &known(id)?, &bytes(&sent.blinded, "blinded")?, signed.now).await
    };
    match answer.await {
        Ok(signature) => Json(json!({ "signature": store::chain::hex(&signature) })).into_response(),
        Err(fault) => refused(&fault),
    }
}

#[derive(Deserialize)]
pub(super) struct Cast {
    group: String,
    number: String,
    signature: String,
    marks: String,
}

/// Puts a ballot in its box.
pub(super) async fn cast(State(state): State<AppState>, Path(id): Path<String>, Json(sent): Json<Cast>) -> Response {
    let answer = async {
        let number = bytes(&sent.number, "number")?;
        let signature = bytes(&sent.signature, "signature")?;
        let (id, group) = (known(id)?, sent.group);
        let first = state.store.cast_ballot(&id, &group, &number, &signature, &sent.marks, crate::now()).await?;
        Ok((store::ballot_hash(&number), first))
    };
    match answer.await {
        Ok((receipt, first)) => Json(json!({ "receipt": receipt, "first": first })).into_response(),
        Err(fault) => refused(&fault),
    }
}

/// Whether a ballot is in the box, or was counted.
pub(super) async fn receipt(State(state): State<AppState>, Path((id, hash)): Path<(String, String)>) -> Response {
    let answer = async { state.store.receipt(&known(id)?, &hash).await };
    let headers = [(header::CACHE_CONTROL, "no-store")];
    match answer.await {
        Ok(found) => (headers, Json(found)).into_response(),
        Err(fault) => refused(&fault),
    }
}

/// Puts a slip's ballot in its box, from a plain form.
pub(super) async fn cast_slip(
    State(state): State<AppState>,
    Extension(address): Extension<ClientAddress>,
    Path(number): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    if !state.slips.allow(address.network()) {
        return (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "60")], "too many requests").into_response();
    }
    let now = crate::now();
    let answer = async {
        let page = state.store.slip(&number, now).await?;
        let chosen = |person: usize, column: usize| -> Option<Grade> {
            let name = format!("m{person}-{column}");
            let (_, value) = fields.iter().find(|one| one.0 == name)?;
            Grade::of_digit(*value.as_bytes().first()?)
        };
        let ballot = Ballot::of(page.targets.len(), page.columns.len() + 1, chosen);
        state.store.cast_slip(&number, &ballot.0, now).await
    };
    let page = format!("/b/{}", app::components::table::encode(&number));
    match answer.await {
        Ok(()) => Redirect::to(&format!("{page}?done=1")).into_response(),
        Err(Fault::NotFound) => StatusCode::NOT_FOUND.into_response(),
        Err(fault) => back_with(&page, &fault),
    }
}

#[derive(Deserialize)]
pub(super) struct Slips {
    group: String,
    count: String,
}

/// Makes slips and gives them as a PDF: their numbers are on it and nowhere else.
pub(super) async fn slips(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Form(sent): Form<Slips>,
) -> Response {
    let answer = async {
        let viewer = signed.viewer()?;
        let sheet = known(id.clone())?;
        let page = state.store.sheet(viewer, &sheet, signed.now).await?;
        let mut read = Reader::default();
        let count = read.number("count", &sent.count);
        read.done()?;
        let numbers = state.store.make_slips(viewer, &sheet, &sent.group, count, signed.now).await?;
        Ok((page, numbers))
    };
    let back = format!("/appraisal/sheets/{}", app::components::table::encode(&id));
    let (page, numbers) = match answer.await {
        Ok(found) => found,
        Err(Fault::Forbidden) => return StatusCode::FORBIDDEN.into_response(),
        Err(fault) => return back_with(&back, &fault),
    };
    let from = origin(&state.config.http, &headers);
    let urls: Vec<String> = numbers.iter().map(|number| format!("{from}/b/{number}")).collect();
    let (fonts, config) = (state.fonts.clone(), state.config.clone());
    let made = tokio::task::spawn_blocking(move || {
        crate::certificate::slips(&page.appraisal.title, &page.sheet.unit_name, &urls, &fonts, &config.training)
    });
    given(made.await, "slips.pdf")
}
