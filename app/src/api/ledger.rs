//! The ledger of hours, requirements, completion.

use domain::training::{Categories, Completion, CompletionQuery, Conversions, Requirement, Standings, TrainingRecord};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::ApiError;
#[cfg(feature = "ssr")]
use super::read::{Reader, by_id, chosen, known};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask, say};

/// Somebody's hours; the viewer's own when nobody is named. `year` 0 is today.
#[server(name = GetRecord, prefix = "/api", endpoint = "training/record", input = GetUrl)]
pub async fn record(
    #[server(default)] person: String,
    #[server(default)] year: i32,
) -> Result<TrainingRecord, ApiError> {
    let (services, viewer, now) = ask()?;
    let person = if person.is_empty() { answer(viewer.as_person().cloned())? } else { person.into() };
    answer(services.ledger.record(&viewer, &person, year, now).await)
}

/// Reverses an entry of the ledger.
#[server(prefix = "/api", endpoint = "training/reverse")]
pub async fn reverse(entry: String, reason: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.ledger.reverse(&viewer, &known(entry)?, &reason, now).await)
}

/// Records hours that come from no class.
#[server(prefix = "/api", endpoint = "training/hours/record")]
#[allow(clippy::too_many_arguments)]
pub async fn record_hours(
    once: String,
    #[server(default)] people: std::collections::BTreeMap<String, String>,
    title: String,
    form: String,
    category: String,
    measure: String,
    amount: String,
    day: String,
    document: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let draft = domain::training::HoursDraft {
        once,
        people: by_id(people).map(|(id, _)| known(id)).collect::<Result<_, _>>()?,
        title,
        form: read.code("form", &form),
        category: category.into(),
        measure: read.code("measure", &measure),
        tenths: read.hours("amount", &amount).0,
        day: read.day("day", &day),
        document,
    };
    read.done_with(|| draft.check(now.day()))?;
    answer(services.ledger.record_hours(&viewer, &draft, now).await)
}

/// The completion table.
#[server(name = GetCompletion, prefix = "/api", endpoint = "training/completion", input = GetUrl)]
pub async fn completion(#[server(flatten)] query: CompletionQuery) -> Result<Completion, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.ledger.completion(&viewer, &query, now).await)
}

/// The people behind the completion table.
#[server(name = GetStandings, prefix = "/api", endpoint = "training/completion/people", input = GetUrl)]
pub async fn standings(#[server(flatten)] query: CompletionQuery) -> Result<Standings, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.ledger.standings(&viewer, &query, now).await)
}

/// All versions of all requirements.
#[server(prefix = "/api", endpoint = "training/requirements", input = GetUrl)]
pub async fn requirements() -> Result<Vec<Requirement>, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.ledger.requirements(&viewer).await)
}

/// Adds a version to a requirement, or a new one when `rule` is empty.
#[server(prefix = "/api", endpoint = "training/requirements/save")]
#[allow(clippy::too_many_arguments)]
pub async fn save_requirement(
    #[server(default)] rule: String,
    name: String,
    name_en: String,
    #[server(default)] levels: std::collections::BTreeMap<String, String>,
    #[server(default)] families: std::collections::BTreeMap<String, String>,
    #[server(default)] forms: std::collections::BTreeMap<String, String>,
    #[server(default)] categories: std::collections::BTreeMap<String, String>,
    #[server(default)] kinds: std::collections::BTreeMap<String, String>,
    #[server(default)] caps: std::collections::BTreeMap<String, String>,
    cycle: String,
    #[server(default)] window_from: String,
    #[server(default)] window_until: String,
    #[server(default)] months: String,
    #[server(default)] hours: String,
    #[server(default)] share: String,
    #[server(default)] carry: String,
    #[server(default)] prorate: String,
    #[server(default)] make_up: String,
    #[server(default)] binding: String,
    basis: String,
    from: String,
    until: String,
    #[server(default)] confirmed: String,
) -> Result<(), ApiError> {
    use domain::code::TrainingForm;
    use domain::consequence::{Consequence, EffectKind};
    use domain::training::{Cap, Cycle, Hours};
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let (first, last) = (read.day("from", &from), read.day("until", &until));
    let cycle: Cycle = read.code("cycle", &cycle);
    let hours_or = |read: &mut Reader, field: &str, text: &str| {
        if text.trim().is_empty() { Hours(0) } else { read.hours(field, text) }
    };
    let share = read.number_or("share", &share, 0);
    let caps = by_id(caps)
        .filter(|(_, hours)| !hours.trim().is_empty())
        .map(|(form, hours)| Cap {
            form: read.code::<TrainingForm>("caps", &form),
            hours: read.hours(&format!("cap-{form}"), &hours),
        })
        .collect();
    let next = Requirement {
        id: domain::RequirementId::default(),
        rule,
        name,
        name_en,
        levels: chosen(levels)?,
        families: chosen(families)?,
        forms: chosen(forms)?,
        categories: by_id(categories).map(|(id, _)| id.into()).collect(),
        kinds: chosen(kinds)?,
        cycle,
        window_from: if window_from.trim().is_empty() { first } else { read.day("window_from", &window_from) },
        window_until: if window_until.trim().is_empty() { last } else { read.day("window_until", &window_until) },
        months: read.number_or("months", &months, 0),
        hours: hours_or(&mut read, "hours", &hours),
        share,
        prorate: !prorate.is_empty(),
        caps,
        carry: hours_or(&mut read, "carry", &carry),
        make_up: !make_up.is_empty(),
        binding: !binding.is_empty(),
        basis,
        from: first,
        until: last,
        at: now,
        by: String::new(),
    };
    read.done()?;
    next.check().map_err(say)?;
    let people = answer(services.ledger.people_measured(&viewer, &next).await)?;
    Consequence::default().and(EffectKind::Measured, people as usize).confirmed(&confirmed).map_err(say)?;
    answer(services.ledger.save_requirement(&viewer, &next, now).await)?;
    leptos_axum::redirect("/training/requirements");
    Ok(())
}

/// The tree of categories.
#[server(name = GetCategories, prefix = "/api", endpoint = "training/categories", input = GetUrl)]
pub async fn categories() -> Result<Categories, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.ledger.categories(&viewer).await)
}

/// Adds or changes a category.
#[server(prefix = "/api", endpoint = "training/categories/save")]
pub async fn save_category(
    #[server(default)] id: String,
    #[server(default)] version: String,
    #[server(default)] parent: String,
    name: String,
    name_en: String,
    #[server(default)] rank: String,
    #[server(default)] active: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let category = domain::training::Category {
        id: id.into(),
        parent: parent.into(),
        name,
        name_en,
        rank: read.number_or("rank", &rank, 0),
        active: !active.is_empty(),
        version: read.version(&version),
    };
    read.done()?;
    answer(services.ledger.save_category(&viewer, &category, now).await)
}

/// What training is converted into hours by.
#[server(name = GetConversions, prefix = "/api", endpoint = "training/conversions", input = GetUrl)]
pub async fn conversions() -> Result<Conversions, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.ledger.conversions(&viewer).await)
}

/// Enters a conversion with its basis and first day.
#[server(prefix = "/api", endpoint = "training/conversions/add")]
pub async fn add_conversion(
    form: String,
    measure: String,
    each: String,
    #[server(default)] most: String,
    basis: String,
    from: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let row = domain::training::Conversion {
        form: read.code("form", &form),
        measure: read.code("measure", &measure),
        each: read.hours("each", &each),
        most: if most.trim().is_empty() { domain::training::Hours(0) } else { read.hours("most", &most) },
        basis,
        from: read.day("from", &from),
        at: now,
        by: String::new(),
    };
    read.done()?;
    answer(services.ledger.add_conversion(&viewer, &row, now).await)
}
