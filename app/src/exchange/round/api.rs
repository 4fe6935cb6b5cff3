//! Rounds of exchange.

#[cfg(feature = "ssr")]
use domain::exchange::round::Round;
use domain::exchange::view::{RoundDetail, RoundRow};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::{Keyed, Reader, by_id, keyed, known};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// Rounds the viewer holds, acts in or may join.
#[server(name = GetRounds, prefix = "/api", endpoint = "exchange/rounds", input = GetUrl)]
pub async fn rounds() -> Result<Vec<RoundRow>, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.exchange.rounds.rounds(&viewer, now).await)
}

/// A round's page.
#[server(name = GetRound, prefix = "/api", endpoint = "exchange/rounds/one", input = GetUrl)]
pub async fn round(id: String) -> Result<RoundDetail, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.exchange.rounds.round(&viewer, &known(id)?, now).await)
}

/// The weights of a form.
#[cfg(feature = "ssr")]
pub(crate) fn weights(read: &mut Reader, texts: [(&str, &str); 5]) -> domain::exchange::matching::Weights {
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
    read.done_with(|| draft.check())?;
    let id = answer(services.exchange.rounds.save_round(&viewer, &draft, now).await)?;
    leptos_axum::redirect(&format!("/exchange/rounds/{id}"));
    Ok(())
}

#[server(prefix = "/api", endpoint = "exchange/rounds/open")]
pub async fn open_round(id: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.exchange.rounds.open_round(&viewer, &known(id)?, now).await)
}

/// Ends the taking of wishes.
#[server(prefix = "/api", endpoint = "exchange/rounds/close-wishes")]
pub async fn close_wishes(id: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.exchange.rounds.close_wishes(&viewer, &known(id)?, now).await)
}

/// Nominates people of the viewer's units.
#[server(prefix = "/api", endpoint = "exchange/rounds/nominate")]
pub async fn nominate(
    id: String,
    #[server(default)] people: std::collections::BTreeMap<String, String>,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let people: Vec<domain::PersonId> = by_id(people).map(|(id, _)| id.into()).collect();
    answer(services.exchange.entries.nominate(&viewer, &known(id.clone())?, &people, now).await)?;
    leptos_axum::redirect(&format!("/exchange/rounds/{id}"));
    Ok(())
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
    answer(services.exchange.entries.save_pair(&viewer, &known(id)?, (&one, &other), together, now).await)
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
    answer(services.exchange.entries.weigh_entry(&viewer, &round, &person, (priority, &reason), quality, now).await)
}

/// Accepts or declines the viewer's result.
#[server(prefix = "/api", endpoint = "exchange/rounds/reply")]
pub async fn reply(id: String, decision: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.exchange.scenarios.reply(&viewer, &known(id)?, decision == "accept", now).await)
}

/// Works out what least changes after the declines.
#[server(prefix = "/api", endpoint = "exchange/rounds/repair")]
pub async fn repair_round(id: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let scenario = answer(services.exchange.scenarios.repair_round(&viewer, &known(id.clone())?, now).await)?;
    leptos_axum::redirect(&format!("/exchange/rounds/{id}/scenarios/{scenario}"));
    Ok(())
}

/// Ends a round: its placements become cases.
#[server(prefix = "/api", endpoint = "exchange/rounds/close")]
pub async fn close_round(id: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.exchange.scenarios.close_round(&viewer, &known(id)?, now).await)
}
