//! Units and posts.

use domain::organisation::{NearUnits, UnitDetail, UnitRow};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::{Reader, known, version_of};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask, say};

/// The units of the viewer's scope in tree order.
#[server(prefix = "/api", endpoint = "units", input = GetUrl)]
pub async fn units() -> Result<Vec<UnitRow>, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.organisation.units.units(&viewer).await)
}

/// The units of the viewer's scope where they are few, else those near to `near` or, with a `q`, of that name.
#[server(prefix = "/api", endpoint = "units/near", input = GetUrl)]
pub async fn units_near(
    #[server(default)] near: Vec<String>,
    #[server(default)] q: String,
    #[server(default)] within: String,
) -> Result<NearUnits, ApiError> {
    let near = near.into_iter().map(Into::into).collect();
    self::near(domain::organisation::NearQuery { near, q, within: within.into() }).await
}

/// The same, for pages.
#[cfg(feature = "ssr")]
pub(super) async fn near(query: domain::organisation::NearQuery) -> Result<NearUnits, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.organisation.units.units_near(&viewer, &query).await)
}

/// A unit's page.
#[server(prefix = "/api", endpoint = "units/one", input = GetUrl)]
pub async fn unit(id: String) -> Result<UnitDetail, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.organisation.units.unit(&viewer, &known(id)?).await)
}

/// Sets a unit up below another.
#[server(prefix = "/api", endpoint = "units/create")]
#[allow(clippy::too_many_arguments)]
pub async fn create_unit(
    parent: String,
    name: String,
    #[server(default)] short: String,
    kind: String,
    level: String,
    headcount: String,
    leading_posts: String,
    #[server(default)] members: Vec<String>,
    on: String,
    #[server(default)] document: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let draft = domain::organisation::UnitDraft {
        parent: parent.into(),
        name,
        short,
        kind: read.code("kind", &kind),
        level: read.code("level", &level),
        headcount: read.number("headcount", &headcount),
        leading_posts: read.number("leading_posts", &leading_posts),
        members: members.into_iter().filter(|id| !id.is_empty()).map(Into::into).collect(),
        on: read.day("on", &on),
        document,
    };
    read.done()?;
    let unit = answer(services.organisation.units.create_unit(&viewer, &draft, now).await)?;
    leptos_axum::redirect(&format!("/units/{}", unit.id));
    Ok(())
}

/// Changes headcount and number of leading posts.
#[server(prefix = "/api", endpoint = "units/headcount")]
pub async fn set_headcount(
    id: String,
    version: String,
    headcount: String,
    leading_posts: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let (headcount, leading) = (read.number("headcount", &headcount), read.number("leading_posts", &leading_posts));
    read.done()?;
    let version = version_of(&version)?;
    answer(services.organisation.units.set_headcount(&viewer, &known(id)?, version, headcount, leading, now).await)
}

/// Names the organ that signs for a unit.
#[server(prefix = "/api", endpoint = "units/organ")]
pub async fn set_organ(id: String, version: String, #[server(default)] organ: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let version = read.number("version", &version);
    read.done()?;
    answer(services.organisation.units.set_organ(&viewer, &known(id)?, version, &organ, now).await)
}

/// Renames, moves, merges, splits or dissolves a unit.
#[server(prefix = "/api", endpoint = "units/reorganise")]
#[allow(clippy::too_many_arguments)]
pub async fn reorganise(
    id: String,
    change: String,
    #[server(default)] name: String,
    #[server(default)] short: String,
    #[server(default)] target: String,
    #[server(default)] take: Vec<String>,
    on: String,
    #[server(default)] document: String,
) -> Result<(), ApiError> {
    use domain::organisation::Reorganisation as R;
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let on = read.day("on", &on);
    read.done()?;
    let change = match change.as_str() {
        "rename" => R::Rename { name, short },
        "move" => R::Move { parent: target.into() },
        "merge" => R::Merge { into: target.into() },
        "split" => R::Split { name, take: take.into_iter().filter(|id| !id.is_empty()).map(Into::into).collect() },
        "dissolve" => R::Dissolve,
        _ => return Err(say(domain::Fault::field("change", domain::Rule::Unknown))),
    };
    let next = answer(services.organisation.units.reorganise(&viewer, &known(id)?, &change, on, &document, now).await)?;
    leptos_axum::redirect(&format!("/units/{next}"));
    Ok(())
}

/// Changes a post; removes it when no seats are left.
#[server(prefix = "/api", endpoint = "units/posts/change")]
#[allow(clippy::too_many_arguments)]
pub async fn change_post(
    id: String,
    #[server(default)] version: String,
    title: String,
    #[server(default)] level: String,
    #[server(default)] seats: String,
    #[server(default)] leading: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let post = domain::organisation::Post {
        id: known(id)?,
        unit: domain::UnitId::default(),
        title,
        level: read.code("level", &level),
        seats: read.number("seats", &seats),
        leading: !leading.is_empty(),
        held: 0,
    };
    let version = read.number("version", &version);
    read.done()?;
    answer(services.organisation.posts.change_post(&viewer, &post, version, now).await)
}

#[server(prefix = "/api", endpoint = "units/posts/add")]
pub async fn add_post(
    unit: String,
    title: String,
    level: String,
    seats: String,
    #[server(default)] leading: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let post = domain::organisation::Post {
        id: domain::PostId::default(),
        unit: unit.into(),
        title,
        level: read.code("level", &level),
        seats: read.number("seats", &seats),
        leading: !leading.is_empty(),
        held: 0,
    };
    read.done()?;
    answer(services.organisation.posts.add_post(&viewer, &post, now).await)
}
