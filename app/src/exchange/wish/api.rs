//! Wishes.

use domain::exchange::view::WishForm;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::{Reader, known};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};
#[cfg(feature = "ssr")]
use crate::exchange::post::api::in_order;

/// What the viewer may wish for.
#[server(name = GetWishForm, prefix = "/api", endpoint = "exchange/wishes", input = GetUrl)]
pub async fn wish_form(id: String) -> Result<WishForm, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.exchange.entries.wish_form(&viewer, &known(id)?, now).await)
}

/// Ranks the viewer's wishes.
#[server(prefix = "/api", endpoint = "exchange/wishes/save")]
pub async fn save_wishes(
    id: String,
    #[server(default)] wishes: std::collections::BTreeMap<String, String>,
    #[server(default)] statement: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let wishes: Vec<domain::OfferId> = in_order(&mut read, "wishes", wishes).into_iter().map(Into::into).collect();
    read.done()?;
    answer(services.exchange.entries.save_wishes(&viewer, &known(id.clone())?, &wishes, &statement, now).await)?;
    leptos_axum::redirect(&format!("/exchange/rounds/{id}"));
    Ok(())
}

/// Takes the viewer out of a round.
#[server(prefix = "/api", endpoint = "exchange/wishes/withdraw")]
pub async fn withdraw_entry(id: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.exchange.entries.withdraw_entry(&viewer, &known(id)?, now).await)
}
