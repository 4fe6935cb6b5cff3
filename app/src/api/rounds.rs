//! Rounds of exchange: posts, wishes, rankings, scenarios, replies.

#[cfg(feature = "ssr")]
use domain::exchange::round::{OfferedPost, Round};
use domain::exchange::view::{OfferDetail, RoundDetail, RoundRow, ScenarioDetail, WishForm};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::ApiError;
#[cfg(feature = "ssr")]
use super::read::{Keyed, Reader, by_id, chosen, keyed, known, version_of};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// Rounds the viewer holds, acts in or may join.
#[server(name = GetRounds, prefix = "/api", endpoint = "exchange/rounds", input = GetUrl)]
pub async fn rounds() -> Result<Vec<RoundRow>, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.rounds.rounds(&viewer, now).await)
}

/// A round's page.
#[server(name = GetRound, prefix = "/api", endpoint = "exchange/rounds/one", input = GetUrl)]
pub async fn round(id: String) -> Result<RoundDetail, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.rounds.round(&viewer, &known(id)?, now).await)
}

/// The weights of a form.
#[cfg(feature = "ssr")]
fn weights(read: &mut Reader, texts: [(&str, &str); 5]) -> domain::exchange::matching::Weights {
    let first = domain::exchange::matching::Weights::default();
    let firsts = [first.wish, first.step, first.fit, first.development, first.balance];
    let mut values = firsts;
    for ((name, text), value) in texts.iter().zip(&mut values) {
        *value = i64::from(read.number_or(name, text, u32::try_from(*value).unwrap_or(0)));
    }
    let [wish, step, fit, development, balance] = values;
    domain::exchange::matching::Weights { wish, step, fit, development, balance }
}

/// Quotas as a form has them: a line for each, `name;least;most;tag,tag`.
#[cfg(feature = "ssr")]
fn quotas(read: &mut Reader, texts: Keyed) -> Vec<domain::exchange::matching::Quota> {
    let mut rows: std::collections::BTreeMap<String, (String, String)> = std::collections::BTreeMap::new();
    for (key, value) in by_id(texts) {
        if let Some((tag, which)) = key.rsplit_once('_') {
            let row = rows.entry(tag.to_owned()).or_default();
            if which == "least" { row.0 = value } else { row.1 = value }
        }
    }
    rows.into_iter()
        .filter_map(|(tag, (least, most))| {
            let name = |which: &str| keyed("quotas", &format!("{tag}_{which}"));
            let least = read.number_or(&name("least"), &least, 0);
            let most = if most.trim().is_empty() { None } else { Some(read.number(&name("most"), &most)) };
            (least > 0 || most.is_some()).then(|| domain::exchange::matching::Quota {
                name: tag.replace("__", ":"),
                tags: vec![tag.replace("__", ":")],
                least,
                most,
                ..Default::default()
            })
        })
        .collect()
}

/// Adds or changes a round.
#[server(prefix = "/api", endpoint = "exchange/rounds/save")]
#[allow(clippy::too_many_arguments)]
pub async fn save_round(
    #[server(default)] id: String,
    #[server(default)] version: String,
    title: String,
    unit: String,
    kind: String,
    #[server(default)] months: String,
    opens: String,
    closes: String,
    #[server(default)] reply_days: String,
    mechanism: String,
    #[server(default)] units: std::collections::BTreeMap<String, String>,
    #[server(default)] weak: std::collections::BTreeMap<String, String>,
    #[server(default)] most_out: String,
    #[server(default)] most_in: String,
    #[server(default)] quotas: std::collections::BTreeMap<String, String>,
    #[server(default)] specialty: String,
    #[server(default)] specialty_least: String,
    #[server(default)] specialty_most: String,
    #[server(default)] unit_most: String,
    #[server(default)] wish: String,
    #[server(default)] step: String,
    #[server(default)] fit: String,
    #[server(default)] development: String,
    #[server(default)] balance: String,
) -> Result<(), ApiError> {
    use domain::code::Family;
    use domain::exchange::round::{Participant, RoundState};
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let limit = |read: &mut Reader, name: &str, text: &str| {
        if text.trim().is_empty() { None } else { Some(read.number(name, text)) }
    };
    let (out, into) = (limit(&mut read, "most_out", &most_out), limit(&mut read, "most_in", &most_in));
    let mut limits = self::quotas(&mut read, quotas);
    let (least, most) = (
        limit(&mut read, "specialty_least", &specialty_least).unwrap_or(0),
        limit(&mut read, "specialty_most", &specialty_most),
    );
    let word = specialty.trim();
    if !word.is_empty() && (least > 0 || most.is_some()) {
        limits.push(domain::exchange::matching::Quota {
            name: format!("专业：{word}"),
            tags: vec![format!("specialty:{word}")],
            least,
            most,
            ..Default::default()
        });
    }
    if let Some(most) = limit(&mut read, "unit_most", &unit_most) {
        limits.extend(by_id(units.clone()).map(|(unit, _)| domain::exchange::matching::Quota {
            name: "每单位接收上限".to_owned(),
            units: vec![unit],
            most: Some(most),
            ..Default::default()
        }));
    }
    let draft = Round {
        id: id.into(),
        title,
        unit: unit.into(),
        path: String::new(),
        kind: read.code("kind", &kind),
        months: read.number_or("months", &months, 0),
        opens: read.day("opens", &opens),
        closes: read.day("closes", &closes),
        reply_days: read.number_or("reply_days", &reply_days, 5),
        state: RoundState::Draft,
        mechanism: read.code("mechanism", &mechanism),
        weights: weights(
            &mut read,
            [("wish", &wish), ("step", &step), ("fit", &fit), ("development", &development), ("balance", &balance)],
        ),
        seed: String::new(),
        units: by_id(units)
            .map(|(unit, _)| Participant {
                unit: unit.into(),
                name: String::new(),
                path: String::new(),
                family: Family::Mass,
                most_out: out,
                most_in: into,
                group: String::new(),
            })
            .map(|one| {
                let group = if weak.is_empty() {
                    ""
                } else if weak.contains_key(&format!("k{}", one.unit)) {
                    "weak"
                } else {
                    "strong"
                };
                Participant { group: group.to_owned(), ..one }
            })
            .collect(),
        quotas: limits,
        pairs: Vec::new(),
        pinned: Vec::new(),
        forbidden: Vec::new(),
        announced: String::new(),
        announced_reason: String::new(),
        reply_until: None,
        version: read.version(&version),
    };
    read.done()?;
    let id = answer(services.rounds.save_round(&viewer, &draft, now).await)?;
    leptos_axum::redirect(&format!("/exchange/rounds/{id}"));
    Ok(())
}

/// Opens a round.
#[server(prefix = "/api", endpoint = "exchange/rounds/open")]
pub async fn open_round(id: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.rounds.open_round(&viewer, &known(id)?, now).await)
}

/// Ends the taking of wishes.
#[server(prefix = "/api", endpoint = "exchange/rounds/close-wishes")]
pub async fn close_wishes(id: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.rounds.close_wishes(&viewer, &known(id)?, now).await)
}

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
    read.done()?;
    answer(services.rounds.save_offer(&viewer, &post, now).await)?;
    leptos_axum::redirect(&format!("/exchange/rounds/{round}"));
    Ok(())
}

/// Takes a post out of a round.
#[server(prefix = "/api", endpoint = "exchange/posts/remove")]
pub async fn remove_offer(id: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let round = answer(services.rounds.remove_offer(&viewer, &known(id)?, now).await)?;
    leptos_axum::redirect(&format!("/exchange/rounds/{round}"));
    Ok(())
}

/// A post's page.
#[server(name = GetOffer, prefix = "/api", endpoint = "exchange/posts/one", input = GetUrl)]
pub async fn offer(id: String) -> Result<OfferDetail, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.rounds.offer(&viewer, &known(id)?, now).await)
}

/// Those who were given a place, in its order; two in one place keep the order of their ids,
/// which the port then refuses.
#[cfg(feature = "ssr")]
fn in_order(read: &mut Reader, field: &str, places: Keyed) -> Vec<String> {
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
    answer(services.rounds.rank(&viewer, &known(id)?, version, &ranking, &declined, now).await)
}

/// What the viewer may wish for.
#[server(name = GetWishForm, prefix = "/api", endpoint = "exchange/wishes", input = GetUrl)]
pub async fn wish_form(id: String) -> Result<WishForm, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.rounds.wish_form(&viewer, &known(id)?, now).await)
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
    answer(services.rounds.save_wishes(&viewer, &known(id.clone())?, &wishes, &statement, now).await)?;
    leptos_axum::redirect(&format!("/exchange/rounds/{id}"));
    Ok(())
}

/// Takes the viewer out of a round.
#[server(prefix = "/api", endpoint = "exchange/wishes/withdraw")]
pub async fn withdraw_entry(id: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.rounds.withdraw_entry(&viewer, &known(id)?, now).await)
}

/// Nominates people of the viewer's units.
#[server(prefix = "/api", endpoint = "exchange/rounds/nominate")]
pub async fn nominate(
    id: String,
    #[server(default)] people: std::collections::BTreeMap<String, String>,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let people: Vec<domain::PersonId> = by_id(people).map(|(id, _)| id.into()).collect();
    answer(services.rounds.nominate(&viewer, &known(id.clone())?, &people, now).await)?;
    leptos_axum::redirect(&format!("/exchange/rounds/{id}"));
    Ok(())
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
    answer(services.rounds.settle_pair(&viewer, &known(id)?, &known(person)?, pin, &reason, now).await)
}

/// Says that two people must end in one unit (`together`), must not (`apart`), or takes that back.
#[server(prefix = "/api", endpoint = "exchange/rounds/pair")]
pub async fn save_pair(id: String, one: String, other: String, relation: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let together = match relation.as_str() {
        "together" => Some(true),
        "apart" => Some(false),
        _ => None,
    };
    let (one, other) = (known(one)?, known(other)?);
    answer(services.rounds.save_pair(&viewer, &known(id)?, (&one, &other), together, now).await)
}

/// Sets somebody's priority and quality.
#[server(prefix = "/api", endpoint = "exchange/rounds/weigh")]
pub async fn weigh_entry(
    id: String,
    person: String,
    #[server(default)] priority: String,
    #[server(default)] reason: String,
    #[server(default)] quality: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let priority = i64::from(read.number_or("priority", &priority, 0));
    let quality = if quality.trim().is_empty() { None } else { Some(i64::from(read.number("quality", &quality))) };
    read.done()?;
    let (round, person) = (known(id)?, known(person)?);
    answer(services.rounds.weigh_entry(&viewer, &round, &person, (priority, &reason), quality, now).await)
}

/// Tries a mechanism.
#[server(prefix = "/api", endpoint = "exchange/scenarios/try")]
#[allow(clippy::too_many_arguments)]
pub async fn try_mechanism(
    id: String,
    mechanism: String,
    #[server(default)] wish: String,
    #[server(default)] step: String,
    #[server(default)] fit: String,
    #[server(default)] development: String,
    #[server(default)] balance: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let mechanism = read.code("mechanism", &mechanism);
    let weights = weights(
        &mut read,
        [("wish", &wish), ("step", &step), ("fit", &fit), ("development", &development), ("balance", &balance)],
    );
    read.done()?;
    let round = known(id.clone())?;
    let scenario = answer(services.rounds.try_mechanism(&viewer, &round, mechanism, &weights, now).await)?;
    leptos_axum::redirect(&format!("/exchange/rounds/{id}/scenarios/{scenario}"));
    Ok(())
}

/// A scenario, beside another.
#[server(name = GetScenario, prefix = "/api", endpoint = "exchange/scenarios/one", input = GetUrl)]
pub async fn scenario(
    id: String,
    scenario: String,
    #[server(default)] against: String,
) -> Result<ScenarioDetail, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.rounds.scenario(&viewer, &known(id)?, &scenario, &against).await)
}

/// Announces a scenario.
#[server(prefix = "/api", endpoint = "exchange/scenarios/announce")]
pub async fn announce(id: String, scenario: String, #[server(default)] reason: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.rounds.announce(&viewer, &known(id.clone())?, &scenario, &reason, now).await)?;
    leptos_axum::redirect(&format!("/exchange/rounds/{id}"));
    Ok(())
}

/// Accepts or declines the viewer's result.
#[server(prefix = "/api", endpoint = "exchange/rounds/reply")]
pub async fn reply(id: String, decision: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.rounds.reply(&viewer, &known(id)?, decision == "accept", now).await)
}

/// Works out what least changes after the declines.
#[server(prefix = "/api", endpoint = "exchange/rounds/repair")]
pub async fn repair_round(id: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let scenario = answer(services.rounds.repair_round(&viewer, &known(id.clone())?, now).await)?;
    leptos_axum::redirect(&format!("/exchange/rounds/{id}/scenarios/{scenario}"));
    Ok(())
}

/// Ends a round: its placements become cases.
#[server(prefix = "/api", endpoint = "exchange/rounds/close")]
pub async fn close_round(id: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.rounds.close_round(&viewer, &known(id)?, now).await)
}
