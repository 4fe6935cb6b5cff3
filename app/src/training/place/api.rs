//! A place in a class.

use domain::training::OwnPlace;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::known;
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// Every place that the viewer has or had or asks for.
#[server(name = GetOwnPlaces, prefix = "/api", endpoint = "classes/own", input = GetUrl)]
pub async fn own_places() -> Result<Vec<OwnPlace>, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.training.places.own_places(&viewer).await)
}

/// Confirms an offered seat.
#[server(prefix = "/api", endpoint = "classes/confirm")]
pub async fn confirm_seat(id: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.places.confirm(&viewer, &known(id)?, now).await)
}

/// Takes a seat.
#[server(prefix = "/api", endpoint = "classes/enrol")]
pub async fn enrol(id: String) -> Result<(), ApiError> {
    use domain::training::EnrolmentState;
    let (services, viewer, now) = ask()?;
    let place = answer(services.training.places.enrol(&viewer, &known(id)?, now).await)?;
    crate::status::ended(match place.state {
        EnrolmentState::Enrolled => "seat",
        EnrolmentState::Offered => "offer",
        EnrolmentState::Waiting => "waiting",
        _ => "",
    });
    Ok(())
}

/// Gives the seat back.
#[server(prefix = "/api", endpoint = "classes/withdraw")]
pub async fn withdraw(id: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.places.withdraw(&viewer, &known(id)?, now).await)
}
