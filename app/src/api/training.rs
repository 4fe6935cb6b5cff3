//! Classes, places, hours.

use domain::page::Page;
use domain::training::{ClassDetail, ClassQuery, ClassRow, Completion, Requirement, TrainingRecord};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::ApiError;
#[cfg(feature = "ssr")]
use super::read::{Reader, known};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask, say};

/// A page of classes.
#[server(prefix = "/api", endpoint = "classes", input = GetUrl)]
pub async fn classes(#[server(flatten)] query: ClassQuery) -> Result<Page<ClassRow>, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.classes(&viewer, &query, now).await)
}

/// A class's page.
#[server(prefix = "/api", endpoint = "classes/one", input = GetUrl)]
pub async fn class(id: String) -> Result<ClassDetail, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.class(&viewer, &known(id)?, now).await)
}

/// Creates or changes a class and goes to its page.
#[server(prefix = "/api", endpoint = "classes/save")]
#[allow(clippy::too_many_arguments)]
pub async fn save_class(
    #[server(default)] id: String,
    #[server(default)] version: String,
    title: String,
    category: String,
    tier: String,
    kind: String,
    form: String,
    #[server(default)] family: String,
    hours: String,
    capacity: String,
    unit: String,
    enrol_from: String,
    enrol_until: String,
    starts: String,
    ends: String,
    place: String,
    #[server(default)] trainer: String,
    #[server(default)] about: String,
) -> Result<(), ApiError> {
    use domain::code::{Code, Family};
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let draft = domain::training::ClassDraft {
        id: id.into(),
        version: version.parse().unwrap_or(0),
        title,
        category: read.code("category", &category),
        tier: read.code("tier", &tier),
        kind: read.code("kind", &kind),
        form: read.code("form", &form),
        families: Family::find(&family).into_iter().collect(),
        hours: read.hours("hours", &hours),
        capacity: read.number("capacity", &capacity),
        unit: unit.into(),
        enrol_from: read.day("enrol_from", &enrol_from),
        enrol_until: read.day("enrol_until", &enrol_until),
        starts: read.day("starts", &starts),
        ends: read.day("ends", &ends),
        place,
        trainer,
        about,
    };
    // Every fault of a form at once: those of single fields and those of the whole.
    if let Err(ApiError(domain::Fault::Invalid(mut faults))) = read.done() {
        if let Err(domain::Fault::Invalid(more)) = draft.check() {
            for fault in more {
                if !faults.iter().any(|known| known.field == fault.field) {
                    faults.push(fault);
                }
            }
        }
        return Err(say(domain::Fault::Invalid(faults)));
    }
    let id = answer(services.training.save_class(&viewer, &draft, now).await)?;
    leptos_axum::redirect(&format!("/training/classes/{id}"));
    Ok(())
}

/// Announces a class.
#[server(prefix = "/api", endpoint = "classes/publish")]
pub async fn publish_class(id: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.publish_class(&viewer, &known(id)?, now).await)
}

/// Calls a class off.
#[server(prefix = "/api", endpoint = "classes/cancel")]
pub async fn cancel_class(id: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.cancel_class(&viewer, &known(id)?, now).await)
}

/// Takes a seat.
#[server(prefix = "/api", endpoint = "classes/enrol")]
pub async fn enrol(id: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.enrol(&viewer, &known(id)?, now).await.map(|_| ()))
}

/// Gives the seat back.
#[server(prefix = "/api", endpoint = "classes/withdraw")]
pub async fn withdraw(id: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.withdraw(&viewer, &known(id)?, now).await)
}

/// Records attendance and completion: hours by person, and who completed.
#[server(prefix = "/api", endpoint = "classes/finish")]
pub async fn finish_class(
    id: String,
    #[server(default)] attended: std::collections::BTreeMap<String, String>,
    #[server(default)] completed: std::collections::BTreeMap<String, String>,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let marks: Vec<domain::training::Mark> = attended
        .iter()
        .map(|(person, hours)| domain::training::Mark {
            person: person.as_str().into(),
            attended: read.hours(&format!("mark-{person}"), hours),
            completed: completed.contains_key(person),
        })
        .collect();
    read.done()?;
    answer(services.training.finish_class(&viewer, &known(id.clone())?, &marks, now).await)?;
    leptos_axum::redirect(&format!("/training/classes/{id}"));
    Ok(())
}

/// A person's ledger and bars; the viewer's own when no person is named.
#[server(prefix = "/api", endpoint = "training/record", input = GetUrl)]
pub async fn record(#[server(default)] person: String) -> Result<TrainingRecord, ApiError> {
    let (services, viewer, now) = ask()?;
    let person = if person.is_empty() { answer(viewer.as_person().cloned())? } else { person.into() };
    answer(services.training.record(&viewer, &person, now).await)
}

/// Reverses an entry of the ledger.
#[server(prefix = "/api", endpoint = "training/reverse")]
pub async fn reverse(entry: String, reason: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.training.reverse(&viewer, &known(entry)?, &reason, now).await)
}

/// The completion table.
#[server(name = GetCompletion, prefix = "/api", endpoint = "training/completion", input = GetUrl)]
pub async fn completion(#[server(default)] unit: String, #[server(default)] page: u32) -> Result<Completion, ApiError> {
    let (services, viewer, now) = ask()?;
    let window = domain::page::Window { page, ..Default::default() };
    answer(
        services
            .training
            .completion(&viewer, &domain::training::CompletionQuery { unit: unit.into(), window }, now)
            .await,
    )
}

/// All requirements.
#[server(prefix = "/api", endpoint = "training/requirements", input = GetUrl)]
pub async fn requirements() -> Result<Vec<Requirement>, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.training.requirements(&viewer).await)
}

/// Changes a requirement.
#[server(prefix = "/api", endpoint = "training/requirements/save")]
pub async fn save_requirement(
    id: String,
    version: String,
    hours: String,
    basis: String,
    from: String,
    until: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let all = answer(services.training.requirements(&viewer).await)?;
    let found = all.into_iter().find(|requirement| requirement.id.as_str() == id);
    let found = answer(found.ok_or(domain::Fault::NotFound))?;
    let change = Requirement {
        hours: read.hours("hours", &hours),
        basis,
        from: read.day("from", &from),
        until: read.day("until", &until),
        version: version.parse().unwrap_or(0),
        ..found
    };
    read.done()?;
    answer(services.training.save_requirement(&viewer, &known(id)?, &change, now).await)
}
