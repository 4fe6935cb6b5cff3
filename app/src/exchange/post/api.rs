//! Posts on offer, their applicants and their order.

#[cfg(feature = "ssr")]
use domain::exchange::round::OfferedPost;
use domain::exchange::view::OfferDetail;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::{Keyed, Reader, by_id, chosen, keyed, known, version_of};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// Adds or changes a post offered.
#[server(prefix = "/api", endpoint = "exchange/posts/save")]
#[allow(clippy::too_many_arguments)]
pub async fn save_offer(
    round: String,
    #[server(default)] id: String,
    #[server(default)] version: String,
    unit: String,
    title: String,
    level: String,
    seats: String,
    #[server(default)] least: String,
    #[server(default)] leading: String,
    #[server(default)] chief: String,
    #[server(default)] place: String,
    place_level: String,
    #[server(default)] levels: std::collections::BTreeMap<String, String>,
    #[server(default)] months_at_level: String,
    #[server(default)] most_age: String,
    #[server(default)] party_member: String,
    #[server(default)] specialty: String,
    #[server(default)] about: String,
) -> Result<(), ApiError> {
    use domain::exchange::eligibility::Demands;
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let post = OfferedPost {
        id: id.into(),
        round: known(round.clone())?,
        post: Default::default(),
        unit: unit.into(),
        unit_name: String::new(),
        path: String::new(),
        title,
        level: read.code("level", &level),
        seats: read.number("seats", &seats),
        least: read.number_or("least", &least, 0),
        leading: leading == "1",
        chief: chief == "1",
        place,
        place_level: read.code("place_level", &place_level),
        demands: Demands {
            levels: chosen(levels)?,
            family: None,
            months_at_level: read.number_or("months_at_level", &months_at_level, 0),
            most_age: read.number_or("most_age", &most_age, 0),
            party_member: party_member == "1",
            specialty: specialty.trim().to_owned(),
        },
        about,
        ranking: Vec::new(),
        declined: Default::default(),
        version: read.version(&version),
    };
    read.done_with(|| post.check())?;
    answer(services.exchange.offers.save_offer(&viewer, &post, now).await)?;
    leptos_axum::redirect(&format!("/exchange/rounds/{round}"));
    Ok(())
}

/// Takes a post out of a round.
#[server(prefix = "/api", endpoint = "exchange/posts/remove")]
pub async fn remove_offer(id: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let round = answer(services.exchange.offers.remove_offer(&viewer, &known(id)?, now).await)?;
    leptos_axum::redirect(&format!("/exchange/rounds/{round}"));
    Ok(())
}

/// A post's page.
#[server(name = GetOffer, prefix = "/api", endpoint = "exchange/posts/one", input = GetUrl)]
pub async fn offer(id: String) -> Result<OfferDetail, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.exchange.offers.offer(&viewer, &known(id)?, now).await)
}

/// Those who were given a place, in its order; two in one place keep the order of their ids,
/// which the port then refuses.
#[cfg(feature = "ssr")]
pub(crate) fn in_order(read: &mut Reader, field: &str, places: Keyed) -> Vec<String> {
    let mut chosen: Vec<(u32, String)> = Vec::new();
    for (id, text) in by_id(places) {
        if !text.trim().is_empty() {
            let place = read.number(&keyed(field, &id), &text);
            if chosen.iter().any(|(other, _)| *other == place) {
                read.twice(&keyed(field, &id), place);
            }
            chosen.push((place, id));
        }
    }
    chosen.sort();
    chosen.into_iter().map(|(_, id)| id).collect()
}

/// Ranks those who wish for a post, and declines some.
#[server(prefix = "/api", endpoint = "exchange/posts/rank")]
pub async fn rank_applicants(
    id: String,
    version: String,
    #[server(default)] ranking: std::collections::BTreeMap<String, String>,
    #[server(default)] declined: std::collections::BTreeMap<String, String>,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let ranking: Vec<domain::PersonId> = in_order(&mut read, "ranking", ranking).into_iter().map(Into::into).collect();
    let declined = by_id(declined)
        .filter(|(_, reason)| !reason.trim().is_empty())
        .map(|(person, reason)| (person.into(), reason))
        .collect();
    read.done()?;
    let version = version_of(&version)?;
    answer(services.exchange.offers.rank(&viewer, &known(id)?, version, &ranking, &declined, now).await)
}

/// Decides a placement beforehand (`pin`), rules it out (`forbid`), or takes that back.
#[server(prefix = "/api", endpoint = "exchange/posts/settle")]
pub async fn settle_pair(
    id: String,
    person: String,
    decision: String,
    #[server(default)] reason: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let pin = match decision.as_str() {
        "pin" => Some(true),
        "forbid" => Some(false),
        _ => None,
    };
    answer(services.exchange.entries.settle_pair(&viewer, &known(id)?, &known(person)?, pin, &reason, now).await)
}
