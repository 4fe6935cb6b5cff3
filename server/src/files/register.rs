//! Lists of procedures as workbooks: the lines that the address shows, all their pages. Each list is narrowed
//! by the store exactly as its screen is, and what leaves is on the trail before it does.

use axum::extract::{Extension, Path, Query, State};
use axum::response::Response;
use domain::appraisal::MemberFilter;
use domain::appraisal::port::{Members, Years};
use domain::code::Code;
use domain::exchange::port::Cases;
use domain::ports::Answer;
use domain::register::{Listed, Register, RegisterQuery};
use domain::tolerance::port::{Talks, ToleranceCases};
use domain::training::port::Classes;
use domain::{AppraisalId, ClassId, Fault};
use serde::Deserialize;

use super::export::{XLSX, download, refuse};
use super::listing::{Listing, top};
use crate::request::Signed;
use crate::state::AppState;

/// Which list leaves: what the trail calls its lines, what they are of, where they are of one thing, and
/// its name in Chinese and English.
type Which<'a> = ((&'a str, &'a str), &'a str, &'a str);

/// Cases of exchange.
pub async fn cases(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Query(query): Query<RegisterQuery>,
) -> Response {
    let query = query.whole();
    let found = async { state.store.cases(signed.viewer()?, &query, signed.now).await }.await;
    sent(&state, &signed, &query, (("exchange_case", ""), "交流事项", "Cases of exchange"), found).await
}

/// Cases of fault tolerance.
pub async fn tolerance_cases(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Query(query): Query<RegisterQuery>,
) -> Response {
    let query = query.whole();
    let found = async { state.store.tolerance_cases(signed.viewer()?, &query, signed.now).await }.await;
    sent(&state, &signed, &query, (("tolerance_case", ""), "容错事项", "Cases of fault tolerance"), found).await
}

/// Talks of early correction.
pub async fn talks(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Query(query): Query<RegisterQuery>,
) -> Response {
    let query = query.whole();
    let found = async { state.store.talks(signed.viewer()?, &query, signed.now).await }.await;
    sent(&state, &signed, &query, (("talk", ""), "提醒函询诫勉", "Early correction"), found).await
}

pub async fn awards(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Query(query): Query<RegisterQuery>,
) -> Response {
    let query = query.whole();
    let found = async { state.store.awards(signed.viewer()?, &query, signed.now).await }.await;
    sent(&state, &signed, &query, (("award", ""), "奖励事项", "Awards"), found).await
}

/// Appraisals of the years.
pub async fn years(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Query(query): Query<RegisterQuery>,
) -> Response {
    let query = query.whole();
    let found = async {
        let found = state.store.appraisals(signed.viewer()?, &query, signed.now).await?;
        if found.views { Ok(found.years) } else { Err(Fault::Forbidden) }
    }
    .await;
    sent(&state, &signed, &query, (("appraisal", ""), "年度考核", "Appraisals"), found).await
}

/// What is shown of the people of an appraisal.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct MembersQuery {
    filter: String,
    #[serde(flatten)]
    list: RegisterQuery,
}

/// The people of an appraisal.
pub async fn members(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Path(id): Path<String>,
    Query(asked): Query<MembersQuery>,
) -> Response {
    let query = asked.list.whole();
    let filter = MemberFilter::find(&asked.filter).unwrap_or(MemberFilter::All);
    let found = async {
        let id = Some(id).filter(|id| domain::is_id(id)).map(AppraisalId).ok_or(Fault::NotFound)?;
        state.store.appraisal_members(signed.viewer()?, &id, filter, &query).await
    }
    .await;
    match found {
        Ok(found) => {
            let (year, title) = (found.appraisal.id.as_str(), found.appraisal.title.as_str());
            sent(&state, &signed, &query, (("appraisal_member", year), title, title), Ok(found.people)).await
        }
        Err(fault) => refuse(&fault),
    }
}

/// The people of a class.
pub async fn class_people(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    Path(id): Path<String>,
    Query(query): Query<RegisterQuery>,
) -> Response {
    let query = query.whole();
    let found = async {
        let id = Some(id).filter(|id| domain::is_id(id)).map(ClassId).ok_or(Fault::NotFound)?;
        let viewer = signed.viewer()?;
        let people = state.store.class_roster(viewer, &id, &query).await?;
        Ok::<_, Fault>((state.store.class(viewer, &id, signed.now).await?.class, people))
    }
    .await;
    match found {
        Ok((class, people)) => {
            let (zh, en) = (format!("{}　学员名单", class.title), format!("{}　People", class.title));
            sent(&state, &signed, &query, (("class", class.id.as_str()), &zh, &en), Ok(people)).await
        }
        Err(fault) => refuse(&fault),
    }
}

async fn sent<T: Listed + Send + 'static>(
    state: &AppState,
    signed: &Signed,
    query: &RegisterQuery,
    (subject, zh, en): Which<'_>,
    found: Answer<Register<T>>,
) -> Response {
    let lang = signed.frame.lang;
    let title = lang.of(zh, en);
    let made = async {
        let viewer = signed.viewer()?;
        let rows = found?.page.rows;
        state.store.note_list(viewer, subject, rows.len(), signed.now).await.map_err(Fault::from)?;
        let heads = query.heads::<T>();
        // Where numbers add up the last row says how many lines there are.
        let count = (!T::HEADS.iter().any(|head| head.adds)).then_some(rows.len());
        let top = top(state, signed, title, heads, count).await?;
        let mut list = Listing::begin(top);
        let lines = list.of(&rows, |row, key| row.cell(key, lang));
        list.add(lines).await;
        list.end(None).await
    };
    match made.await {
        Ok(bytes) => download(bytes, XLSX, &format!("{title}.xlsx")),
        Err(fault) => refuse(&fault),
    }
}
