//! Cadres and imports.

use domain::import::{ImportView, OpenImport};
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

/// The fields of an appointment as its forms send them.
#[cfg(feature = "ssr")]
struct PostForm {
    person: String,
    version: String,
    unit: String,
    post: String,
    title: String,
    level: String,
    kind: String,
    from: String,
    until: String,
    document: String,
    main: String,
}

#[cfg(feature = "ssr")]
impl PostForm {
    fn draft(self) -> Result<domain::appointment::AppointmentDraft, ApiError> {
        let mut read = Reader::default();
        let draft = domain::appointment::AppointmentDraft {
            person: self.person.into(),
            version: read.number("version", &self.version),
            unit: self.unit.into(),
            post: self.post.into(),
            title: self.title,
            level: read.code_or_none("level", &self.level),
            kind: read.code("kind", &self.kind),
            from: if self.from.trim() == UNKNOWN {
                domain::appointment::open_start()
            } else {
                read.day("from", &self.from)
            },
            until: read.day_or_none("until", &self.until),
            document: self.document,
            main: !self.main.is_empty(),
        };
        read.done()?;
        Ok(draft)
    }
}

/// What stands for a first day that is not on record.
pub const UNKNOWN: &str = "未填";

/// Appoints a person.
#[server(prefix = "/api", endpoint = "people/appoint")]
#[allow(clippy::too_many_arguments)]
pub async fn appoint(
    person: String,
    #[server(default)] version: String,
    unit: String,
    #[server(default)] post: String,
    #[server(default)] title: String,
    #[server(default)] level: String,
    kind: String,
    from: String,
    #[server(default)] until: String,
    #[server(default)] document: String,
    #[server(default)] main: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let form =
        PostForm { person: person.clone(), version, unit, post, title, level, kind, from, until, document, main };
    answer(services.people.appoint(&viewer, &form.draft()?, now).await)?;
    leptos_axum::redirect(&format!("/people/{person}"));
    Ok(())
}

/// Corrects an appointment that was entered wrongly.
#[server(prefix = "/api", endpoint = "people/appointments/correct")]
#[allow(clippy::too_many_arguments)]
pub async fn correct_appointment(
    id: String,
    person: String,
    #[server(default)] version: String,
    unit: String,
    #[server(default)] post: String,
    #[server(default)] title: String,
    #[server(default)] level: String,
    kind: String,
    from: String,
    #[server(default)] until: String,
    #[server(default)] document: String,
    #[server(default)] main: String,
    #[server(default)] reason: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let form =
        PostForm { person: person.clone(), version, unit, post, title, level, kind, from, until, document, main };
    let draft = form.draft()?;
    answer(services.people.correct_appointment(&viewer, &known(id)?, &draft, &reason, now).await)?;
    leptos_axum::redirect(&format!("/people/{person}"));
    Ok(())
}

/// Ends an appointment (免职).
#[server(prefix = "/api", endpoint = "people/appointments/end")]
pub async fn end_appointment(
    id: String,
    person: String,
    #[server(default)] version: String,
    #[server(default)] on: String,
    #[server(default)] document: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let removal = domain::appointment::Removal {
        id: known(id)?,
        version: read.number("version", &version),
        on: read.day("on", &on),
        document,
    };
    read.done()?;
    answer(services.people.end_appointment(&viewer, &removal, now).await)?;
    leptos_axum::redirect(&format!("/people/{person}"));
    Ok(())
}

/// Takes an appointment back that never was.
#[server(prefix = "/api", endpoint = "people/appointments/withdraw")]
pub async fn withdraw_appointment(
    id: String,
    person: String,
    #[server(default)] version: String,
    #[server(default)] reason: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let version = read.number("version", &version);
    read.done()?;
    answer(services.people.withdraw_appointment(&viewer, &known(id)?, version, &reason, now).await)?;
    leptos_axum::redirect(&format!("/people/{person}"));
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
    read.done()?;
    let id = answer(services.people.add_person(&viewer, &draft, now).await)?;
    leptos_axum::redirect(&format!("/people/{id}"));
    Ok(())
}

/// Ends somebody's service.
#[server(prefix = "/api", endpoint = "people/service/end")]
pub async fn end_service(
    person: String,
    #[server(default)] version: String,
    #[server(default)] state: String,
    #[server(default)] on: String,
    #[server(default)] document: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let end = domain::person::EndOfService {
        person: known(person.clone())?,
        version: read.number("version", &version),
        state: read.code("state", &state),
        on: read.day("on", &on),
        document,
    };
    read.done()?;
    answer(services.people.end_service(&viewer, &end, now).await)?;
    leptos_axum::redirect(&format!("/people/{person}"));
    Ok(())
}

/// Takes the end of somebody's service back.
#[server(prefix = "/api", endpoint = "people/service/return")]
pub async fn return_to_service(
    person: String,
    #[server(default)] version: String,
    #[server(default)] reason: String,
) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    let mut read = Reader::default();
    let version = read.number("version", &version);
    read.done()?;
    answer(services.people.return_to_service(&viewer, &known(person.clone())?, version, &reason, now).await)?;
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

/// The imports of the viewer with rows that wait.
#[server(prefix = "/api", endpoint = "imports/open", input = GetUrl)]
pub async fn open_imports() -> Result<Vec<OpenImport>, ApiError> {
    let (services, viewer, _) = ask()?;
    answer(services.imports.open_imports(&viewer).await)
}

/// Gives an import up.
#[server(prefix = "/api", endpoint = "imports/drop")]
pub async fn drop_import(id: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.imports.drop_import(&viewer, &known(id)?, now).await)?;
    leptos_axum::redirect("/people/import");
    Ok(())
}

/// Writes an import.
#[server(prefix = "/api", endpoint = "imports/confirm")]
pub async fn confirm_import(id: String, #[server(default)] skip: String) -> Result<(), ApiError> {
    let (services, viewer, now) = ask()?;
    answer(services.imports.confirm_import(&viewer, &known(id)?, !skip.is_empty(), now).await)
}
