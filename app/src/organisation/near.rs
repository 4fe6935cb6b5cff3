//! The units that the choices of a page are.

use domain::UnitId;
use domain::organisation::{NearQuery, NearUnits};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api;
use crate::api::ApiError;
use crate::components::form::FIND;

/// Those near to the ones chosen now, or those that the page's address looks for. A form that is shown again as it
/// was refused has what it sent among them.
///
/// # Errors
/// When the viewer may see none.
pub async fn near(chosen: impl IntoIterator<Item = impl ToString>) -> Result<NearUnits, ApiError> {
    near_within(&UnitId::default(), chosen).await
}

/// The same of one unit and those below it only.
///
/// # Errors
/// When the viewer may see none.
pub async fn near_within(
    within: &UnitId,
    chosen: impl IntoIterator<Item = impl ToString>,
) -> Result<NearUnits, ApiError> {
    let mut near: Vec<String> = chosen.into_iter().map(|id| id.to_string()).filter(|id| !id.is_empty()).collect();
    let query = untrack(|| use_query_map().get());
    near.extend(query.get("__units").iter().flat_map(|sent| sent.split(',').map(str::to_owned)));
    let asked = NearQuery {
        near: near.into_iter().map(Into::into).collect(),
        q: query.get(FIND).unwrap_or_default(),
        within: within.clone(),
    };
    api::near(asked).await
}
