//! Cadres.

use domain::page::Page;
use domain::person::{PeopleQuery, PersonDetail, PersonRow};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::read::Reader;
#[cfg(feature = "ssr")]
use crate::context::{answer, ask};

/// A page of the roster.
#[server(prefix = "/api", endpoint = "people", input = GetUrl)]
pub async fn people(#[server(flatten)] query: PeopleQuery) -> Result<Page<PersonRow>, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.people.people.people(&viewer, &query).await)
}

/// A person's page; the viewer's own when no person is named.
#[server(prefix = "/api", endpoint = "people/one", input = GetUrl)]
pub async fn person(#[server(default)] id: String) -> Result<PersonDetail, ApiError> {
    let (services, viewer, _) = ask()?;
    let id = if id.is_empty() { answer(viewer.as_person().cloned())? } else { id.into() };
    answer(services.people.people.person(&viewer, &id).await)
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
    #[server(default)] rank: String,
    #[server(default)] rank_since: String,
    #[server(default)] old_age: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let draft = domain::person::PersonDraft {
        id: id.clone().into(),
        version: read.version(&version),
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
        rank: read.code_or_none("rank", &rank),
        rank_since: read.date_or_none("rank_since", &rank_since),
        old_age: read.code_or_none("old_age", &old_age),
    };
    // What is wrong in the whole is said with what can't be read, and not when that is put right.
    let whole = if read.is_faulty() {
        use domain::person::{Part, Sensitive, check};
        let detail = services.people.people.person(&viewer, &draft.id).await;
        detail.and_then(|one| check(&draft.onto(&one.person), &Sensitive::default(), Part::Plain, now.day()))
    } else {
        Ok(())
    };
    read.done_beside(whole)?;
    answer(services.people.people.save_person(&viewer, &draft, now).await)?;
    leptos_axum::redirect(&format!("/people/{id}"));
    Ok(())
}

/// Enters somebody by hand.
#[server(prefix = "/api", endpoint = "people/add")]
#[allow(clippy::too_many_arguments)]
pub async fn add_person(
    name: String,
    #[server(default)] sex: String,
    #[server(default)] birth: String,
    #[server(default)] id_number: String,
    #[server(default)] ethnic: String,
    #[server(default)] politics: String,
    #[server(default)] work_since: String,
    #[server(default)] unit: String,
    #[server(default)] title: String,
    #[server(default)] level: String,
    #[server(default)] level_since: String,
    #[server(default)] another: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let draft = domain::person::NewPerson {
        name,
        sex: read.code("sex", &sex),
        birth: read.date("birth", &birth),
        id_number,
        ethnic,
        politics: read.code_or_none("politics", &politics),
        work_since: read.date_or_none("work_since", &work_since),
        unit: unit.into(),
        title,
        level: read.code_or_none("level", &level),
        level_since: read.date_or_none("level_since", &level_since),
        another: !another.is_empty(),
    };
    read.done_with(|| draft.check_alone())?;
    let id = answer(services.people.service.add_person(&viewer, &draft, now).await)?;
    leptos_axum::redirect(&format!("/people/{id}"));
    Ok(())
}
