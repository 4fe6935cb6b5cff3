//! Those who are appraised.

use domain::appraisal::{MemberDetail, Members};
use domain::register::RegisterQuery;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

#[cfg(feature = "ssr")]
use crate::api::read::{act as read_act, known, version_of};
use crate::api::{ApiError, Fields};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// People of an appraisal.
#[server(name = GetAppraisalMembers, prefix = "/api", endpoint = "appraisal/members", input = GetUrl)]
pub async fn members(
    id: String,
    #[server(default)] filter: String,
    #[server(flatten)] query: RegisterQuery,
) -> Result<Members, ApiError> {
    use domain::appraisal::MemberFilter;
    use domain::code::Code;
    let (services, viewer, _) = ask()?;
    let filter = MemberFilter::find(&filter).unwrap_or(MemberFilter::All);
    answer(services.appraisal.members.appraisal_members(&viewer, &known(id)?, filter, &query).await)
}

/// One person's page.
#[server(name = GetAppraisalMember, prefix = "/api", endpoint = "appraisal/members/one", input = GetUrl)]
pub async fn member(id: String) -> Result<MemberDetail, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.appraisal.members.appraisal_member(&viewer, &known(id)?, now).await)
}

/// Does something with one person: `act` is the kind of act's code, the rest its fields.
#[server(prefix = "/api", endpoint = "appraisal/members/act")]
pub async fn act_member(
    id: String,
    version: String,
    act: String,
    #[server(flatten)] fields: Fields,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let act: domain::appraisal::Act = read_act("act", &act, fields)?;
    let version = version_of(&version)?;
    answer(services.appraisal.members.act_member(&viewer, &known(id.clone())?, version, &act, now).await)?;
    leptos_axum::redirect(&format!("/appraisal/members/{id}"));
    Ok(())
}
