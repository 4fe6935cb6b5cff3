//! Cadres and imports.

use domain::import::ImportView;
use domain::page::Page;
use domain::person::{PeopleQuery, PersonDetail, PersonRow, Relative, SensitiveDetail};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::ApiError;
#[cfg(feature = "ssr")]
use super::read::{Reader, known};
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// A page of the roster.
#[server(prefix = "/api", endpoint = "people", input = GetUrl)]
pub async fn people(#[server(flatten)] query: PeopleQuery) -> Result<Page<PersonRow>, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.people.people(&viewer, &query).await)
}

/// A person's page; the viewer's own when no person is named.
#[server(prefix = "/api", endpoint = "people/one", input = GetUrl)]
pub async fn person(#[server(default)] id: String) -> Result<PersonDetail, ApiError> {
    let (services, viewer, _) = ask()?;
    let id = if id.is_empty() { answer(viewer.as_person().cloned())? } else { id.into() };
    answer(services.people.person(&viewer, &id).await)
}

/// Opens the sensitive fields for a purpose and leads to them. A change, since it is
/// audited: never a GET.
#[server(prefix = "/api", endpoint = "people/unmask")]
pub async fn unmask(id: String, #[server(default)] purpose: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.people.unmask(&viewer, &known(id.clone())?, &purpose, now).await)?;
    leptos_axum::redirect(&format!("/people/{id}/sensitive"));
    Ok(())
}

/// The sensitive fields, while they are open.
#[server(prefix = "/api", endpoint = "people/sensitive/one", input = GetUrl)]
pub async fn sensitive(id: String) -> Result<SensitiveDetail, ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.people.sensitive(&viewer, &known(id)?, now).await)
}

/// Changes a record's plain fields.
#[server(prefix = "/api", endpoint = "people/save")]
#[allow(clippy::too_many_arguments)]
pub async fn save_person(
    id: String,
    version: String,
    name: String,
    sex: String,
    birth: String,
    #[server(default)] ethnic: String,
    #[server(default)] native_place: String,
    #[server(default)] birth_place: String,
    #[server(default)] politics: String,
    #[server(default)] party_joined: String,
    #[server(default)] work_since: String,
    #[server(default)] technical_title: String,
    #[server(default)] specialty: String,
    #[server(default)] upbringing_place: String,
    #[server(default)] education: std::collections::BTreeMap<u32, domain::person::EducationForm>,
    #[server(default)] resume: String,
    #[server(default)] honours: String,
    #[server(default)] assessments: String,
    state: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let draft = domain::person::PersonDraft {
        id: id.clone().into(),
        version: version.parse().unwrap_or(0),
        name,
        sex: read.code("sex", &sex),
        birth: read.date("birth", &birth),
        ethnic,
        native_place,
        birth_place,
        politics: read.code_or_none("politics", &politics),
        party_joined,
        work_since: read.date_or_none("work_since", &work_since),
        technical_title,
        specialty,
        upbringing_place,
        education: education.into_values().filter_map(domain::person::EducationForm::filled).collect(),
        resume: domain::resume::parse(&resume),
        honours,
        assessments,
        state: read.code("state", &state),
    };
    read.done()?;
    answer(services.people.save_person(&viewer, &draft, now).await)?;
    leptos_axum::redirect(&format!("/people/{id}"));
    Ok(())
}

/// Changes a record's sensitive fields.
#[server(prefix = "/api", endpoint = "people/sensitive/save")]
pub async fn save_sensitive(
    id: String,
    #[server(default)] version: u32,
    #[server(default)] id_number: String,
    #[server(default)] health: String,
    #[server(default)] family: std::collections::BTreeMap<u32, Relative>,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let sensitive = domain::person::Sensitive { id_number, health, family: family.into_values().collect() };
    let draft = domain::person::SensitiveDraft { id: known(id.clone())?, version, sensitive };
    answer(services.people.save_sensitive(&viewer, draft, now).await)?;
    leptos_axum::redirect(&format!("/people/{id}"));
    Ok(())
}

/// Appoints a person.
#[server(prefix = "/api", endpoint = "people/appoint")]
#[allow(clippy::too_many_arguments)]
pub async fn appoint(
    person: String,
    unit: String,
    title: String,
    level: String,
    kind: String,
    from: String,
    #[server(default)] document: String,
    #[server(default)] main: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let draft = domain::appointment::AppointmentDraft {
        person: person.clone().into(),
        unit: unit.into(),
        title,
        level: read.code("level", &level),
        kind: read.code("kind", &kind),
        from: read.day("from", &from),
        document,
        main: !main.is_empty(),
    };
    read.done()?;
    answer(services.people.appoint(&viewer, &draft, now).await)?;
    leptos_axum::redirect(&format!("/people/{person}"));
    Ok(())
}

/// An import and a page of its preview.
#[server(prefix = "/api", endpoint = "imports/one", input = GetUrl)]
pub async fn import(id: String, #[server(default)] page: u32) -> Result<ImportView, ApiError> {
    let (services, viewer, _) = ask()?;
    let window = domain::page::Window { page, ..Default::default() };
    answer(services.imports.import(&viewer, &known(id)?, &window).await)
}

/// Writes an import.
#[server(prefix = "/api", endpoint = "imports/confirm")]
pub async fn confirm_import(id: String, #[server(default)] skip: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.imports.confirm_import(&viewer, &known(id)?, !skip.is_empty(), now).await)
}
