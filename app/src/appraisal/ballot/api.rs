//! Ballots.

use domain::appraisal::BallotPage;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::known;
#[cfg(feature = "ssr")]
use crate::context::{Services, answer, ask};

/// The viewer's ballot.
#[server(name = GetBallot, prefix = "/api", endpoint = "appraisal/ballots/one", input = GetUrl)]
pub async fn ballot(id: String) -> Result<BallotPage, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.appraisal.ballots.ballot(&viewer, &known(id)?, now).await)
}

/// The ballot of a printed slip: nobody is signed in.
#[server(name = GetSlip, prefix = "/api", endpoint = "appraisal/slips/one", input = GetUrl)]
pub async fn slip(number: String) -> Result<BallotPage, ApiError> {
    let services = use_context::<std::sync::Arc<Services>>().ok_or(ApiError(domain::Fault::Internal))?;
    let now = use_context::<crate::context::Asker>().ok_or(ApiError(domain::Fault::Internal))?.now;
    answer(services.appraisal.ballots.slip(&number, now).await)
}
